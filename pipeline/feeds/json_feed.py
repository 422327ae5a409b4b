"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from pipeline.dates import home_zone, parse_date
from pipeline.errors import FeedError
from pipeline.feeds.damaged_json import read_rows
from pipeline.feeds.values import FeedDocument, FeedEntry, absolute_url, language_code, listed, plain_text
from pipeline.urls import host_of

__all__ = ["read_json_feed"]

_MAX_ENTRIES = 10_000


def read_json_feed(text: str, base_url: str, zone: tzinfo | None, *, now: datetime | None = None) -> FeedDocument:
    """Read a JSON Feed; times without a zone are in `zone`, else in the zone that its language suggests.

    Tolerates what is common: numbers as ids, `author` beside `authors`, an id that is the URL. Of more than 10,000
    items the first are read. Raises FeedError for JSON that is no JSON Feed.
    """
    try:
        document, broken = read_rows(text, "items")
    except ValueError as error:
        raise FeedError(f"{base_url} is not a feed: broken JSON") from error
    if not isinstance(document, dict):
        raise FeedError(f"{base_url} is not a feed: it is JSON, but no JSON Feed")
    items = [item for item in _list(document.get("items")) if isinstance(item, dict)]
    is_declared = "jsonfeed.org/version/" in str(document.get("version", ""))
    if not is_declared and not any("url" in item and ("title" in item or "id" in item) for item in items):
        raise FeedError(f"{base_url} is not a feed: it is JSON, but no JSON Feed")
    if zone is None:
        titles = (_text(item.get("title")) for item in items)
        zone = home_zone(host_of(base_url), _text(document.get("language")), titles)
    entries, warnings = listed(_entry(item, base_url, zone, now) for item in items[:_MAX_ENTRIES])
    if not is_declared:
        warnings.append("the JSON Feed does not name its version")
    if broken:
        warnings.append(f"{broken} damaged entries could not be read")
    if len(items) > _MAX_ENTRIES:
        warnings.append(f"{len(items) - _MAX_ENTRIES} of {len(items)} entries, the last ones, were left out")
    return FeedDocument(
        kind="json" + (str(document["version"]).strip("/").rsplit("/", 1)[-1][:8] if is_declared else ""),
        title=plain_text(document.get("title"), markup=False),
        language=language_code(document.get("language")),
        entries=entries,
        warnings=tuple(warnings),
    )


def _entry(item: Mapping[str, Any], base_url: str, zone: tzinfo, now: datetime | None) -> FeedEntry:
    identity = item.get("id")
    guid = str(identity) if isinstance(identity, str | int | float) else ""
    published, updated = (_text(item.get(key)) for key in ("date_published", "date_modified"))
    first, last = (parse_date(raw, zone, now=now) for raw in (published, updated))
    return FeedEntry(
        url=absolute_url(item.get("url"), base_url)
        or absolute_url(item.get("external_url"), base_url)
        or absolute_url(guid, ""),
        guid=guid,
        headline=plain_text(item.get("title"), markup=False),
        summary=plain_text(item.get("summary"), markup=False)
        or plain_text(item.get("content_text"), markup=False)
        or plain_text(item.get("content_html")),
        published_at=first.when if first else None,
        has_time=first is not None and first.has_time,
        updated_at=last.when if last else None,
        author=_authors(item),
    )


def _authors(item: Mapping[str, Any]) -> str:
    listed_authors = _list(item.get("authors")) or [item.get("author")]
    names = [plain_text(author.get("name"), markup=False) for author in listed_authors if isinstance(author, dict)]
    return ", ".join(dict.fromkeys(filter(None, names)))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
