"""News packages that fetch and read pages in their own way, run by an interpreter that has them (throughput.py).

    python throughput_peer.py newspaper4k|news-please URLS.txt

URLS holds an address a line. Prints one JSON object: pages read, pages a second, milliseconds of the processor a
page, peak megabytes.

news-please asks for the pictures of an article too, which lie on the internet: names are not looked up here, so
that those fail at once and their waiting does not count against it.
"""

from __future__ import annotations

import json
import logging
import resource
import socket
import sys
import time
from pathlib import Path
from typing import Any, cast


def read_newspaper(url: str) -> bool:
    import newspaper

    article = newspaper.Article(url, fetch_images=False)
    article.download()
    article.parse()
    return bool(article.text)


def read_news_please(url: str) -> bool:
    from newsplease import NewsPlease

    return NewsPlease.from_url(url) is not None


def only_loopback(host: object, *more: Any, **named: Any) -> Any:
    if host != "127.0.0.1":
        raise socket.gaierror(socket.EAI_NONAME, "names are not looked up here")
    return _getaddrinfo(host, *more, **named)


_getaddrinfo: Any = socket.getaddrinfo


def main() -> None:
    socket.getaddrinfo = cast(Any, only_loopback)
    logging.disable(logging.CRITICAL)
    read = {"newspaper4k": read_newspaper, "news-please": read_news_please}[sys.argv[1]]
    urls = Path(sys.argv[2]).read_text(encoding="utf-8").split()
    done = 0
    began = used = 0.0
    for number, url in enumerate(urls):
        if number == 1:
            began, used = time.monotonic(), time.process_time()  # the first page loads what is loaded once
        try:
            done += read(url)
        except Exception as error:  # noqa: BLE001 - a peer that fails on a page has failed on it
            print(f"{url}: {type(error).__name__}: {error}", file=sys.stderr)
    print(
        json.dumps(
            {
                "outcomes": {"read": done},
                "pages_per_second": round((len(urls) - 1) / (time.monotonic() - began), 1),
                "milliseconds": round(1000 * (time.process_time() - used) / (len(urls) - 1), 2),
                "peak_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
            }
        )
    )


if __name__ == "__main__":
    main()
