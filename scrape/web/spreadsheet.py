"""Answers that a spreadsheet opens: CSV (RFC 4180) in which nothing is computed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from starlette.responses import Response

from scrape.output.export import one_line, spreadsheet_text

__all__ = ["BYTE_ORDER_MARK", "csv_answer"]

BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # by which spreadsheets know a CSV file for UTF-8


def csv_answer(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """A file `name` with these rows; numbers stay numbers, anything else is a line of text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(map(one_line, header))
    writer.writerows(map(_cell, row) for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(
        BYTE_ORDER_MARK + out.getvalue().encode(), media_type="text/csv; charset=utf-8", headers=headers
    )


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, int | float):
        return value
    return spreadsheet_text(one_line(str(value)))
