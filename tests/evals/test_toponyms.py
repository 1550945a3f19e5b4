"""LGL: gold spans, end to end, and files that are none."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from dragoman.errors import UsageError
from dragoman.knowledge import places_named
from dragoman.reading import Reading, ReadName
from evals import toponyms
from evals.__main__ import main

TEXT = "Fire crews from Paris, Texas, met in Lamar County; Ruritania sent none. Syrian engineers watched."


def toponym(
    words: str, number: int | None, country: str = "", lat: float = 0.0, lon: float = 0.0, shift: int = 0
) -> str:
    start = TEXT.index(words) + shift
    tag = (
        f'<gaztag geonameid="{number}"><lat>{lat}</lat><lon>{lon}</lon><country>{country}</country></gaztag>'
        if number
        else ""
    )
    return f"<toponym><start>{start}</start><end>{start + len(words)}</end><phrase>{words}</phrase>{tag}</toponym>"


def corpus(folder: Path, *toponyms: str, domain: str = "paper.example") -> Path:
    file = folder / "lgl.xml"
    article = f"<article docid='1'><domain>{domain}</domain><text>{TEXT}</text>{''.join(toponyms)}</article>"
    file.write_text(f"<articles>{article}</articles>", encoding="utf-8")
    return file


GOLD = (
    toponym("Paris", 4717560, "United States", 33.66, -95.56),
    toponym("Texas", 4736286, "United States", 31.25, -99.25),
    toponym("Lamar County", 4705086, "United States", 33.67, -95.57),
    toponym("Ruritania", None),
    toponym("Syrian", 163843, "Syria", 35.0, 38.0),
)


def test_gold_spans(tmp_path: Path) -> None:
    figures = toponyms.run(corpus(tmp_path, *GOLD), spans_only=True)
    assert figures["gold"] == 4  # a name without an entry asks nothing
    assert (figures["exact"], figures["country"], figures["within 161 km"], figures["no entry"]) == (1, 1, 1, 0)
    assert "end to end" not in toponyms.render(figures)


def test_end_to_end_counts_what_was_found_and_leaves_out_what_the_gold_leaves_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(text: str) -> Reading:
        names = [
            ReadName(start=s, end=s + len(w), kind="place") for w in ("Paris", "Ruritania") for s in [text.index(w)]
        ]
        return Reading(names=tuple(names), read=len(text))

    monkeypatch.setattr(toponyms, "model_in", lambda folder: SimpleNamespace(read=read))
    scores = toponyms.run(corpus(tmp_path, *GOLD))["end to end"]
    assert (scores["found"]["right"], scores["found"]["predicted"], scores["found"]["gold"]) == (2, 2, 4)
    assert scores["exact"]["right"] == 2  # "Paris" beside "Texas", which the tagger missed; and "Syrian"


def test_a_wrong_place_is_listed(tmp_path: Path) -> None:
    figures = toponyms.run(corpus(tmp_path, toponym("Paris", 1, "France", 48.9, 2.4)), spans_only=True, errors=True)
    assert figures["exact"] == figures["within 161 km"] == 0
    assert "Paris: 1 FRA" in figures["wrong"][0] and "Texas" in figures["wrong"][0]


def test_distance_is_on_the_globe() -> None:
    paris = next(p for p in places_named("Paris") if p.country == "FRA" and p.kind == "capital")
    assert toponyms.is_near(paris, toponyms.Gold((0, 1), "", 1, None, 49.9, 2.3))
    assert not toponyms.is_near(paris, toponyms.Gold((0, 1), "", 1, None, 51.5, -0.1))
    assert not toponyms.is_near(paris._replace(lat=float("nan")), toponyms.Gold((0, 1), "", 1, None, 48.9, 2.3))


def test_files_that_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError, match="offsets"):
        toponyms.run(corpus(tmp_path, toponym("Paris", 1, shift=1)), spans_only=True)
    (tmp_path / "x.xml").write_text("<articles><article>")
    with pytest.raises(UsageError, match=r"x\.xml can't be read"):
        toponyms.run(tmp_path / "x.xml", spans_only=True)
    (tmp_path / "empty.xml").write_text("<articles/>")
    assert main(["toponyms", str(tmp_path / "empty.xml"), "--spans-only"]) == 2
    assert "nothing was measured" in capsys.readouterr().err
