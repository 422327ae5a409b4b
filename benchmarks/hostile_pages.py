"""What the hosts of a hostile web serve: articles unlike each other, feeds, bodies without an end, and bombs."""

from __future__ import annotations

import gzip
import html
import io
import itertools
import zlib

from tests.web import Answer

__all__ = [
    "HTML", "NAME", "XML", "bomb", "feed_of", "item", "layers", "markup", "page", "source", "tagged",
    "title",
]  # fmt: skip

NAME = "윤서하"
XML = (("Content-Type", "application/rss+xml; charset=utf-8"),)
HTML = (("Content-Type", "text/html; charset=utf-8"),)
PLACES = ("서울", "부산", "대구", "광주", "대전", "울산", "제주", "수원", "전주", "포항", "여수")
THINGS = ("음성인식 모델", "번역기", "점자 단말", "수어 통역 기기", "독서 보조기", "회의록 도구", "자막 서비스")
_serial = itertools.count(1)


def title(number: int | None = None) -> str:
    """A headline unlike all others."""
    serial = next(_serial) if number is None else number
    return f"{NAME}, {PLACES[serial % 11]}서 {THINGS[serial % 7]} {serial}호 공개"


def text_of(headline: str) -> str:
    """The text of an article unlike all others."""
    seed = zlib.crc32(headline.encode()) % 99991
    parts = [(PLACES[(seed // 3**k) % 11], seed * (k + 3) % 9973, THINGS[(seed // 2**k) % 7]) for k in range(14)]
    words = " ".join(f"{place}의 {count}번째 {thing}," for place, count, thing in parts)
    announced = f"{NAME} 대표는 {seed}호를 공개했다고 20일 밝혔다."
    return f"{announced} {words} 모두 {seed % 977}곳에 놓인다고 {NAME} 대표는 덧붙였다."


def markup(headline: str, *, when: str = "2026-11-20T10:00:00+09:00", head: str = "", body: str = "") -> str:
    """The page of an article as HTML."""
    date = f"<meta property='article:published_time' content='{when}'>" if when else ""
    shown = html.escape(headline)
    return (
        f"<html lang=ko><head><title>{shown}</title><meta property='og:type' content='article'>{date}{head}</head>"
        f"<body><article><h1>{shown}</h1><p>{text_of(headline)}</p>{body}</article></body>"
    )


def page(headline: str, *, forbidden: set[str] | None = None, **more: str) -> Answer:
    """An article page; its headline is entered in `forbidden`, when that is given."""
    if forbidden is not None:
        forbidden.add(headline)
    return Answer(body=markup(headline, **more).encode(), headers=HTML)


def feed_of(items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode()


def item(url: str, headline: str = "소식", guid: str = "") -> str:
    guid_element = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
    return f"<item><title>{html.escape(headline)}</title><link>{html.escape(url)}</link>{guid_element}</item>"


def tagged(answer: Answer) -> Answer:
    """The answer with a validator."""
    body = answer.body if isinstance(answer.body, bytes) else b""
    return Answer(answer.status, answer.body, (*answer.headers, ("ETag", f'"{zlib.crc32(body)}"')))


def source(url: str, kind: str = "feed") -> str:
    return f"[[source]]\nkind = '{kind}'\nurl = '{url}'\n"


def bomb(size: int = 400_000_000, filler: bytes = b" ") -> bytes:
    """A gzip file of `size` bytes that are all alike."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb") as file:
        for _ in range(size // 1_000_000):
            file.write(filler * 1_000_000)
    return out.getvalue()


def layers(body: bytes, count: int) -> bytes:
    for _ in range(count):
        body = gzip.compress(body)
    return body
