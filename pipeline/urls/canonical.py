"""Identity of addresses: when two spellings mean one article, and when they do not.

Syntax follows RFC 3986 and, where browsers differ, the WHATWG URL standard. Which parameters, folders and host
labels matter is data (`url_rules`). Two principles decide the rest. Where an address carries an identifier that is
unique on its whole site (a timestamp with a serial number, a date with a number), the identifier alone is its
identity. Where it carries a weaker one, what stands around it stays, and parameters that are not known to name an
article go.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, unquote_to_bytes, urljoin, urlsplit

from pipeline.urls.identifiers import (
    EXTENSION,
    Parameters,
    dated_id,
    has_identifier,
    host_id,
    lettered_id,
    site_id,
)
from pipeline.urls.rules import (
    AMP_SEGMENTS,
    ARTICLE_SCRIPT,
    DEVICE_LABELS,
    GENERIC_FOLDERS,
    IDENTITY_ENDING,
    IDENTITY_PARAMETERS,
    LANGUAGE_LABELS,
    LIST_WORDS,
    NEWS_LABELS,
    OTHER_COUNTERS,
    PORTALS,
    PUBLIC_SUFFIXES,
    RENAMED_SITES,
    SECOND_LEVEL,
    TRACKING_PARAMETERS,
    TRACKING_PREFIXES,
    WRAPPERS,
)

__all__ = [
    "believable_canonical",
    "canonical_url",
    "host_of",
    "is_fetchable",
    "link_target",
    "looks_like_article",
    "original_url",
    "same_site",
    "site_of",
]

MAX_LENGTH = 2083  # what browsers and servers agree on; longer addresses are not fetched
_UNWRAPPED_AT_MOST = 4
_LONG_ENOUGH = 6  # digits of a number that an outlet counts all its articles with
_SAFE_IN_PATH = "/:@!$&'()*+,;=-._~"
_SAFE_IN_QUERY = ":@!$'()*,;-._~/"

_CACHED = re.compile(r"cache:(?:[\w-]{6,}:)?(?P<scheme>https?://)?(?P<rest>\S+).*", re.IGNORECASE)
_PAGE_BEHIND_ID = re.compile(r"(/\d{7,})/(?:[1-9]|[1-9]\d)$")
_CAMEL_AMP = re.compile(r"(?<=[a-z])(?:Amp|AMP)(?=\.|$)")
_NUMBER = re.compile(r"\d{5,}")
_SHORTEST_NAME = 3
_SLUG_WORD = re.compile(r"[^\W\d_]{4,}|[^\W_a-z]{2,}")
_ANY_NUMBER = re.compile(r"\d{5,}")
_BAD = re.compile(r"[\x00-\x1f\x7f]")


@lru_cache(maxsize=20_000)
def canonical_url(url: str) -> str:
    """The identity of the article at `url`: equal for all its spellings, and its own canonical form.

    Not an address to open: scheme, host prefix and folders may have been dropped. Any text gives a result; what is
    no http(s) address comes back trimmed.
    """
    text = _unwrapped(_BAD.sub("", url).strip())
    parts = _split(text)
    if parts is None:
        return text
    host, path, query, fragment = parts
    target = path + (f"?{query}" if query else "")
    for portal in PORTALS:
        if _is_under(host, portal.hosts):
            for pattern in portal.patterns:
                if match := pattern.match(target):
                    return portal.canonical.format(**match.groupdict())
    return _identity(host, path, query, fragment)


def _identity(host: str, path: str, query: str, fragment: str) -> str:
    labels = _bare_labels(_renamed(host))
    segments = [segment for segment in _clean_path(path).split("/") if segment]
    if query.isdigit() and segments and ARTICLE_SCRIPT.fullmatch(segments[-1].lower()):
        segments, query = [*segments, query], ""
    named, extra = _parameters(query)
    site = site_of(".".join(labels))
    unique = site_id(segments, named) or dated_id(named, extra)
    if unique is not None:
        places = [label.removeprefix("m-") for label in labels[: -len(site.split("."))]]
        language = _language((*places, *segments))
        return f"https://{site}/{language}{unique}"
    lettered = lettered_id(segments, named)
    counted = host_id(segments, named, extra)
    kept = extra
    if lettered is not None:
        labels, segments, kept = _without_news_labels(labels, site), [lettered], []
    elif counted is not None and not any(label in OTHER_COUNTERS for label in labels):
        labels = _without_news_labels(labels, site)
        segments = [f"{_language(segments)}{counted}"]
        kept = [pair for pair in extra if _may_identify(pair) and not counted.endswith(pair[1])]
    elif named:
        segments = _script(segments, named)
        kept = [*named, *(pair for pair in extra if _may_identify(pair))]
    elif has_identifier(segments):
        kept = [pair for pair in extra if _may_identify(pair)]
    path = "/".join(segments)
    tail = "&".join(f"{quote(k, safe=_SAFE_IN_QUERY)}={quote(v, safe=_SAFE_IN_QUERY)}" for k, v in sorted(kept))
    anchor = f"#{fragment}" if fragment.startswith(("!", "/")) and len(fragment) > 1 else ""
    return f"https://{'.'.join(labels)}/{path}{'?' if tail else ''}{tail}{anchor}"


def _renamed(host: str) -> str:
    """`host`, or the one that its site bears today."""
    return next(
        (host.removesuffix(old) + new for old, new in RENAMED_SITES.items() if _is_under(host, (old,))),
        host,
    )


def _language(places: Sequence[str]) -> str:
    return next((f"{place}/" for place in places if place in LANGUAGE_LABELS), "")


def _without_news_labels(labels: list[str], site: str) -> list[str]:
    """`labels` without those that say "this is news": a number that counts articles is the same on both hosts."""
    size = len(site.split("."))
    return [label for label in labels[:-size] if label not in NEWS_LABELS] + labels[-size:]


def _split(url: str) -> tuple[str, str, str, str] | None:
    """Host, path, query and fragment of an http(s) address, or None."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".").lower()
        port = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return None
    host = _ascii_host(host)
    if port not in {None, 80, 443}:
        host = f"{host}:{port}"
    return host, parts.path, parts.query, parts.fragment


