"""A user's own ontology: the file and its faults, matching, training, heads on disk. The encoder is a stub."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import SourceError, UsageError
from dragoman.find.layout import Sentences
from dragoman.model import Model
from dragoman.ontology.check import check_ontology, read_ontology
from dragoman.ontology.head import Head, background, fit_head, head_path, load_head, save_head
from dragoman.ontology.match import FAINT, Matcher, classify, fit, join_light, label_events, locate_by, mention_at
from dragoman.ontology.mentions import HASHED, SIZE, Array, Mention, hash_words, parse_marks, texts_of, vectors
from dragoman.ontology.rows import Labelled, read_rows
from dragoman.ontology.schema import Ontology, OwnType
from dragoman.ontology.softmax import fit_softmax, probabilities
from dragoman.ontology.train import folds_of, train
from dragoman.reading import ReadEvent
from dragoman.record import Document

SAMPLES = Path(__file__).parent.parent / "samples" / "ontologies"

GOOD = """\
name: harbour
version: 2
types:
  CLOSE:
    definition: An authority closes a port or a border post.
    parent: COERCE
    examples:
      - "{source: The ministry} **closed** the port of Varna."
      - "The army **sealed off** the crossing at Orla."
  REOPEN:
    definition: An authority opens a port or a border post again.
    quad: verbal cooperation
    parent: [CONCEDE, RETREAT]
    examples: ["{source} **reopened** the northern quay to {target}."]
    counter_examples: ["The shop reopened after the holidays."]
"""


def stub(texts: Sequence[str]) -> Array:
    """Vectors of a text's words alone: what shares words is near."""
    return np.stack([_fold(t) for t in texts])


def _fold(text: str) -> Array:
    words = hash_words(text)
    padded = np.zeros(-(-HASHED // SIZE) * SIZE, dtype=np.float32)
    padded[:HASHED] = words
    row = padded.reshape(-1, SIZE).sum(0)
    norm = float(np.linalg.norm(row))
    return row / norm if norm else row


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(tmp_path: Path, text: str) -> list[tuple[int, str, str]]:
    ontology, problems = check_ontology(written(tmp_path, text))
    assert ontology is None and problems
    return [(p.line, p.field, p.message) for p in problems]


# ---------------------------------------------------------------- the file
def test_a_good_file_is_read_whole(tmp_path: Path) -> None:
    own = read_ontology(written(tmp_path, GOOD))
    assert (own.name, own.version, own.codes) == ("harbour", "2", ("CLOSE", "REOPEN"))
    assert own.types[1].parents == ("CONCEDE", "RETREAT")
    assert own.types[1].quad == "verbal cooperation"
    assert own.types[1].counter_examples == ("The shop reopened after the holidays.",)
    assert own.types[0].quad is None and own.types[0].name is None


@pytest.mark.parametrize("name", ["labour-disputes.yaml", "water-conflicts.yaml"])
def test_the_samples_are_sound(name: str) -> None:
    ontology, problems = check_ontology(SAMPLES / name)
    assert not problems and ontology is not None
    assert all(len(t.examples) >= 3 and t.parents for t in ontology.types)


def test_all_faults_are_listed_at_once_with_line_and_field(tmp_path: Path) -> None:
    text = """\
name: faulty
types:
  A:
    definition: One side does something to another.
    examples: []
  B:
    definitoin: Misspelt.
    examples:
      - 12
      - short one
      - Unions: they walk out of the talks.
  A:
    definition: Again.
    examples: ["The guards closed the gate again."]
  C:
    definition: Third type of the file.
    parent: PROTESTS
    quad: hostile
    examples: ["The **guards closed the gate."]
"""
    found = faults(tmp_path, text)
    lines = {(line, field) for line, field, _ in found}
    assert (5, "types.A.examples") in lines
    assert (7, "types.B.definitoin") in lines
    assert (7, "types.B.definition") in lines
    assert {(9, "types.B.examples[1]"), (10, "types.B.examples[2]"), (11, "types.B.examples[3]")} <= lines
    assert (12, "types.A") in lines
    assert {(17, "types.C.parent"), (18, "types.C.quad"), (19, "types.C.examples[1]")} <= lines
    words = {field: message for _, field, message in found}
    assert "did you mean definition" in words["types.B.definitoin"]
    assert "did you mean PROTEST" in words["types.C.parent"]
    assert "line 3" in words["types.A"]
    assert [line for line, _, _ in found] == sorted(line for line, _, _ in found)


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ("", 1, ""),
        ("# only a comment\n", 1, ""),
        ("- a\n- b\n", 1, ""),
        ("just words", 1, ""),
        ("name: x\n", 1, "types"),
        ("name: x\ntypes: {}\n", 2, "types"),
        ("name: x\ntypes:\n  - A\n", 3, "types"),
        ("name: x\ntypes:\n  A: text\n", 3, "types.A"),
        ("name: x\nname: y\ntypes:\n  A: {definition: d, examples: [one two three]}\n", 2, "name"),
        ("name: x\ncolour: red\ntypes:\n  A: {definition: d, examples: [one two three]}\n", 2, "colour"),
        ("name: x\ntypes:\n  A:\n    definition: d\n", 4, "types.A.examples"),
        ("name: x\ntypes:\n  A:\n    definition:\n    examples: [one two three]\n", 4, "types.A.definition"),
        ("name: x\ntypes:\n  'A B': {definition: d, examples: [one two three]}\n", 3, "types.A B"),
        ("name: x\ntypes:\n  A: {definition: d, examples: one two three}\n", 3, "types.A.examples"),
        ("name: x\ntypes:\n  A: {definition: d, examples: [one two three]}\n  a: {definition: d, examples: [four five six]}\n", 4, "types.a"),
        ("name: x\ntypes:\n  A: {definition: d, quad: material conflict, parent: AID, examples: [one two three]}\n", 3, "types.A.quad"),
        ("name: x\ntypes:\n  A:\n   examples:\n    - {source} walked out.\n", 5, ""),
        ("name: x\ntypes:\n  A:\n   examples:\n    - **walked** out.\n", 5, ""),
        ("name: [x\n", 2, ""),
        ("name: x\n\ttypes: y\n", 2, ""),
    ],
)  # fmt: skip
def test_each_fault_names_its_line(tmp_path: Path, text: str, line: int, field: str) -> None:
    assert (line, field) in {(n, f) for n, f, _ in faults(tmp_path, text)}


