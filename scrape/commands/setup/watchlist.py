"""`scrape watchlist`: who is tracked, and every name form that is matched; a watchlist is put in force."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime

from pipeline.errors import ConfigError
from pipeline.items import Watchlist
from pipeline.names import NameForm, name_forms
from scrape.config.settings import Settings
from scrape.output.console import print_rows

__all__ = ["put_in_force", "show_watchlist"]


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


def put_in_force(settings: Settings) -> None:
    """Make the watchlist and the sources of the file the newest. Raises ConfigError, StorageError."""
    from scrape.plan.run import make_plan, with_decisions  # noqa: PLC0415 - of a run, which takes long to load
    from storage.coverage.review import past_decisions  # noqa: PLC0415
    from storage.database.open import open_database  # noqa: PLC0415
    from storage.sources.listed import enter_listed  # noqa: PLC0415
    from storage.watchlist import keep_watchlist  # noqa: PLC0415

    tracked = settings.watchlist()
    if settings.are_lists_elsewhere:
        raise ConfigError(f"{settings.origin.file}: its lists are those of the database, which are in force")
    if not tracked.entities:
        raise ConfigError("nobody is tracked: add [[person]] or [[company]] to scrape.toml")
    plan, now = make_plan(settings, tracked), datetime.now(UTC)
    with closing(open_database(settings.database)) as database:
        with database.read() as connection:
            decisions = past_decisions(connection, [entity.id for entity in tracked.entities])
        plan = with_decisions(settings, plan, decisions)
        with database.write() as connection:
            if plan.listing is not None:
                keep_watchlist(connection, plan.looked_for, plan.listing.made_newest(), now)
            if plan.sources_listing is not None:
                enter_listed(connection, plan.sources_listing.made_newest(), plan.sources, now)
    print(f"{len(tracked.entities)} names and {len(plan.sources)} sources are in force")
