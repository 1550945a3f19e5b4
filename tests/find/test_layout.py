"""Where sentences and quotations begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.find.layout import Sentences, find_sentences, quotation_of, quoted_mask


def sentences(text: str) -> list[str]:
    return [text[s:e] for s, e in find_sentences(text)]


def quoted(text: str) -> list[str]:
    """The runs of characters that the mask takes for quoted."""
    mask, out = quoted_mask(text), [""]
    assert len(mask) == len(text)
    for i, c in enumerate(text):
        if mask[i]:
            out[-1] += c
        elif out[-1]:
            out.append("")
    return [x for x in out if x]


# ---------------------------------------------------------------- sentences; | stands where one ends
@pytest.mark.parametrize(
    "marked",
    [
        "Talks failed.| Both sides left.",
        "Mr. Brandt met Gov. Olsen and Gen. Vik.| He left.",
        "J. R. Haugen spoke.| Then he left.",
        "Sen. A. Berg objected.| The bill fell.",
        "U.S. President Lund spoke at 5 p.m. Monday.| Rain fell.",
        "The U.S. Senate voted.| It failed.",
        "He flew to the U.S.| He spoke there.",
        "It is banned in the U.K.| Yesterday that changed.",
        "It ended at 5 p.m.| The crowd left.",
        "Talks ended Jan. 5 in Oslo.| Done.",
        "Acme Inc. paid.| The boss of Acme Inc.| It was late.",
        "No. 10 would not say.| Nor would No. 11.",
        "The answer was no.| The talks ended.",
        "They call it plan B.| It is not liked.",
        "The aide, i.e. Ms. Dahl, agreed.| Nobody else did.",
        "Prices rose 3.5 percent.| 12 shops closed.",
        "“We go.| We will not stay,” he said.| “Never.”| She left.",
        'He asked "Why?" and left.',
        'He said: "Go!"| She went.',
        "He wrote (in a letter.)| Nobody read it.",
        "What now?!| Nothing…| They wait.",
        "He waited ... and waited.| It was late.",
        "Minister quits\n\n|He did.| He left\n|One line",
        "الوزير غادر.| عاد اليوم.",
        "Élan wins.| Öl falls.",
    ],
)
def test_sentences_end_where_a_reader_ends_them(marked: str) -> None:
    want = [part.strip() for part in marked.split("|")]
    assert sentences(marked.replace("|", "")) == want


@pytest.mark.parametrize("text", ["", " ", "\n\n \n", "\t"])
def test_a_text_without_words_has_no_sentence(text: str) -> None:
    assert find_sentences(text) == []
    assert Sentences(text).around(0) == (0, 0)


def test_sentences_are_found_by_position() -> None:
    text = "One two. Three four.\n\nFive."
    by = Sentences(text)
    assert [text[s:e] for s, e in by.spans] == ["One two.", "Three four.", "Five."]
    assert [by.index(text.index(w)) for w in ("One", "two", "Three", "four", "Five")] == [0, 0, 1, 1, 2]
    assert by.around(text.index("four")) == (9, 20)
    assert by.index(8) == 0, "the space after a sentence belongs to it"
    assert by.index(10_000) == 2


@given(st.text(alphabet=st.one_of(st.sampled_from(".!?…\n \"”“’'()NMrUS"), st.characters()), max_size=200))
def test_sentences_part_any_text(text: str) -> None:
    spans = find_sentences(text)
    inside = set()
    end = 0
    for s, e in spans:
        assert end <= s < e <= len(text)
        assert not text[s].isspace() and not text[e - 1].isspace()
        assert "\n" not in text[s:e]
        inside.update(range(s, e))
        end = e
    assert all(i in inside for i, c in enumerate(text) if not c.isspace()), "no word is lost"


# ---------------------------------------------------------------- quotation marks
@pytest.mark.parametrize(
    ("text", "want"),
    [
        ('He said "yes" and "no".', ['"yes"', '"no"']),
        ("“We go,” he said, “now.”", ["“We go,”", "“now.”"]),
        ("``Yes,'' he said.", ["``Yes,''"]),
        ("''Yes,'' he said.", ["''Yes,''"]),
        ("«Non», dit-il. „Nein“, »Nei«.", ["«Non»", "„Nein“", "»Nei«"]),
        # nested
        ("He said “it is a ‘bad’ idea” again", ["“it is a ‘bad’ idea”"]),
        ("“‘Never’, she said,” he said", ["“‘Never’, she said,”"]),
        ("'He said \"no\" to us,' she said.", ["'He said \"no\" to us,'"]),
        # unbalanced
        ("“open to the end", ["“open to the end"]),
        ("stray” then “ok” end", ["“ok”"]),
        ("»", []),
        ('"', ['"']),
        # single marks against apostrophes
        ("He said 'it is bad' today", ["'it is bad'"]),
        ("'It's over,' he said. 'We're done.'", ["'It's over,'", "'We're done.'"]),
        ("‘It’s over,’ he said", ["‘It’s over,’"]),
        ("the protesters' demand and the voters' wish", []),
        ("O'Neill's and D'Arcy's day", []),
        ("the dogs' bark and the 'cat' was", ["'cat'"]),
        ("the ‘yes’ camp’s leaders’ plan", ["‘yes’"]),
        ("the '90s and rock 'n' roll, the boys' music", []),
        ("'tis so, the boys' father said", []),
        # inches and feet
        ('5\'10" tall and "quoted" too', ['"quoted"']),
        ("", []),
    ],
)
def test_what_is_quoted(text: str, want: list[str]) -> None:
    assert quoted(text) == want


def test_an_open_quotation_ends_with_its_paragraph() -> None:
    assert quoted("“One.\n\n“Two.” three\n\nfour") == ["“One.", "“Two.”"]
    assert quoted('He said "odd\nnext line "ok" end') == ['"odd', '"ok"']


def test_a_nested_pair_of_the_same_marks_does_not_leak() -> None:
    runs = quoted("“A “b” c, he said. Then d.")
    assert runs == ["“A “b”"], "the first closing mark ends it: what follows is not taken for a quotation"


@given(st.text(alphabet="ab \n'\"“”‘’«»„‟`1.,", max_size=60))
def test_marks_never_leak_over_a_line(text: str) -> None:
    mask = quoted_mask(text)
    assert len(mask) == len(text) and set(mask) <= {0, 1}
    assert not any(mask[i] for i, c in enumerate(text) if c == "\n")
    whole = [x for line in text.split("\n") for x in [*quoted_mask(line), 0]][:-1]
    assert list(mask) == whole, "each paragraph stands for itself"


# ---------------------------------------------------------------- direct, mixed, indirect
def test_kinds_of_quotation() -> None:
    text = "“We go,” he said. He called it “a mistake”, and left. She agreed."
    mask = quoted_mask(text)

    def kind(*words: str) -> str:
        return quotation_of(text, mask, tuple((text.index(w), text.index(w) + len(w)) for w in words))

    assert kind("“We go,”") == "direct"
    assert kind("We go") == "direct", "the marks themselves need not be in the span"
    assert kind("it “a mistake”") == "mixed"
    assert kind("She agreed.") == "indirect"
    assert kind("“We go,”", "She agreed.") == "mixed"
    assert kind("“We go,”", "“a mistake”") == "direct"
    assert kind("”, and") == "indirect", "marks alone are no words"
    assert kind() == "indirect"
