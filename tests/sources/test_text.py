"""Plain text: lines, wrapped lines, headlines in the middle, credits, broken sentences."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from dragoman.sources.text import read_text

SAMPLE = Path(__file__).resolve().parents[3] / "shared" / "samples" / "two-articles-on-a-page.txt"
FIRST = (
    "The president of Aldia will not sign the river treaty that two of its neighbours have offered, "
    "the newspaper Il Faro reported on Tuesday."
)
SECOND = (
    "Aldia has refused to sign river agreements since the dam was built, and its parliament voted against the last."
)
HEADLINE = "Bormia not ready for short truce – minister"
LEAD = (
    "Bormia is not ready for a short truce in the hills and wants a lasting settlement instead, "
    "Defence Minister Karl Ott has said."
)


def test_two_articles_and_what_stands_between() -> None:
    page = [
        "©Agency Pool/M. Rossi",
        FIRST,
        SECOND,
        HEADLINE,
        LEAD,
        "©Karl Steen; press service of the ministry",
        "In an interview with Channel Two on Thursday,",
        "Ott said that a truce of thirty days would be “a pause for reloading”.",
        "No comments:",
        "Post a Comment",
    ]
    first, second = read_text("\n".join(page))
    assert (first.title, first.body) == (None, [FIRST, SECOND])
    assert [(d.text, d.reason) for d in first.dropped] == [("©Agency Pool/M. Rossi", "photo credit")]
    assert second.title == HEADLINE
    assert second.body == [
        LEAD,
        "In an interview with Channel Two on Thursday, Ott said that a truce of thirty days "
        "would be “a pause for reloading”.",
    ]
    assert [d.reason for d in second.dropped] == ["photo credit", "comment form", "comment form"]


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample is not part of the repository")
def test_the_sample_page() -> None:
    first, second = read_text(SAMPLE.read_text(encoding="utf-8"))
    assert first.title is None and len(first.body) == 9
    assert second.title is not None and second.title.endswith("Putin aide") and len(second.body) == 10
    assert [d.reason for d in first.dropped + second.dropped] == ["photo credit"] * 2 + ["comment form"] * 2


@pytest.mark.parametrize("width", [50, 72, 80, 100])
@pytest.mark.parametrize("blank", ["\n\n", "\n"])
def test_wrapped_lines_are_rejoined(width: int, blank: str) -> None:
    page = blank.join(textwrap.fill(p, width) for p in (FIRST, SECOND, LEAD))
    (draft,) = read_text(page)
    assert draft.body == [FIRST, SECOND, LEAD] or (
        blank == "\n" and " ".join(draft.body) == " ".join((FIRST, SECOND, LEAD))
    )


def test_lines_that_are_paragraphs_stay_apart() -> None:
    (draft,) = read_text("\n".join([FIRST, "“No,” he said.", SECOND, "It is over.", LEAD]))
    assert len(draft.body) == 5


def test_head_of_an_article() -> None:
    page = f"World\nIl Faro\n\nAldia shuns river treaty\nBy Jane Roe and John Doe\n8 May 2024\n\n{FIRST}\n\n{SECOND}"
    (draft,) = read_text(page)
    assert draft.title == "Aldia shuns river treaty"
    assert draft.authors == ("Jane Roe", "John Doe") and draft.published == "2024-05-08"
    assert draft.body == [FIRST, SECOND]
    assert {d.text for d in draft.dropped} == {"World", "Il Faro", "By Jane Roe and John Doe", "8 May 2024"}


def test_dateline_tells_agency_and_date() -> None:
    (draft,) = read_text(f"Aldia shuns treaty\n\nOSLO, May 8, 2024 (Reuters) - {FIRST}\n\n{SECOND}")
    assert draft.outlet == "Reuters" and draft.published == "2024-05-08"
    assert draft.body[0].startswith("OSLO, May 8")
    (draft,) = read_text(f"Aldia shuns treaty\n\nOSLO, May 8 (Reuters) - {FIRST}\n\n{SECOND}")
    assert draft.outlet == "Reuters" and draft.published is None


def test_subheadings_do_not_split() -> None:
    page = [
        HEADLINE,
        LEAD,
        SECOND,
        "What the treaty says",
        "The treaty says that water is shared by all in dry years.",
    ]
    page += [
        "Talks in the hills",
        "Talks in the hills have failed three times since the war, and nobody expects much now.",
    ]
    (draft,) = read_text("\n".join(page))
    assert draft.title == HEADLINE and len(draft.body) == 6


def test_teasers_and_comments_claim_what_follows() -> None:
    page = [FIRST, SECOND, "Read more:", "Fishing quota talks adjourned", LEAD, SECOND, SECOND, "2 Comments"]
    page += [
        "sailor77 says",
        "I never trusted that minister and I never will, whatever he tells us in his interviews.",
    ]
    (draft,) = read_text("\n".join(page))
    assert draft.body == [FIRST, SECOND, LEAD, SECOND, SECOND]
    assert [d.reason for d in draft.dropped] == ["teaser", "teaser", "comment form", "comment", "comment"]


def test_markdown_headings() -> None:
    first, second = read_text(f"# Aldia shuns river treaty\n\n{FIRST}\n\n# Bormia wants no truce\n\n{LEAD}")
    assert (first.title, second.title) == ("Aldia shuns river treaty", "Bormia wants no truce")


def test_one_sentence_is_an_article() -> None:
    (draft,) = read_text("Norland rejected the plan.")
    assert draft.title is None and draft.text == "Norland rejected the plan."
    (draft,) = read_text("Norland rejects the plan")
    assert draft.text == "Norland rejects the plan"


def test_unknown_agency_in_the_dateline() -> None:
    (draft,) = read_text(f"Aldia shuns treaty\n\nOSLO, May 8, 2024 (Rift News Agency) - {FIRST}\n\n{SECOND}")
    assert draft.outlet == "Rift News Agency"
    (draft,) = read_text(f"Aldia shuns treaty\n\nOSLO, May 8, 2024 (Capital City) - {FIRST}\n\n{SECOND}")
    assert draft.outlet is None


def test_dates_below_the_article() -> None:
    page = f"Aldia shuns treaty\n\n{FIRST}\n\n{SECOND}\n\n{FIRST}\n\n{LEAD}\n\n"
    (draft,) = read_text(page + "Related:\n\nFishing talks adjourned\n\nMarch 3, 2024")
    assert draft.published is None
    (draft,) = read_text(page + "2 Comments\n\nsailor77\n\nMarch 3, 2024\n\nI never trusted him.")
    assert draft.published is None and draft.dropped[-2].reason == "comment"
