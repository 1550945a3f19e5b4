"""HTML: one article, several articles, mess."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.sources.html import read_html

PAGES = Path(__file__).parent.parent / "pages"
SENTENCE = "The Foreign Ministry of Norland rejected the canal plan on Monday, saying that it would cost too much. "


def page(name: str) -> str:
    return (PAGES / f"{name}.html").read_text(encoding="utf-8")


def test_a_page_with_everything() -> None:
    (draft,), notes = read_html(page("summit"), None)
    assert draft.title == "Norland skips coastal summit over harbour dues"
    assert draft.authors == ("Jane Roe", "John Doe")
    assert draft.published == "2024-05-08T09:30:00+02:00"
    assert draft.outlet == "Havnen"
    assert draft.url == "https://www.havnen.example/world/norland-skips-coastal-summit"
    assert [p.split()[0] for p in draft.body] == ["Norland", "“We", "The", "What", "Sudmark", "Norland’s"]
    reasons = {item.text: item.reason for item in draft.dropped}
    assert reasons["The pier at Sudmark. Photo: N. Nielsen/Havnen"] == "photo credit"
    assert reasons["Facebook WhatsApp"] == "share bar"
    assert reasons["Read more: Dock workers plan a second strike"] == "teaser"
    assert reasons["© 2024 Havnen. All rights reserved."] == "copyright"
    assert reasons["Home"] == "navigation" and reasons["Advertisement"] == "advertisement"
    assert reasons["By Jane Roe and John Doe"] == "byline"
    assert "not a paragraph" not in draft.text and notes == []


def test_two_article_elements() -> None:
    (first, second), _ = read_html(page("two-articles"), None)
    assert first.title == "Marsh Republic freezes assets of grain traders"
    assert (first.authors, first.published) == (("Petra Vale",), "2024-03-11")
    assert (second.authors, second.published) == (("Tom Reed",), "2024-03-12")
    assert len(first.body) == len(second.body) == 3
    assert first.outlet == second.outlet == "The Estuary Post"
    assert "More rain" not in first.text + second.text


def test_two_articles_in_one_body() -> None:
    (first, second), _ = read_html(page("one-body-two-headlines"), None)
    assert first.title is None and len(first.body) == 3
    assert second.title == "Bormia not ready for short truce – minister" and len(second.body) == 3
    assert second.body[1].startswith("In an interview with Channel Two on Thursday, Ott said")


def test_headings_in_one_body() -> None:
    html = f"<body><div><h1>Norland rejects canal plan</h1><p>{SENTENCE * 2}</p><h2>Next steps</h2><p>{SENTENCE}</p>"
    html += (
        "<h1>Aldia shuns the river treaty</h1><p>Aldia will not sign the river treaty, its president said.</p></div>"
    )
    (first, second), _ = read_html(html, None)
    assert (first.title, second.title) == ("Norland rejects canal plan", "Aldia shuns the river treaty")
    assert "Next steps" in first.body


def test_broken_tags() -> None:
    (draft,), _ = read_html(page("broken-tags"), None)
    assert draft.title == "Island parliament ousts speaker" and len(draft.body) == 4
    assert (draft.authors, draft.published) == (("Nora Finn",), "2023-06-03")


def test_layout_table() -> None:
    (draft,), _ = read_html(page("legacy-table"), None)
    assert draft.title == "Envoys agree on prisoner lists" and len(draft.body) == 3
    assert (draft.authors, draft.published) == (("Lena Ohm",), "2009-11-02")


def test_metadata_of_the_page_belong_to_its_own_article() -> None:
    head = '<head><meta property="og:title" content="Aldia shuns the river treaty">'
    head += '<meta property="article:published_time" content="2024-05-08"></head>'
    body = f"<article><h1>Aldia shuns the river treaty</h1><p>{SENTENCE * 4}</p></article>"
    body += f"<article><h1>Bormia wants no truce</h1><p>{SENTENCE * 4}</p></article>"
    (first, second), _ = read_html(f"<html>{head}<body>{body}</body></html>", None)
    assert (first.published, second.published) == ("2024-05-08", None)


@pytest.mark.parametrize("suffix", [" | Reuters", " - The Guardian", " — Havnen", " | World | Havnen"])
def test_outlet_in_the_title(suffix: str) -> None:
    head = f'<title>Aldia shuns treaty{suffix}</title><meta property="og:site_name" content="Havnen">'
    (draft,), _ = read_html(f"<html><head>{head}</head><body><p>{SENTENCE}</p></body></html>", None)
    assert draft.title is not None and draft.title.startswith("Aldia shuns treaty") and "Havnen" not in draft.title


def test_broken_json_ld_costs_itself_only() -> None:
    scripts = '<script type="application/ld+json">{"@type": "NewsArticle", </script>'
    scripts += '<script type="application/ld+json">[{"@type":"NewsArticle","headline":"A &amp; B agree",'
    scripts += '"datePublished":"2024-05-08","author":"Jane Roe","isAccessibleForFree":"False"}]</script>'
    (draft,), _ = read_html(f"<html><head>{scripts}</head><body><p>{SENTENCE}</p></body></html>", None)
    assert (draft.title, draft.authors, draft.published) == ("A & B agree", ("Jane Roe",), "2024-05-08")
    assert [code for code, _ in draft.notes] == ["paywall"]


def test_depth_and_size() -> None:
    deep = "<html><body>" + "<div>" * 20_000 + f"<p>{SENTENCE}</p>" + "</div>" * 20_000
    (draft,), notes = read_html(deep, None)
    assert draft.text == SENTENCE.strip() and notes[0][0] == "simple-extractor"
    large = "<html><body>" + f"<p>{SENTENCE * 3}</p>\n" * 12_000
    (draft,), notes = read_html(large, None)
    assert len(draft.body) == 12_000 and notes[0][0] == "simple-extractor"


def test_the_list_of_what_was_left_out_is_capped() -> None:
    links = "".join(f"<li><a href=/{i}>Story number {i}</a></li>" for i in range(1000))
    (draft,), _ = read_html(f"<html><body><nav><ul>{links}</ul></nav><article><p>{SENTENCE * 5}</p></article>", None)
    assert len(draft.dropped) == 200
    assert draft.notes == [("dropped-unlisted", "800 more pieces of text around the articles are not listed.")]


def test_characters() -> None:
    html = f"<html><body><p>Mos&shy;cow&nbsp;said&#8203; that \u202eit\u202c &amp; others agreed. {SENTENCE}</p>"
    (draft,), _ = read_html(html, None)
    assert draft.text.startswith("Moscow said that it & others agreed.")


def article(title: str, extra: str = "") -> str:
    return f"<article><h1>{title}</h1><p>{SENTENCE * 4}</p>{extra}</article>"


def test_nested_articles_without_a_heading_are_comments() -> None:
    (draft,), _ = read_html(page("nested-comments"), None)
    assert draft.title == "Norland recalls its envoy over harbour dues" and len(draft.body) == 3
    assert (draft.outlet, draft.authors, draft.published) == ("Sudmark Mail", ("Ada Holm",), "2024-06-03")
    reasons = {item.text: item.reason for item in draft.dropped}
    assert reasons["Packed for a holiday. He never worked."] == "comment"
    assert reasons["All voices"] == "comment"
    assert reasons["Ada Holm is a diplomatic correspondent in Sudmark."] == "author bio"
    assert reasons["By Ada Holm | 3 June 2024 | Print"] == "byline"


@pytest.mark.parametrize(
    "section",
    [
        '<section class="discussion">{}</section>',
        '<div id="comments">{}</div>',
        '<div class="story-comments__list">{}</div>',
        '<ol class="commentlist">{}</ol>',
        '<section aria-label="3 comments" class="x"><h3>Discussion (3)</h3>{}</section>',
        "<h3>Discussion (1)</h3>{}",
    ],
)
def test_comment_sections(section: str) -> None:
    comment = "Third time in four years. Nobody here is surprised by any of it."
    html = f"<body>{article('Norland rejects canal plan')}{section.format(f'<div><p>{comment}</p></div>')}</body>"
    (draft,), _ = read_html(html, None)
    assert comment not in draft.text
    assert {item.text: item.reason for item in draft.dropped}[comment] == "comment"


def test_what_only_sounds_like_a_comment_is_kept() -> None:
    post = f"<article class='live-post'><p>{SENTENCE}</p></article>"
    html = f"<body>{article('Norland rejects canal plan', post)}</body>"
    assert sum(d.text.count("canal plan on Monday") for d in read_html(html, None)[0]) >= 4
    body = f"<div class='panel-discussion comments-closed commentary'><h1>Aldia replies</h1><p>{SENTENCE * 3}</p></div>"
    (draft,), _ = read_html(f"<body>{body}</body>", None)
    assert draft.title == "Aldia replies" and draft.dropped == []


def test_a_stub_beside_an_article_is_not_an_article() -> None:
    stub = "<article><p>Third time in four years. Nobody is surprised.</p></article>"
    drafts, _ = read_html(f"<body>{stub}{article('Norland rejects canal plan')}</body>", None)
    assert [d.title for d in drafts] == ["Norland rejects canal plan"]
    assert any("Third time" in item.text for item in drafts[0].dropped)
    (draft,), _ = read_html(f"<body>{stub}</body>", None)
    assert draft.body  # alone on its page it is all there is


def test_boxes_are_left_out() -> None:
    box = '<section class="subscribe"><h3>Low tide</h3><p>Our Saturday letter on all that floats.</p></section>'
    html = f'<main><h1>Norland rejects canal plan</h1><section class="body"><p>{SENTENCE * 4}</p><p>{SENTENCE}</p>'
    (draft,), _ = read_html(f"<body>{html}</section>{box}</main></body>", None)
    assert "Low tide" not in draft.text and "Saturday" not in draft.text
    assert {item.reason for item in draft.dropped} == {"newsletter"}


def test_headline_and_date_above_the_post() -> None:
    (first, second), _ = read_html(page("date-header"), None)
    assert first.title == "Aldia shuns the river treaty, papers say"
    assert second.title == "Bormia not ready for short truce – minister"
    assert (first.published, second.published) == ("2024-06-03", "2024-06-03")
    assert [code for code, _ in second.notes] == ["date-of-post"]


def test_the_date_of_another_post_is_not_taken() -> None:
    posts = "".join(
        f'<h2 class="date-header">{day} June 2024</h2>' * bool(day)
        + f'<div class="post"><h3 class="post-title">{title}</h3><div><p>{SENTENCE * 4}</p></div></div>'
        for day, title in ((3, "Norland rejects canal plan"), (0, "Canal plan rejected"), (1, "Norland and the canal"))
    )
    drafts, _ = read_html(f"<body>{posts}</body>", None)
    assert [d.published for d in drafts] == ["2024-06-03", None, "2024-06-01"]


def test_dates_of_teasers_and_comments_are_not_the_articles() -> None:
    html = f"<body><div class='story'><h1>Norland rejects canal plan</h1><p>{SENTENCE * 4}</p></div>"
    html += "<aside><time datetime='2024-01-02'>2 January 2024</time> Fishing talks adjourned</aside>"
    html += "<div class='comments'><p>Well. <time datetime='2024-05-09'>9 May 2024</time></p></div></body>"
    (draft,), _ = read_html(html, None)
    assert draft.published is None


def test_publisher_by_reference() -> None:
    graph = '{"@graph":[{"@type":"Organization","@id":"#o","name":"Sudmark Mail"},{"@type":"NewsArticle",'
    graph += '"headline":"Norland rejects canal plan","publisher":{"@id":"#o"},"author":{"@id":"#none"}}]}'
    html = f'<head><script type="application/ld+json">{graph}</script></head><body><p>{SENTENCE * 3}</p></body>'
    (draft,), _ = read_html(f"<html>{html}</html>", None)
    assert (draft.outlet, draft.authors) == ("Sudmark Mail", ())


def test_outlet_from_the_title_needs_a_second_witness() -> None:
    head = "<html><head><title>Norland rejects canal plan | Sudmark Mail</title></head>"
    (draft,), _ = read_html(f"{head}<body><p>{SENTENCE * 3}</p></body></html>", None)
    assert draft.outlet is None
    (draft,), _ = read_html(f"{head}<body><p>{SENTENCE * 3}</p><footer>© Sudmark Mail</footer></body></html>", None)
    assert draft.outlet == "Sudmark Mail"
