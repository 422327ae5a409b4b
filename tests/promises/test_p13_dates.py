"""Promise 13: a date is none rather than false, of the outlet's zone, and the same on every machine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.promises.internet import Internet
from tests.promises.press import article, configure, feed, rows
from tests.scrape.shell import scrape
from tests.web import Web

# What a page says, and the moment and month that are meant, both on the clock of the outlet, which is Korean.
SAID: dict[str, tuple[str | None, str | None]] = {
    "2026-11-01 00:30:00": ("2026-11-01T00:30:00+09:00", "2026-11"),
    "2026-10-31T23:30:00Z": ("2026-11-01T08:30:00+09:00", "2026-11"),
    "2026-10-31T14:59:00Z": ("2026-10-31T23:59:00+09:00", "2026-10"),
    "2026-11-01T00:30:00+09:00": ("2026-11-01T00:30:00+09:00", "2026-11"),
    "2026.11.01 오전 00:30": ("2026-11-01T00:30:00+09:00", "2026-11"),
    "2031-01-01T00:00:00+09:00": (None, None),
    "1970-01-01T00:00:00Z": (None, None),
    "0001-01-01T00:00:00": (None, None),
    "2026-13-45": (None, None),
    "어제쯤": (None, None),
    "": (None, None),
}


@pytest.fixture
def restored_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Puts the machine's zone back."""
    with monkeypatch.context() as patch:
        yield patch
    time.tzset()


def test_promise_13_dates_are_those_of_the_outlet_on_every_machine(
    net: Internet, web: Web, tmp_path: Path, restored_zone: pytest.MonkeyPatch
) -> None:
    host = web.host(1)
    root = net.place("news.example", host)
    links = [f"{root}/view/{number}0001" for number in range(1, len(SAID) + 1)]
    for link, (number, said) in zip(links, enumerate(SAID), strict=True):
        host.at(link.removeprefix(root), article(f"윤서하 소식 {number}", when=said))
    host.at("/feed", feed(*links))
    outlet = (
        "[[outlet]]\nname = '누리통신'\ndomains = ['news.example']\nlanguage = 'ko'\ntime_zone = 'Asia/Seoul'\n"
    )
    found: list[dict[str, Any]] = []
    told_by: set[str] = set()
    for zone in ("UTC", "Asia/Seoul", "America/Los_Angeles"):
        restored_zone.setenv("TZ", zone)
        time.tzset()
        folder = tmp_path / zone.replace("/", "-")
        folder.mkdir()
        configure(folder, f"{root}/feed", outlet)
        scrape("run", cwd=folder)
        found.append({row["url"]: (row["published_at"], row["month"]) for row in rows(folder)})
        told = scrape("sql", "SELECT count(*) FROM article WHERE date_source = 'meta'", cwd=folder)
        told_by.add(told.out)
    assert found[0] == found[1] == found[2]
    assert found[0] == dict(zip(links, SAID.values(), strict=True))
    assert len(told_by) == 1
    (sources,) = told_by
    assert str(sum(when is not None for when, _ in SAID.values())) in sources
