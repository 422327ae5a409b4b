"""Bounds on what a host may send: size, time, redirects, headers, and bytes that are no HTTP."""

from __future__ import annotations

import gzip
import threading
import time
import zlib
from collections.abc import Callable, Iterator

import brotli
import pytest

from pipeline.items import Reason, Source
from tests.spiders.crawling import feed, settings, visit
from tests.waiting import LIMIT
from tests.web import Answer, Host, Web, endless

MEGABYTE = 1_000_000


def packed(encoding: str, body: bytes) -> Answer:
    return Answer(body=body, headers=(("Content-Type", "text/html"), ("Content-Encoding", encoding)))


def redirect(where: str, status: int = 302) -> Answer:
    return Answer(status, headers=(("Location", where),))


def test_a_body_of_the_largest_size_is_taken_and_one_byte_more_is_not(web: Web) -> None:
    host = web.host()
    fits = host.at("/fits", Answer(body=b"x" * 1000))
    larger = host.at("/larger", Answer(body=b"x" * 1001))
    handler = visit(fits, larger, how=settings(max_bytes=1000))
    assert len(handler.pages[fits].body) == 1000
    assert handler.misses[larger].reason is Reason.TOO_LARGE


def test_a_body_that_does_not_say_how_long_it_is_is_cut_off(web: Web) -> None:
    url = web.host().at("/endless", Answer(body=endless(b"x" * 10_000)))
    assert visit(url, how=settings(max_bytes=MEGABYTE)).misses[url].reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", lambda data: brotli.compress(data, quality=1)),
        ("gzip, gzip", lambda data: gzip.compress(gzip.compress(data))),
    ],
)
def test_a_body_that_swells_beyond_the_largest_size_is_not_taken(
    web: Web, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    host = web.host()
    bomb = host.at("/bomb", packed(encoding, pack(b"\0" * 8 * MEGABYTE)))
    small = host.at("/small", packed(encoding, pack(b"small" * 1000)))
    handler = visit(bomb, small, how=settings(max_bytes=MEGABYTE))
    assert handler.misses[bomb].reason is Reason.TOO_LARGE
    assert handler.pages[small].body == b"small" * 1000


def test_a_body_that_is_not_packed_as_it_says_is_one_failed_page(web: Web) -> None:
    host = web.host()
    lies = host.at("/lies", packed("gzip", b"<p>plain</p>"))
    torn = host.at("/torn", packed("gzip", gzip.compress(b"<p>text</p>" * 100)[:-20]))
    unknown = host.at("/unknown", packed("x-own", b"<p>text</p>"))
    good = host.at("/good", Answer(body=b"good"))
    handler = visit(lies, torn, unknown, good)
    assert good in handler.pages
    assert len(handler.pages) + len(handler.misses) == 4


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(body=endless(b"x", 0.05)), id="body that drips"),
        pytest.param(Answer(held=threading.Event()), id="no answer"),
        pytest.param(
            Answer(raw=True, body=endless(b"HTTP/1.1 200 OK\r\nX-A: b\r\n", 0.05)), id="headers that drip"
        ),
    ],
)
def test_a_page_that_takes_too_long_ends_in_time(web: Web, answer: Answer) -> None:
    """The limit is one on the whole, not on the time between two bytes."""
    url = web.host().at("/slow", answer)
    began = time.monotonic()
    miss = visit(url, how=settings(timeout=0.5)).misses[url]
    assert (miss.reason, miss.detail) == (Reason.FAILED, "no complete answer in time")
    assert time.monotonic() - began > 0.4


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(endless(b"X-Filler: " + b"y" * 1000 + b"\r\n"), id="headers without end"),
        pytest.param(endless(b"X-Long: " + b"y" * 100_000), id="a header without end"),
        pytest.param(endless(b"y" * 100_000), id="a status line without end"),
    ],
)
def test_headers_are_bounded(web: Web, raw: Callable[[], Iterator[bytes]]) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n"
        yield from raw()

    url = web.host().at("/headers", Answer(raw=True, body=pieces))
    miss = visit(url, how=settings(timeout=2 * LIMIT)).misses[url]
    assert miss.reason in {Reason.FAILED, Reason.TOO_LARGE}


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"SSH-2.0-OpenSSH_9\r\n", id="another protocol"),
        pytest.param(b"HTTP/1.1 abc OK\r\n\r\n", id="no status"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\nbody", id="no length"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nbody", id="negative length"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nbody\r\n", id="bad chunk"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<p>half", id="cut off"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", id="cut off in chunks"
        ),
    ],
)
def test_an_answer_that_is_no_http_or_torn_is_one_failed_page(web: Web, raw: bytes) -> None:
    host = web.host()
    bad = host.at("/bad", Answer(raw=True, body=raw))
    good = host.at("/good", Answer(body=b"good"))
    handler = visit(bad, good)
    assert handler.misses[bad].reason is Reason.FAILED
    assert handler.misses[bad].detail
    assert good in handler.pages


