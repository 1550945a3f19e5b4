"""Average the weights of checkpoints of one run: ``python -m training.average OUT FILE:WEIGHT...``.

Averaging late checkpoints (Wortsman et al., "Model soups", ICML 2022) was better on every dev figure than the last one.
"""

from __future__ import annotations

import argparse

import torch


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out")
    ap.add_argument("checkpoints", nargs="+", metavar="FILE:WEIGHT")
    a = ap.parse_args()
    parts = [(torch.load(path), float(weight)) for path, _, weight in (c.rpartition(":") for c in a.checkpoints)]
    total = sum(weight for _, weight in parts)
    torch.save({k: sum(s[k].float() * (w / total) for s, w in parts) for k in parts[0][0]}, a.out)


if __name__ == "__main__":
    main()
