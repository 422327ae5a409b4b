"""The invented press as a web server on loopback: an HTTP proxy that answers for every host of `press.toml`."""

from __future__ import annotations

import gzip
import html
import json
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import Any, NamedTuple
from urllib.parse import urlsplit

__all__ = ["InventedOutlet", "PressAnswer", "load_press", "serve_press"]


class PressAnswer(NamedTuple):
    """A response of the invented press."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class _Article:
    path: str
    headline: str
    text: str
    published: datetime
    byline: str = ""
    at: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    status: int = 200


@dataclass(frozen=True, slots=True)
class InventedOutlet:
    """One site of the invented press."""

    key: str
    host: str
    name: str
    charset: str
    layout: str
    feed_kind: str
    feed_shape: str
    feed_path: str
    robots: str = ""
    articles: tuple[_Article, ...] = field(default=())

    @property
    def feed_url(self) -> str:
        """The address of its feed or sitemap."""
        return f"http://{self.host}{self.feed_path}"

    def url(self, article: _Article) -> str:
        """The main address of one of its articles."""
        return f"http://{self.host}{article.path}"


def load_press() -> tuple[InventedOutlet, ...]:
    """Every outlet of `press.toml` with its articles."""
    data = tomllib.loads(resources.files("scrape.demo").joinpath("press.toml").read_text(encoding="utf-8"))
    return tuple(_outlet(row, data["article"]) for row in data["outlet"])


def _outlet(row: dict[str, Any], articles: list[dict[str, Any]]) -> InventedOutlet:
    own = [article for article in articles if article["outlet"] == row["key"]]
    return InventedOutlet(
        key=row["key"],
        host=row["host"],
        name=row["name"],
        charset=row["charset"],
        layout=row["layout"],
        feed_kind=row["feed"]["kind"],
        feed_shape=row["feed"]["shape"],
        feed_path=row["feed"]["path"],
        robots=row.get("robots", ""),
        articles=tuple(
            _Article(
                path=article["path"],
                headline=article["headline"],
                text=article["text"].strip(),
                published=article["published"],
                byline=article.get("byline", ""),
                at=tuple(article.get("at", ())),
                related=tuple(article.get("related", ())),
                status=article.get("status", 200),
            )
            for article in own
        ),
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that hangs up, as an interrupted run does, is nobody's error."""


@contextmanager
def serve_press(outlets: tuple[InventedOutlet, ...]) -> Iterator[str]:
    """PressAnswer for `outlets` on loopback while the context lasts; gives the address of the proxy."""
    answers = dict(_answers(outlets))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer = answers.get(self.path) or PressAnswer(404, "text/html; charset=utf-8", b"<h1>404</h1>")
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature is the base's
            del format, args

    server = _Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answers(outlets: tuple[InventedOutlet, ...]) -> Iterator[tuple[str, PressAnswer]]:
    for outlet in outlets:
        if outlet.robots:
            yield f"http://{outlet.host}/robots.txt", PressAnswer(200, "text/plain", outlet.robots.encode())
        yield from _FEEDS[outlet.feed_shape](outlet)
        for article in outlet.articles:
            page = PressAnswer(
                article.status, "text/html", _page(outlet, article).encode(_codec(outlet), "replace")
            )
            for url in (outlet.url(article), *article.at):
                yield url, page
                # A proxy may be asked for a query in either spelling.
                yield urlsplit(url).geturl(), page


def _codec(outlet: InventedOutlet) -> str:
    # As Korean sites do: they say EUC-KR and serve its superset.
    return "cp949" if outlet.charset == "euc-kr" else outlet.charset


# --- feeds


def _offered(outlet: InventedOutlet) -> Iterator[tuple[str, _Article]]:
    for article in outlet.articles:
        for url in (outlet.url(article), *article.at):
            yield url, article


def _rss(outlet: InventedOutlet) -> Iterator[tuple[str, PressAnswer]]:
    items = "".join(
        f"<item><title><![CDATA[{article.headline}]]></title><link>{html.escape(url)}</link>"
        f"<pubDate>{article.published:%Y-%m-%d %H:%M:%S}</pubDate></item>"
        for url, article in _offered(outlet)
    )
    text = (
        f'<?xml version="1.0" encoding="{outlet.charset}"?><rss version="2.0"><channel>'
        f"<title>{outlet.name}</title><link>http://{outlet.host}/</link>{items}</channel></rss>"
    )
    yield outlet.feed_url, PressAnswer(200, "application/rss+xml", text.encode(_codec(outlet)))


