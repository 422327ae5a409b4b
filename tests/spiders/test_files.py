"""Large files come piece by piece, and what was cut off is resumed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import PageError
from scheduler.processes import run_on_reactor
from spiders.files import fetch_file
from spiders.politeness.hosts import Hosts
from tests.spiders.crawling import settings
from tests.web import Answer, Host, open_web

CONTENT = bytes(range(256)) * 40
PIECE = 1000
TAG = (("ETag", '"one"'),)


@pytest.fixture
def host() -> Iterator[Host]:
    with open_web() as web:
        yield web.host(1)


def serve(host: Host, have: int = 0, *, first: Answer | None = None) -> str:
    """Answer requests for one part after the other, for whom `have` bytes are there; the first request by `first`,
    if that is given."""

    def answer(before: int) -> Answer:
        if not before and first is not None:
            return first
        start = max(0, have - 1) + before * (PIECE - 1)
        part = CONTENT[start : start + PIECE]
        said = f"bytes {start}-{start + len(part) - 1}/{len(CONTENT)}"
        return Answer(206, part, headers=(("Content-Range", said), *TAG))

    return host.at("/press.warc.gz", answer)


def fetch(url: str, file: Path) -> bool:
    async def work(stop: asyncio.Event) -> bool:
        return await fetch_file(url, file, settings(), stop=stop, hosts=Hosts(), piece=PIECE)

    return run_on_reactor(work)


def ranges(host: Host) -> list[str]:
    return [one.headers["range"] for one in host.log if one.path != "/robots.txt"]


def test_a_file_comes_in_pieces(host: Host, tmp_path: Path) -> None:
    assert fetch(serve(host), tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == CONTENT
    assert ranges(host)[:2] == ["bytes=0-999", "bytes=999-1998"]
    assert list(tmp_path.iterdir()) == [tmp_path / "x"]


def test_what_was_cut_off_is_resumed(host: Host, tmp_path: Path) -> None:
    (tmp_path / "x.part").write_bytes(CONTENT[:9500])
    assert fetch(serve(host, 9500), tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == CONTENT
    assert ranges(host) == ["bytes=9499-10498"]


def test_what_was_whole_already_costs_one_byte(host: Host, tmp_path: Path) -> None:
    (tmp_path / "x.part").write_bytes(CONTENT)
    assert fetch(serve(host, len(CONTENT)), tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == CONTENT
    assert ranges(host) == [f"bytes={len(CONTENT) - 1}-{len(CONTENT) + PIECE - 2}"]


def test_a_failure_keeps_what_came(host: Host, tmp_path: Path) -> None:
    url = serve(host)
    (tmp_path / "x.part").write_bytes(CONTENT[:5000])
    host.at("/press.warc.gz", Answer(503))
    with pytest.raises(PageError, match=r"press\.warc\.gz: HTTP 503"):
        fetch(url, tmp_path / "x")
    assert (tmp_path / "x.part").read_bytes() == CONTENT[:5000]


def test_a_server_without_parts_gives_small_files_whole(host: Host, tmp_path: Path) -> None:
    assert fetch(host.at("/list.gz", Answer(200, b"small", headers=())), tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == b"small"


def test_a_server_without_parts_gives_no_large_files(host: Host, tmp_path: Path) -> None:
    with pytest.raises(PageError, match="byte ranges"):
        fetch(host.at("/press.warc.gz", Answer(200, CONTENT, headers=())), tmp_path / "x")


def test_a_file_that_changes_meanwhile_is_not_put_together(host: Host, tmp_path: Path) -> None:
    said = (("Content-Range", f"bytes 0-999/{len(CONTENT)}"), ("ETag", '"another"'))
    with pytest.raises(PageError, match="changed while it was fetched"):
        fetch(serve(host, first=Answer(206, bytes(1000), headers=said)), tmp_path / "x")
    assert list(tmp_path.iterdir()) == []
