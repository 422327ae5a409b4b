"""Reading markup: one parse of a page into a tree, and the plain text of its parts.

Everything that looks at a page shares the tree made here and leaves it as it was.
"""

from __future__ import annotations

import html as entities
import re
import unicodedata
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from pipeline.language.scripts import without_invisible

__all__ = ["BLOCK_TAG", "LIBRARY_FAILURES", "MAX_PAGE", "fragment_text", "parse", "resolve", "squeeze"]

# What libraries that walk a tree of hostile markup raise.
LIBRARY_FAILURES = (
    ValueError,
    TypeError,
    AttributeError,
    KeyError,
    IndexError,
    AssertionError,
    RecursionError,
    etree.LxmlError,
)
MAX_PAGE = 20_000_000  # characters; what is longer is cut

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A tag that breaks a line, opening or closing.
BLOCK_TAG = re.compile(
    r"</?(?:p|div|br|li|ul|ol|dl|dt|dd|h[1-6]|tr|td|th|table|hr|blockquote|section|article|details|summary)\b[^<>]*>",
    re.IGNORECASE,
)
# Only what HTML knows: headlines set words in angle brackets, as in <AI 시대> and <Home>.
_MARKUP = re.compile(
    r"</?(?:a|abbr|b|big|br|cite|code|del|div|em|figure|font|h[1-6]|hr|i|iframe|img|ins|kbd|li|mark|ol|p|q|s|script|section"
    r"|small|span|strike|strong|style|sub|sup|svg|table|td|time|tr|tt|u|ul|var|wbr|blockquote|pre|dl|dt|dd)(?:\s[^<>]*)?/?>|<!--.*?-->|<!\[CDATA\[|\]\]>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]+);")
_END = re.compile(rb"</(?:html|body)\s*>", re.IGNORECASE)
_TRAILER = 200
_LONG_TAG = re.compile(rb"<[A-Za-z][^<>]{1500,}")
_ATTRIBUTE = re.compile(rb"[\s/][^\s=/\"'<>]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'>]*+))?+")
_MOST_ATTRIBUTES = 100
_ONE_CLASS = etree.ElementDefaultClassLookup(element=HtmlElement)  # lxml.html asks in Python for each element


def parse(html: str) -> HtmlElement | None:
    """The tree of a page, without comments and processing instructions; None when there is no element at all.

    Never raises: a broken page gives what its parser can save.
    """
    cleaned = html[:MAX_PAGE].encode("utf-8", "replace").replace(b"\x00", b"")  # the parser would stop at a NUL
    cleaned = _LONG_TAG.sub(_with_few_attributes, cleaned)
    if b"<" not in cleaned:
        return None
    closing = _END.search(cleaned)
    if closing and len(cleaned[closing.end() :].decode("utf-8")) > _TRAILER:
        cleaned = _END.sub(b"", cleaned)  # the parser drops what follows; browsers show it
    # A parser belongs to one parse: kept around, its state would be shared between threads.
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True
    )
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        root = etree.fromstring(cleaned, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return root if isinstance(root, HtmlElement) else None


def _with_few_attributes(tag: re.Match[bytes]) -> bytes:
    """A long tag without its attributes after the hundredth: the parser compares each with all before it."""
    if len(tag[0].split()) + tag[0].count(b"/") <= _MOST_ATTRIBUTES:  # one of these is in front of each
        return tag[0]
    attributes = list(islice(_ATTRIBUTE.finditer(tag[0]), _MOST_ATTRIBUTES + 1))
    return tag[0] if len(attributes) <= _MOST_ATTRIBUTES else tag[0][: attributes[-1].start()]


def squeeze(text: str | None) -> str:
    """The text on one line, NFC, with single blanks and without invisible characters."""
    if not text:
        return ""
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():
        return line
    shown = without_invisible(line)
    if shown != line:
        line = " ".join(shown.split())
    return line if unicodedata.is_normalized("NFC", line) else unicodedata.normalize("NFC", line)


def fragment_text(value: str) -> str:
    """Text that may carry leftover markup or entities (a JSON-LD headline, a meta tag), made plain."""
    for _ in range(2):  # some systems escape twice
        if not _ENTITY.search(value):
            break
        value = entities.unescape(value)
    if "<" in value:
        value = _MARKUP.sub(" ", value)
    return squeeze(value if value.isprintable() else _FORBIDDEN.sub("", value))


def resolve(base: str, href: str | None) -> str | None:
    """An absolute http(s) URL, or None when `href` is none or cannot be one."""
    if not href or not href.strip():
        return None
    href = href.strip()
    try:
        own = urlsplit(base).netloc.lower().removeprefix("www.")
        first = href.split("/", 1)[0].lower().removeprefix("www.")
        # An address that begins with the site's own host has lost its scheme.
        url = urljoin(base, f"//{href}" if own and first == own else href)
    except ValueError:
        return None
    return url if url.lower().startswith(("http://", "https://")) else None
