"""Furniture: what is dropped and, above all, what is not."""

from __future__ import annotations

import time
from itertools import product

import pytest

from dragoman.sources.bylines import read_credit, read_dateline
from dragoman.sources.dates import parse_published
from dragoman.sources.furniture import drop_reason, opens_comments, opens_teasers
from dragoman.sources.split import Paragraph, make_drafts


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("©Getty Images/N. Nielsen", "photo credit"),
        ("© Karl Steen; press service of the ministry", "photo credit"),
        ("Photo: N. Nielsen", "photo credit"),
        ("N. Nielsen/AFP via Getty Images", "photo credit"),
        ("AP Photo/Karl Steen", "photo credit"),
        (
            "FILE PHOTO: The minister leaves a meeting in Oslo, May 3, 2024. REUTERS/Karl Steen",
            "photo credit",
        ),
        ("The minister leaves a meeting in Oslo. [Karl Steen/AP Photo]", "photo credit"),
        ("Getty Images", "photo credit"),
        ("© 2024 Havnen. All rights reserved.", "copyright"),
        ("Copyright 2009 Plains Herald", "copyright"),
        ("Share", "share bar"),
        ("Tweet", "share bar"),
        ("Facebook Twitter WhatsApp Email", "share bar"),
        ("Share this article", "share bar"),
        ("Follow us on Twitter", "share bar"),
        ("128 shares", "share bar"),
        ("Read more: Dock workers plan a strike", "teaser"),
        ("READ ALSO", "teaser"),
        ("Related:", "teaser"),
        ("No comments:", "comment form"),
        ("Post a Comment", "comment form"),
        ("Leave a reply", "comment form"),
        ("Sign up for our newsletter", "newsletter"),
        ("Get the day's news in your inbox", "newsletter"),
        ("Advertisement", "advertisement"),
        ("- ADVERTISEMENT -", "advertisement"),
        ("Story continues below advertisement", "advertisement"),
        ("We use cookies to improve your experience on this site.", "cookie notice"),
        ("Subscribe to continue reading", "paywall"),
        ("Reporting by Jane Roe; editing by John Doe", "credit line"),
        ("With files from our bureau in Oslo. Corrections: desk@havnen.example", "credit line"),
        ("Any use of materials is allowed only if there is a hyperlink to Havnen.", "copyright"),
        ("Havnen (c) 1998-2026", "copyright"),
        ("The canal at dusk in a file picture. Photo: SRW/N. Nielsen", "photo credit"),
        ("Share: VK OK Telegram Facebook", "share bar"),
        ("Discussion (3)", "comment form"),
        ("· 3 min read", "navigation"),
        ("Home", "navigation"),
        ("* * *", "navigation"),
    ],
)
def test_dropped(line: str, reason: str) -> None:
    assert drop_reason(line) == reason


@pytest.mark.parametrize(
    "line",
    [
        "The Foreign Ministry of Norland rejected the plan on Monday.",
        "Photographs of the meeting were shown on state television on Sunday evening.",
        "The commission said that it would fine companies that use cookies without consent.",
        "Share prices fell after the minister resigned.",
        "Twitter was blocked in Norland on Friday, the regulator said.",
        "Getty Images sued the ministry over the use of its photographs.",
        "Related parties will be invited to the talks, the envoy said.",
        "More than forty people were hurt, the police said.",
        "Reuters reported that the envoy had left the city.",
        "The minister met the president (Reuters) - and left.",
        "Follow-up talks are planned for June.",
        "Comments by the minister angered his hosts.",
        "Live fire was used against the crowd, witnesses said.",
        "“We will not share power,” the general told AFP.",
        "Copyright law was the subject of the talks, the minister said.",
        "He told AP.",
        "Norland rejects canal plan",
        "With files from the archive, the prosecutor contradicted the minister on Monday.",
        "Use of the materials was forbidden, the minister said on Monday.",
        "The discussion lasted for three hours.",
        "Opposition leader freed",
        "Editing the text took all night, an official told The Times.",
        "The statement was carried by the state news agency TASS (Moscow).",
    ],
)
def test_kept(line: str) -> None:
    assert drop_reason(line) is None


def test_no_line_takes_long() -> None:
    """Patterns that try every way to read a line once took ten minutes over an extract from a book."""
    starts = [
        "",
        "By ",
        "Author ",
        "Photo: ",
        "© ",
        "Share ",
        "Published ",
        "OSLO, ",
        "Related",
        "Read more",
        "Jan 1 ",
    ]
    units = [
        "Jane Roe ",
        "a",
        "A ",
        "A. ",
        "Facebook ",
        "x/",
        "a | ",
        "- ",
        "1",
        "1 ",
        "(",
        "[a ",
        "AP ",
        "and ",
        ", ",
        "May ",
    ]
    ends = ["", ".", "!", " cookies", "#"]
    for start, unit, end in product(starts, units, ends):
        for length in (160, 400):
            line = (start + unit * length)[:length] + end
            before = time.process_time()  # the machine may be busy
            for rule in (
                read_credit,
                read_dateline,
                drop_reason,
                opens_comments,
                opens_teasers,
                parse_published,
            ):
                rule(line)
            make_drafts([Paragraph(line), Paragraph(line)])
            assert time.process_time() - before < 0.5, ascii(line)


@pytest.mark.parametrize(
    ("line", "authors", "published"),
    [
        ("Words: Ada Holm — Sudmark — Fri 21 Nov 2025 11:30 CET", ("Ada Holm",), "2025-11-21"),
        ("24.02.2026 14:08 | Print version | Send to a friend | Views: 8,213", (), "2026-02-24"),
        ("Ada Holm, Sudmark | Sunday, 27 October 2024", (), "2024-10-27"),
    ],
)
def test_credits_among_other_things(line: str, authors: tuple[str, ...], published: str) -> None:
    credit = read_credit(line)
    assert credit and (credit.authors, credit.published) == (authors, published)


@pytest.mark.parametrize("line", ["World | Norland | Sport", "Words: they are cheap | and many | on 3 May 2024."])
def test_bars_are_not_credits(line: str) -> None:
    assert read_credit(line) is None
