"""Feeds: RSS, RDF and Atom, whole and broken."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Gather
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.config import Config
from dragoman.errors import SourceError
from dragoman.sources.bulk import BulkOptions, Fault, Item, iter_items, read_item
from dragoman.sources.feeds import is_feed, parse_feed, read_feed_date

TEXT = "The Foreign Ministry of Norland rejected the canal plan on Monday, saying that it would cost too much."


def rss(*items: str, head: str = "<title>Havnen</title>") -> str:
    return f'<?xml version="1.0"?>\n<rss version="2.0"><channel>{head}{"".join(f"<item>{i}</item>" for i in items)}</channel></rss>'


def test_rss(gather: Gather, bulk: Path) -> None:
    items, faults = gather(bulk / "havnen.rss")
    full, short = items
    assert (full.key, full.kind, full.title) == ("entry 1", "page", "Norland rejects canal plan & calls in envoy")
    assert full.published == "2024-05-08T14:30:00+02:00" and full.authors == ("Jane Roe", "Ivo Brandt")
    assert full.url == "https://www.havnen-daily.example/2024/05/plan" and full.language == "en"
    assert full.outlet == "Havnen Daily"
    (document,), _ = read_item(full, Config())
    assert document.text == (
        "Norland rejects canal plan & calls in envoy\n\n"
        "The Foreign Ministry of Norland rejected the canal plan on Tuesday, saying that it would cost too much.\n\n"
        "“We will not sign a paper that we have not been shown,” said Marta Lind, the deputy foreign minister."
    )
    assert document.title == full.title and document.published == full.published and document.url == full.url
    assert (short.kind, short.title) == ("text", "Estuary offers to halve canal toll")
    assert (
        short.published == "2024-05-09T06:15:00-05:00" and short.url == "https://www.havnen-daily.example/2024/05/toll"
    )
    (document,), _ = read_item(short, Config())
    assert document.text.startswith("Estuary offers to halve canal toll\n\nEstuary offered on Thursday")
    assert [(f.key, f.error.code) for f in faults] == [("entry 3", "no-text")]
    assert "https://www.havnen-daily.example/2024/05/photo" in faults[0].error.advice


def test_atom(gather: Gather, bulk: Path) -> None:
    items, faults = gather(bulk / "courier.atom")
    assert not faults and [item.url for item in items] == [
        "https://courier.example/europe/fund", "https://courier.example/europe/absence",
    ]  # fmt: skip
    assert items[0].title == "Eight leaders agree air-defence fund" and items[0].authors == ("Anton Weiss",)
    assert [item.published for item in items] == ["2024-06-11T19:42:00+02:00", "2024-06-12T07:30:00+00:00"]
    assert items[0].outlet == "The Danube Courier"
    (document,), _ = read_item(items[0], Config())
    assert "air defence & radar, while Hungary stayed away.\n\nThe door stays open" in document.text
    assert read_item(items[1], Config())[0][0].text.startswith("Hungary explains its absence\n\nHungary stayed away")


def test_rdf(gather: Gather, bulk: Path) -> None:
    (item,), faults = gather(bulk / "dispatch.rdf")
    assert not faults and item.title == "Hanoi in no hurry over fisheries code" and item.authors == ("Lan Tran",)
    assert item.published == "2024-06-13T09:00:00+10:00" and item.url == "https://dispatch.example/1"


def test_parse_feed_for_watch() -> None:
    feed = parse_feed(
        rss(f"<title>A</title><link>/a</link><guid isPermaLink='false'>7</guid><description>{TEXT}</description>"),
        "https://x.example/rss",
    )
    (entry,) = feed.entries
    assert (feed.title, entry.id, entry.url, entry.summary, entry.content) == (
        "Havnen",
        "7",
        "https://x.example/a",
        TEXT,
        None,
    )
    with pytest.raises(SourceError) as caught:
        parse_feed("<html><body>Not found</body></html>", "https://x.example/rss")
    assert caught.value.code == "not-a-feed" and "https://x.example/rss" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Wed, 08 May 2024 14:30:00 GMT", "2024-05-08T14:30:00+00:00"),
        ("Wed, 08 May 2024 14:30:00 -0000", "2024-05-08T14:30:00+00:00"),
        ("08 May 24 14:30 PDT", "2024-05-08T14:30:00-07:00"),
        ("Wed, 08 May 2024 14:30:00", "2024-05-08"),
        ("2024-05-08T14:30:00.123Z", "2024-05-08T14:30:00+00:00"),
        ("2024-05-08", "2024-05-08"),
        ("May 8, 2024", "2024-05-08"),
        ("yesterday", None),
        ("03/04/2024", None),
        ("", None),
    ],
)
def test_dates(text: str, iso: str | None) -> None:
    assert read_feed_date(text) == iso


def test_broken_feeds_are_read_as_far_as_they_go(gather: Gather) -> None:
    entry = f"<title>Plan &bull; Q&A: caf&eacute; & more</title><description>{TEXT} caf&eacute; R&D</description>"
    items, faults = gather(rss(entry, entry), "a.xml")
    assert not faults and items[0].title == "Plan • Q&A: café & more" and items[0].data == f"{TEXT} café R&D"
    items, _ = gather(rss(entry, entry)[:-60], "b.xml")
    assert len(items) == 2
    items, faults = gather(rss(entry + "<b>never closed", entry), "c.xml")
    assert items
    items, faults = gather("<rss version='2.0'><channel>", "d.xml")
    assert not items and faults[0].error.code == "empty"


def test_escaped_twice_and_text_constructs(gather: Gather) -> None:
    twice = f"<title>A &amp;amp; B</title><description>&amp;lt;p&amp;gt;{TEXT}&amp;lt;/p&amp;gt;</description>"
    items, _ = gather(rss(twice), "a.xml")
    assert items[0].title == "A & B" and items[0].data == TEXT
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>x</title><id>1</id><content type="text">{TEXT} 3 &lt; 4</content></entry></feed>'
    items, _ = gather(feed, "b.xml")
    assert items[0].kind == "text" and items[0].data == f"{TEXT} 3 < 4"


def test_entities_are_not_expanded(gather: Gather) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    items, _ = gather(bomb + rss(f"<title>&b; &f;</title><description>{TEXT}</description>")[22:], "a.xml")
    assert items and "aaaa" not in str(items[0].title) and "root:" not in str(items[0])


def test_the_outlet(gather: Gather) -> None:
    entry = f"<description>{TEXT}</description>"
    for head, more, outlet in (
        ("<title>World news | The Guardian</title>", "", "The Guardian"),
        ("<title>Top stories</title><link>https://www.bbc.co.uk/news</link>", "", "BBC News"),
        ("<title>World - Rift Agency</title><link>https://rift-agency.example/</link>", "", "Rift Agency"),
        ("<title>Search: canal</title>", "<source url='https://x.example/'>Havnen Daily</source>", "Havnen Daily"),
    ):
        items, _ = gather(rss(entry + more, head=head), "a.xml")
        assert str(items[0].outlet).removesuffix(" News") == outlet.removesuffix(" News")


def test_what_a_feed_is() -> None:
    assert is_feed(rss()) and is_feed("\ufeff<!-- a --><feed xmlns='http://www.w3.org/2005/Atom'>")
    assert (
        not is_feed("<html><feed></html>") and not is_feed("<urlset></urlset>") and not is_feed("feed the <rss> dogs")
    )


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            [
                "<item>",
                "</item>",
                "<title>",
                "</title>",
                "<link>",
                "<description>",
                "<![CDATA[",
                "]]>",
                "&",
                "&x;",
                "<!--",
                TEXT,
                "<content:encoded>",
                "\x00",
                "<p>",
                "é",
                "</channel>",
            ]
        ),
        max_size=25,
    )
)
def test_any_feed(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    path = tmp_path_factory.mktemp("any") / "a.xml"
    path.write_text(rss("".join(pieces)))
    for found in iter_items(str(path), BulkOptions(), Config()):
        assert isinstance(found, Item) or (isinstance(found, Fault) and found.error.code != "failed")
