"""What a run says of what went wrong: what has one cause is one line, in words for everybody."""

from __future__ import annotations

import gzip
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scrape.demo.play import write_config
from scrape.demo.press import load_press, serve_press
from tests.scrape.commands.collect.test_run import feed, page
from tests.scrape.shell import scrape, watch
from tests.web import Answer, Web, open_web


@pytest.fixture
def web() -> Iterator[Web]:
    with open_web() as opened:
        yield opened


@contextmanager
def silence() -> Iterator[str]:
    """An address on which connections are refused."""
    with socket.socket() as taken:  # bound, never listening
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_without_a_network_there_is_one_line(tmp_path: Path) -> None:
    with silence() as nobody:
        watch(tmp_path, *(f"{nobody}/rss/{number}" for number in range(5)))
        ended = scrape("run", cwd=tmp_path)
    assert ended.code == 3
    assert ended.err.splitlines() == [
        "no network: none of 5 sources could be reached (connection refused); see: scrape status"
    ]


def test_failures_of_one_kind_are_one_line_with_a_count_and_an_example(web: Web, tmp_path: Path) -> None:
    refusing = [web.host().at(f"/rss/{number}", Answer(503)) for number in range(4)]
    gone = web.host().at("/gone", Answer(410))
    watch(tmp_path, *refusing, gone, web.host().at("/rss", feed()))
    assert scrape("run", cwd=tmp_path).err.splitlines() == [
        f"source failed: 4 sources: HTTP 503; for example feed {refusing[0]}: HTTP 503",
        f"source failed: feed {gone}: HTTP 410",
    ]


def test_a_replay_leaves_live_sources_alone_and_counts_what_no_source_offers(web: Web, tmp_path: Path) -> None:
    made, again = tmp_path / "made", tmp_path / "again"
    made.mkdir()
    again.mkdir()
    host = web.host()
    articles = [host.at(f"/news/2026112000{number}", page(f"윤서하 소식 {number}")) for number in (1, 2, 3)]
    listed = host.at("/rss", feed(*articles))
    watch(made, listed)
    assert scrape("run", cwd=made).code == 0
    (archive,) = (made / "archive").glob("*.warc.gz")
    lost = [f"http://gone.example/rss/{number}" for number in range(4)]
    watch(again, *lost)
    ended = scrape("run", "--replay", archive, cwd=again)
    assert ended.code == 3
    assert ended.err.splitlines() == [
        f"source failed: 4 sources: not in archive; for example feed {lost[0]}: not in archive",
        f"warning: 4 archived addresses were offered by no source; for example {listed}",
    ]
    assert "4 sources, 0 with problems" in scrape("status", cwd=again).out


@pytest.mark.parametrize("content", [b"a letter", gzip.compress(b"a letter", mtime=0), b"\x1f\x8b\x08\x00torn"])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    watch(tmp_path, "http://nowhere.example/rss")
    (tmp_path / "letters.warc.gz").write_bytes(content)
    ended = scrape("run", "--replay", "letters.warc.gz", cwd=tmp_path)
    said = "scrape: --replay letters.warc.gz: this is no WARC file; runs keep them in the archive folder"
    assert (ended.code, ended.out, ended.err.splitlines()) == (2, "", [said])


def test_a_body_that_is_not_compressed_as_it_says(web: Web, tmp_path: Path) -> None:
    headers = (("Content-Type", "application/rss+xml"), ("Content-Encoding", "gzip"))
    source = web.host().at("/rss", Answer(body=b"no gzip", headers=headers))
    watch(tmp_path, source)
    assert scrape("run", cwd=tmp_path).err == f"source failed: feed {source}: its compression is broken\n"


def test_without_shared_memory_there_is_one_line(tmp_path: Path) -> None:
    watch(tmp_path, "http://nowhere.example/rss")
    command = f"mount -t tmpfs -o ro tmpfs /dev/shm && echo mounted && '{sys.executable}' -m scrape.cli run"
    ended = subprocess.run(
        ["/bin/sh", "-c", f'unshare --mount sh -c "{command}"'],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[4]), "XDG_STATE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    if not ended.stdout.startswith("mounted"):
        pytest.skip("mounts cannot be made here")
    assert (ended.returncode, ended.stdout) == (1, "mounted\n")
    assert ended.stderr.startswith(
        "scrape: /dev/shm cannot be written, and worker processes share their locks there;"
    )


# --- proxies of the environment


@pytest.fixture
def press(tmp_path: Path) -> Iterator[str]:
    """The address of a proxy that answers for an invented press; the configuration does not name it."""
    outlets = load_press()
    with serve_press(outlets) as proxy:
        write_config(tmp_path, proxy, outlets)
        path = tmp_path / "scrape.toml"
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join(line for line in lines if not line.startswith("proxy")), encoding="utf-8")
        yield proxy


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_a_proxy_of_the_environment_is_used_and_named(press: str, tmp_path: Path, name: str) -> None:
    ended = scrape("run", cwd=tmp_path, **{name: press.replace("//", "//someone:secret-word@")})
    assert ended.code == 0
    shown = press.replace("//", "//***@")
    (line,) = ended.err.splitlines()
    assert line.startswith(f"warning: requests go through the proxy of ${name}")
    assert line.endswith(f": {shown}; [crawl] proxy sets another")


def test_a_proxy_that_does_not_answer_is_named(press: str, tmp_path: Path) -> None:
    with silence() as nobody:
        ended = scrape("run", cwd=tmp_path, HTTP_PROXY=nobody)
    assert ended.code == 3
    assert ended.err.splitlines()[1] == (
        f"no network: none of 5 sources could be reached through the proxy {nobody} (connection refused); "
        "see: scrape status"
    )


def test_no_proxy_names_what_is_reached_without(web: Web, tmp_path: Path) -> None:
    watch(tmp_path, web.host().at("/rss", feed()))
    with silence() as nobody:
        assert scrape("run", cwd=tmp_path, HTTP_PROXY=nobody, NO_PROXY="a.example, 127.0.0.1").code == 0
        assert scrape("run", cwd=tmp_path, HTTP_PROXY=nobody, NO_PROXY="*").err == ""
        assert scrape("run", cwd=tmp_path, HTTP_PROXY=nobody).code == 3


def test_what_is_no_proxy_is_refused(tmp_path: Path) -> None:
    watch(tmp_path, "http://nowhere.example/rss")
    ended = scrape("run", cwd=tmp_path, ALL_PROXY="socks5://127.0.0.1:1080")
    expected = "expected an address that begins with http:// or https://"
    advice = "unset it, or set [crawl] proxy to the address of an HTTP proxy"
    assert (ended.code, ended.err) == (2, f"scrape: $ALL_PROXY: {expected}; {advice}\n")
