"""The ids by which Google News names an article, and how they become the publisher's address.

An id is base64url of a protocol buffer: field 1 a number, field 4 text (08 13 22 LENGTH …). In ids given until the
middle of 2024 that text is the address itself. In later ones it is opaque; Google tells the address to whom asks
with the signature and time that its own page for the article carries, several in one request. Neither is
documented by Google; the forms are those its public clients use.
"""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from pipeline.urls.canonical import is_fetchable

__all__ = ["Signed", "address_in", "article_id", "is_opaque", "question", "resolved", "signature"]

_HOST = "news.google.com"
_HEAD = "CBMi"  # 08 13 22 in base64: what every id begins with
_PATH = re.compile(r"/(?:rss/|__i/rss/rd/)?(?:articles|read)/([A-Za-z0-9_-]+={0,2})/?$")
_ADDRESS = re.compile(rb"https?://[\x21-\x7e]+")
_SIGNATURE = re.compile(r'\bdata-n-a-sg="([^"]{1,200})"')
_TIME = re.compile(r'\bdata-n-a-ts="(\d{1,20})"')
_GUARD = ")]}'"  # what Google puts before JSON so that it is no script
_CONTEXT: tuple[Any, ...] = (
    ["X", "X", ["X", "X"], None, None, 1, 1, "US:en", None, 1, None, None, None, None, None, 0, 1],
    "X", "X", 1, [1, 1, 1], 1, 1, None, 0, 0, None, 0,
)  # fmt: skip


class Signed(NamedTuple):
    """An id with what Google's page for it says: without them it answers nothing."""

    id: str
    signature: str
    time: int


def article_id(url: str) -> str | None:
    """The id in an address of Google News; None when it is no address of an article there."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    match = _PATH.fullmatch(parts.path)
    return match[1] if match and (host == _HOST or match[1].startswith(_HEAD)) else None


def is_opaque(url: str) -> bool:
    """Whether `url` is one of Google News that does not tell where the article is."""
    return article_id(url) is not None and address_in(url) is None


def address_in(url: str) -> str | None:
    """The publisher's address that an id of the older kind holds, or None."""
    key = article_id(url)
    if key is None:
        return None
    try:
        data = base64.urlsafe_b64decode(key.rstrip("=") + "=" * (-len(key.rstrip("=")) % 4))
    except (binascii.Error, ValueError):
        return None
    if data[:3] != b"\x08\x13\x22":
        return None
    size, start = data[3:4], 4
    if not size:
        return None
    length = size[0]
    if length >= 0x80:  # a varint of two bytes
        length, start = (length & 0x7F) | (data[4:5] or b"\0")[0] << 7, 5
    match = _ADDRESS.fullmatch(data[start : start + length])
    address = match[0].decode("ascii") if match else ""
    return address if address and is_fetchable(address) else None


def signature(key: str, page: str) -> Signed | None:
    """What Google's page for the id `key` carries, or None when it carries nothing (a consent or error page)."""
    signed, time = _SIGNATURE.search(page), _TIME.search(page)
    return Signed(key, html.unescape(signed[1]), int(time[1])) if signed and time else None


def question(signed: Sequence[Signed]) -> bytes:
    """The form that asks for the addresses of `signed`, to be posted as application/x-www-form-urlencoded."""
    calls = [
        [
            "Fbv4je",
            json.dumps(["garturlreq", list(_CONTEXT), link.id, link.time, link.signature], separators=(",", ":")),
            None,
            str(number),
        ]
        for number, link in enumerate(signed, start=1)
    ]
    return urlencode({"f.req": json.dumps([calls], separators=(",", ":"))}).encode("ascii")


def resolved(answer: str, signed: Sequence[Signed]) -> Mapping[str, str]:
    """The address of each id that `answer`, to the question about `signed`, tells; those refused are left out."""
    text = answer.lstrip().removeprefix(_GUARD)
    addresses: dict[str, str] = {}
    for call in _calls(text):
        if not (isinstance(call, list) and call[:2] == ["wrb.fr", "Fbv4je"] and isinstance(call[-1], str)):
            continue
        number = int(call[-1]) if call[-1].isdigit() else 1  # a single call is answered as "generic"
        address = _told(call[2] if len(call) > 2 else None)
        if address is not None and 1 <= number <= len(signed):
            addresses[signed[number - 1].id] = address
    return addresses


def _calls(text: str) -> list[Any]:
    """The lists that stand in the answer, one after the other, with lengths between them or without."""
    decoder, calls, position = json.JSONDecoder(), [], 0
    while (position := text.find("[", position)) >= 0:
        try:
            value, position = decoder.raw_decode(text, position)
        except ValueError:
            position += 1
            continue
        calls.extend(value)
    return calls


def _told(raw: object) -> str | None:
    if not isinstance(raw, str):
        return None
    try:
        value = json.loads(raw)
    except ValueError:
        return None
    if isinstance(value, list) and value[:1] == ["garturlres"] and len(value) > 1 and isinstance(value[1], str):
        return value[1] if is_fetchable(value[1]) else None
    return None
