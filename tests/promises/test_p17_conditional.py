"""Promise 17: what did not change costs one request for each feed and no article; once a day it is read whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from storage.database.engine import Database
from storage.schema.tables import source
from tests.promises.internet import Internet
from tests.promises.press import account, article, configure, feed, headlines
from tests.scrape.shell import scrape
from tests.web import Answer, Host, Web

FEEDS, ARTICLES = 10, 3


def tagged(answer: Answer, tag: str) -> Answer:
    return Answer(answer.status, answer.body, (*answer.headers, ("ETag", tag)))


def press(net: Internet, web: Web, tmp_path: Path) -> list[Host]:
    """Ten feeds with validators, each on a host of its own."""
    hosts, feeds = [], []
    for number in range(1, FEEDS + 1):
        host = web.host(number)
        root = net.place(f"news{number}.example", host)
        links = [f"{root}/view/2026112{number:02}{one:03}" for one in range(ARTICLES)]
        for link in links:
            host.at(link.removeprefix(root), article(f"윤서하 소식 {link[-8:]}"))
        feeds.append(host.at("/feed", tagged(feed(*links), f'"{number}"')).replace(host.url, root))
        hosts.append(host)
    configure(tmp_path, *feeds)
    return hosts


def test_promise_17_an_unchanged_press_costs_one_request_for_each_feed(
    net: Internet, web: Web, tmp_path: Path
) -> None:
    hosts = press(net, web, tmp_path)
    scrape("run", cwd=tmp_path)
    found = headlines(tmp_path)
    assert len(found) == FEEDS * ARTICLES
    for host in hosts:
        host.log.clear()
    ended = scrape("run", cwd=tmp_path)
    assert f"{FEEDS} of {FEEDS} sources read ({FEEDS} unchanged); links seen 0 = 0" in ended.out
    assert [[one.path for one in host.asked()] for host in hosts] == [["/feed"]] * FEEDS
    assert all("if-none-match" in host.asked("/feed")[0].headers for host in hosts)
    assert headlines(tmp_path) == found


def test_promise_17_a_validator_that_lies_hides_nothing_for_more_than_a_day(
    net: Internet, web: Web, tmp_path: Path
) -> None:
    """The feed changes behind the same ETag: after a day it is read without a condition."""
    (host, *_) = press(net, web, tmp_path)
    scrape("run", cwd=tmp_path)
    new = "/view/20261129001"
    host.at(new, article("윤서하, 숨은 소식"))
    host.at("/feed", tagged(feed(f"http://news1.example{new}"), '"1"'))
    account(scrape("run", cwd=tmp_path))
    assert "윤서하, 숨은 소식" not in headlines(tmp_path)
    database = Database(f"sqlite:///{tmp_path}/coverage.sqlite")
    with database.write() as connection:
        connection.execute(sa.update(source).values(last_full_at=datetime.now(UTC) - timedelta(hours=25)))
    database.close()
    host.log.clear()
    scrape("run", cwd=tmp_path)
    assert "if-none-match" not in host.asked("/feed")[0].headers
    assert "윤서하, 숨은 소식" in headlines(tmp_path)