def _ascii_host(host: str) -> str:
    if host.isascii():
        return host
    try:
        return unicodedata.normalize("NFKC", host).lower().encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _unwrapped(url: str) -> str:
    """The address inside addresses of archives, caches and redirecting services."""
    for _ in range(_UNWRAPPED_AT_MOST):
        inner = _inner(url)
        if inner is None:
            break
        url = inner
    return url


def _inner(url: str, *, copies_alone: bool = False) -> str | None:
    """The address that a service wraps; with `copies_alone`, one that shows a copy of the page there."""
    parts = _split(url)
    if parts is None:
        return None
    host, path, query, _ = parts
    for wrapper in WRAPPERS:
        if not _is_under(host, wrapper.hosts):
            continue
        if wrapper.path is not None and (match := wrapper.path.match(path)):
            rest = url.split("://", 1)[1].split("/", 1)[1][match.end() - 1 :]
            if "?" not in rest:  # the query of the inner address belongs to its path, so it is escaped
                rest = re.sub(r"%3f", "?", rest, count=1, flags=re.IGNORECASE)
            if re.match(r"https?:/", rest, re.IGNORECASE):
                return re.sub(r"^(https?):/{1,2}", r"\1://", rest, flags=re.IGNORECASE)
            scheme = "https" if match.groupdict().get("secure") else "http"
            return f"{scheme}://{rest}" if "." in rest.split("/", 1)[0] else None
        values = dict(parse_qsl(query))
        for name in wrapper.parameters:
            if copies_alone and not values.get(name, "").startswith("cache:"):
                continue
            value = _CACHED.sub(_cached_address, values.get(name, "").strip())
            if value.lower().startswith(("http://", "https://")):
                return value
    return None


def _cached_address(match: re.Match[str]) -> str:
    return (match.group("scheme") or "https://") + match.group("rest")


def _is_under(host: str, suffixes: tuple[str, ...]) -> bool:
    return any(host == suffix or host.endswith(f".{suffix}") for suffix in suffixes)


