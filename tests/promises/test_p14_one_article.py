"""Promise 14: one article at many addresses is one row, and no page takes another host's article over."""

from __future__ import annotations

import json
from pathlib import Path

from tests.promises.internet import Internet
from tests.promises.press import BODY, account, article, configure, feed, rows
from tests.scrape.shell import scrape
from tests.web import Answer, Web

OTHER = (
    "윤서하 대표는 21일 부산에서 열린 행사에서 새 번역기를 내놓았다고 밝혔다. 번역기는 내년 봄에 나온다고 덧붙였다."
)


def test_promise_14_seven_spellings_are_one_row(net: Internet, web: Web, tmp_path: Path) -> None:
    host = web.host(1)
    for name in ("news.example", "www.news.example", "m.news.example"):
        net.place(name, host)
    host.routes["/view/20261120001"] = article("윤서하 인터뷰")
    host.at("/go", Answer(301, headers=(("Location", "http://news.example/view/20261120001"),)))
    spellings = [
        "http://news.example/view/20261120001",
        "http://www.news.example/view/20261120001",
        "http://m.news.example/view/20261120001",
        "http://news.example/view/20261120001?utm_source=rss&fbclid=1",
        "http://NEWS.example:80/view/./20261120001",
        "http://news.example/view/20261120001#top",
        "http://news.example/go",
    ]
    host.at("/feed", feed(*spellings))
    configure(tmp_path, "http://news.example/feed")
    counts = account(scrape("run", cwd=tmp_path))
    (row,) = rows(tmp_path)
    assert row["headline"] == "윤서하 인터뷰"
    # The redirect is told from the article when it is followed; the other spellings before they are asked for.
    assert counts == {"covered": 2, "known": len(spellings) - 2}


def test_promise_14_a_page_cannot_claim_the_article_of_another_host(
    net: Internet, web: Web, tmp_path: Path
) -> None:
    """By rel=canonical, og:url, a JSON-LD url, a refresh or a base: the article it names stays what it is."""
    victim, thief = web.host(1), web.host(2)
    root, other = net.place("news.example", victim), net.place("thief.example", thief)
    address = f"{root}/view/20261120001"
    claim = {"@type": "NewsArticle", "url": address, "mainEntityOfPage": address}
    claims = [
        f"<link rel=canonical href='{address}'>",
        f"<meta property='og:url' content='{address}'>",
        f'<script type="application/ld+json">{json.dumps(claim)}</script>',
        f"<meta http-equiv=refresh content='0;url={address}'>",
        f"<base href='{root}/'><link rel=canonical href='/view/20261120001'>",
    ]
    victim.at("/view/20261120001", article("윤서하 인터뷰", body=BODY))
    links = []
    for number, head in enumerate(claims):
        path = f"/view/2026112100{number}"
        thief.at(
            path, article(f"윤서하, 부산서 번역기 {number}호 공개", body=f"{OTHER} {number}번째 행사다.", head=head)
        )
        links.append(other + path)
    thief.at("/feed", feed(*links))
    victim.at("/feed", feed(address))
    for order in ((f"{other}/feed", f"{root}/feed"), (f"{root}/feed", f"{other}/feed")):
        folder = tmp_path / ("thief" if order[0].startswith(other) else "victim")
        folder.mkdir()
        for source in order:
            configure(folder, source)
            scrape("run", cwd=folder)
        stored = {row["url"]: row["headline"] for row in rows(folder)}
        assert stored.pop(address) == "윤서하 인터뷰"
        assert set(stored) == set(links)
