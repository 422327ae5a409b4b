"""Character references and the escapes of scripts, resolved in the bytes of a page."""

from __future__ import annotations

import html
import re

from pipeline.language.scripts import utf8

__all__ = ["unescaped"]

# Without a semicolon only the old names count (HTML, named character references), or every & in an address would.
_REFERENCE = re.compile(
    rb"&(?:#[0-9]{1,8};?|#[xX][0-9a-fA-F]{1,6};?|[a-zA-Z][a-zA-Z0-9]{1,31};"
    rb"|(?:nbsp|shy|amp|AMP|quot|QUOT|[lL][tT]|[gG][tT]|[a-zA-Z](?:acute|grave|circ|uml|tilde|cedil|ring|slash)))"
)
_WHOLE_REFERENCE = re.compile(rb"&(?:#[0-9xX]|[a-zA-Z]{2,8};)")
# JavaScript and JSON, also in strings of JSON in strings of JSON.
_ESCAPE = re.compile(
    rb"\\(?=[\\uxnrtbf'&])\\{0,7}(?:(u[0-9a-fA-F]{4}(?:\\{1,8}u[0-9a-fA-F]{4})*)|x([0-9a-fA-F]{2})|([nrtbf])|(['&]))"
)
_UNIT = re.compile(rb"u([0-9a-fA-F]{4})")

_known: dict[bytes, bytes] = {}  # what a reference or an escape stands for; bounded
_MOST_KNOWN = 4096


def unescaped(data: bytes) -> bytes:
    """The characters that references and escapes stand for, also those that were escaped twice."""
    for _ in range(3):
        data = data.replace(b"&quot;", b'"')  # four of five references
        data = _REFERENCE.sub(_of_reference, data) if b"&" in data else data
        data = _ESCAPE.sub(_of_escape, data) if b"\\" in data else data
        if not _WHOLE_REFERENCE.search(data):  # &amp;#39;
            break
    return data


def _of_reference(match: re.Match[bytes]) -> bytes:
    reference = match[0]
    plain = _known.get(reference)
    return _learn(reference, utf8(html.unescape(reference.decode("ascii")))) if plain is None else plain


def _of_escape(match: re.Match[bytes]) -> bytes:
    escape = match[0]
    plain = _known.get(escape)
    return _learn(escape, _meant(*match.groups())) if plain is None else plain


def _meant(units: bytes | None, byte: bytes | None, control: bytes | None, mark: bytes) -> bytes:
    if units:
        text = "".join([chr(int(unit, 16)) for unit in _UNIT.findall(units)])
        return utf8(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
    if byte:
        return utf8(chr(int(byte, 16)))
    return b" " if control else mark


def _learn(key: bytes, value: bytes) -> bytes:
    if len(_known) < _MOST_KNOWN:
        _known[key] = value
    return value