def test_a_code_that_yaml_takes_for_no_stays_a_code(tmp_path: Path) -> None:
    text = "name: x\ntypes:\n  NO:\n    definition: A side says no to another.\n    examples: [They said no to it.]\n"
    assert read_ontology(written(tmp_path, text)).codes == ("NO",)


def test_examples_that_two_types_claim_are_a_fault(tmp_path: Path) -> None:
    text = GOOD.replace("**reopened** the northern quay to {target}", "**closed** the port of Varna")
    text = text.replace("{source} **closed**", "The ministry **closed**")
    [(line, field, message)] = faults(tmp_path, text)
    assert (line, field) == (14, "types.REOPEN.examples[1]")
    assert "types.CLOSE.examples[1]" in message and "line 8" in message


def test_an_encoder_finds_examples_that_mean_the_same(tmp_path: Path) -> None:
    def same(texts: Sequence[str]) -> Array:
        out = np.zeros((len(texts), SIZE), dtype=np.float32)
        for i, t in enumerate(texts):
            out[i, 0 if "quay" in t or "Varna" in t else i + 1] = 1.0
        return out

    _, problems = check_ontology(written(tmp_path, GOOD), same)
    assert [p.field for p in problems] == ["types.REOPEN.examples[1]"]


def test_files_that_are_none(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("name: x\ndescription: Grève\n".encode("latin-1"))
    for path, words in ((tmp_path / "gone.yaml", "can't be read"), (tmp_path, "folder"), (latin, "line 2")):
        ontology, [problem] = check_ontology(path)
        assert ontology is None and words in str(problem) and str(path) in str(problem)
    with pytest.raises(UsageError, match=r"gone.yaml"):
        read_ontology(tmp_path / "gone.yaml")


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_check(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "x.yaml"
    path.write_bytes(data)
    ontology, problems = check_ontology(path)
    assert ontology is None and problems


def test_deep_and_aliased_files_do_not_hang(tmp_path: Path) -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
    )
    assert faults(tmp_path, bomb)
    assert faults(tmp_path, "[" * 1000)


def test_the_fingerprint_is_of_what_tells_types_apart(tmp_path: Path) -> None:
    first = read_ontology(written(tmp_path, GOOD))
    assert read_ontology(written(tmp_path, "# a comment\n" + GOOD)).fingerprint == first.fingerprint
    assert read_ontology(written(tmp_path, GOOD.replace("Varna", "Burgas"))).fingerprint != first.fingerprint
    assert read_ontology(written(tmp_path, GOOD.replace("version: 2", "version: 3"))).fingerprint != first.fingerprint


# ---------------------------------------------------------------- mentions
def test_marks() -> None:
    m = parse_marks("{source: The dockers} **walked out** on {target}.")
    assert m.text == "The dockers walked out on somebody else."
    assert [m.text[slice(*s)] for s in (m.source, m.trigger, m.target) if s] == [
        "The dockers",
        "walked out",
        "somebody else",
    ]
    assert parse_marks("<s>A</s> met <t>B</t> here") == Mention("A met B here", None, (0, 1), (6, 7))
    assert parse_marks("No marks here.") == Mention("No marks here.")


@pytest.mark.parametrize(
    "marked", ["**a** and **b** went", "{source: } went", "a **b went", "{sauce} went on", "<s>a went"]
)
def test_wrong_marks_are_named(marked: str) -> None:
    with pytest.raises(UsageError, match="mark"):
        parse_marks(marked)


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_marks_slice_back(a: str, trigger: str, b: str, side: str) -> None:
    try:
        m = parse_marks(f"{a}**{trigger}**{b}{{source: {side}}}")
    except UsageError:
        return
    for span in (m.trigger, m.source, m.target):
        assert span is None or 0 <= span[0] < span[1] <= len(m.text)


def test_sides_do_not_sway_the_texts() -> None:
    one = parse_marks(
        "{source: France} **expelled** two diplomats of {target: Russia} on Monday after talks in the capital."
    )
    two = parse_marks(
        "{source: Peru} **expelled** two diplomats of {target: Chad} on Monday after talks in the capital."
    )
    assert texts_of(one) == texts_of(two)
    near, reach, sentence = texts_of(one)
    assert near == "someone expelled two diplomats of somebody else"
    assert reach.startswith(near) and sentence.startswith(reach)


@given(
    st.text(min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=3, max_size=3),
)
def test_any_spans_give_texts(text: str, spans: list[tuple[int, int]]) -> None:
    cut = [(min(a, b, len(text)), min(max(a, b), len(text))) for a, b in spans]
    assert len(texts_of(Mention(text, *(s if s[0] < s[1] else None for s in cut)))) == 3


def test_vectors_have_length_one_and_do_not_depend_on_neighbours() -> None:
    ms = [parse_marks(x) for x in ("{source} **left** the talks.", "The **strike** ended on Friday.", "x")]
    v = vectors(ms, stub)
    assert v.shape == (3, 3 * SIZE + HASHED) and v.dtype == np.float32
    assert np.allclose(np.linalg.norm(v, axis=1), 1, atol=1e-5)
    assert np.allclose(v[1], vectors([ms[1]], stub)[0])
    assert vectors([], stub).shape == (0, 3 * SIZE + HASHED)


# ---------------------------------------------------------------- softmax
def test_softmax_finds_the_least() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(60, 5)).astype(np.float32)
    y = x[:, :3].argmax(1).astype(np.int64)
    weight, bias = fit_softmax(x, y, 3, c=1.0)
    p = probabilities(x, weight, bias)
    slope = x.T @ (p - np.eye(3)[y]) + weight  # of the penalised loss, c = 1
    assert np.abs(slope).max() < 0.05
    assert (p.argmax(1) == y).mean() > 0.9
    again, _ = fit_softmax(x, y, 3, c=1.0)
    assert np.array_equal(weight, again)


