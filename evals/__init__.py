"""Measures Dragoman against public corpora: ``python -m evals NAME PATH [--json]``.

One module per corpus, each with ``run(path, ...) -> figures`` and ``render(figures) -> str``. No corpus
text is kept here; whoever holds a corpus can repeat every figure.
"""
