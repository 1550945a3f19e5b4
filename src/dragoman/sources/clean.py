"""Characters: what a line of text may hold. Nothing here knows about articles."""

from __future__ import annotations

import re

# Form feeds, vertical tabs, NEL and the Unicode separators end a line as "\n" does.
_BREAK = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Controls, soft hyphens, zero-width characters, direction marks and overrides, tags, noncharacters: they are
# invisible, they break matching ("Mos\u00adcow"), and overrides can make a page read other than it is stored.
_JUNK = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
_SPACE = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Joiners carry meaning in Arabic-script and Indic words and in emoji, and are junk everywhere else.
_JOINER = re.compile(
    "(?<![\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]"
    "|[\u200c\u200d](?!\\S)"
)
_SPACES = re.compile(" {2,}")


def clean_text(text: str) -> str:
    """Text with one kind of line break, one kind of space and no invisible characters.

    Letters are kept as they are (no Unicode normalisation), so that a reader finds the page's own words.
    """
    if text.isascii() and text.isprintable():
        return text  # most lines of most pages; the patterns below cost more than all else on a page of 50 MB
    text = _BREAK.sub("\n", text)
    text = _SPACE.sub(" ", text)
    text = _JUNK.sub("", text)
    text = _JOINER.sub("", text)
    return _SURROGATE.sub("\ufffd", text)


def clean_line(text: str) -> str:
    """:func:`clean_text` on one line: breaks become spaces, runs of spaces one space, ends are trimmed."""
    return _SPACES.sub(" ", clean_text(text).replace("\n", " ")).strip()