def test_fewer_rows_than_columns_give_the_same() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(20, 12)).astype(np.float32)
    y = (x[:, 0] > 0).astype(np.int64)
    wide = np.hstack([x, np.zeros((20, 30), dtype=np.float32)])
    narrow, wider = fit_softmax(x, y, 2, c=1.0), fit_softmax(wide, y, 2, c=1.0)
    assert np.allclose(probabilities(x, *narrow), probabilities(wide, *wider), atol=1e-3)


def test_row_weights_count() -> None:
    x = np.ones((2, 1), dtype=np.float32)
    y = np.array([0, 1])
    p = probabilities(x, *fit_softmax(x, y, 2, np.array([9.0, 1.0], dtype=np.float32), c=100.0))
    assert 0.85 < p[0, 0] < 0.95


# ---------------------------------------------------------------- rows
def own() -> Ontology:
    return Ontology(
        name="harbour", version="1",
        types=(
            OwnType(code="CLOSE", definition="An authority closes a port.", examples=("The ministry **closed** the port.",), parents=("COERCE",)),
            OwnType(code="REOPEN", definition="An authority opens a port again.", examples=("The ministry **reopened** the quay.",)),
        ),
    )  # fmt: skip


def labelled() -> Labelled:
    places = ("Varna", "Orla", "Karsa", "Tolga", "Gorna", "Lidde", "Aspen", "Morva")
    mentions = [parse_marks(f"The navy **closed** the port of {p}.") for p in places]
    mentions += [parse_marks(f"The governor **reopened** the quay at {p}.") for p in places]
    return Labelled(mentions, ["CLOSE"] * 8 + ["REOPEN"] * 8)


