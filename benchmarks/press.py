"""A press on loopback that serves archived pages over and over, and watchlists to watch it with."""

from __future__ import annotations

import asyncio
import math
import multiprocessing
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.json_lines import read_rows
from benchmarks.korean import with_korean_half
from pipeline.items import Entity, EntityKind, Page
from scrape.config.settings import load_settings
from storage.archive import ArchiveIndex

__all__ = ["FIRST", "feeds_of", "invented", "pages_of", "press", "watched"]

FIRST = 10**8  # numbers of pages begin here: a short one does not look like an article's
_LINKS_A_FEED = 5_000


@contextmanager
def press(folder: Path, pages: int, *, korean: bool = True) -> Iterator[str]:
    """The address of a server of so many pages, every other one in Korean, in a process of its own."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    server = context.Process(target=serve, args=(folder, pages, korean, there), daemon=True)
    server.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}"
    finally:
        server.terminate()
        server.join()


def feeds_of(address: str, pages: int) -> list[str]:
    """The feeds that offer so many pages."""
    return [f"{address}/feed/{number}" for number in range(math.ceil(pages / _LINKS_A_FEED))]


def serve(folder: Path, count: int, korean: bool, ready: Any) -> None:
    """Serve the archived pages at /news/NUMBER, and feeds of them at /feed/NUMBER."""
    feeds: list[bytes] = []
    bodies = [(page.header("content-type") or "text/html", page.body) for page in pages_of(folder, korean=korean)]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                while (await reader.readline()).strip():
                    pass
                path = line.split()[1].decode()
                status, kind, body = "200 OK", "text/html", b""
                if path.startswith("/feed/"):
                    kind, body = "application/rss+xml", feeds[int(path[6:])]
                elif path.startswith("/news/"):
                    kind, body = bodies[int(path[6:]) % len(bodies)]
                else:
                    status = "404 Not Found"
                head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(head.encode() + body)
                await writer.drain()
        except (ConnectionError, IndexError):
            pass
        finally:
            writer.close()

    async def forever() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        base = f"http://127.0.0.1:{port}/news"
        for first in range(0, count, _LINKS_A_FEED):
            links = (f"{base}/{FIRST + number}" for number in range(first, min(first + _LINKS_A_FEED, count)))
            items = "".join(f"<item><title>t</title><link>{link}</link></item>" for link in links)
            feeds.append(f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode())
        ready.send(port)
        await server.serve_forever()

    asyncio.run(forever())


def _archive_of(folder: Path) -> tuple[ArchiveIndex, list[str]]:
    """The archive, and the addresses of the pages in it."""
    index = ArchiveIndex.of([folder / "press-dev.warc.gz"])
    return index, [url for url in index.urls() if not url.endswith("/press-sample.xml")]


def pages_of(folder: Path, *, korean: bool) -> list[Page]:
    """The archived pages, every other one in Korean or all as they are."""
    index, urls = _archive_of(folder)
    pages = [page for url in urls if (page := index.find(url)) is not None]
    return with_korean_half(folder, pages) if korean else pages


def watched(folder: Path, share: float) -> tuple[Entity, ...]:
    """As many of the watchlist as make `share` of the pages relevant, the least mentioned first."""
    everybody = load_settings(folder / "watchlist-dev.toml", {}).watchlist()
    rows = read_rows(folder / "coverage-dev.jsonl")
    counts = Counter(row["entity"] for row in rows)
    wanted, pages_named = share * len(_archive_of(folder)[1]), 0
    chosen: list[Entity] = []
    for entity in sorted(everybody.entities, key=lambda entity: counts[entity.name]):
        if pages_named + counts[entity.name] > wanted and chosen and share < 1:
            break
        pages_named += counts[entity.name]
        chosen.append(entity)
    return tuple(chosen)


def invented(count: int) -> tuple[Entity, ...]:
    """So many people whom no page names: three syllables of Hangul, or two Latin words."""
    chance = random.Random(count)
    names: set[str] = set()
    while len(names) < count:
        hangul = "".join(chr(0xAC00 + chance.randrange(11172)) for _ in range(3))
        latin = " ".join(
            "".join(chance.choice("bcdfgklmnprstvz") + chance.choice("aeiou") for _ in "123").title() for _ in "12"
        )
        names.add(chance.choice((hangul, latin)))
    return tuple(Entity(f"person:{name}", EntityKind.PERSON, name) for name in sorted(names))