def test_a_body_without_a_length_ends_with_the_connection(web: Web) -> None:
    url = web.host().at(
        "/old", Answer(raw=True, body=b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>whole")
    )
    assert visit(url).pages[url].body == b"<p>whole"


def chain(host: Host, length: int) -> str:
    host.at(f"/hop{length}", Answer(body=b"end"))
    for number in range(length):
        host.at(f"/hop{number}", redirect(f"/hop{number + 1}"))
    return f"{host.url}/hop0"


def test_redirects_are_followed_so_far_and_kept(web: Web) -> None:
    host = web.host()
    url = chain(host, 5)
    page = visit(url).pages[url]
    assert (page.url, page.url_answered, page.body) == (url, f"{host.url}/hop5", b"end")
    assert [hop.url for hop in page.hops] == [f"{host.url}/hop{number}" for number in range(5)]


def test_too_many_redirects_are_not_followed(web: Web) -> None:
    host = web.host()
    url = chain(host, 6)
    loop = host.at("/loop", redirect("/loop"))
    handler = visit(url, loop)
    assert {miss.detail for miss in handler.misses.values()} == {"too many redirects"}
    assert len(host.asked("/loop")) == 6


@pytest.mark.parametrize(
    "where",
    ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:text/html,x", "javascript:x()", "http://[", "http://"],
)
def test_a_redirect_to_no_web_address_is_one_failed_page(web: Web, where: str) -> None:
    url = web.host().at("/go", redirect(where))
    handler = visit(url)
    assert handler.misses[url].reason is Reason.FAILED
    assert handler.pages == {}


def test_a_redirect_that_does_not_say_where_is_one_failed_page(web: Web) -> None:
    url = web.host().at("/go", Answer(302))
    assert visit(url).misses[url].detail == "HTTP 302"


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress, "deflate": zlib.compress, "br": lambda data: brotli.compress(data, quality=1)
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["", *PACKED])
def test_a_feed_beyond_the_largest_size_is_read_to_there(web: Web, encoding: str) -> None:
    """Packed and not: the first items are offered, and it is told."""
    links = [f"http://127.0.0.9:9/view/{number:06}" for number in range(5_000)]
    body = feed(*links)
    answer = Answer(body=body) if not encoding else packed(encoding, PACKED[encoding](body))
    source = Source("feed", web.host().at("/feed", answer))
    limit = 20_000 if not encoding else 4_000
    handler = visit(sources=[source], how=settings(max_bytes=limit))
    offered = [link for link in links if link in handler.links]
    assert 30 < len(offered) < 3_000
    assert offered == links[: len(offered)]
    assert any("larger than allowed" in warning for warning in handler.warnings)


def test_a_feed_without_end_that_says_nothing_is_a_failed_source(web: Web) -> None:
    source = Source("feed", web.host().at("/feed", Answer(body=endless(b" " * 10_000))))
    handler = visit(sources=[source], how=settings(max_bytes=100_000))
    assert "larger than allowed" in handler.failed_sources[source.url]
