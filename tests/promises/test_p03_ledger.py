"""Promise 3: every link ever offered has exactly one state, the states add up, and nothing is cut without a word.

What is cut of a feed of many items is held by tests/pipeline/feeds/test_documents.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from pipeline.items import Reason
from pipeline.urls import canonical_url
from storage.database.engine import Database
from storage.schema.tables import article, ledger
from tests.promises.internet import Internet
from tests.promises.press import account, configure, feed, item, rows, sitemap
from tests.promises.press import article as page
from tests.scrape.shell import scrape
from tests.web import Answer, Web

ABOUT_OTHERS = "강도현 대표는 20일 새 공장을 짓는다고 밝혔다. 공장은 내년에 문을 연다고 회사는 덧붙였다."


@pytest.fixture
def offered(net: Internet, web: Web, tmp_path: Path) -> dict[str, str]:
    """A feed and a sitemap that offer a link of every kind; how each must end, by its address."""
    host, root = web.host(1), ""
    root = net.place("news.example", host)
    closed = net.place("closed.example", web.host(2))
    web.host(2).at("/robots.txt", Answer(500))
    host.at("/robots.txt", Answer(body=b"User-agent: *\nDisallow: /denied\n"))
    host.at("/view/20261120001", page("윤서하 인터뷰"))
    host.at("/view/20261120002", page("새 공장 착공", body=ABOUT_OTHERS))
    host.at("/view/20261120003", Answer(body=b"\x89PNG\r\n\x1a\n\0\0" * 40))
    host.at("/view/20261120004", Answer(body=b"x" * 1_200_000))
    host.at("/view/20261120005", Answer(403))
    host.at("/view/20261120006", Answer(raw=True, body=b"SSH-2.0\r\n"))
    host.at("/view/20261120008", Answer(302, headers=(("Location", "http://10.0.0.1/"),)))
    ends = {
        f"{root}/view/20261120001": "covered",
        f"{root}/view/20261120002": "no-name",
        f"{root}/view/20261120003": "undecodable",
        f"{root}/view/20261120004": "too-large",
        f"{root}/view/20261120005": "blocked",
        f"{root}/view/20261120006": "failed",
        f"{root}/view/20261120007": "gone",
        f"{root}/view/20261120008": "blocked",
        f"{root}/denied/20261120009": "denied",
        f"{closed}/view/20261120010": "failed",
        "http://nowhere.example/20261120011": "failed",
        "http://192.168.0.1/20261120012": "blocked",
    }
    dropped = [item("javascript:alert(1)"), item("mailto:a@b.example"), item(f"{root}/view/20261120001")]
    host.at("/feed", feed(*ends, *dropped))
    host.at("/map.xml", sitemap(*ends, f"{root}/view/20261120001?utm_source=map"))
    map_table = f"[[source]]\nkind = 'sitemap'\nurl = '{root}/map.xml'\n"
    configure(tmp_path, f"{root}/feed", map_table, crawl="max_mebibytes = 1")
    return ends


def states(folder: Path) -> dict[str, str]:
    database = Database(f"sqlite:///{folder}/coverage.sqlite")
    with database.read() as connection:
        rows_of = connection.execute(sa.select(ledger.c.url, ledger.c.reason)).all()
        stored = connection.execute(sa.select(sa.func.count()).select_from(article)).scalar_one()
    database.close()
    found = {str(url): str(reason) for url, reason in rows_of}
    assert stored == list(found.values()).count("covered")
    return found


def test_promise_03_every_link_has_one_state_and_they_add_up(offered: dict[str, str], tmp_path: Path) -> None:
    ended = scrape("run", cwd=tmp_path)
    counts = account(ended)
    wanted = {canonical_url(url): reason for url, reason in offered.items()}
    assert states(tmp_path) == wanted
    # Each is offered twice, and the first once more with a parameter: what is not first is known.
    assert sum(counts.values()) == 2 * len(offered) + 1
    assert counts.pop("known") == len(offered) + 1
    assert counts == {reason: list(offered.values()).count(reason) for reason in set(offered.values())}
    assert set(offered.values()) <= {reason.value for reason in Reason}
    assert "2 entries without a link to a page were left out" in ended.err
    assert "1 entries repeat the link of another" in ended.err
    again = scrape("run", cwd=tmp_path)
    assert states(tmp_path) == wanted
    assert account(again)["failed"] == 3
    assert len(rows(tmp_path)) == 1


def test_promise_03_what_is_cut_is_told(net: Internet, web: Web, tmp_path: Path) -> None:
    host = web.host(1)
    root = net.place("news.example", host)
    host.at("/20261120001", page("윤서하 인터뷰"))
    index = "".join(f"<sitemap><loc>{root}/{number}.xml</loc></sitemap>" for number in range(300))
    host.at("/index.xml", Answer(body=f"<sitemapindex>{index}</sitemapindex>".encode()))
    host.at("/0.xml", sitemap(f"{root}/20261120001"))
    configure(tmp_path, f"{root}/index.xml", kind="sitemap")
    ended = scrape("run", cwd=tmp_path)
    assert account(ended) == {"covered": 1}
    assert "250 of 300 sitemaps of the index were left out" in ended.err
    assert "a further document could not be read: HTTP 404" in ended.err
