"""Character references and the escapes of scripts, resolved in the bytes of a page."""

from __future__ import annotations

import html
import re

import numpy as np

from pipeline.language.scripts import utf8
from pipeline.mentions.exchange import Meanings, exchanged

__all__ = ["unescaped"]

# Without a semicolon only the old names count (HTML, named character references), or every & in an address would.
_REFERENCE = re.compile(
    rb"(&(?:quot;|#[0-9]{1,8};?|#[xX][0-9a-fA-F]{1,6};?|[a-zA-Z][a-zA-Z0-9]{1,31};"
    rb"|(?:nbsp|shy|amp|AMP|quot|QUOT|[lL][tT]|[gG][tT]|[a-zA-Z](?:acute|grave|circ|uml|tilde|cedil|ring|slash))))"
)
_WHOLE_REFERENCE = re.compile(rb"&(?:#[0-9xX]|[a-zA-Z]{2,8};)")
# JavaScript and JSON, also in strings of JSON in strings of JSON.
_ESCAPE = re.compile(
    rb"(\\(?=[\\uxnrtbf'&])\\{0,7}(?:u[0-9a-fA-F]{4}(?:\\{1,8}u[0-9a-fA-F]{4})*|x[0-9a-fA-F]{2}|[nrtbf]|['&]))"
)
_AMPERSAND, _MANY = ord("&"), 500
_UNIT = re.compile(rb"u([0-9a-fA-F]{4})")


def unescaped(data: bytes) -> bytes:
    """The characters that references and escapes stand for, also those that were escaped twice."""
    for _ in range(3):
        if np.count_nonzero(np.frombuffer(data, np.uint8) == _AMPERSAND) > _MANY:
            data = data.replace(b"&quot;", b'"')  # four of five references, most of them on few pages
        data = exchanged(_REFERENCE, data, _REFERRED) if b"&" in data else data
        data = exchanged(_ESCAPE, data, _ESCAPED) if b"\\" in data else data
        if not _WHOLE_REFERENCE.search(data):  # &amp;#39;
            break
    return data


def _referred(reference: bytes) -> bytes:
    return utf8(html.unescape(reference.decode("ascii")))


def _escaped(escape: bytes) -> bytes:
    written = escape.lstrip(b"\\")
    if written.startswith(b"u"):
        text = "".join([chr(int(unit, 16)) for unit in _UNIT.findall(written)])
        return utf8(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
    if written.startswith(b"x"):
        return utf8(chr(int(written[1:], 16)))
    return written if written in (b"'", b"&") else b" "


_REFERRED, _ESCAPED = Meanings(_referred), Meanings(_escaped)
