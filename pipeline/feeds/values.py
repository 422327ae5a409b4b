"""What feeds say, whatever their format: the values that the readers of RSS, Atom and JSON Feed fill."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from pipeline.language.scripts import without_invisible
from pipeline.markup.html import BLOCK_TAG

__all__ = ["FeedDocument", "FeedEntry", "absolute_url", "language_code", "listed", "plain_text"]

_MAX_TEXT = 2_000  # characters of a headline or summary
_MAX_URL = 4_000
_DROPPED = re.compile(r"<(script|style|iframe|object)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
# Only what HTML knows: Korean headlines set words in angle brackets, as in <인터뷰> and <AI 시대>.
_INLINE = re.compile(
    r"</?(?:a|abbr|acronym|b|bdi|bdo|big|center|cite|code|del|dfn|em|figure|figcaption|font|i|img|ins|kbd|mark|nobr|q"
    r"|s|samp|small|span|strike|strong|sub|sup|svg|time|tt|u|var|wbr)(?:\s[^<>]*)?/?>|<!--.*?-->",
    re.IGNORECASE | re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]+);?")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_WRAPPED = re.compile(r"\s*[\r\n\t]\s*|\s{2,}")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed. Texts are plain and on one line; "" is what the feed does not say.

    `url` is where the article is, absolute, http or https; `proxy_url` is what the feed links to instead to count
    its readers, where it names the original beside it (feedburner:origLink). `guid` names the entry as the feed
    does. Times are aware; `has_time` is False when only the day of publication is given. `source_name` and
    `source_url` tell whose article it is where the feed carries others'.
    """

    url: str
    proxy_url: str = ""
    guid: str = ""
    headline: str = ""
    summary: str = ""
    published_at: datetime | None = None
    has_time: bool = False
    updated_at: datetime | None = None
    author: str = ""
    source_name: str = ""
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """A feed: what it calls itself, its entries in its own order, and what was wrong with it.

    `kind` is the format (rss20, atom10, json1.1 …), `language` the primary subtag (ko).
    """

    kind: str
    title: str = ""
    language: str = ""
    entries: tuple[FeedEntry, ...] = ()
    warnings: tuple[str, ...] = ()


def plain_text(value: object, *, markup: bool = True) -> str:
    """A text of a feed on one line, NFC, without HTML; `markup` False takes a value that is no HTML at its word.

    Angle brackets that are no HTML tag stay. At most 2,000 characters: a feed may carry whole articles.
    """
    if not isinstance(value, str):
        return ""
    text = value[: _MAX_TEXT * 8]
    if markup and "<" in text:
        text = _INLINE.sub("", BLOCK_TAG.sub(" ", _DROPPED.sub(" ", text)))
    for _ in range(2 if markup else 0):  # some systems escape twice
        if _ENTITY.search(text):
            text = html.unescape(text)
    if section := _CDATA.fullmatch(text.strip()):
        text = section[1]
    text = without_invisible(text)
    return " ".join(unicodedata.normalize("NFC", text).split())[:_MAX_TEXT].rstrip()


def absolute_url(value: object, base_url: str) -> str:
    """The http or https URL that `value` names on a document at `base_url`; "" when it names none."""
    if not isinstance(value, str) or not 0 < len(value) <= _MAX_URL:
        return ""
    try:
        url = urljoin(base_url, _WRAPPED.sub("", value.strip()) if _SCHEME.match(value.strip()) else value.strip())
        parts = urlsplit(url)
        named = bool(parts.hostname)
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not named:
        return ""
    return url.replace(" ", "%20")


def language_code(value: object) -> str:
    """The primary subtag of a language tag in lower case (ko of ko-KR), or ""."""
    primary = re.split(r"[-_]", value.strip(), maxsplit=1)[0].lower() if isinstance(value, str) else ""
    return primary if primary.isascii() and primary.isalpha() and len(primary) in {2, 3} else ""


def listed(entries: Iterable[FeedEntry]) -> tuple[tuple[FeedEntry, ...], list[str]]:
    """The entries that lead somewhere, the first of each URL, and warnings about the others.

    Where entries share a link and their guids are whole addresses, these are the links.
    """
    entries = list(entries)
    links = Counter(entry.url for entry in entries)
    guids = Counter(entry.guid for entry in entries)
    entries = [
        replace(entry, url=guid)
        if links[entry.url] > 1 and guids[entry.guid] == 1 and (guid := absolute_url(entry.guid, ""))
        else entry
        for entry in entries
    ]
    kept: dict[str, FeedEntry] = {}
    lost = doubled = 0
    for entry in entries:
        if not entry.url:
            lost += 1
        elif entry.url in kept:
            doubled += 1
        else:
            kept[entry.url] = entry
    warnings = [f"{lost} entries without a link to a page were left out"] if lost else []
    if doubled:
        warnings.append(f"{doubled} entries repeat the link of another")
    return tuple(kept.values()), warnings
