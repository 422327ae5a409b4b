"""Following redirects without taking headers or pace from one host to another."""

from __future__ import annotations

from typing import Any, Self
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.core.downloader import Downloader
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from pipeline.items import Hop
from pipeline.urls import without_userinfo

__all__ = ["HopRecorder", "OffTheWeb", "Redirects", "private_headers"]

# Headers that any host may see; all others (keys of a service, validators) are for the host of the request.
_FOR_ALL = {b"Accept", b"Accept-Encoding", b"Accept-Language", b"User-Agent"}


def private_headers(request: Request) -> list[bytes]:
    """Names of the headers of `request` that other hosts must not see."""
    return [name for name in request.headers if name not in _FOR_ALL]


class OffTheWeb(IgnoreRequest):
    """A redirect to what is neither http nor https."""


class Redirects(RedirectMiddleware):
    """Scrapy's own middleware, but it sends no Referer, and each host keeps its own pace and secrets."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy. The base looks here for the component that writes Referer headers; there is none."""
        made = cls(crawler.settings)
        made.crawler = crawler
        return made

    def handle_referer(self, request: Request, response: Response) -> None:
        """Send no Referer."""
        del response
        request.headers.pop("Referer", None)

    def _build_redirect_request(
        self, source_request: Request, response: Response, *, url: str, **kwargs: Any
    ) -> Request:
        made = super()._build_redirect_request(source_request, response, url=without_userinfo(url), **kwargs)
        made.meta.pop(Downloader.DOWNLOAD_SLOT, None)  # else it would be paced as the host it comes from
        if urlsplit(made.url)[:2] != urlsplit(source_request.url)[:2]:
            for name in private_headers(made):
                del made.headers[name]
        return made


class HopRecorder:
    """Downloader middleware that remembers the redirects on the way to a page."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Note `response` when it is a redirect, and pass it on. Raises OffTheWeb."""
        written = response.headers.get("Location")
        if written is not None and 300 <= response.status < 400:
            location = written.decode("latin-1")
            if not _is_of_the_web(response.url, location):
                raise OffTheWeb("a redirect to something that is no address of the web")
            request.meta["hops"] = (*request.meta.get("hops", ()), Hop(request.url, response.status, location))
        return response


def _is_of_the_web(base: str, location: str) -> bool:
    try:
        return urlsplit(urljoin(base, location.strip())).scheme in {"http", "https"}
    except ValueError:
        return False
