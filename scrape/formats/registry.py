"""The formats of `scrape export`: names, endings of files, media types and writers."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import UsageError
from scrape.formats.citations import bibtex, csl_json
from scrape.formats.feeds import USUAL_ENTRIES, atom_feed, rss_feed
from scrape.formats.options import ExportOptions, Rows
from scrape.formats.plain import csv_table, json_lines, json_list, markdown_table
from scrape.output.clippings.html_page import html_page
from scrape.output.clippings.spreadsheet import write_xlsx

__all__ = ["FORMATS", "ExportFormat", "format_named", "format_of_file"]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format: text that comes in `pieces`, or bytes that `write_bytes` writes. `endings` of files, the usual one
    first; `has_columns` says whether `--columns` may choose them. A feed has only the `newest` rows, so
    many that were found last; 0 means all."""

    name: str
    endings: tuple[str, ...]
    media_type: str
    pieces: Callable[[Rows, ExportOptions], Iterator[str]] | None = None
    write_bytes: Callable[[Rows, BinaryIO, ExportOptions], None] | None = None
    has_columns: bool = False
    newest: int = 0

    def write(self, rows: Rows, out: BinaryIO, options: ExportOptions) -> None:
        """Write the document to `out`, text as UTF-8. Equal rows give equal bytes."""
        if self.write_bytes is not None:
            self.write_bytes(rows, out, options)
        elif self.pieces is not None:
            out.writelines(piece.encode("utf-8", "replace") for piece in self.pieces(rows, options))


FORMATS = (
    ExportFormat("md", (".md", ".markdown"), "text/markdown; charset=utf-8", markdown_table, has_columns=True),
    ExportFormat("csv", (".csv",), "text/csv; charset=utf-8", csv_table, has_columns=True),
    ExportFormat("json", (".json",), "application/json", json_list, has_columns=True),
    ExportFormat("jsonl", (".jsonl", ".ndjson"), "application/jsonl", json_lines, has_columns=True),
    ExportFormat(
        "xlsx",
        (".xlsx",),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        write_bytes=lambda rows, out, options: write_xlsx(rows, out, options.of_clippings()),
    ),
    ExportFormat(
        "html",
        (".html", ".htm"),
        "text/html; charset=utf-8",
        lambda rows, options: html_page(rows, options.of_clippings()),
    ),
    ExportFormat("atom", (".atom",), "application/atom+xml", atom_feed, newest=USUAL_ENTRIES),
    ExportFormat("rss", (".rss",), "application/rss+xml", rss_feed, newest=USUAL_ENTRIES),
    ExportFormat("bibtex", (".bib",), "application/x-bibtex", bibtex),
    ExportFormat("csl-json", (".csl.json", ".csl"), "application/vnd.citationstyles.csl+json", csl_json),
)


def format_named(name: str) -> ExportFormat:
    """The format of this name. Raises UsageError, which names the nearest."""
    found = next((one for one in FORMATS if one.name == name), None)
    if found is None:
        names = [one.name for one in FORMATS]
        near = difflib.get_close_matches(name, names, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}"
        raise UsageError(f"there is no format {name!r}; {hint}")
    return found


def format_of_file(file: Path) -> ExportFormat | None:
    """The format that the ending of a file names; None when it names none."""
    name = file.name.lower()
    fitting = [(len(ending), one) for one in FORMATS for ending in one.endings if name.endswith(ending)]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None