def test_bad_rows_are_named_and_skipped(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    lines = [
        '{"sentence": "The navy closed the port.", "code": "CLOSE", "trigger": "closed"}',
        '{"sentence": "The navy shut the port.", "code": "SHUT"}',
        "not json",
        '["a list"]',
        '{"sentence": "", "code": "CLOSE"}',
        '{"sentence": 5, "code": "CLOSE"}',
        '{"sentence": "The quay reopened on Monday.", "code": "reopen"}',
        '{"sentence": "The quay reopened on Tuesday.", "code": "REOPEN", "trigger": "closed"}',
        '{"sentence": "The navy closed the port.", "code": "CLOSE", "trigger": "closed"}',
        '{"sentence": "It rained on Monday in Varna.", "code": "NONE"}',
        '{"sentence": "No code at all here."}',
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows = read_rows(path, own())
    assert rows.codes == ["CLOSE", "REOPEN", None]
    assert rows.mentions[0].trigger == (9, 15)
    assert sorted(int(s.split(":")[1]) for s in rows.skipped) == [2, 3, 4, 5, 6, 8, 9, 11]
    assert any("SHUT" in s and "CLOSE" in s for s in rows.skipped)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_of_any_separator(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        f'\ufeffcode{separator}Sentence{separator}trigger\nCLOSE{separator}"The navy closed, at last, the port."{separator}closed\n',
        encoding="utf-8",
    )
    rows = read_rows(path, own())
    assert rows.codes == ["CLOSE"] and rows.mentions[0].text == "The navy closed, at last, the port."


def test_files_without_rows(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("text,label\na,b\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"sentence and code.*text, label"):
        read_rows(path, own())
    path.write_text('{"sentence": "a b c", "code": "X"}\n', encoding="utf-8")
    with pytest.raises(UsageError, match="no row to train on"):
        read_rows(path, own())
    with pytest.raises(SourceError, match="can't be read"):
        read_rows(tmp_path / "gone.csv", own())
    path.write_bytes(b"sentence,code\nGr\xe8ve,CLOSE\n")
    with pytest.raises(SourceError, match="UTF-8"):
        read_rows(path, own())


def test_too_few_sentences_are_said(tmp_path: Path) -> None:
    rows = labelled()
    few = Labelled(rows.mentions[:10], rows.codes[:10])
    with pytest.raises(UsageError, match="REOPEN has 2"):
        train(own(), few, stub)


# ---------------------------------------------------------------- training and heads
def test_training_learns_and_measures_unseen_rows() -> None:
    trained = train(own(), labelled(), stub)
    assert trained.accuracy == 1.0 and trained.macro_f1 == 1.0 and trained.confused() == []
    assert len(trained.gold) == 16 and trained.head.rows == 16


def test_training_on_noise_does_not_claim_to_work() -> None:
    rows = labelled()
    codes = [("CLOSE", "REOPEN")[(i + i // 8) % 2] for i in range(16)]  # neither verb nor place tells it
    assert train(own(), Labelled(rows.mentions, codes), stub).accuracy < 0.8


def test_a_sentence_is_never_on_both_sides() -> None:
    ms = [Mention(f"s{i % 7}", (0, 1)) for i in range(40)]
    fold = folds_of(ms, np.array([i % 3 for i in range(40)]), 13)
    for i in range(40):
        assert fold[i] == fold[i % 7]
    assert set(fold.tolist()) == {0, 1, 2, 3, 4}


def test_heads_come_back_from_disk(tmp_path: Path) -> None:
    head = fit_head(own(), stub)
    path = tmp_path / "mine.head.npz"
    save_head(head, path)
    back = load_head(path, own())
    assert (back.rows, back.none_rows) == (0, 0)
    assert back.codes == head.codes and np.allclose(back.weight, head.weight, atol=0.02)
    assert head_path(tmp_path / "mine.yaml") == path


def test_a_head_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.head.npz"
    save_head(fit_head(own(), stub), path)
    more = OwnType(code="TAX", definition="A port raises its fees.", examples=("The port raised its fees.",))
    with pytest.raises(UsageError, match=r"does not know TAX.*train-ontology"):
        load_head(path, msgspec.structs.replace(own(), types=(*own().types, more)))
    with pytest.raises(UsageError, match=r"still has REOPEN"):
        load_head(path, msgspec.structs.replace(own(), types=own().types[:1]))
    with pytest.raises(UsageError, match="version have changed"):
        load_head(path, msgspec.structs.replace(own(), version="2"))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"nothing of the kind"])
def test_a_broken_head_is_said(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "mine.head.npz"
    path.write_bytes(data)
    with pytest.raises(UsageError, match="no head of an ontology"):
        load_head(path, own())


def test_a_head_with_other_sizes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.head.npz"
    head = fit_head(own(), stub)
    save_head(Head(head.codes, head.weight[:-1], head.bias, head.fingerprint), path)
    with pytest.raises(UsageError, match="another version of Dragoman"):
        load_head(path, own())


def test_the_background_is_marked_soundly() -> None:
    found = background()
    assert len(found) > 60
    assert all(m.text and "**" not in m.text for m in found)
    assert all(m.text[slice(*m.trigger)].strip() for m in found if m.trigger)


# ---------------------------------------------------------------- matching
def matcher() -> Matcher:
    rows = labelled()
    return Matcher(own(), fit_head(own(), stub, rows.mentions, rows.codes), stub)


TEXT = "The navy closed the port of Lisse. The governor reopened the quay at Brine. She told a story about an old boat."


def read_at(words: str, score: float = 0.9, kind: str = "COERCE") -> ReadEvent:
    at = TEXT.index(words)
    return ReadEvent(trigger=(at, at + len(words)), type=kind, modality="asserted", score=score)  # type: ignore[arg-type]


def test_mentions_get_their_types_and_others_none() -> None:
    found = matcher().match(
        [parse_marks("The navy **closed** the port of Brine."), parse_marks("A cat **slept** under an old apple tree.")]
    )
    assert found[0] is not None and found[0].type.code == "CLOSE"
    assert found[1] is None or found[1].share < 0.9
    assert matcher().match([]) == []


def test_the_readers_type_counts_for_its_children() -> None:
    close, reopen = own().types
    assert (fit(close, "COERCE"), fit(close, "AID"), fit(reopen, "AID"), fit(close, None)) == (1, -1, 0, 0)
    m = parse_marks("The navy **moved** the port of Brine.")
    [up], [down] = (matcher().match([m], [k]) for k in ("COERCE", "AID"))
    assert up is not None and (down is None or down.share < up.share or down.type.code != "CLOSE")


def test_a_trained_head_must_be_surer_unless_it_was_shown_what_is_none() -> None:
    rows = labelled()
    m = matcher()
    assert m.head.rows == 16 and m.sure > Matcher(own(), fit_head(own(), stub), stub).sure
    others = [Mention(f"Item {i} stands on the shelf in room {i}.") for i in range(20)]
    shown = fit_head(own(), stub, [*rows.mentions, *others], [*rows.codes, *[None] * 20])
    assert shown.none_rows == 20 and Matcher(own(), shown, stub).sure < m.sure


def test_labels_of_a_reading() -> None:
    doc = Document(id="d", source="-", text=TEXT)
    read = [read_at("closed", kind="AID"), read_at("reopened", kind="CONCEDE"), read_at("told")]
    out, notes = label_events(doc, read, matcher(), 0.65)
    assert [(r.own, r.type, TEXT[slice(*r.trigger)]) for r in out] == [
        ("CLOSE", "COERCE", "closed"),  # the type's parent
        ("REOPEN", "CONCEDE", "reopened"),  # no parent: as read
    ]
    assert not notes


def test_faint_words_count_only_with_a_parent() -> None:
    doc = Document(id="d", source="-", text=TEXT)
    out, [note] = label_events(doc, [read_at("closed", 0.2), read_at("reopened", 0.2)], matcher(), 0.65)
    assert [(r.own, r.score) for r in out] == [("CLOSE", 0.65)]
    assert note.code == "own-type-without-parent" and TEXT[note.start : note.end] == "reopened"
    assert "REOPEN" in note.message


def test_a_light_verb_and_its_noun_are_one_event() -> None:
    text = "Dockers went on strike in Lisse, and held a strike vote."

    def at(words: str, start: int, own: str | None = "STRIKE") -> ReadEvent:
        s = text.index(words, start)
        return ReadEvent(
            trigger=(s, s + len(words)), type="PROTEST", modality="asserted", score=0.7 + s / 1000, own=own
        )

    out = join_light([at("went", 0), at("strike", 0), at("held", 0), at("strike", 35, "VOTE")], text)
    assert [(r.own, text[slice(*r.trigger)]) for r in out] == [
        ("STRIKE", "went on strike"),
        ("STRIKE", "held"),
        ("VOTE", "strike"),
    ]


@given(st.text(min_size=1, max_size=80), st.integers(0, 80), st.integers(1, 10), st.integers(0, 80))
def test_mentions_slice_back(text: str, start: int, length: int, side: int) -> None:
    start = min(start, len(text) - 1)
    trigger = (start, min(len(text), start + length))
    actor = (min(side, len(text) - 1), len(text))
    m = mention_at(text, Sentences(text), trigger, [actor], [])
    assert m.text in text
    assert m.trigger is not None and m.text[slice(*m.trigger)] == text[slice(*trigger)]
    assert m.source is None or m.text[slice(*m.source)] == text[slice(*actor)]


# ---------------------------------------------------------------- with the shipped model
LABOUR = (
    "Dock workers at Porto Alto went on strike over pay on Monday, and the port authority locked out 400 crane drivers. "
    "The president of Kenya met the French foreign minister in Paris on Tuesday."
)


def test_faint_events_come_on_demand_and_change_nothing_else(model: Model) -> None:
    usual, more = model.read(LABOUR), model.read(LABOUR, least=FAINT)
    assert set(usual.events) <= set(more.events)
    assert usual.attributions == more.attributions and usual.stances == more.stances


def test_examples_are_located_by_the_reader(model: Model) -> None:
    locate = locate_by(model)
    m = locate(Mention("The navy of Norland attacked two ships of Sudland."))
    assert m.trigger and m.text[slice(*m.trigger)] == "attacked"
    marked = parse_marks("The navy **sailed** past the ships it had attacked.")
    assert locate(marked) is marked


def test_records_and_articles_take_an_ontology(model: Model) -> None:
    from dragoman.config import Config
    from dragoman.ontology.match import load_matcher
    from dragoman.pipeline import read_text

    path = SAMPLES / "labour-disputes.yaml"
    direct = read_text(LABOUR, Config(ontology=path), model=model)
    assert {"STRIKE", "LOCKOUT"} == {e.own for e in direct.events}
    assert all(e.type in ("PROTEST", "COERCE") for e in direct.events)
    plain = read_text(LABOUR, model=model)
    assert {e.own for e in plain.events} == {None}
    later = classify(plain, load_matcher(path))
    assert {"STRIKE", "LOCKOUT"} <= {e.own for e in later.events}
    assert "CONSULT" in {e.type for e in plain.events} and "CONSULT" not in {e.type for e in later.events}
    assert [n.code for n in later.notes].count("not-of-ontology") == 1
    ids = {e.id for e in later.events}
    assert all(p.event is None or p.event in ids for p in later.positions)
    assert json.loads(later.to_json())["events"][0]["own"]
