"""Promise 25: nothing hangs: a page made to be slow costs a worker seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from pipeline.items import Entity, EntityKind, Page, Watchlist
from pipeline.process import Reader

NAME = "윤서하"
READER = Reader.of(Watchlist((Entity("person:윤서하", EntityKind.PERSON, NAME),)), ())
MOST_SECONDS = 5.0  # of the processor

PAGES: dict[str, Callable[[], str]] = {
    "a hundred thousand attributes": lambda: f"<p {' '.join(f'a{n}=b' for n in range(100_000))}>{NAME}</p>",
    "a value that never ends": lambda: f"<p>{NAME}</p><p a={' ' * 1_000_000}",
    "a million characters of names": lambda: f"<p class='{'article-body_' * 80_000}'>{NAME}</p>",
    "ten thousand dates": lambda: NAME + "".join(f"<time>2026-11-{n % 28 + 1:02}</time>" for n in range(10_000)),
    "one word": lambda: f"<p>{NAME} {'가' * 40_000}",
    "marks that pile up": lambda: f"<p>{NAME} a{chr(0x301) * 100_000}",
    "levels": lambda: "<div>" * 200_000 + NAME,
    "tiny tags": lambda: NAME + "<b></b>" * 50_000,
    "brackets": lambda: NAME + "[<(" * 100_000,
}


@pytest.mark.parametrize("name", PAGES)
def test_promise_25_a_page_made_to_be_slow_costs_seconds(name: str) -> None:
    body = f"<html lang=ko><meta charset=utf-8>{PAGES[name]()}".encode()
    url, headers = "http://naru.example/view/12345", (("Content-Type", "text/html; charset=utf-8"),)
    READER.process(
        Page(url, url, 200, headers, f"<p>{NAME} 대표".encode(), datetime.now(UTC))
    )  # loads what it needs
    began = time.process_time()
    READER.process(Page(url, url, 200, headers, body, datetime.now(UTC)))
    assert time.process_time() - began < MOST_SECONDS
