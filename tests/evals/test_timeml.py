"""TimeML: spans strict and relaxed, values, durations."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals import timeml
from evals.__main__ import main

HEAD = '<DCT><TIMEX3 tid="t0" type="DATE" value="2024-05-08" functionInDocument="CREATION_TIME">May 8</TIMEX3></DCT>'


def write(folder: Path, body: str, name: str = "a.tml") -> Path:
    (folder / name).write_text(f"<TimeML>{HEAD}<TEXT>{body}</TEXT></TimeML>", encoding="utf-8")
    return folder


def timex(words: str, value: str, kind: str = "DATE") -> str:
    return f'<TIMEX3 tid="t1" type="{kind}" value="{value}">{words}</TIMEX3>'


def test_strict_relaxed_and_value(tmp_path: Path) -> None:
    body = (
        f"The talks began {timex('on Monday', '2024-05-06')} and ended {timex('Tuesday', '2024-05-07')}. "
        f"They had lasted {timex('two days', 'P2D', 'DURATION')}. He left {timex('now', 'PRESENT_REF')}."
    )
    figures = timeml.run(write(tmp_path, body))
    assert (figures["gold"], figures["found"], figures["ignored"]) == (2, 2, 1)
    assert (figures["f1"], figures["value_f1"]) == (1.0, 1.0)
    assert figures["strict_f1"] == 0.5  # "on" is not one of our words
    assert "strict" in timeml.render(figures)


def test_a_wrong_day_is_found_and_not_right(tmp_path: Path) -> None:
    figures = timeml.run(write(tmp_path, f"It ended {timex('Tuesday', '2024-05-14')}."))
    assert (figures["f1"], figures["value_f1"], figures["value_accuracy"]) == (1.0, 0.0, 0.0)


def test_the_part_that_the_gold_leaves_out_of_its_words(tmp_path: Path) -> None:
    figures = timeml.run(write(tmp_path, f"It ended earlier {timex('this month', '2024-05')}."))
    assert (figures["value_f1"], figures["value_accuracy_exact"]) == (1.0, 0.0)
    figures = timeml.run(write(tmp_path, f"It ended earlier {timex('this month', '2024-06')}."))
    assert figures["value_f1"] == 0.0  # another month all the same
    figures = timeml.run(write(tmp_path, f"It ended on {timex('3 May', '2024-05')}."))
    assert figures["value_f1"] == 0.0  # a day is no part that was left out


def test_a_range_is_both_of_its_ends(tmp_path: Path) -> None:
    body = "It ran from {} to {}."
    right = body.format(timex("3 May", "2024-05-03"), timex("6 May", "2024-05-06"))
    figures = timeml.run(write(tmp_path, right))
    assert (figures["gold"], figures["found"], figures["value_f1"]) == (2, 2, 1.0)
    wrong = body.format(timex("3 May", "2024-05-03"), timex("6 May", "2024-05-07"))
    figures = timeml.run(write(tmp_path, wrong))
    assert (figures["gold"], figures["found"], figures["value_f1"]) == (2, 1, 0.0)


def test_a_week_without_a_number_cannot_be_right(tmp_path: Path) -> None:
    body = f"It ended {timex('last week', '2024-WXX')}. It began on {timex('3 May', '2024-05-03')}."
    figures = timeml.run(write(tmp_path, body))
    assert (figures["f1"], figures["value_f1"], figures["value_f1_days_only"]) == (1.0, 0.5, 1.0)
    assert "gold with days only" in timeml.render(figures)


def test_files_that_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["timeml", str(tmp_path)]) == 2
    assert "nothing was measured" in capsys.readouterr().err
    write(tmp_path, '<TIMEX3 tid="t1">Monday</TIMEX3>', "broken.tml")
    assert main(["timeml", str(tmp_path)]) == 2
    assert "broken.tml is not TimeML" in capsys.readouterr().err


def test_the_older_name_still_works(tmp_path: Path) -> None:
    assert main(["tempeval3", str(write(tmp_path, f"It ended {timex('Tuesday', '2024-05-07')}."))]) == 0
