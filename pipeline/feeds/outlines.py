"""OPML (http://opml.org/spec2.opml): the lists in which readers of feeds keep what they follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from pipeline.errors import FeedError, Undecodable
from pipeline.markup.encoding import decode

__all__ = ["Outline", "read_outlines"]

_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_TITLE = 200  # characters


class Outline(NamedTuple):
    """A feed that is followed: its address, what it is called, and the line where it stands."""

    line: int
    url: str
    title: str


def read_outlines(body: bytes) -> Iterator[Outline]:
    """The feeds of an OPML document, at whatever depth they stand; a folder is none.

    Raises FeedError for what is no OPML, and for a document type: nothing is expanded, loaded or fetched.
    """
    try:
        text = _DECLARATION.sub("", decode(body, "text/xml").text.lstrip("\ufeff"))
    except Undecodable as error:
        raise FeedError("it is no text") from error
    if "<!DOCTYPE" in text[:10_000].upper() or "<!ENTITY" in text.upper():
        raise FeedError("an OPML file has no document type; take the <!DOCTYPE …> out")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise FeedError(f"it is not well-formed XML: {error}") from error
    if etree.QName(root).localname.lower() != "opml":
        raise FeedError(f"expected OPML, found <{etree.QName(root).localname[:40]}>")
    for element in root.iter("{*}outline"):
        values = {str(name).lower(): str(value) for name, value in element.attrib.items()}
        url = values.get("xmlurl", "").strip()
        if url:
            title = " ".join((values.get("title") or values.get("text") or "").split())
            yield Outline(int(element.sourceline or 0), url, title[:_TITLE])
