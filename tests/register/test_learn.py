"""What a document teaches, and what it must not."""

from __future__ import annotations

import pytest

from dragoman.record import Record
from dragoman.register import Register
from dragoman.register.entries import KEPT
from tests.register.by_hand import make_record


def learn(*records: Record) -> Register:
    register = Register()
    for r in records:
        register.learn(register.settle(r))
    return register


def minister(published: str = "2025-03-01", n: int = 0, **more: object) -> Record:
    return make_record(
        f"{n}: Norwegian Foreign Minister Ilze Krastina rejected the plan.",
        {"name": "Ilze Krastina", "country": "NOR", "roles": ["Norwegian Foreign Minister"], **more},
        published=published,
    )


def test_a_role_has_country_sector_days_and_the_words() -> None:
    r = minister()
    (entry,) = learn(r)
    (role,) = entry.roles
    assert (role.title, role.country, role.sector, role.told) == ("Norwegian Foreign Minister", "NOR", "GOV", True)
    assert (role.from_, role.until, role.exact) == ("2025-03-01", "2025-03-01", False)
    (w,) = role.witnesses
    assert w.words == r.documents[0].text[w.start : w.end] == "Norwegian Foreign Minister"
    assert (w.document, w.source, w.outlet, w.published) == (r.documents[0].id, "a.html", "Havnen", "2025-03-01")
    assert (entry.first, entry.last, entry.documents) == ("2025-03-01", "2025-03-01", (r.documents[0].id,))


def test_learning_twice_changes_nothing() -> None:
    register = learn(minister())
    assert [e.name for e in register.changed()] == ["Ilze Krastina"]
    register.learn(register.settle(minister()))
    assert list(register.changed()) == []


def test_days_widen_whatever_the_order_and_the_witnesses_are_bounded() -> None:
    days = [f"2025-{m:02}-10" for m in range(1, 13)]
    forward = learn(*(minister(d, n) for n, d in enumerate(days)))
    back = learn(*(minister(d, n) for n, d in reversed(list(enumerate(days)))))
    (one,), (two,) = forward, back
    (role,) = one.roles
    assert (role.from_, role.until) == (days[0], days[-1])
    assert one.roles == two.roles
    assert [w.published for w in role.witnesses] == days[:KEPT] + days[-KEPT:]


def test_contradicting_evidence_stands_side_by_side() -> None:
    other = make_record(
        "Foreign Minister Ilze Krastina left, and the Prime Minister Ilze Krastina came.",
        {"name": "Ilze Krastina", "country": "NOR", "role_country": "NOR", "roles": ["Prime Minister"]},
    )
    (entry,) = learn(minister(), other)
    assert [(r.title, r.told) for r in entry.roles] == [("Norwegian Foreign Minister", True), ("Prime Minister", False)]


def test_a_title_beside_a_surname_only_is_not_learned() -> None:
    r = make_record(
        "Marit Holm came to lunch. President Holm spoke.",
        {"name": "Marit Holm", "forms": ["Marit Holm", "Holm"], "roles": ["President"]},
    )
    (entry,) = learn(r)
    assert entry.roles == ()


def test_surnames_teach_nothing() -> None:
    assert (
        len(learn(make_record("Foreign Minister Krastina spoke.", {"name": "Krastina", "roles": ["Foreign Minister"]})))
        == 0
    )


@pytest.mark.parametrize(
    "words",
    [
        "his wife", "among black voters", "a 40-year-old man", "accused him as a minister", "critic of Mr.", "rival",
        "with the Texas senator", "decades in public office",
    ],
)  # fmt: skip
def test_what_is_no_office_is_no_role(words: str) -> None:
    r = make_record(f"Then came {words} Ilze Krastina.", {"name": "Ilze Krastina", "roles": [words]})
    (entry,) = learn(r)
    assert entry.roles == ()


@pytest.mark.parametrize(
    ("title", "country", "sector"),
    [
        ("Italian Prime Minister", "ITA", "GOV"),
        ("president of Chad", "TCD", "GOV"),
        ("Germany's finance minister", "DEU", "GOV"),
        ("president of the chess federation", None, None),
        ("head of the army", None, "MIL"),
        ("Democratic congressman from Georgia", None, "LEG"),
        ("Iraq War veteran", None, None),
        ("Korea scholar", None, "EDU"),
        ("former Norwegian foreign minister", "NOR", "CVL"),
        ("campaign press secretary", None, "PTY"),
        ("White House spokesman", "USA", "GOV"),
    ],
)
def test_what_a_title_tells(title: str, country: str | None, sector: str | None) -> None:
    organisation = "White House" if "White House" in title else None
    r = make_record(f"It is late, the {title}, Ilze Krastina, said.", {"name": "Ilze Krastina", "roles": [title]})
    if organisation:
        import msgspec

        actor = r.actors[0]
        roles = tuple(msgspec.structs.replace(x, organisation=organisation) for x in actor.roles)
        r = msgspec.structs.replace(r, actors=(msgspec.structs.replace(actor, roles=roles),))
    (entry,) = learn(r)
    (role,) = entry.roles
    assert (role.country, role.sector) == (country, sector)
    assert role.told == (country is not None)


@pytest.mark.parametrize(
    "name", ["New York", "Supreme Court", "D-Va", "Rep", "Okla", "Scott bristles", "Robert C", "France"]
)
def test_debris_is_nobody(name: str) -> None:
    assert len(learn(make_record(f"So said {name}.", {"name": name}))) == 0


@pytest.mark.parametrize(
    "name",
    [
        "Ursula von der Leyen",
        "Ban Ki-moon",
        "Bashar al-Assad",
        "J. D. Vance",
        "Andrés Manuel López Obrador",
        "Martin O’Malley",
        "Howard Dean",
    ],
)
def test_names_of_many_kinds_are_kept(name: str) -> None:
    assert [e.name for e in learn(make_record(f"So said {name}.", {"name": name}))] == [name]


def test_bodies_with_a_name_of_their_own_are_kept_and_known_ones_are_not() -> None:
    def body(name: str) -> Record:
        return make_record(f"The {name} agreed.", {"name": name, "kind": "organisation", "country": "NOR"})

    assert [
        e.name for e in learn(body("Skarv Institute"), body("NATO"), body("Ministry of Health"), body("Mr. Okafor"))
    ] == ["Skarv Institute"]


def test_no_day_no_date() -> None:
    r = make_record(
        "Norwegian Foreign Minister Ilze Krastina spoke.",
        {"name": "Ilze Krastina", "roles": ["Norwegian Foreign Minister"]}, published=None,
    )  # fmt: skip
    (entry,) = learn(r)
    assert entry.roles[0].from_ is None and entry.first is None
    odd = make_record(
        "Norwegian Minister Ilze Krastina sat.",
        {"name": "Ilze Krastina", "roles": ["Norwegian Minister"]},
        published="soon",
    )
    assert len(learn(odd)) == 1
