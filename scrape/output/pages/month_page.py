"""The report of a month as a page that needs nothing beside it, and as Markdown. Equal reports give equal bytes."""

from __future__ import annotations

from base64 import b64encode
from functools import partial
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from scrape.output.export import markdown_text
from scrape.output.pages.charts import Column, bars, strip
from scrape.output.pages.month_view import MonthView, view_of
from storage.report import MonthReport

__all__ = ["month_html", "month_markdown"]

_STYLES = (
    ("scrape.output", "style.css"),
    ("scrape.output.pages", "charts.css"),
    ("scrape.output.pages", "month.css"),
)


def month_html(report: MonthReport, lang: str) -> str:
    """The report as HTML in ``ko`` or ``en``: no script, nothing loaded, made for screens and A4."""
    view = view_of(report, lang)
    style = "\n".join(_stored(package, name) for package, name in _STYLES)
    return (
        _environment()
        .get_template("month.html")
        .render(
            view=view,
            style=Markup(style),  # noqa: S704 - our own stylesheets
            digest=b64encode(sha256(style.encode()).digest()).decode(),
            chart=Markup(_chart(view)),  # noqa: S704 - its words are escaped where it is drawn
            strip=lambda value, highest: Markup(strip(value, highest)),  # noqa: S704 - numbers alone
        )
    )


def month_markdown(report: MonthReport, lang: str) -> str:
    """The report as Markdown (CommonMark with GitHub's tables): the same content."""
    return _environment().get_template("month.md").render(view=view_of(report, lang))


def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(partial(_stored, "scrape.output.pages")),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"md": markdown_text, "grouped": "{:,}".format}
    return environment


def _stored(package: str, name: str) -> str:
    return files(package).joinpath(name).read_text(encoding="utf-8")


def _chart(view: MonthView) -> str:
    months = view.months
    columns = [
        Column(
            label=str(int(line.month[5:])),
            values=(line.counts.stories, line.counts.articles - line.counts.stories),
            note=_year(line.month, is_first=place == 0),
            is_marked=line.is_this,
        )
        for place, line in enumerate(months)
    ]
    title = view.words.by_month_chart.format(months[0].month, months[-1].month)
    numbers = ", ".join(f"{line.month}: {line.counts.articles:,}" for line in months)
    return bars(columns, title=title, desc=numbers)


def _year(month: str, *, is_first: bool) -> str:
    """The year below a month with which one begins, or the row of bars; two side by side would not fit."""
    begins = month.endswith("-01") or (is_first and not month.endswith("-12"))
    return month[:4] if begins else ""
