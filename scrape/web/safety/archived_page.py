"""An archived page made harmless: what runs, loads, leads elsewhere or asks for something is taken out. Pure.

The answer that carries it is sandboxed besides (`HEADERS`): both would have to fail.
"""

from __future__ import annotations

from lxml import etree
from lxml.html import HtmlElement, tostring

from pipeline.errors import Undecodable
from pipeline.items import Page
from pipeline.markup.encoding import decode
from pipeline.markup.html import parse

__all__ = ["HEADERS", "harmless"]

HEADERS = {
    "Content-Security-Policy": (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
        "base-uri 'none'; frame-ancestors 'self'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
}
_REMOVED = (
    "script", "noscript", "template", "iframe", "frame", "frameset", "noframes", "object", "embed", "applet",
    "portal", "form", "input", "button", "select", "textarea", "base", "meta", "link", "svg", "math", "audio",
    "video", "source", "track", "canvas", "dialog",
)  # fmt: skip
_KEPT = frozenset(
    {"class", "id", "lang", "dir", "style", "colspan", "rowspan", "alt", "width", "height", "datetime"}
)
_DRAWN = "data:image/"


def harmless(page: Page) -> str | None:
    """The page as HTML without anything active, in UTF-8; None when its bytes are no text.

    Forms lose their fields and keep their words; pictures stay that stand in the page itself (``data:``).
    """
    try:
        text = decode(page.body, page.header("content-type") or None).text
    except Undecodable:
        return None
    root = parse(text)
    if root is None:
        return None
    for form in list(root.iter("form")):
        form.tag = "div"
    etree.strip_elements(root, etree.Comment, etree.ProcessingInstruction, *_REMOVED, with_tail=False)
    for element in root.iter(etree.Element):
        _strip(element)
    return f"<!doctype html>\n<meta charset=utf-8>\n{tostring(root, encoding='unicode')}"


def _strip(element: HtmlElement) -> None:
    for name in list(element.attrib):
        drawn = element.tag == "img" and name == "src" and element.attrib[name].lstrip().lower().startswith(_DRAWN)
        if name.lower() not in _KEPT and not drawn:
            del element.attrib[name]
