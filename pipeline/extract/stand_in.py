"""Pages that stand where an article should be: errors, log-ins, consents; and documents that are no page at all.

Servers answer with status 200 whatever they send. A page is such a stand-in when neither its head nor its date
says that it is an article and its headline, or a sentence at the beginning of its text, is made of nothing but the
words in which systems speak. A headline of the press always has a word besides.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Sequence

from pipeline.extract.system_words import is_of_a_system, is_of_absence
from pipeline.markup.declared import Survey

__all__ = ["document_kind", "says_gone", "stand_in_of"]

_LOG_IN = re.compile(
    r"로그인|회원 ?가입|회원만|회원 전용|아이디|비밀번호"
    r"|log(?:ged)? ?in\b|sign(?:ed)? ?in\b|password|account|subscri|members? only",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s+[|:·»>–—-]+\s+|\s*(?:[|»]|::)\s*")
_SENTENCE_END = re.compile(r"(?<=[.!?。])\s+")
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,300})</title", re.IGNORECASE)
_FIRST = 3  # sentences of a text that may be a system's
_MOST = 40  # sentences that are counted


def says_gone(text: str) -> str:
    """The title of a page, given as its HTML, that says it is not there, whatever the server's status; "" for any
    other page. Cheap: nothing else of the page is read."""
    title = _TITLE.search(text, 0, _OPENING)
    if title is None:
        return ""
    whole = " ".join(html.unescape(title[1]).split())
    parts = _SEPARATOR.split(whole)
    return next((part for part in (whole, parts[0], parts[-1]) if is_of_absence(part)), "")


def stand_in_of(page: Survey, headline: str, lines: Sequence[str], *, is_claimed: bool) -> str:
    """What stands in for an article on a page; "" when nothing does. `is_claimed` says that the page calls itself
    an article or is dated: then its headline alone is heard. One that does both is never asked about."""
    parts = _SEPARATOR.split(headline)
    for title in (headline, parts[0], parts[-1]):
        if is_of_a_system(title):
            return f"its headline is a system's: {title[:60]}"
    if is_claimed:
        return ""
    sentences = _sentences(lines)
    for sentence in sentences[:_FIRST]:
        if is_of_a_system(sentence) and len(sentence.split()) > 1:
            return f"it begins with a system's words: {sentence[:60]}"
    asks = sum(_LOG_IN.search(sentence) is not None for sentence in sentences)
    if asks * 3 >= len(sentences) > 0 and _has_password(page):
        return "it asks for a password, and its text for a log-in"
    return ""


def _sentences(lines: Iterable[str]) -> list[str]:
    sentences: list[str] = []
    for line in lines:
        sentences += filter(None, _SENTENCE_END.split(line[:4000]))
        if len(sentences) >= _MOST:
            break
    return sentences[:_MOST]


def _has_password(page: Survey) -> bool:
    return any(
        element.tag == "input" and (element.get("type") or "").lower() == "password" for element in page.elements
    )


_DATA = {
    "urlset": "a sitemap", "sitemapindex": "an index of sitemaps", "rss": "a feed", "feed": "a feed",
    "rdf": "a feed", "channel": "a feed", "opml": "a list of feeds", "svg": "an image",
}  # fmt: skip
_PROLOG = re.compile(
    r"\s+|<\?[^>]{0,2000}\?>|<!--.*?-->|<!DOCTYPE[^<>\[]{0,500}(?:\[[^\]]{0,5000}\]\s{0,9})?>",
    re.DOTALL | re.IGNORECASE,
)
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,20}:)?([A-Za-z_][\w.-]{0,40})(?=[\s/>])")
_ADDRESS_LINE = re.compile(r"https?://\S{1,4000}")
_OPENING = 20_000  # characters in which a document shows itself


def document_kind(text: str) -> str:
    """What a document is that is data for machines, no page: "a sitemap", "a feed", …; "" for a page."""
    start = text[:_OPENING].lstrip("\ufeff \t\r\n")
    if start.startswith(("{", "[")):
        return "data in JSON" if _is_json(text) else ""
    at = 0
    while skipped := _PROLOG.match(start, at):
        at = skipped.end()
    root = _ROOT.match(start, at)
    if root is not None:
        name = root[1].lower()
        is_xml = start.startswith("<?xml") and not re.search(r"<(?:html|body|div|p)[\s>]", start, re.IGNORECASE)
        return _DATA.get(name, "data in XML" if is_xml else "")
    lines = [line.strip() for line in start.splitlines() if line.strip()]
    listed = sum(_ADDRESS_LINE.fullmatch(line) is not None for line in lines)
    return "a list of addresses" if listed > 1 and listed * 2 > len(lines) else ""


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
