"""The gate before every connection: no address that is not of the public internet, no scheme but http and https."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from pipeline.items import Reason, Source
from spiders.safety.addresses import is_public
from tests.spiders.crawling import feed, settings, visit
from tests.web import Answer, Web

STRICT = settings(allow_private_addresses=False)


@pytest.mark.parametrize(
    "address",
    """127.0.0.1 127.8.8.8 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 255.255.255.255
    224.0.0.1 192.0.2.1 198.18.0.1 240.0.0.1 ::1 :: fe80::1 fe80::1%eth0 fc00::1 ff02::1 2001:db8::1
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 2002:7f00:1:: 2002:a00:1:: 64:ff9b::7f00:1
    64:ff9b::a9fe:a9fe ::127.0.0.1""".split(),
)
def test_private(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", "1.1.1.1 8.8.8.8 2606:4700::1111 64:ff9b::808:808 ::ffff:8.8.8.8".split())
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "name", ["127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "[::ffff:127.0.0.1]"]
)
@pytest.mark.parametrize("obey", [True, False])
def test_loopback_is_not_contacted_however_it_is_written(web: Web, name: str, obey: bool) -> None:
    host = web.host()
    host.at("/secret", Answer(body=b"secret"))
    url = f"http://{name}:{urlsplit(host.url).port}/secret"
    handler = visit(url, how=settings(allow_private_addresses=False, obey_robots=obey))
    assert handler.misses[url].reason is Reason.BLOCKED
    assert "private address" in handler.misses[url].detail
    assert host.log == []


def test_a_source_at_a_private_address_is_not_contacted(web: Web) -> None:
    host = web.host()
    source = Source("feed", host.at("/feed", Answer(body=feed())))
    handler = visit(sources=[source], how=STRICT)
    assert "private address" in handler.failed_sources[source.url]
    assert host.log == []


def test_a_name_that_does_not_exist_is_one_failed_page() -> None:
    url = "http://no-such-host.invalid/page"
    assert visit(url, how=STRICT).misses[url].detail == "robots.txt could not be read (host name not found)"
    assert visit(url, how=settings(obey_robots=False)).misses[url].detail == "host name not found"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "data:text/html,<p>x</p>",
        "ftp://ftp.example/x",
        "javascript:alert(1)",
        "mailto:a@example.org",
        "s3://bucket/key",
        "//host.example/x",
        "/relative",
        "",
        "http://",
        "http:///path",
        "http://[::1/x",
        "http://host.example:99999/",
        "http://host.example:port/",
        "http://a b.example/",
        "http://host.example\0.example/",
        "http://" + "a" * 300 + ".example/",
        "http://host.example/" + "a" * 10_000,
    ],
)
@pytest.mark.parametrize("obey", [True, False])
def test_what_is_no_web_address_is_one_failed_link_and_stops_nothing(web: Web, url: str, obey: bool) -> None:
    good = web.host().at("/good", Answer(body=b"good"))
    handler = visit(url, good, how=settings(obey_robots=obey))
    assert good in handler.pages
    assert handler.misses[url].reason is Reason.FAILED
    assert handler.misses[url].detail


@pytest.mark.parametrize("url", ["file:///etc/hostname", "nonsense", "http://[::1/x"])
def test_a_source_that_is_no_web_address_is_one_failed_source(web: Web, url: str) -> None:
    good = Source("feed", web.host().at("/feed", Answer(body=feed())))
    handler = visit(sources=[Source("feed", url), good])
    assert set(handler.failed_sources) == {url}
    assert set(handler.read_sources) == {good.url}
