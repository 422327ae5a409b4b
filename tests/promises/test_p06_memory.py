"""Promise 6: a body is bounded as it is sent and as it is unpacked, however often it is packed.

Each bound by itself is held by tests/spiders/safety/test_limits.py and tests/pipeline/feeds/test_documents.py; the
peak over a whole hostile web is measured by benchmarks/hostile.py.
"""

from __future__ import annotations

import gzip
import resource
import sys
import zlib
from pathlib import Path

import brotli
import pytest

from spiders.safety.unpacking import MAX_LAYERS
from tests.promises.internet import Internet
from tests.promises.press import XML, account, article, configure, feed, headlines
from tests.scrape.shell import scrape
from tests.web import Answer, Web

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MEBIBYTE = 1024 * 1024


def packed(body: bytes, encoding: str) -> Answer:
    return Answer(body=body, headers=(("Content-Type", "text/html"), ("Content-Encoding", encoding)))


def layers(body: bytes, count: int) -> Answer:
    for _ in range(count):
        body = gzip.compress(body)
    return packed(body, ", ".join(["gzip"] * count))


def test_promise_06_bombs_are_too_large_and_cost_no_memory(net: Internet, web: Web, tmp_path: Path) -> None:
    host = web.host(1)
    root = net.place("news.example", host)
    large = b" " * (100 * MEBIBYTE)
    swollen = gzip.compress(large, 1)
    bombs = [
        packed(swollen, "gzip"),
        packed(gzip.compress(swollen), "gzip, gzip"),
        packed(zlib.compress(large, 1), "deflate"),
        packed(brotli.compress(large, quality=0), "br"),
        packed(zstd.compress(large), "zstd"),
        Answer(body=b" " * (MEBIBYTE + 1)),
        layers(b"x", MAX_LAYERS + 1),
    ]
    del large
    page = article("윤서하 인터뷰").body
    assert isinstance(page, bytes)
    good = [layers(page, MAX_LAYERS), packed(gzip.compress(page + b" " * (2 * MEBIBYTE - len(page))), "gzip")]
    for number, answer in enumerate([*bombs, *good]):
        host.at(f"/view/2026112000{number}", answer)
    host.at("/feed", feed(*(f"{root}/view/2026112000{number}" for number in range(len(bombs) + len(good)))))
    for name in ("/bomb", "/bomb.gz"):
        encoding = (("Content-Encoding", "gzip"),) if name == "/bomb" else ()
        host.at(name, Answer(body=swollen, headers=(*XML, *encoding)))
    configure(tmp_path, f"{root}/feed", f"{root}/bomb", f"{root}/bomb.gz", crawl="max_mebibytes = 1")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ended = scrape("run", cwd=tmp_path)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert account(ended) == {"too-large": len(bombs), "covered": 2}
    assert set(headlines(tmp_path)) == {"윤서하 인터뷰"}
    assert ended.err.count("larger than allowed") + ended.err.count("too large") == 2
    assert grown < 60 * 1024  # KiB


@pytest.mark.parametrize("what", ["laughs", "square", "file"])
def test_promise_06_entities_are_neither_multiplied_nor_fetched(
    net: Internet, web: Web, tmp_path: Path, what: str
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("윤서하 비밀", "utf-8")
    laughs = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10 if n else 'ha' * 50}'>" for n in range(12))
    entities = {
        "laughs": laughs,
        "square": f"<!ENTITY l11 '{'a' * 100_000}'>",
        "file": f"<!ENTITY l11 SYSTEM '{secret.as_uri()}'>",
    }
    root = net.place("news.example", web.host(1))
    items = f"<item><title>{'&l11;' * 1000}</title><link>{root}/20261120001</link></item>"
    body = f"<!DOCTYPE rss [{entities[what]}]><rss version='2.0'><channel>{items}</channel></rss>"
    web.host(1).at("/feed", Answer(body=body.encode(), headers=XML))
    configure(tmp_path, f"{root}/feed")
    ended = scrape("run", cwd=tmp_path)
    assert account(ended) == {"gone": 1}
    assert headlines(tmp_path) == []
