"""Promise 1: no private address is contacted, at any hop, whatever a name, a page or a feed says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.promises.internet import PRIVATE, Internet
from tests.promises.press import account, article, configure, feed, headlines, item, rows, sitemap
from tests.scrape.shell import scrape
from tests.web import Answer, Web

SECRET = article("윤서하, 내부 문서")
TRIES = 1000


def redirect(where: str, status: int = 302) -> Answer:
    return Answer(status, headers=(("Location", where),))


@pytest.fixture
def intranet(web: Web) -> list[object]:
    """What the intranet was asked; it answers everything with an article about the tracked person."""
    host = web.host(99)
    host.routes.update(dict.fromkeys(("/", "/secret", "/robots.txt", "/feed"), SECRET))
    return host.log  # type: ignore[return-value]


def test_promise_01_links_and_redirects_to_private_addresses(
    net: Internet, web: Web, intranet: list[object], tmp_path: Path
) -> None:
    """By number in every spelling, by a name, and by redirects of each kind; a good article beside them is read."""
    host = web.host(1)
    root = net.place("news.example", host)
    net.names |= {"inside.example": [["10.9.9.9"]], "mixed.example": [["198.41.9.9", "192.168.0.3"]]}
    names = [*PRIVATE, "inside.example", "mixed.example", "localhost"]
    host.at("/20261120001", article("윤서하 인터뷰"))
    links = [f"http://{name}/secret" for name in names]
    for number, name in enumerate(names):
        status = (301, 302, 303, 307, 308)[number % 5]
        links.append(root + f"/go{number}")
        host.at(f"/go{number}", redirect(f"http://{name}/secret", status))
    host.at("/far", redirect("/nearer"))
    host.at("/nearer", redirect("http://127.0.0.1/secret"))
    host.at("/feed", feed(*links, f"{root}/far", f"{root}/20261120001"))
    configure(tmp_path, f"{root}/feed")
    counts = account(scrape("run", cwd=tmp_path))
    assert intranet == []
    assert set(net.dialled) == set(net.names["news.example"][0])
    assert headlines(tmp_path) == ["윤서하 인터뷰"]
    assert counts["covered"] == 1
    assert counts["blocked"] >= len(names)


def test_promise_01_robots_sitemaps_feeds_canonical_and_entities(
    net: Internet, web: Web, intranet: list[object], tmp_path: Path
) -> None:
    host = web.host(1)
    root = net.place("news.example", host)
    host.at("/robots.txt", redirect("http://169.254.169.254/robots.txt"))  # unreadable: not now
    denied = web.host(2)
    other = net.place("other.example", denied)
    denied.at("/robots.txt", Answer(body=b"Sitemap: http://10.1.2.3/secret\n"))
    canonical = "<link rel=canonical href='http://127.0.0.1/secret'><meta http-equiv=refresh content='0;url=http://127.0.0.1/secret'>"
    denied.at("/20261120002", article("윤서하 강연", head=canonical))
    host.at("/feed", feed(f"{root}/20261120001", f"{other}/20261120002"))
    host.at("/moved", redirect("http://192.168.1.1/feed", 301))
    index = "<sitemapindex><sitemap><loc>http://10.1.2.3/secret</loc></sitemap></sitemapindex>"
    host.at("/index.xml", Answer(body=index.encode()))
    host.at("/map.xml", sitemap("http://[::1]/secret", f"{other}/20261120002"))
    entity = "<!DOCTYPE rss [<!ENTITY x SYSTEM 'http://127.0.0.1/secret'>]>"
    host.at("/xxe", Answer(body=(entity + feed(item(f"{other}/1", "&x;")).body.decode()).encode()))  # type: ignore[union-attr]
    kinds = {"/feed": "feed", "/moved": "feed", "/xxe": "feed", "/index.xml": "sitemap", "/map.xml": "sitemap"}
    tables = [f"[[source]]\nkind = '{kind}'\nurl = '{root}{path}'\n" for path, kind in kinds.items()]
    configure(tmp_path, *tables, "[[source]]\nkind = 'feed'\nurl = 'http://172.16.0.9/feed'\n")
    ended = scrape("run", cwd=tmp_path)
    assert intranet == []
    (row,) = rows(tmp_path)
    assert (row["headline"], row["url"]) == ("윤서하 강연", f"{other}/20261120002")
    assert "172.16.0.9 leads to the private address" in ended.err


def test_promise_01_a_thousand_names_that_change_between_two_look_ups(
    net: Internet, web: Web, intranet: list[object], tmp_path: Path
) -> None:
    """DNS rebinding: public when the gate looks first, private when the page is fetched."""
    host = web.host(1)
    root = net.place("news.example", host)
    (public,) = net.names["news.example"][0]
    net.names["*.rebind.example"] = [[public], ["127.0.0.1"], ["127.0.0.1", public]]
    host.at("/robots.txt", Answer(404, headers=(("Connection", "close"),)))  # so that the name is looked up again
    host.at("/feed", feed(*(f"http://n{number}.rebind.example/secret" for number in range(TRIES))))
    configure(tmp_path, f"{root}/feed", crawl="concurrency = 64")
    counts = account(scrape("run", cwd=tmp_path))
    assert counts == {"blocked": TRIES}
    assert len(host.asked("/robots.txt")) == TRIES
    assert intranet == []
    assert set(net.dialled) == {public}


def test_promise_01_a_proxy_is_not_asked_for_what_is_written_as_a_private_address(
    net: Internet, web: Web, intranet: list[object], tmp_path: Path
) -> None:
    """The proxy resolves names by itself, so that only what is written as a number can be judged before it."""
    proxy = web.host(1)
    links = [f"http://{name}/secret" for name in (*PRIVATE, "localhost", "x.localhost")]
    proxy.at("http://news.example/go", redirect("http://169.254.169.254/secret"))
    proxy.at("http://news.example/20261120001", article("윤서하 인터뷰"))
    links += ["http://news.example/go", "http://news.example/20261120001"]
    proxy.at("http://news.example/feed", feed(*links))
    net.servers["10.0.0.7"] = ("127.0.0.1", int(proxy.url.rsplit(":", 1)[1]))
    configure(tmp_path, "http://news.example/feed", crawl="proxy = 'http://10.0.0.7:3128'")
    account(scrape("run", cwd=tmp_path))
    assert {one.path.split("/")[2] for one in proxy.log} == {"news.example"}
    assert headlines(tmp_path) == ["윤서하 인터뷰"]
    assert intranet == []
