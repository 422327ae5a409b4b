"""Changes of a page that leave its article as it is: what is read of it should stay.

Rules that hang on the names of one template, on the order of columns or on a single declaration show here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from lxml import etree
from lxml.html import HtmlElement

from pipeline.markup.encoding import decode
from pipeline.markup.html import parse

__all__ = ["CHANGES"]

_CHARSET = re.compile(r"(<meta[^>]+charset\s*=\s*[\"']?)[\w-]+", re.IGNORECASE)
_SIDE = re.compile(r"\b(?:aside|side-?bar|side|rail|right-?col|left-?col|lnb|wing)\b", re.IGNORECASE)
_KEPT = ("charset", "http-equiv")  # what a meta tag that says no more than the encoding has


def _on_tree(change: Callable[[HtmlElement], None]) -> Callable[[str], str]:
    def changed(html: str) -> str:
        root = parse(html)
        if root is None:
            return html
        change(root)
        return str(etree.tostring(root, encoding="unicode", method="html"))

    return changed


def _rename(root: HtmlElement) -> None:
    """Every class and id has a name that says nothing, the same one everywhere."""
    for element in root.iter():
        for attribute in ("class", "id"):
            if names := element.get(attribute):
                element.set(attribute, " ".join(map(_opaque, names.split())))


def _opaque(name: str) -> str:
    return "x" + hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:7].translate(
        str.maketrans("0123456789", "ghijklmnop")
    )


def _wrap(root: HtmlElement) -> None:
    """Everything in the body stands in two more boxes."""
    body = root.find("body")
    if body is None:
        return
    inner, outer = root.makeelement("div"), root.makeelement("div")
    inner.text, body.text = body.text, None
    inner.extend(list(body))
    outer.append(inner)
    body.append(outer)


def _swap(root: HtmlElement) -> None:
    """Side columns change their side: what stood last in its parent stands first, and the reverse."""
    for element in list(root.iter("aside", "div", "section", "nav")):
        parent = element.getparent()
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        if parent is None or not (element.tag == "aside" or _SIDE.search(named)):
            continue
        was_late = parent.index(element) * 2 >= len(parent)
        tail, element.tail = element.tail, None
        parent.remove(element)
        parent.insert(0 if was_late else len(parent), element)
        element.tail = tail


def _drop_linked(root: HtmlElement) -> None:
    for script in [script for script in root.iter("script") if "ld+json" in (script.get("type") or "").lower()]:
        script.drop_tree()


def _drop_meta(root: HtmlElement) -> None:
    for meta in [meta for meta in root.iter("meta") if not any(meta.get(name) for name in _KEPT)]:
        meta.drop_tree()


def _recode(html: str) -> str:
    """The page as an old Korean system sends it, and as it is read back."""
    declared = _CHARSET.sub(r"\g<1>euc-kr", html)
    return decode(declared.encode("cp949", "xmlcharrefreplace"), "text/html; charset=euc-kr").text


CHANGES: dict[str, Callable[[str], str]] = {
    "rename": _on_tree(_rename),
    "wrap": _on_tree(_wrap),
    "swap": _on_tree(_swap),
    "recode": _recode,
    "no-jsonld": _on_tree(_drop_linked),
    "no-meta": _on_tree(_drop_meta),
}