def _bare_labels(host: str) -> list[str]:
    labels = host.split(".")
    least = len(site_of(host).split("."))
    while len(labels) > least and DEVICE_LABELS.fullmatch(labels[0]):
        labels.pop(0)
    return labels


def _clean_path(path: str) -> str:
    text = _decoded(re.sub(r";jsessionid=[^/]*", "", path, flags=re.IGNORECASE))
    segments = [part for part in text.split("/") if part not in {"", "."} and part.lower() not in AMP_SEGMENTS]
    if segments and re.fullmatch(r"(?:index|default|main)\.\w{3,5}", segments[-1], re.IGNORECASE):
        segments.pop()
    if (
        len(segments) > 1
        and segments[0].lower() in {"m", "mobile", "mobi", "mweb"}
        and has_identifier(segments[1:])
    ):
        segments.pop(0)
    segments = [_CAMEL_AMP.sub("", segment) for segment in segments]
    if segments:
        segments[-1] = re.sub(r"\.amp(?=\.html?$|$)", "", segments[-1])
    return _PAGE_BEHIND_ID.sub(r"\1", "/" + "/".join(quote(segment, safe=_SAFE_IN_PATH) for segment in segments))


def _decoded(text: str) -> str:
    """Percent-encoding undone and composed, when it is UTF-8; else in one spelling."""
    try:
        return unicodedata.normalize("NFC", unquote(text, errors="strict"))
    except UnicodeDecodeError:
        return "".join(chr(byte) if 32 < byte < 127 else f"%{byte:02X}" for byte in unquote_to_bytes(text))


def _parameters(query: str) -> tuple[Parameters, Parameters]:
    """Parameters that name an article, with their names in small letters, and the others; without tracking."""
    named: Parameters = []
    others: Parameters = []
    for name, value in dict.fromkeys(parse_qsl(query.replace("&amp;", "&"), keep_blank_values=True)):
        low = name.lower()
        if low in TRACKING_PARAMETERS or low.startswith(TRACKING_PREFIXES):
            continue
        if low in IDENTITY_PARAMETERS and value:
            named.append((low, unicodedata.normalize("NFC", value)))
        else:
            others.append((name, unicodedata.normalize("NFC", value)))
    return named, others


def _script(segments: list[str], named: Parameters) -> list[str]:
    """The path in front of a parameter that names the article: a long number needs no folders beside it."""
    if any(len(re.sub(r"\D", "", value)) >= _LONG_ENOUGH for _, value in named):
        return segments[-1:]
    return [segment for segment in segments if segment.lower() not in GENERIC_FOLDERS] or segments


def _may_identify(pair: tuple[str, str]) -> bool:
    """A parameter nobody knows, that is a number and called as identifiers are."""
    name, value = pair
    return value.isdigit() and len(value) >= 3 and IDENTITY_ENDING.search(name.lower()) is not None


# --- hosts and sites


@lru_cache(maxsize=4096)
def host_of(url: str) -> str:
    """The host of an address in small letters, without port; empty when there is none."""
    parts = _split(url.strip())
    return parts[0].split(":", 1)[0] if parts else ""


def site_of(url_or_host: str) -> str:
    """The registrable domain: what one owner has (``n.news.naver.com`` -> ``naver.com``).

    After the Public Suffix List, by rule for country codes and by list for hosting services.
    """
    host = url_or_host if "/" not in url_or_host else host_of(url_or_host)
    bare, _, port = host.partition(":")
    labels = bare.split(".")
    if len(labels) <= 2 or bare.replace(".", "").isdigit():
        return host
    tail = ".".join(labels[-2:])
    is_country = len(labels[-1]) == 2 and labels[-2] in SECOND_LEVEL
    size = 3 if is_country or tail in PUBLIC_SUFFIXES else 2
    return ".".join(labels[-size:]) + (f":{port}" if port else "")


def same_site(url: str, other_url: str) -> bool:
    """Whether two addresses belong to one registrable domain."""
    site = site_of(host_of(url))
    return bool(site) and site == site_of(host_of(other_url))


