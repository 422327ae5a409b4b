"""Promise 21: what is no article is no article, and a link that leads nowhere leaves no row."""

from __future__ import annotations

from pathlib import Path

from tests.promises.internet import PRIVATE, Internet
from tests.promises.press import account, article, configure, feed, headlines, item, rows
from tests.scrape.shell import scrape
from tests.web import Answer, Web

NAMED = "윤서하 수석연구원 단독 인터뷰"


def redirect(where: str) -> Answer:
    return Answer(302, headers=(("Location", where),))


def test_promise_21_a_headline_that_leads_nowhere_is_not_kept(net: Internet, web: Web, tmp_path: Path) -> None:
    """Gone, denied, private by number, by name or by a redirect, or not of the web; a page that is refused is kept
    under its headline."""
    host = web.host(1)
    root = net.place("news.example", host)
    net.names["inside.example"] = [["10.9.9.9"]]
    host.at("/robots.txt", Answer(body=b"User-agent: *\nDisallow: /denied/\n"))
    host.at("/view/20261120001", article("윤서하 강연"))
    host.at("/paid/20261120002", Answer(403))
    host.at("/gone/20261120003", Answer(410))
    links = [f"{root}/{path}/2026112{n:04}" for n, path in enumerate(("view/x", "denied"), 10)]
    links += [f"http://{name}/secret" for name in (*PRIVATE, "inside.example", "localhost")]
    targets = (
        "http://169.254.169.254/",
        "http://inside.example/",
        "mailto:a@b.example",
        "file:///etc/passwd",
        "tel:1",
    )
    for number, target in enumerate(targets):
        links.append(root + host.at(f"/go/{number}", redirect(target)).removeprefix(host.url))
    links.append(f"{root}/gone/20261120003")
    items = [item(link, f"{NAMED} {number}") for number, link in enumerate(links)]
    items += [item(f"{root}/view/20261120001"), item(f"{root}/paid/20261120002", "윤서하, 유료 기사")]
    host.at("/feed", feed(*items))
    configure(tmp_path, f"{root}/feed")
    account(scrape("run", cwd=tmp_path))
    assert headlines(tmp_path) == ["윤서하 강연", "윤서하, 유료 기사"]


def test_promise_21_a_headline_is_taken_back_once_its_page_is_gone(web: Web, tmp_path: Path) -> None:
    host = web.host(1)
    link = host.at("/view/20261120001", lambda before: Answer(500 if before == 0 else 404))
    feed_url = host.at("/feed", feed(item(link, NAMED)))
    configure(tmp_path, feed_url, crawl="allow_private_addresses = true")
    scrape("run", cwd=tmp_path)
    assert [row["status"] for row in rows(tmp_path)] == ["review"]
    scrape("run", cwd=tmp_path)
    assert rows(tmp_path) == []


def test_promise_21_a_wall_with_status_200_leaves_what_was_offered(web: Web, tmp_path: Path) -> None:
    """A sitemap, an error, a log-in, offered as articles; the headline that was offered is all that is believed."""
    host = web.host(1)
    urls = "".join(f"<url><loc>http://x.example/윤서하/{n}</loc></url>" for n in range(60))
    xml = (("Content-Type", "application/xml"),)
    mapped = host.at("/sm.xml", Answer(body=f"<urlset>{urls}</urlset>".encode(), headers=xml))
    lost = "<title>오류 | 나루신문</title><p>요청하신 기사를 찾을 수 없습니다. 윤서하 검색 결과가 없습니다.</p>"
    error = host.at("/view/20261120001", Answer(body=f"<meta charset=utf-8>{lost}".encode()))
    closed = (
        "<title>로그인 | 나루신문</title><p>윤서하 기사입니다. 로그인 후 이용해 주십시오.</p><input type=password>"
    )
    wall = host.at("/view/20261120002", Answer(body=f"<meta charset=utf-8>{closed}".encode()))
    items = (item(mapped, "윤서하 새 소식"), item(error, "오늘의 소식"), item(wall, NAMED))
    configure(tmp_path, host.at("/feed", feed(*items)), crawl="allow_private_addresses = true")
    assert account(scrape("run", cwd=tmp_path)) == {"not-an-article": 3}
    assert [(row["headline"], row["url"], row["status"]) for row in rows(tmp_path)] == [(NAMED, wall, "review")]
