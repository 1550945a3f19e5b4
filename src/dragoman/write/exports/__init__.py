"""Records in the formats of other programs: ``export(records, "polecat", Path("events.txt"))``.

The records come one by one (from ``dragoman read`` or a store) and are written as they come: memory stays flat, but for
the two graph formats. Files appear whole or not at all. Each format's module says what it keeps, what it leaves empty
and why: nothing is invented to fill a column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from dragoman.errors import UsageError
from dragoman.record import Modality, Record
from dragoman.write.exports.facts import ASSERTED, Choice, sound

__all__ = ["ASSERTED", "FORMATS", "Choice", "Format", "export"]

Writer = Callable[[Iterable[Record], Path, Choice], list[Path]]


class Format(NamedTuple):
    """A format that records can be written in.

    Attributes:
        summary: what it is, for a list of formats.
        writer: ``module:function`` below this package, imported when it is used.
        folder: whether it writes several files into a folder.
        name: the file's name where only a folder is given.
        happened: whether it counts events as having happened, so that only those of chosen modalities are written.
    """

    summary: str
    writer: str
    folder: bool = False
    name: str = ""
    happened: bool = False

    def load(self) -> Writer:
        """The function that writes it."""
        module, _, function = self.writer.partition(":")
        found: Any = getattr(import_module(f"{__name__}.{module}"), function)
        writer: Writer = found
        return writer


FORMATS: dict[str, Format] = {
    "jsonl": Format("JSON lines, one record a line, everything", "jsonlines:write_jsonlines", name="record.jsonl"),
    "csv": Format("nine tables as CSV, safe for spreadsheets", "tables:write_csv", folder=True),
    "parquet": Format("nine tables as Parquet, with types", "tables:write_parquet", folder=True),
    "polecat": Format("POLECAT, 40 columns", "polecat:write_polecat", name="polecat.txt", happened=True),
    "icews": Format("ICEWS, 20 columns", "icews:write_icews", name="icews.tab", happened=True),
    "gdelt": Format("GDELT 2 events (61 columns) and mentions (16)", "gdelt:write_gdelt", folder=True, happened=True),
    "phoenix": Format("Phoenix, 26 columns", "phoenix:write_phoenix", name="phoenix.txt", happened=True),
    "plover": Format(
        "PLOVER JSON, one event a line", "plover_json:write_plover_json", name="plover.jsonl", happened=True
    ),
    "ftm": Format("FollowTheMoney entities", "ftm:write_ftm", name="entities.ftm.json", happened=True),
    "annotations": Format("W3C Web Annotation (JSON-LD)", "annotations:write_annotations", name="annotations.jsonld"),
    "claims": Format("schema.org NewsArticle and Claim (JSON-LD)", "claims:write_claims", name="claims.jsonld"),
    "gexf": Format("who acts on whom, dynamic GEXF", "graphs:write_gexf", name="events.gexf", happened=True),
    "graphml": Format("who acts on whom, GraphML", "graphs:write_graphml", name="events.graphml", happened=True),
}


def export(
    records: Iterable[Record],
    format: str,
    out: Path,
    *,
    modalities: Iterable[Modality] = ASSERTED,
    overwrite: bool = False,
    formulas: bool = False,
) -> list[Path]:
    """Write records in a format.

    Args:
        records: one for each document, in any order; actors and issues of one id may come in many of them.
        format: a name of :data:`FORMATS`.
        out: the file to write, or a folder for it; a folder where the format has several files.
        modalities: which events count as having happened, for the formats that count such (``Format.happened``).
        overwrite: replace files that exist.
        formulas: leave cells of CSV that look like formulas as they are.

    Returns:
        The files written.

    Raises:
        UsageError: there is no such format, a file exists, can't be written, or a package is missing.
    """
    chosen = FORMATS.get(format)
    if chosen is None:
        raise UsageError(f"there is no format {format!r}; choose one of {', '.join(FORMATS)}")
    unknown = sorted(set(modalities) - {"asserted", "future", "hypothetical", "negated"})
    if unknown:
        raise UsageError(f"there is no modality {unknown[0]!r}; choose of asserted, future, hypothetical, negated")
    choice = Choice(modalities=frozenset(modalities), overwrite=overwrite, formulas=formulas)
    return chosen.load()(map(sound, records), Path(out), choice)
