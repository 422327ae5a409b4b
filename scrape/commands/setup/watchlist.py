"""`scrape watchlist`: who is tracked, and every name form that is matched."""

from __future__ import annotations

from pipeline.items import Watchlist
from pipeline.names import NameForm, name_forms
from scrape.output.console import print_rows

__all__ = ["show_watchlist"]


def show_watchlist(watchlist: Watchlist) -> None:
    """Print who is tracked, each name form and where it comes from."""
    if not watchlist.entities:
        print("nobody is tracked: add [[person]] or [[company]] to scrape.toml")
        return
    rows = [
        (entity.kind.value, entity.name, form.text, _remark(form))
        for entity in watchlist.entities
        for form in name_forms(entity)
    ]
    print_rows(("Kind", "Who", "Form", "Where it comes from"), rows)


def _remark(form: NameForm) -> str:
    remarks = [form.origin]
    if form.suggestion:
        remarks.append("a suggestion, not matched: add it to aliases to match it")
    if form.needs_context:
        remarks.append("alone it goes to review")
    return "; ".join(remarks)
