"""A hostile web: good articles among everything that has ever brought a crawler down or led it astray.

What a correct crawler collects is known, and so is what it must leave alone: addresses of private networks, pages
that robots.txt denies, bombs, bodies without an end. Every hostile page names the tracked person, so that a crawler
has a reason to read it.
"""

from __future__ import annotations

import gzip
import itertools
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import brotli

from benchmarks.hostile_pages import (
    HTML,
    NAME,
    XML,
    bomb,
    feed_of,
    item,
    layers,
    markup,
    page,
    source,
    tagged,
    title,
)  # fmt: skip
from tests.promises.internet import PRIVATE, Internet
from tests.web import Answer, Host, Web, endless

__all__ = ["NAME", "HostileWeb", "build", "odd_articles", "pages_without_end", "private_links"]

GOOD_HOSTS, PAGES = 8, 12


@dataclass
class HostileWeb:
    """The web: `good` are the headlines a correct crawler collects, by the address of the article; `forbidden` are
    those it must not; `good_sources` and `sources` are tables of the configuration."""

    web: Web
    net: Internet = field(default_factory=Internet)
    good: dict[str, str] = field(default_factory=dict)
    forbidden: set[str] = field(default_factory=set)
    good_sources: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    good_hosts: list[Host] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def site(self, name: str) -> tuple[Host, str]:
        """A new host, and the URL of its root."""
        host = self.web.host(next(self._numbers))
        return host, self.net.place(f"{name}.example", host)

    def private_hits(self) -> int:
        """How often the intranet was asked for something."""
        return len(self.web.host(99).log)


def build(web: Web) -> HostileWeb:
    """Put it on the air."""
    made = HostileWeb(web)
    made.net.keep_private(web.host(99))
    for path in ("/secret", "/robots.txt", "/", "/feed", "/map.xml"):
        web.host(99).at(path, page(title(), forbidden=made.forbidden))
    for number in range(GOOD_HOSTS):
        _good_host(made, number)
    odd_articles(made)
    _robots(made)
    private_links(made)
    pages_without_end(made)
    _hostile_pages(made)
    _hostile_feeds(made)
    return made


# --- what is good


def _good_host(made: HostileWeb, number: int) -> None:
    """An outlet like any other, with articles about the tracked person and about others."""
    host, root = made.site(f"good{number}")
    made.good_hosts.append(host)
    items = ""
    for article in range(PAGES):
        path, headline = f"/news/2026112{number}{article:05}", title()
        if article % 4 == 3:  # about somebody else
            host.at(path, Answer(body=markup(headline).replace(NAME, "강도현").encode(), headers=HTML))
        else:
            host.at(path, page(headline))
            made.good[root + path] = headline
        items += item(root + path, headline if article % 4 != 3 else "소식")
    kind = "sitemap" if number % 4 == 3 else "feed"
    if kind == "sitemap":
        links = "".join(f"<url><loc>{root}{path}</loc></url>" for path in host.routes)
        answer = Answer(body=f"<urlset>{links}</urlset>".encode(), headers=(("Content-Type", "text/xml"),))
    else:
        answer = Answer(body=feed_of(items), headers=XML)
    host.at("/list", tagged(answer))
    made.good_sources.append(source(f"{root}/list", kind))


def odd_articles(made: HostileWeb) -> None:
    """Articles that are served oddly: a correct crawler collects every one."""
    for group, odd in enumerate((_odd_bytes, _odd_packing, _odd_manners, _odd_contents)):
        host, root = made.site(f"odd{group}")
        items = ""
        for number, answer in enumerate(odd(made, root, host)):
            headline, route = answer
            path = f"/news/2026111{group}{number:05}"
            host.at(path, route)
            made.good[root + path] = headline
            items += item(root + path, guid="the same for all")
        host.at("/list", tagged(Answer(body=feed_of(items), headers=XML)))
        made.sources.append(source(f"{root}/list"))


Odd = Iterator[tuple[str, Answer | Callable[[int], Answer]]]


