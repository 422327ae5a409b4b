"""A page whose text stands in a frame: which of its frames readers see as the page."""

from __future__ import annotations

import re
from html import unescape

from lxml.html import HtmlElement

from pipeline.errors import Undecodable
from pipeline.items import Page
from pipeline.markup.encoding import decode
from pipeline.markup.html import parse
from pipeline.markup.lines import read_lines
from pipeline.markup.tree import read_tree
from pipeline.urls import link_target, same_site

__all__ = ["article_frame"]

_FRAME = re.compile(rb"<i?frame\b[^>]*", re.IGNORECASE)
_SOURCE = re.compile(rb"\ssrc\s*=", re.IGNORECASE)
_WRITTEN = re.compile(rb"\ssrc\s*=\s*(?:\"([\x21\x23-\x7e]*)\"|'([\x21-\x26\x28-\x7e]*)')", re.IGNORECASE)
_LARGEST = 300_000  # bytes; a page that is but a frame is small
_LITTLE = 200  # weight of text beside the frame: a blog's name, a menu, a notice
_SENTENCE = 40  # weight
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?<![\w-])(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|$)"
)
_NONE = re.compile(r"[01](?:px|%)?")
_MAIN = re.compile(r"main|content|body|article|post|view", re.IGNORECASE)


def article_frame(page: Page) -> str | None:
    """The address of the frame of the same site that holds what `page` shows; None when the page shows a text.

    Hidden frames do not count. Where several are left, it is one called main, content and the like.
    """
    if len(page.body) > _LARGEST or not _may_frame_its_site(page):
        return None
    try:
        root = parse(decode(page.body, page.header("content-type")).text)
    except Undecodable:
        return None
    if root is None:
        return None
    frames = [
        (frame, target)
        for frame in root.iter("frame", "iframe")
        if (target := link_target(page.url_answered, frame.get("src") or ""))
        and same_site(page.url_answered, target)
        and target not in {page.url, page.url_answered}
        and not _is_hidden(frame)
    ]
    if not frames:
        return None
    shown = sum(
        line.weight for line in read_lines(read_tree(root)) if line.weight >= _SENTENCE and line.links < 0.5
    )
    if shown >= _LITTLE:
        return None
    called = [target for frame, target in frames if _MAIN.search(f"{frame.get('id')} {frame.get('name')}")]
    return frames[0][1] if len(frames) == 1 else called[0] if called else None


def _may_frame_its_site(page: Page) -> bool:
    """Whether a frame of the page may be of the same site. Most frames are a counter's, an advertiser's or a
    film's, and their addresses tell without a parse."""
    return any(_may_be_of_site(page, tag) for tag in _FRAME.findall(page.body))


def _may_be_of_site(page: Page, tag: bytes) -> bool:
    """Of the tag of a frame: what is not clearly of another site may be of this one."""
    sources = len(_SOURCE.findall(tag))
    written = _WRITTEN.search(tag)
    if sources != 1 or written is None:
        return sources > 0
    target = link_target(page.url_answered, unescape((written[1] or written[2] or b"").decode("ascii")))
    return target is not None and same_site(page.url_answered, target)


def _is_hidden(frame: HtmlElement) -> bool:
    if frame.get("hidden") is not None or _HIDING.search((frame.get("style") or "").lower()):
        return True
    if any(_NONE.fullmatch((frame.get(side) or "").strip()) for side in ("width", "height")):
        return True
    around = frame.getparent()
    sizes = (around.get("rows") or around.get("cols") or "") if around is not None and frame.tag == "frame" else ""
    shares = [share.strip() for share in sizes.split(",")]
    at = around.index(frame) if around is not None else 0
    return at < len(shares) and bool(_NONE.fullmatch(shares[at]))