def original_url(url: str) -> str:
    """The address of which an archive, a cache or a service for small screens shows a copy at `url`; else `url`."""
    original = url
    for _ in range(_UNWRAPPED_AT_MOST):
        inner = _inner(original, copies_alone=True)
        if inner is None:
            break
        original = inner
    return original if is_fetchable(original) else url


# --- judgements


def is_fetchable(url: str) -> bool:
    """Whether an address can be fetched at all: http(s), a host, no credentials, of bearable length."""
    parts = _split(url)
    if parts is None or len(url) > MAX_LENGTH or _BAD.search(url) or " " in url.split("?", 1)[0].strip():
        return False
    host = parts[0].split(":", 1)[0]
    return "@" not in urlsplit(url).netloc and (("." in host and not host.startswith(".")) or ":" in parts[0])


def link_target(base: str, href: str) -> str | None:
    """The address a link on the page `base` leads to, without its fragment; None when it leads to no page."""
    text = _BAD.sub("", href).strip()
    if not text or text.startswith("#"):
        return None
    try:
        url = urljoin(base, text).split("#", 1)[0]
    except ValueError:
        return None
    return url if is_fetchable(url) else None


def looks_like_article(url: str) -> bool:
    """Whether an address has the shape of one article's: an identifier or a slug, and no word of a list."""
    parts = _split(_unwrapped(url.strip()))
    if parts is None:
        return False
    host, path, query, _ = parts
    if _is_under(host, PORTALS[0].hosts):
        return canonical_url(url).startswith("https://n.news.naver.com/article/")
    segments = [segment for segment in _clean_path(path).split("/") if segment]
    named, _ = _parameters(query)
    last = EXTENSION.sub("", segments[-1]).lower() if segments else ""
    words = set(re.findall(r"[a-z]+", last)) | {last}
    if path.lower().endswith((".xml", ".rss", ".json", ".txt", ".pdf", ".jpg", ".png", ".mp4", ".zip")):
        return False
    strong = site_id(segments, named) is not None
    if last in LIST_WORDS or (words & {"list", "articlelist", "ranking", "search", "rss"} and not strong):
        return False
    return strong or bool(named) or has_identifier(segments)


def believable_canonical(page_url: str, declared: str | None) -> str | None:
    """`declared` (rel=canonical or og:url of the page), if it can be true; else None.

    It must belong to the page's own site, name an article no less clearly than the page's address does, and must
    not name another one. Where the page's address names an article, too, something of it must stand in both: a page
    that is declared by many articles is none of them.
    """
    if declared is None:
        return None
    url = link_target(page_url, declared)
    if url is None:
        return None
    page_url = _unwrapped(page_url)
    if not same_site(page_url, url):
        return None
    if canonical_url(url) == canonical_url(page_url):
        return url
    if looks_like_article(page_url) and not looks_like_article(url):
        return None
    ours, theirs = _numbers(page_url), _numbers(url)
    if ours and theirs and not ours & theirs:
        return None
    return url if not looks_like_article(page_url) or _names_of_article(page_url) & _names_of_article(url) else None


def _names_of_article(url: str) -> frozenset[str]:
    """What of an address may name the article: numbers, and the words of its last part."""
    parts = _split(url)
    if parts is None:
        return frozenset()
    segments = [segment for segment in _decoded(parts[1]).lower().split("/") if segment]
    named, _ = _parameters(parts[2])
    last = EXTENSION.sub("", segments[-1]) if segments else ""
    words = [word for word in _SLUG_WORD.findall(last) if not ARTICLE_SCRIPT.fullmatch(word)]
    values = [value for _, value in named if len(value) >= _SHORTEST_NAME]
    return frozenset([*words, *values, *_ANY_NUMBER.findall("/".join(segments))])


def _numbers(url: str) -> frozenset[str]:
    """Numbers that may identify: five digits or more, in path and identity parameters."""
    parts = _split(url)
    if parts is None:
        return frozenset()
    named, _ = _parameters(parts[2])
    text = " ".join([parts[1], *(value for _, value in named)])
    return frozenset(_NUMBER.findall(text))