def _odd_bytes(made: HostileWeb, root: str, host: Host) -> Odd:
    del made, root, host
    plain = (("Content-Type", "text/html"),)
    lies = (("Content-Type", "text/html; charset=utf-8"),)
    says = "<meta charset=euc-kr>"
    for codec, headers, head in (
        ("cp949", plain, says), ("cp949", lies, says), ("cp949", lies, ""), ("utf-8", plain, says),
        ("utf-16", plain, ""), ("utf-8-sig", (("Content-Type", "text/html; charset=iso-8859-1"),), ""),
    ):  # fmt: skip
        headline = title()
        yield headline, Answer(body=markup(headline, head=head).encode(codec), headers=headers)
    for kind in ("application/octet-stream", "application/xhtml+xml", "nonsense", ""):
        headline = title()
        typed = (("Content-Type", kind),) if kind else ()
        yield headline, Answer(body=markup(headline, head="<meta charset=utf-8>").encode(), headers=typed)
    headline = title()
    yield headline, Answer(body=markup(headline).replace("밝혔다", "밝\0혔다").encode(), headers=HTML)
    headline = title()
    broken = markup(headline).encode().replace("놓인다고".encode(), b"\xff\xfe\x80")
    yield headline, Answer(body=broken, headers=HTML)


def _odd_packing(made: HostileWeb, root: str, host: Host) -> Odd:
    del made, root, host
    for encoding, pack in (
        ("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress),
        ("gzip, gzip", lambda data: gzip.compress(gzip.compress(data))),
        ("deflate, br", lambda data: brotli.compress(zlib.compress(data))),
    ):  # fmt: skip
        headline = title()
        body = pack(markup(headline).encode())
        yield headline, Answer(body=body, headers=(*HTML, ("Content-Encoding", encoding)))
    headline = title()
    yield headline, Answer(body=markup(headline, body=f"<!--{'x' * 3_000_000}-->").encode(), headers=HTML)


def _odd_manners(made: HostileWeb, root: str, host: Host) -> Odd:
    del made
    cut = Answer(raw=True, body=b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n<html>")
    waits = (Answer(status, headers=(("Retry-After", str(seconds)),)) for status, seconds in ((503, 1), (429, 2)))
    for first in (Answer(502), *waits, cut):
        headline = title()
        yield headline, _at_second(first, page(headline))
    headline = title()
    yield headline, Answer(body=page(headline).body, headers=HTML, delay=3.0)
    for status in (301, 302, 303, 307, 308):
        headline = title()
        host.at(f"/moved{status}", page(headline))
        yield headline, Answer(status, headers=(("Location", f"/moved{status}"), ("Set-Cookie", "a=b; Path=/")))
    headline = title()
    for hop in range(4):
        host.at(f"/hop{hop}", Answer(302, headers=(("Location", f"{root}/hop{hop + 1}"),)))
    host.at("/hop4", page(headline))
    yield headline, Answer(302, headers=(("Location", "/hop0"),))


def _at_second(first: Answer, then: Answer) -> Callable[[int], Answer]:
    return lambda before: then if before else first


def _odd_contents(made: HostileWeb, root: str, host: Host) -> Odd:
    del root, host
    for when in ("2031-01-01T00:00:00+09:00", "1970-01-01T00:00:00Z", "0001-01-01", "", "어제쯤"):
        headline = title()
        yield headline, page(headline, when=when)
    headline = title()
    stolen = next(iter(made.good))
    yield (
        headline,
        page(headline, head=f"<link rel=canonical href='{stolen}'><meta property='og:url' content='{stolen}'>"),
    )
    for extra in (
        "<base href='http://127.0.0.1/'>",
        "<meta http-equiv=refresh content='0;url=http://127.0.0.1/secret'>",
    ):
        headline = title()
        yield headline, page(headline, head=extra)
    for shown in (
        f"{NAME} <script>alert(1)</script> 발언",
        f"=1+1 {NAME} | 칸",
        f"{NAME} \u202e뒤집힌 \x1b[31m 제목",
    ):
        yield shown, page(shown)
    headline = title()
    yield headline, page(headline, body="<div>" * 20_000 + "깊다")


# --- what is to be let alone


def _robots(made: HostileWeb) -> None:
    """Hosts whose robots.txt denies, fails, never ends, or allows."""
    answers: dict[str, tuple[Answer, bool]] = {
        "deny": (Answer(body=b"User-agent: *\nDisallow: /\n"), False),
        "r500": (Answer(500), False),
        "r429": (Answer(429, headers=(("Retry-After", "600"),)), False),
        "r403": (Answer(403), True),
        "rendless": (Answer(body=endless(b"# nothing\n" * 1000)), True),
        "rdrip": (Answer(body=endless(b"#", 0.2)), False),
        "rbomb": (Answer(body=bomb(), headers=(("Content-Encoding", "gzip"),)), False),
        "rhtml": (page(title(), forbidden=made.forbidden), True),
    }
    items = ""
    for name, (answer, allowed) in answers.items():
        host, root = made.site(name)
        host.at("/robots.txt", answer)
        headline = title()
        host.at("/news/20261117001", page(headline))
        items += item(f"{root}/news/20261117001")
        if allowed:
            made.good[f"{root}/news/20261117001"] = headline
        else:
            made.forbidden.add(headline)
    host, root = made.site("robots")
    host.at("/list", tagged(Answer(body=feed_of(items), headers=XML)))
    made.sources.append(source(f"{root}/list"))


def private_links(made: HostileWeb) -> None:
    """Links, redirects, sitemaps and feeds that lead into the intranet."""
    host, root = made.site("lure")
    made.net.names |= {"inside.example": [["10.9.9.9"]], "mixed.example": [["198.41.9.9", "192.168.0.3"]]}
    (public,) = made.net.names["lure.example"][0]
    made.net.names["*.rebind.example"] = [[public], ["127.0.0.1"]]
    host.at("/robots.txt", Answer(404, headers=(("Connection", "close"),)))
    items = "".join(item(f"http://n{number}.rebind.example/secret") for number in range(100))
    for number, name in enumerate((*PRIVATE, "inside.example", "mixed.example", "localhost")):
        where = f"http://{name}/secret"
        host.at(f"/go{number}", Answer((301, 302, 307, 308)[number % 4], headers=(("Location", where),)))
        items += item(where) + item(f"{root}/go{number}")
    for scheme in (
        "file:///etc/passwd",
        "ftp://10.1.1.1/x",
        "javascript:alert(1)",
        "data:text/html,x",
        "gopher://x/",
    ):
        number = len(host.routes)
        host.at(f"/go{number}", Answer(302, headers=(("Location", scheme),)))
        items += item(scheme) + item(f"{root}/go{number}")
    host.at("/list", Answer(body=feed_of(items), headers=XML))
    locs = "".join(f"<sitemap><loc>http://{name}/map.xml</loc></sitemap>" for name in PRIVATE)
    host.at("/index.xml", Answer(body=f"<sitemapindex>{locs}</sitemapindex>".encode()))
    host.at("/moved", Answer(301, headers=(("Location", "http://192.168.1.1/feed"),)))
    made.sources += [source(f"{root}/list"), source(f"{root}/index.xml", "sitemap"), source(f"{root}/moved")]
    made.sources.append(source("http://172.16.0.9/feed"))


def _each_on_its_own(made: HostileWeb, group: str, answers: dict[str, Answer]) -> None:
    """One article each, every one on a host of its own, offered by one feed."""
    items = ""
    for name, answer in answers.items():
        host, root = made.site(f"{group}-{name}")
        host.at("/news/20261116001", answer)
        items += item(f"{root}/news/20261116001")
    host, root = made.site(group)
    host.at("/list", tagged(Answer(body=feed_of(items), headers=XML)))
    made.sources.append(source(f"{root}/list"))


def pages_without_end(made: HostileWeb) -> None:
    start = markup(title()).encode()
    swollen = bomb()

    def packed(body: bytes, encoding: str) -> Answer:
        return Answer(body=body, headers=(*HTML, ("Content-Encoding", encoding)))

    def raw(first: bytes, piece: bytes, pause: float = 0.0) -> Answer:
        return Answer(raw=True, body=lambda: itertools.chain([first], endless(piece, pause)()))

    ok = b"HTTP/1.1 200 OK\r\n"
    _each_on_its_own(made, "endless", {
        "body": Answer(body=endless(b"x" * 50_000), headers=HTML),
        "drip": Answer(body=lambda: itertools.chain([start], endless(b".", 0.3)()), headers=HTML),
        "silent": Answer(delay=600),
        "headers": raw(ok, b"X-A: " + b"y" * 1000 + b"\r\n"),
        "header": raw(ok + b"X-A: ", b"y" * 50_000),
        "headdrip": raw(ok, b"X-A: b\r\n", 0.3),
        "status": raw(b"", b"H" * 50_000),
        "gzip": packed(swollen, "gzip"),
        "nested": packed(gzip.compress(swollen), "gzip, gzip"),
        "brotli": packed(brotli.compress(b" " * 300_000_000, quality=1), "br"),
        "layers": packed(layers(start, 40), ", ".join(["gzip"] * 40)),
        "loop": Answer(302, headers=(("Location", "/news/20261116001"),)),
        "lies": Answer(raw=True, body=ok + b"Content-Length: 99999999999\r\n\r\n<html>"),
        "chunks": Answer(raw=True, body=ok + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
        "ssh": Answer(raw=True, body=b"SSH-2.0-OpenSSH_9\r\n"),
        "nothing": Answer(raw=True, body=b""),
    })  # fmt: skip


def _hostile_pages(made: HostileWeb) -> None:
    """Pages that name the person and are hard to read; whether they are articles is a matter of taste, so none is
    counted."""
    shapes = {
        "deep": "<div>" * 200_000 + NAME,
        "brackets": f"{NAME} " + "<" * 1_000_000,
        "attributes": f"<p {'a=b ' * 200_000}>{NAME}</p>",
        "entities": f"{NAME} " + "&amp" * 500_000,
        "line": f"<p>{NAME} " + "가나다라 " * 500_000,
        "tables": "<table><tr><td>" * 20_000 + NAME,
        "script": f"<script type='application/ld+json'>{'[' * 100_000}</script>{NAME}",
        "links": f"{NAME} " + "<a href='/x'>가</a>" * 100_000,
        "names": f"<p>{NAME}</p>" * 50_000,
    }
    _each_on_its_own(made, "hard", {
        name: Answer(body=f"<html><meta charset=utf-8><body>{shape}".encode(), headers=HTML)
        for name, shape in shapes.items()
    })  # fmt: skip


def _hostile_feeds(made: HostileWeb) -> None:
    address, headline = next(iter(made.good.items()))
    laughs = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10 if n else 'ha' * 50}'>" for n in range(12))
    square = f"<!DOCTYPE rss [<!ENTITY a '{'a' * 100_000}'>]>"
    stolen = "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'><!ENTITY y SYSTEM 'http://127.0.0.1/secret'>]>"
    many = "".join(item(f"{address}?utm_source={number}", headline) for number in range(60_000))
    index = "".join(f"<sitemap><loc>http://maps.example/{n}.xml</loc></sitemap>" for n in range(1000))
    feeds: dict[str, Answer | bytes] = {
        "laughs": f"<!DOCTYPE rss [{laughs}]>".encode()
        + feed_of(item(address, "&l11;").replace("&amp;l11", "&l11")),
        "square": square.encode() + feed_of("&a;" * 50_000),
        "xxe": stolen.encode() + feed_of(f"<item><title>&x;&y;</title><link>{address}</link></item>"),
        "many": feed_of(many),
        "deep": feed_of("<item>" * 100_000),
        "nested": ('{"version":"https://jsonfeed.org/version/1","items":' + "[" * 200_000).encode(),
        "endless": Answer(body=endless(b"<item>" * 5000), headers=XML),
        "drip": Answer(body=endless(b"<item>", 0.3), headers=XML),
        "bomb": Answer(body=bomb(), headers=(*XML, ("Content-Encoding", "gzip"))),
        "file": Answer(body=bomb(), headers=(("Content-Type", "application/gzip"),)),
        "html": page(title(), forbidden=made.forbidden),
        "empty": b"",
        "noise": bytes(range(256)) * 1000,
    }
    for name, what in feeds.items():
        host, root = made.site(f"feed-{name}")
        host.at("/list", what if isinstance(what, Answer) else Answer(body=what, headers=XML))
        made.sources.append(source(f"{root}/list"))
    host, root = made.site("maps")
    host.at("/index.xml", Answer(body=f"<sitemapindex>{index}</sitemapindex>".encode()))
    loop = f"<sitemapindex><sitemap><loc>{root}/loop.xml</loc></sitemap></sitemapindex>"
    host.at("/loop.xml", Answer(body=loop.encode()))
    made.sources += [source(f"{root}/index.xml", "sitemap"), source(f"{root}/loop.xml", "sitemap")]
    _json_feed(made)


def _json_feed(made: HostileWeb) -> None:
    """Titles that no database can store, beside a good article."""
    host, root = made.site("feed-json")
    headline = title()
    host.at("/news/20261115001", page(headline))
    made.good[f"{root}/news/20261115001"] = headline
    titles = ("\x00", "\ud800", "\x1b[31m", "\u202e", "x" * 100_000)
    items = [{"id": str(n), "url": f"{root}/gone{n}", "title": odd} for n, odd in enumerate(titles)]
    items.append({"id": "good", "url": f"{root}/news/20261115001", "title": headline})
    document = {"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": items}
    host.at("/list", Answer(body=json.dumps(document).encode(), headers=(("Content-Type", "application/json"),)))
    made.sources.append(source(f"{root}/list"))
