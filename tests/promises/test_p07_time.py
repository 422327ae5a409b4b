"""Promise 7: a request ends in time, whatever its host does, and a run ends by itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.promises.internet import Internet
from tests.promises.press import account, article, configure, feed, headlines
from tests.scrape.shell import scrape
from tests.web import Answer, Web


def drip(first: bytes, piece: bytes, over: threading.Event) -> Callable[[], Iterator[bytes]]:
    def pieces() -> Iterator[bytes]:
        yield first
        while not over.wait(0.1):
            yield piece

    return pieces


OK = b"HTTP/1.1 200 OK\r\n"


def slow(over: threading.Event) -> tuple[Answer, ...]:
    """Answers that do not end before something is over: none at all, and four that drip."""
    return (
        Answer(held=over),
        Answer(body=drip(b"<html>", b".", over)),
        Answer(raw=True, body=drip(OK, b"X-A: b\r\n", over)),
        Answer(raw=True, body=drip(OK + b"Content-Length: 100000\r\n\r\n", b"x", over)),
        Answer(raw=True, body=drip(b"", b"H", over)),
    )


SLOW = slow(threading.Event())


def test_promise_07_no_host_keeps_a_run_waiting(net: Internet, web: Web, tmp_path: Path) -> None:
    """The limit is one on the whole of a request: pages, feeds and robots.txt that drip end with it."""
    good = net.place("good.example", web.host(50))
    web.host(50).at("/20261120001", article("윤서하 인터뷰"))
    links, feeds = [f"{good}/20261120001"], [f"{good}/feed"]
    for number, answer in enumerate(SLOW, start=1):
        host = web.host(number)
        root = net.place(f"slow{number}.example", host)
        host.at("/robots.txt" if number == 2 else "/20261120001", answer)
        host.at("/feed", answer)
        links.append(f"{root}/20261120001")
        feeds.append(f"{root}/feed")
    web.host(50).at("/feed", feed(*links))
    configure(tmp_path, *feeds, crawl="timeout_seconds = 2")
    ended = scrape("run", cwd=tmp_path)
    assert f"{len(SLOW)} sources: no complete answer in time" in ended.err
    assert account(ended) == {"covered": 1, "failed": len(SLOW)}


def test_promise_07_a_host_that_answers_nothing_is_left_after_three_addresses(
    net: Internet, web: Web, tmp_path: Path
) -> None:
    """Else a feed with many links would keep a run waiting for each of them; they are tried again later."""
    host, papers = web.host(1), web.host(2)
    root, other = net.place("slow.example", host), net.place("news.example", papers)
    links = [f"{root}/view/202611200{number:02}" for number in range(40)]
    for link in links:
        host.at(link.removeprefix(root), SLOW[1])
    papers.at("/view/20261120001", article("윤서하 인터뷰"))
    for number in range(2, 4):
        papers.at(f"/view/2026112000{number}", SLOW[0])  # two slow pages are no reason to leave a host
    papers.at(
        "/view/20261120004", article("윤서하 강연", body="윤서하 대표는 강연에서 새 연구를 소개했다고 밝혔다.")
    )
    papers.at("/feed", feed(*links, *(f"{other}/view/2026112000{number}" for number in range(1, 5))))
    configure(tmp_path, f"{other}/feed", crawl="timeout_seconds = 1.5")
    ended = scrape("run", cwd=tmp_path)
    assert account(ended) == {"covered": 2, "failed": len(links) + 2}
    assert len(host.asked()) == 3
    assert headlines(tmp_path) == ["윤서하 강연", "윤서하 인터뷰"]
    answer = scrape("sql", "SELECT count(*) FROM ledger WHERE retry_at IS NOT NULL", cwd=tmp_path)
    assert str(len(links) + 2) in answer.out
