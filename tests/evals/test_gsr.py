"""PLOVER gold records: names of today, codes, symmetric acts, and texts of several records."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dragoman.errors import UsageError
from evals import gsr
from evals.gsr import Act, codes_of, group_by_text, score_text, sides_meet

from .conftest import Draft

TEXT = "Norland and Sudria signed a pact in Oster, and Norland jailed three Sudrians."


def row(event: str | None, source: Any, target: Any = None, markup: str = "", text: str = TEXT) -> dict[str, Any]:
    return {"text": text, "event": event, "source": source, "target": target, "textInfo": {"markup": markup}}


def side(*codes: str) -> list[dict[str, str]]:
    return [{"actorText": "x", "code": c} for c in codes]


def act(kind: str, sources: str = "", targets: str = "", pooled: bool = False, real: bool = True) -> Act:
    return Act(frozenset({kind}), frozenset(sources.split()), frozenset(targets.split()), pooled, real)


@pytest.mark.parametrize(
    ("old", "today"),
    [("DEMAND", {"REQUEST"}), ("disapprove", {"ACCUSE"}), ("INVESTIGATE", {"ACCUSE"}), ("FIGHT", {"ASSAULT"}),
     ("YIELD", {"CONCEDE", "RETREAT"}), ("AID", {"AID"})],
)  # fmt: skip
def test_older_names_mean_todays(old: str, today: set[str]) -> None:
    (acts,) = group_by_text([row(old, side("AAA"))]).values()
    assert acts[0].types == today


def test_codes() -> None:
    assert codes_of(side("USA", "usagov", "")) == {"USA"}
    assert codes_of(side("IGO", "JAP")) == {"IGO", "JPN"}
    assert codes_of("diplomatic") == codes_of(None) == codes_of([{"actorText": "x"}]) == frozenset()
    assert codes_of({"code": "FRA"}) == {"FRA"}


def test_records_of_one_text_are_one_group_and_a_record_may_hold_no_event() -> None:
    groups = group_by_text([row("AID", None), row("FIGHT", None), row(None, None, text="Nothing.")])
    assert [len(acts) for acts in groups.values()] == [2, 0]
    with pytest.raises(ValueError, match="unknown event type"):
        group_by_text([row("DANCE", None)])


def test_sides_are_sets_that_must_meet_and_an_uncoded_side_asks_nothing() -> None:
    gold = act("AID", "USA GBR", "FRA")
    assert sides_meet(gold, act("AID", "GBR", "FRA DEU"))
    assert not sides_meet(gold, act("AID", "FRA", "USA"))
    assert not sides_meet(gold, act("AID", "USA"))
    assert sides_meet(act("AID", "USA"), act("AID", "USA", "CHN"))
    assert sides_meet(act("AID"), act("AID"))


def test_symmetric_gold_pools_its_sides() -> None:
    marked = group_by_text([row("AGREE", side("NOR", "SUD"), "diplomatic", "(SRC/TAR: Norland) and …")])[TEXT][0]
    unmarked = group_by_text([row("CONSULT", side("NOR", "SUD"))])[TEXT][0]
    one_way = group_by_text([row("FIGHT", side("NOR", "SUD"))])[TEXT][0]
    assert marked.pooled and unmarked.pooled and not one_way.pooled
    assert sides_meet(marked, act("AGREE", "SUD", "NOR"))
    assert sides_meet(marked, act("AGREE", "SUD NOR"))
    assert not sides_meet(marked, act("AGREE", "SUD"))


def test_our_symmetric_act_without_recipient_meets_a_one_way_record() -> None:
    gold = act("CONSULT", "MAR", "USA")
    assert sides_meet(gold, act("CONSULT", "USA MAR", pooled=True))
    assert not sides_meet(gold, act("CONSULT", "USA MAR"))


def test_each_prediction_counts_once() -> None:
    gold = [act("REJECT", "AAA", "BBB"), act("REJECT", "AAA", "CCC")]
    counts, kinds = score_text(gold, [act("REJECT", "AAA", "CCC"), act("AID", "AAA")])
    assert counts["type"] == (1, 2, 2)
    assert counts["type and sides"] == (1, 2, 2)
    assert kinds["right REJECT"] == 1 and kinds["predicted AID"] == 1


def test_run_and_render(tmp_path: Path, product: Callable[..., None]) -> None:
    d = Draft(TEXT)
    for name, code in (("Norland", "NOR"), ("Sudria", "SUD")):
        d.actor(name, code, "state")
    d.actor("UN", None, "organisation")
    d.did("AGREE", "signed", ("Norland", "Sudria"))
    d.did("COERCE", "jailed", ("Norland",), ("Sudria",))
    d.did("AID", "pact", ("UN",), modality="hypothetical")
    product(gsr, {TEXT: d})
    file = tmp_path / "gsr.json"
    file.write_text(
        json.dumps(
            [
                row("AGREE", side("NOR", "SUD"), None, "(SRC/TAR: Norland)"),
                row("COERCE", side("NOR"), side("XXX")),
                row("AID", side("IGO"), None, text="The UN sent food."),
            ]
        )
    )
    figures = gsr.run(file)
    assert figures["texts"] == 2
    assert (figures["scores"]["type"]["right"], figures["scores"]["type and sides"]["right"]) == (2, 1)
    assert figures["scores"]["type"]["predicted"] == 3
    assert figures["scores told as done or coming"]["type"]["predicted"] == 2
    assert figures["spurious a sentence"] == 0.5
    assert figures["types"]["AID"] == {"gold": 1, "right": 0, "predicted": 1}
    assert "type and both countries" in gsr.render(figures)


def test_an_organisation_without_country_is_a_body_of_several_states() -> None:
    d = Draft(TEXT)
    d.actor("UN", None, "organisation")
    d.actor("Ann", None, "person")
    d.did("AID", "pact", ("UN", "Ann"))
    assert gsr.acts_of(d.record())[0].sources == {"IGO"}


def test_wrong_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a file"):
        gsr.run(tmp_path)
    (tmp_path / "x.json").write_text('{"a": 1}')
    with pytest.raises(UsageError, match="PLOVER"):
        gsr.run(tmp_path / "x.json")


def test_side_countries_of_the_events_found() -> None:
    gold = [act("REJECT", "AAA", "BBB"), act("AID", "CCC", "DDD"), act("PROTEST", "EEE")]
    ours = [act("REJECT", "AAA", "XXX"), act("AID", "CCC", "DDD")]
    _, kinds = score_text(gold, ours)
    assert (kinds["asked source"], kinds["right source"]) == (2, 2)  # the protest was not found
    assert (kinds["asked target"], kinds["right target"]) == (2, 1)
    assert (kinds["asked both"], kinds["right both"]) == (2, 1)
    _, kinds = score_text([act("PROTEST", "EEE")], [act("PROTEST", "EEE")])
    assert kinds["asked target"] == 0  # a side without a code asks nothing


def test_side_countries_of_a_symmetric_act() -> None:
    gold = [act("AGREE", "NOR SUD", pooled=True)]
    _, one = score_text(gold, [act("AGREE", "NOR")])
    _, two = score_text(gold, [act("AGREE", "SUD NOR", pooled=True)])
    assert (one["right source"], one["right target"]) == (1, 0)
    assert (two["right source"], two["right target"], two["right both"]) == (1, 1, 1)


def test_what_is_to_come_as_the_manual_codes_it(tmp_path: Path, product: Callable[..., None]) -> None:
    d = Draft("Norland will send food and may shell Oster; it will bomb Sudria and signed a pact.")
    d.actor("Norland", "NOR", "state")
    d.did("AID", "send", ("Norland",), modality="future")
    d.did("ASSAULT", "bomb", ("Norland",), modality="future")
    d.did("ASSAULT", "shell", ("Norland",), modality="hypothetical")
    d.did("CONCEDE", "signed", ("Norland",))
    product(gsr, {d.text: d})
    file = tmp_path / "gsr.json"
    file.write_text(json.dumps([row(kind, side("NOR"), None, text=d.text) for kind in ("AGREE", "THREATEN", "YIELD")]))
    figures = gsr.run(file)
    coded = figures["scores coded as the manual codes plans"]["type"]
    assert (coded["right"], coded["predicted"], coded["gold"]) == (3, 3, 3)
    assert figures["scores told as done or coming"]["type"]["right"] == 1
