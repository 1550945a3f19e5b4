"""The evaluation of copies: what it builds, what it counts, and that it can tell good from bad."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from dragoman.copies import Placement
from dragoman.errors import UsageError
from evals import copies, copies_apart, copies_scale
from evals.__main__ import main
from evals.copy_edits import (
    add_local,
    cut_end,
    cut_middle,
    join_and_part,
    length,
    make_copies,
    re_edit,
    reorder,
    retitle,
    reword,
    shared,
    swap_tag,
)

TOWNS = ["Oster", "Hask", "Brel", "Norhaven", "Vell", "Tamm", "Kird", "Lunde", "Sorn", "Ekeby", "Morr", "Dalsund"]


def story(seed: int) -> list[str]:
    """An invented article of some 250 words; each seed has words of its own."""
    rng = random.Random(seed)
    made = ["".join(rng.choices("bdfgklmnprstvaeiou", k=6)) for _ in range(150)]
    out = [f"{rng.choice(TOWNS)} council votes on {made[0]}"]
    for n in range(9):
        words = " ".join(rng.choices(made, k=12))
        out.append(
            f"The council of {rng.choice(TOWNS)} said the plan would cost {rng.randint(10, 999)} million crowns, {words}. "
            f"“We have {' '.join(rng.choices(made, k=8))},” Mayor {made[n].title()} said."
        )
    return out


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "text").mkdir()
    for n in range(16):
        text = "\n\n".join(story(n))
        (tmp_path / "text" / f"paper{n % 3}_2016-09-{1 + n % 4:02}_story-{n}.txt").write_text(text, encoding="utf-8")
    return tmp_path


# ---------------------------------------------------------------- the changes
def test_changes_do_what_they_say() -> None:
    article, other, rng = story(1), story(2), random.Random(1)
    for cut in (cut_end(article, rng), cut_middle(article, rng)):
        assert 0.25 * length(article) < length(cut) < 0.75 * length(article)
        assert set(cut) < set(article) and cut[:2] == article[:2]
    mixed = reorder(article, rng)
    assert mixed != article and sorted(mixed) == sorted(article) and mixed[:2] == article[:2]
    titled = retitle(article, rng)
    assert titled[0] != article[0] and titled[1:] == article[1:]
    longer = add_local(article, rng, other)
    assert set(article) < set(longer)
    assert 1.15 * length(article) < length(longer) < 1.45 * length(article)
    plain = ["Head", *["The council met in the old town hall, and nobody spoke. Then the lights went out."] * 4]
    changed = join_and_part(plain, rng)
    assert changed != plain and shared(plain, changed) > 0.6


@pytest.mark.parametrize("target", [0.6, 0.3])
def test_re_editing_goes_down_to_the_share_that_is_wanted(target: float) -> None:
    article = story(1)
    edited = re_edit(article, random.Random(1), target, ["other", "words", "altogether"])
    assert target - 0.08 < shared(article, edited) <= target


def test_tags_come_and_go() -> None:
    with_tag = ["Head", "OSTER (AP) — The council met."]
    assert swap_tag(with_tag, random.Random(1)) == ["Head", "The council met."]
    tagged = swap_tag(["Head", "The council met."], random.Random(1))
    assert tagged[1].startswith("WASHINGTON (") and tagged[1].endswith("The council met.")


def test_rules_of_rewording() -> None:
    rng = random.Random(0)
    turned = {reword("Ines Vorn said that the plan was dead.", rng, 0.0) for _ in range(20)}
    assert turned == {"Ines Vorn said that the plan was dead.", "The plan was dead, according to Ines Vorn."}
    assert reword("Five officials", rng, 1.0) == "5 authorities"


def test_the_same_seed_gives_the_same_copies() -> None:
    one, two = (make_copies(story(1), random.Random(7), story(2), ["a", "b"]) for _ in range(2))
    assert one == two
    assert len({c.kind for c in one}) == len(one) > 10


@pytest.mark.parametrize("article", [["Headline"], [""], ["Headline", "One short line."]])
def test_next_to_nothing_can_be_changed(article: list[str]) -> None:
    assert all(c.article for c in make_copies(article, random.Random(1), article, ["word"]))


# ---------------------------------------------------------------- what is kept apart
def test_pairs_to_be_kept_apart_share_what_they_are_lent() -> None:
    articles = {f"paper{n}_2016-09-01_{n}": story(n) for n in range(4)}
    for n, a in enumerate(articles.values()):
        a.append("The river has been the border of the two countries for " + f"a hundred and {n} years. " * 6)
        a[1] += " “" + "word " * 20 + "”"
    pairs = copies_apart.make_pairs(articles, dict.fromkeys(articles, "2016-09-01"), random.Random(1))
    assert set(pairs) == {"same event, other outlet", "shared quotation", "shared block"}
    assert all(a.split("_")[0] != b.split("_")[0] for some in pairs.values() for a, b, _ in some)
    for _, _, (one, two) in pairs["shared block"]:
        assert set(one) & set(two)


def test_nearest_articles_are_of_other_outlets_within_three_days() -> None:
    articles = {"a_1": story(1), "b_1": story(1), "a_2": story(1), "b_3": story(1), "c_9": story(9)}
    days = {"a_1": "2016-09-01", "b_1": "2016-09-03", "a_2": "2016-09-01", "b_3": "2016-10-01", "c_9": "2016-09-02"}
    assert set(copies_apart.nearest(articles, days)) <= {("a_1", "b_1"), ("a_2", "b_1")}
    assert copies_apart.nearest(articles, days)


# ---------------------------------------------------------------- the figures
def test_figures_of_a_small_corpus(corpus: Path) -> None:
    figures = copies.run(corpus)
    assert figures["articles"] == 13  # every seventh lends paragraphs only
    assert figures["precision"] == 1.0
    assert figures["recall"] > 0.95
    assert figures["stream"]["pair precision"] == 1.0
    assert figures["kinds"]["unchanged"]["recall"] == 1.0
    words = copies.render(figures)
    assert "re-edited, 30% shared" in words and "B-cubed".lower() in words
    assert figures == copies.run(corpus)


class _Blunt:
    """Puts everything into one story, or nothing into any."""

    def __init__(self, together: bool) -> None:
        self.together, self.first, self.known = together, "", dict[str, Placement]()

    def place(self, name: str, sketch: object, published: str | None) -> Placement:
        self.first = self.first or name
        first = self.first if self.together else name
        self.known[name] = Placement(first, None if first == name else first, None, 0.0)
        return self.known[name]

    def placement(self, name: str) -> Placement:
        return self.known[name]

    def join_bridged(self) -> Sequence[object]:
        return ()


@pytest.mark.parametrize("together", [True, False])
def test_bad_answers_get_bad_figures(corpus: Path, monkeypatch: pytest.MonkeyPatch, together: bool) -> None:
    monkeypatch.setattr(copies, "Copies", lambda db: _Blunt(together))
    figures = copies.run(corpus)
    stream = figures["stream"]
    if together:
        assert stream["pair precision"] < 0.2 and stream["pair recall"] == 1.0
        assert figures["apart"]["forms filled in anew"]["linked"] == 39
    else:
        assert figures["recall"] == 0.0 and stream["b-cubed recall"] < 0.2
        assert stream["b-cubed precision"] == 1.0
        assert figures["wrong"]


def test_what_is_no_corpus_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError, match="has no text"):
        copies.run(tmp_path)
    (tmp_path / "text").mkdir()
    assert main(["copies", str(tmp_path)]) == 2
    assert "nothing was measured" in capsys.readouterr().err


def test_the_cost_of_an_article(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = copies_scale.measure(300, 1)
    assert [r["articles"] for r in rows] == [300]
    assert 0 < rows[0]["place"] < 50 and rows[0]["megabytes"] > 0
    assert main(["copies", str(tmp_path), "--scale", "40"]) == 0
    assert "ms per place()" in capsys.readouterr().out
