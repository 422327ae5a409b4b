"""What an invented outlet publishes, and what `scrape` makes of it."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

from tests.scrape.shell import Ended, scrape
from tests.web import Answer

__all__ = ["BODY", "XML", "account", "article", "configure", "feed", "headlines", "item", "rows", "sitemap"]

XML = (("Content-Type", "application/rss+xml; charset=utf-8"),)
BODY = "윤서하 수석연구원은 20일 새 음성인식 모델을 소개했다고 밝혔다. 연구소는 방언 자료를 더 모은다고 덧붙였다."


def article(headline: str, *, body: str = BODY, head: str = "", when: str = "2026-11-20T10:00:00+09:00") -> Answer:
    """The page of an article; `head` is added to its head as it is."""
    shown = html.escape(headline)
    date = f"<meta property='article:published_time' content='{when}'>" if when else ""
    text = (
        f"<html lang=ko><head><meta charset=utf-8><title>{shown}</title><meta property='og:type' content='article'>"
        f"<meta property='og:title' content='{shown}'>{date}{head}</head>"
        f"<body><article><h1>{shown}</h1>{f'<p>{body}</p>' * 4}</article></body></html>"
    )
    return Answer(body=text.encode())


def item(url: str, title: str = "소식", more: str = "") -> str:
    """An item of an RSS feed."""
    return f"<item><title>{html.escape(title)}</title><link>{html.escape(url)}</link>{more}</item>"


def feed(*items: str) -> Answer:
    """A feed of items, or of the addresses of articles."""
    whole = "".join(one if one.startswith("<") else item(one) for one in items)
    body = f"<rss version='2.0'><channel><title>t</title>{whole}</channel></rss>"
    return Answer(body=body.encode(), headers=XML)


def sitemap(*urls: str) -> Answer:
    """A news sitemap of addresses."""
    whole = "".join(f"<url><loc>{html.escape(url)}</loc></url>" for url in urls)
    body = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{whole}</urlset>"
    return Answer(body=body.encode(), headers=(("Content-Type", "application/xml"),))


def configure(
    folder: Path, *sources: str, crawl: str = "", kind: str = "feed", more: str = "", retries: int = 0
) -> Path:
    """Write a configuration of a hurried crawler; each source is a URL, or its whole table."""
    tables = "".join(
        one if one.startswith("[[") else f"[[source]]\nkind = '{kind}'\nurl = '{one}'\n" for one in sources
    )
    path = folder / "scrape.toml"
    top = f"{more}[crawl]\nworkers = 1\nretries = {retries}\ndelay_seconds = 0\n{crawl}\n"
    path.write_text(f"{top}[[person]]\nname = '윤서하'\n{tables}", encoding="utf-8")
    return path


def account(ended: Ended) -> dict[str, int]:
    """How the links of a run ended; they must add up to the links seen."""
    match = re.search(r"links seen (\d+) = ([^;]+);", ended.out)
    assert match is not None, ended
    parts = [part.rsplit(" ", 1) for part in match[2].split(" + ") if " " in part]
    counts = {name: int(count) for name, count in parts}
    assert int(match[1]) == sum(counts.values()), ended.out
    return counts


def rows(folder: Path) -> list[dict[str, Any]]:
    """Every row of the coverage table."""
    shown = scrape("coverage", "--all", "--status", "all", "--format", "json", cwd=folder)
    found = json.loads(shown.out)
    assert isinstance(found, list)
    return found


def headlines(folder: Path) -> list[str]:
    """The headlines in the coverage table, in order."""
    return sorted(row["headline"] for row in rows(folder))
