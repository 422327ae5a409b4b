"""Scrapy by itself, for throughput.py: python benchmarks/throughput_scrapy.py SETTINGS EXTRACTS FEED…

Follows the links of some feeds as Scrapy's manual shows it, in a process that has loaded nothing else: what the
monitor is made of would be looked through for garbage, too. SETTINGS are those of Scrapy, as JSON; with EXTRACTS
(true or false) each page is given to trafilatura.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.memory import proportional


class BareSpider(scrapy.Spider):
    """Follows the links of feeds."""

    name = "bare"
    feeds: list[str]
    extracts: bool
    fetched = 0
    began: tuple[float, float] | None = None  # when the first feed was there: the clock, and what was used by then

    async def start(self) -> Any:
        for feed in self.feeds:
            yield scrapy.Request(feed)

    def parse(self, response: Any) -> Any:
        BareSpider.began = BareSpider.began or (time.monotonic(), time.process_time())
        for link in response.xpath("//link/text()").getall():
            yield scrapy.Request(link, callback=self.page)

    def page(self, response: Any) -> None:
        BareSpider.fetched += 1
        if self.extracts:
            import trafilatura

            trafilatura.bare_extraction(response.body, url=response.url, with_metadata=True)


def main() -> None:
    settings, extracts, *feeds = sys.argv[1:]
    process = CrawlerProcess(json.loads(settings))
    process.crawl(BareSpider, feeds=feeds, extracts=json.loads(extracts))
    process.start()
    if BareSpider.began is None:
        raise SystemExit("no feed could be had")
    clock, used = BareSpider.began
    figures = {
        "pages_per_second": round(BareSpider.fetched / (time.monotonic() - clock), 1),
        "milliseconds": round(1000 * (time.process_time() - used) / BareSpider.fetched, 2),
        "peak_megabytes": round(proportional(os.getpid()), 1),
        "outcomes": {"fetched": BareSpider.fetched},
    }
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