def _atom(outlet: InventedOutlet) -> Iterator[tuple[str, PressAnswer]]:
    entries = "".join(
        f'<entry><id>{html.escape(url)}</id><link href="{html.escape(url)}"/>'
        f"<title>{html.escape(article.headline)}</title>"
        f"<updated>{article.published.isoformat()}</updated></entry>"
        for url, article in _offered(outlet)
    )
    text = (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>{outlet.name}</title><id>http://{outlet.host}/</id>{entries}</feed>"
    )
    yield outlet.feed_url, PressAnswer(200, "application/atom+xml", text.encode())


def _json_feed(outlet: InventedOutlet) -> Iterator[tuple[str, PressAnswer]]:
    items = [
        {"id": url, "url": url, "title": article.headline, "date_published": article.published.isoformat()}
        for url, article in _offered(outlet)
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": outlet.name, "items": items}
    yield (
        outlet.feed_url,
        PressAnswer(200, "application/feed+json", json.dumps(feed, ensure_ascii=False).encode()),
    )


def _sitemap_index(outlet: InventedOutlet) -> Iterator[tuple[str, PressAnswer]]:
    schema = "http://www.sitemaps.org/schemas/sitemap/0.9"
    child = f"http://{outlet.host}/sitemap-news.xml.gz"
    index = f'<sitemapindex xmlns="{schema}"><sitemap><loc>{child}</loc></sitemap></sitemapindex>'
    urls = "".join(
        f"<url><loc>{html.escape(url)}</loc><news:news><news:publication><news:name>{outlet.name}</news:name>"
        f"<news:language>ko</news:language></news:publication>"
        f"<news:publication_date>{article.published.isoformat()}</news:publication_date>"
        f"<news:title>{html.escape(article.headline)}</news:title></news:news></url>"
        for url, article in _offered(outlet)
    )
    text = (
        f'<?xml version="1.0" encoding="utf-8"?><urlset xmlns="{schema}" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'
    )
    yield outlet.feed_url, PressAnswer(200, "application/xml", index.encode())
    yield child, PressAnswer(200, "application/gzip", gzip.compress(text.encode()))


_FEEDS: dict[str, Callable[[InventedOutlet], Iterator[tuple[str, PressAnswer]]]] = {
    "rss": _rss,
    "atom": _atom,
    "json": _json_feed,
    "sitemap-index": _sitemap_index,
}


# --- pages


def _page(outlet: InventedOutlet, article: _Article) -> str:
    paragraphs = "\n".join(f"<p>{html.escape(line)}</p>" for line in article.text.splitlines())
    items = (f'<li><a href="#{n}">{html.escape(headline)}</a></li>' for n, headline in enumerate(article.related))
    related = "".join(items)
    box = f'<aside class="related"><h3>관련기사</h3><ul>{related}</ul></aside>' if related else ""
    head, date_line = (_json_ld(outlet, article), "") if outlet.layout == "json-ld" else ("", _date_line(article))
    return f"""<!doctype html>
<html lang="{"en" if outlet.key == "harbor" else "ko"}"><head><meta charset="{outlet.charset}">
<title>{html.escape(article.headline)} - {outlet.name}</title>
<meta property="og:type" content="article"><meta property="og:site_name" content="{outlet.name}">
<meta property="og:title" content="{html.escape(article.headline)}">
<link rel="canonical" href="{html.escape(outlet.url(article))}">{head}
</head><body>
<header><a href="/">{outlet.name}</a><nav><a href="/politics">정치</a> <a href="/it">IT</a></nav></header>
<article><h1>{html.escape(article.headline)}</h1>
<div class="byline">{html.escape(article.byline)}</div>{date_line}
<div itemprop="articleBody" id="article-view-content-div">
{paragraphs}
</div></article>{box}
<footer>{outlet.name} | 저작권자 ⓒ {outlet.name} 무단전재 및 재배포 금지</footer>
</body></html>"""


def _date_line(article: _Article) -> str:
    clock = article.published
    half = "오전" if clock.hour < 12 else "오후"
    return f'<div class="date">입력 {clock:%Y.%m.%d.} {half} {(clock.hour - 1) % 12 + 1}:{clock:%M}</div>'


def _json_ld(outlet: InventedOutlet, article: _Article) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.headline,
        "datePublished": article.published.isoformat(),
        "author": [{"@type": "Person", "name": article.byline}],
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.name},
        "mainEntityOfPage": outlet.url(article),
    }
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'
