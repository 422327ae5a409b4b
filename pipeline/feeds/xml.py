"""XML feeds as feedparser understands them, after what is commonly broken in them has been mended.

feedparser reads well-formed XML exactly and anything else by guessing, tag by tag and slowly. So it is given
nothing else: stray ampersands, HTML's named entities, impossible character references, undeclared prefixes, noise
before the root and an end that was cut off are mended where that keeps the meaning, and what is still broken is
read as far as libxml2 can recover it. Document types do not pass: their short entities are put in, the others not.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from html.entities import html5
from typing import Any

import feedparser
from lxml import etree

from pipeline.errors import FeedError
from pipeline.feeds.limits import keep_essentials, shorten

__all__ = ["MAX_ENTRIES", "parse_structure", "parsed_xml", "prepared"]

MAX_ENTRIES = 10_000
_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|rdf|channel)(?=[\s>/])", re.IGNORECASE)
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_NETSCAPE = (
    '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "">\n'  # one version of RSS is told by it
)
_ENTITY = re.compile(
    r"<!ENTITY\s{1,9}([\w.-]{1,64})\s{1,9}(?:\"([^\"<&%]{0,64}|&#\w{1,8};)\"|'([^'<&%]{0,64}|&#\w{1,8};)')"
)
_ITEM = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)
_ITEM_END = re.compile(r"</(?:\w{1,20}:)?(?:item|entry)\s{0,99}>", re.IGNORECASE)
_REFERENCE = re.compile(r"&#(?:(?P<decimal>\d{1,99})|[xX](?P<hex>[0-9A-Fa-f]{1,99}));")
_BARE = re.compile(r"&(?!#\d{1,8};|#[xX][0-9A-Fa-f]{1,8};|[A-Za-z_][\w.-]{0,63};)")
_NAMED = re.compile(r"&([A-Za-z_][\w.-]{0,63});")
_XML_NAMES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_XML_REFERENCE = re.compile(r"&(lt|gt|amp|quot|apos);")
# A bracket that opens no tag, as in "a < b" and <표>: neither a name with attributes follows nor an end tag.
_STRAY = re.compile(
    r"<(?![!?]|/[A-Za-z_][\w:.-]{0,99}\s{0,9}>"
    r"|[A-Za-z_][\w:.-]{0,99}(?:\s{1,99}[\w:.-]{1,99}\s{0,9}=\s{0,9}(?:\"[^\"<]{0,20000}\"|'[^'<]{0,20000}')){0,99}\s{0,99}/?>)"
)
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]{0,40}):[\w.-]")
_DECLARED = re.compile(r"\bxmlns:([\w.-]{1,41})\s{0,9}=")
_SECTION = re.compile(r"<!\[CDATA\[|<!--")
_ELEMENT = re.compile(r"<[A-Za-z_]")
_TAG = re.compile(r"<(/?)([\w:.-]{1,80})([^<>]*)>")
# What feedparser raises on elements where it does not expect them.
_MISHAPS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def parse_structure(text: str, base_url: str = "", language: str = "") -> Any:
    """What feedparser makes of a prepared feed: its FeedParserDict.

    `base_url` is where the feed was found, `language` the Content-Language header of the answer. Never opens a
    file or a connection. Where feedparser stumbles over an extension (a point of a map that is none), the feed is
    read without its extensions. Raises FeedError when that does not help either.
    """
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": base_url}
    if language:
        headers["content-language"] = language
    try:
        return feedparser.parse(io.BytesIO(text.encode("utf-8", "replace")), response_headers=headers)
    except _MISHAPS:
        tree = _parsed(text)
    if tree is None:
        raise FeedError(f"{base_url} cannot be read: its XML is broken beyond repair")
    keep_essentials(tree)
    try:
        return feedparser.parse(io.BytesIO(_written(tree).encode("utf-8")), response_headers=headers)
    except _MISHAPS as error:
        raise FeedError(f"{base_url} cannot be read: its XML makes no sense") from error


def prepared(text: str) -> tuple[str, list[str]]:
    """The text to parse, well-formed and with at most MAX_ENTRIES entries, and warnings about what was done.

    Of more entries the first and the last 5,000 stay: feeds stand in the order of time, one way or the other. A
    text that is no feed comes back empty.
    """
    warnings = []
    root = _ROOT.search(text, _after_prolog(text))
    if root is None:
        return "", []
    prolog, text = text[: root.start()], text[root.start() :]
    starts = [match.start() for match in _ITEM.finditer(text)]
    if len(starts) > MAX_ENTRIES:
        half = MAX_ENTRIES // 2
        text = text[: starts[half]] + text[starts[-half] :]
        warnings.append(f"{len(starts) - MAX_ENTRIES} of {len(starts)} entries, from the middle, were left out")
    text, declared = _without_entities(prolog, text)
    head = _DECLARATION + (_NETSCAPE if "netscape" in prolog.lower() else "")
    text, mended = _well_formed(text, declared)
    return (head + text if text else ""), warnings + mended


def parsed_xml(text: str) -> tuple[Any, list[str]]:
    """The tree of an XML document, mended in the same way, and warnings; no tree where nothing can be read."""
    start = _ELEMENT.search(text, _after_prolog(text))
    if start is None:
        return None, []
    body, declared = _without_entities(text[: start.start()], text[start.start() :])
    tree = _parsed(body)
    if tree is None:
        body = _declaring(_mended(body, declared))
        tree = _parsed(body)
    if tree is not None:
        return tree, []
    return _recovered(body), ["it is not well-formed XML: read as far as it could be"]


def _without_entities(prolog: str, text: str) -> tuple[str, dict[str, str]]:
    """The text without impossible references and with the short entities of its prolog put in, and these."""
    text = _REFERENCE.sub(_possible, text)
    declared = {name: html.unescape(double or single) for name, double, single in _ENTITY.findall(prolog)}
    return (_mended(text, declared) if declared else text), declared


def _well_formed(text: str, declared: dict[str, str]) -> tuple[str, list[str]]:
    tree = _parsed(text)
    if tree is not None:
        return _shortened(text, tree), []
    text = _declaring(_mended(text, declared))
    tree = _parsed(text)
    if tree is not None:
        return _shortened(text, tree), []
    if (closed := _closed(text)) is not None:
        return _shortened(closed[0], closed[1]), [
            "the feed breaks off: what follows its last whole entry was left out"
        ]
    tree = _recovered(text)
    if tree is None:
        return "", []
    shorten(tree)
    return _written(tree), ["the feed is not well-formed XML: read as far as it could be"]


def _parsed(text: str, *, recover: bool = False) -> Any:
    """The tree of a text, or None; nothing is expanded, loaded or fetched."""
    parser = etree.XMLParser(recover=recover, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _recovered(text: str) -> Any:
    """The tree of what can be saved of a text, or None.

    libxml2 forgets references by name, &amp; too, after the first error; those by number it keeps.
    """
    return _parsed(_outside_sections(text, _by_number), recover=True)


def _by_number(piece: str) -> str:
    return _XML_REFERENCE.sub(lambda match: f"&#{ord(_XML_NAMES[match[1]])};", piece)


def _shortened(text: str, tree: Any) -> str:
    """The text, or what it becomes when what is too long in it has been cut."""
    return _written(tree) if shorten(tree) else text


def _written(tree: Any) -> str:
    return str(etree.tostring(tree, encoding="unicode"))


def _after_prolog(text: str) -> int:
    """Where comments and processing instructions before the root end: they may hold what looks like one."""
    at = 0
    while True:
        at = len(text) - len(text[at:].lstrip("\ufeff \t\r\n")) if text[at : at + 1].isspace() else at
        for opening, closing in (("<!--", "-->"), ("<?", "?>")):
            if text.startswith(opening, at):
                end = text.find(closing, at + len(opening))
                if end < 0:
                    return at
                at = end + len(closing)
                break
        else:
            return at


def _possible(match: re.Match[str]) -> str:
    """A character reference, or nothing where XML has no such character."""
    digits = match["decimal"] or match["hex"]
    if len(digits.lstrip("0")) > 7:
        return ""
    code = int(digits, 10 if match["decimal"] else 16)
    allowed = code in {9, 10, 13} or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    return match[0] if allowed else ""


def _mended(text: str, declared: dict[str, str]) -> str:
    """The text with stray ampersands and brackets escaped and named entities put in, but for CDATA and comments."""

    def with_references(piece: str) -> str:
        piece = _STRAY.sub("&lt;", piece)
        return _NAMED.sub(character, _BARE.sub("&amp;", piece)) if "&" in piece else piece

    def character(match: re.Match[str]) -> str:
        name = match[1]
        if name in _XML_NAMES:
            return match[0]
        value = declared.get(name, html5.get(f"{name};"))
        return html.escape(value) if value is not None else f"&amp;{name};"

    return _outside_sections(text, with_references)


def _outside_sections(text: str, change: Callable[[str], str]) -> str:
    """The text with everything but its CDATA sections and comments changed."""
    pieces, at = [], 0
    while match := _SECTION.search(text, at):
        end = text.find("-->" if match[0] == "<!--" else "]]>", match.end())
        if end < 0:
            break
        pieces += [change(text[at : match.start()]), text[match.start() : end + 3]]
        at = end + 3
    return "".join([*pieces, change(text[at:])])


def _declaring(text: str) -> str:
    """The text with a declaration for every prefix that has none, on its first element."""
    missing = set(_PREFIX.findall(text)) - set(_DECLARED.findall(text)) - {"xml", "xmlns"}
    root = re.match(r"<[\w:.-]{1,60}", text)
    if not missing or root is None:
        return text
    added = "".join(f' xmlns:{prefix}="urn:undeclared:{prefix}"' for prefix in sorted(missing))
    return text[: root.end()] + added + text[root.end() :]


def _closed(text: str) -> tuple[str, Any] | None:
    """A text that breaks off, closed after its last whole entry, and its tree; None when something else ails it."""
    ends = [match.end() for match in _ITEM_END.finditer(text)]
    if not ends or re.search(r"</(?:rss|feed|(?:\w{1,20}:)?rdf)\s{0,99}>", text[ends[-1] :], re.IGNORECASE):
        return None
    head = text[: ends[-1]]
    closed = head + "".join(f"</{name}>" for name in reversed(_open_tags(head)))
    tree = _parsed(closed)
    return None if tree is None else (closed, tree)


def _open_tags(text: str) -> list[str]:
    """The tags open at the end of a text, as they are written there."""
    opened: list[str] = []

    def follow(piece: str) -> str:
        for match in _TAG.finditer(piece):
            if match[1] and opened and opened[-1] == match[2]:
                opened.pop()
            elif not match[1] and not match[3].endswith("/"):
                opened.append(match[2])
        return ""

    _outside_sections(text, follow)
    return opened
