"""`scrape outlets`: the outlets we know."""

from __future__ import annotations

from pipeline.errors import UsageError
from pipeline.items import Outlet
from pipeline.outlets import OutletRegistry
from scrape.config.settings import Settings
from scrape.output.console import print_rows
from scrape.plan.outlets import known_outlets

__all__ = ["list_outlets"]


def list_outlets(settings: Settings, query: str | None) -> None:
    """Print the outlets we know whose name or domain holds `query`. Raises UsageError when there is none."""
    outlets = known_outlets(settings)
    matching = [outlet for outlet in outlets if _matches(outlet, query or "")]
    if query and not matching:
        owner = OutletRegistry(outlets).of_url(query if "//" in query else f"https://{query}")
        matching = [] if owner is None else [owner]
    if not matching:
        raise UsageError(f"no outlet matches {query!r}; add one to scrape.toml as [[outlet]]")
    rows = [
        (
            outlet.name,
            outlet.name_en or "-",
            outlet.language or "-",
            outlet.time_zone or "-",
            outlet.naver_oid or "-",
            outlet.role.value,
            " ".join((*outlet.domains, *outlet.sections)),
            str(len(outlet.feeds)),
        )
        for outlet in matching
    ]
    print_rows(("outlet", "English name", "language", "time zone", "Naver id", "is", "domains", "feeds"), rows)


def _matches(outlet: Outlet, query: str) -> bool:
    texts = (
        outlet.name,
        outlet.name_en or "",
        *outlet.aliases,
        *outlet.domains,
        *outlet.sections,
        outlet.naver_oid or "",
    )
    return any(query.casefold() in text.casefold() for text in texts)
