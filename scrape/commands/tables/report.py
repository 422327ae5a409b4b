"""`scrape report`: what a month brought, as a page, as Markdown or as PDF."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.outlets import OutletRegistry
from scrape.config.settings import Settings
from scrape.output.clock import zone_by
from scrape.output.files import print_export, written_file
from scrape.output.pages.month_page import month_html, month_markdown
from scrape.output.pages.printing import find_browser, print_page
from scrape.plan.outlets import known_outlets
from scrape.plan.people import choose, refuse_unknown
from storage.database.open import existing_database
from storage.report import MonthReport, MonthScope, read_month
from storage.watchlist import known_ids

__all__ = ["ReportRequest", "write_report"]

_MONTH = re.compile(r"([12]\d{3})[-.](0?[1-9]|1[0-2])\.?")
_FORMS = {".html": "html", ".htm": "html", ".md": "md", ".markdown": "md", ".pdf": "pdf"}


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """The options of `scrape report`, as given."""

    people: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    month: str | None = None
    lang: str | None = None
    output: Path | None = None
    browser: Path | None = None


def write_report(settings: Settings, request: ReportRequest) -> None:
    """Write the report that was asked for. Raises UsageError, StorageError, ScrapeError."""
    form = _form(request.output)
    browser = find_browser(request.browser) if form == "pdf" else None
    report = _read(settings, request)
    lang = request.lang or report.language
    if request.output is None:
        print_export([month_markdown(report, lang)], marked=False)
        return
    if browser is not None:
        content = print_page(month_html(report, lang), browser, _stamp(report))
    else:
        text = month_markdown(report, lang) if form == "md" else month_html(report, lang)
        content = text.encode("utf-8", "replace")
    with written_file(request.output) as file:
        file.write(content)


def _read(settings: Settings, request: ReportRequest) -> MonthReport:
    watchlist = settings.watchlist()
    chosen = choose(watchlist, request.people, request.companies)
    month = _last_month(datetime.now().astimezone().date()) if request.month is None else _month(request.month)
    scope = MonthScope(month, chosen.entities, watchlist.entities, tuple(settings.prefer_outlets))
    zone_of = zone_by(OutletRegistry(known_outlets(settings)))
    with existing_database(settings.database) as database, database.read() as connection:
        refuse_unknown(chosen, known_ids(connection))
        return read_month(connection, scope, zone_of)


def _month(text: str) -> str:
    """``2026-11`` of that, or ``2026.11``. Raises UsageError."""
    found = _MONTH.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"--month {text!r}: expected a month such as 2026-11")
    return f"{found[1]}-{int(found[2]):02}"


def _last_month(today: date) -> str:
    return f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"


def _form(output: Path | None) -> str:
    if output is None:
        return "md"
    form = _FORMS.get(output.suffix.lower())
    if form is None:
        raise UsageError(f"--output {output}: expected a file that ends in .html, .md or .pdf")
    return form


def _stamp(report: MonthReport) -> datetime:
    return report.as_of or datetime(int(report.month[:4]), int(report.month[5:]), 1, tzinfo=UTC)
