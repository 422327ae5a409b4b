"""Promise 16: keys, passwords and cookies are in no log, message, table, Referer or other host's request."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.promises.internet import Internet
from tests.promises.press import XML, article, configure, feed, headlines
from tests.scrape.shell import scrape
from tests.web import Answer, Asked, Web

ID, KEY = "naver-id-7f3a91", "naver-key-5c2e80"
TOKEN, PASSWORD, COOKIE = "feed-token-91be", "its-pass-33fd", "cookie-4410ca"
NOTIFY = "json://notify-user:notify-pass-88aa@127.0.0.1:9/hook"
SECRETS = (ID, KEY, TOKEN, COOKIE, "notify-pass-88aa")


def redirect(where: str) -> Answer:
    return Answer(302, headers=(("Location", where), ("Set-Cookie", f"session={COOKIE}; Domain=.example; Path=/")))


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


def carried(asked: list[Asked]) -> list[str]:
    """Secrets in what a host was asked."""
    return [secret for one in asked for secret in leaks(f"{one.path} {one.headers} {one.body!r}")]


def test_promise_16_nothing_secret_is_shown_or_carried_to_another_host(
    net: Internet, web: Web, tmp_path: Path
) -> None:
    """A service with keys that echoes them in its refusal, feeds with a key in their address, one that fails, one
    that redirects to another host, and cookies set on the way."""
    service, papers, stranger = web.host(1), web.host(2), web.host(3)
    api, root, other = (
        net.place(f"{name}.example", host)
        for name, host in (("api", service), ("news", papers), ("other", stranger))
    )
    echo = {"errorMessage": f"Authentication failed for {ID} with {KEY} of /?token={TOKEN}"}
    service.at("/v1/search/news.json", lambda before: redirect(f"{other}/api") if before else echoed)
    service.at("/search/v1/news", lambda before: redirect(f"{other}/api") if before else echoed)
    echoed = Answer(401, json.dumps(echo).encode())
    stranger.at("/api", Answer(200, b'{"items": []}'))
    stranger.at("/feed", feed(f"{root}/20261120002"))
    papers.at("/feed", Answer(body=feed(f"{root}/20261120001").body, headers=(*XML, ("Set-Cookie", f"a={COOKIE}"))))
    papers.at("/away", redirect(f"{other}/feed"))
    papers.at("/broken", Answer(500, f"no such token {TOKEN}".encode()))
    for number in (1, 2):
        papers.at(f"/2026112000{number}", article(f"윤서하 소식 {number}"))
    feeds = [f"{root}/{path}?token={TOKEN}&apiKey={TOKEN}" for path in ("feed", "away", "broken")]
    configure(tmp_path, f"[[source]]\nkind = 'naver-news'\nurl = '{api}'\n", *feeds)
    environment = {
        "NAVER_CLIENT_ID": ID,
        "NAVER_CLIENT_SECRET": KEY,
        "SCRAPE_NOTIFY": NOTIFY,
    }
    said = ""
    for command in (
        ("-v", "run"),
        ("--log-format", "json", "--log-file", "second.log", "-v", "run"),
        ("coverage", "--format", "json"),
        ("coverage", "--format", "csv"),
        ("status",),
        ("sources", "list"),
        ("sources", "check"),
        ("why", f"{root}/20261120001"),
        ("db", "current"),
        ("sources", "add", f"http://{ID}:{KEY}@news.example/feed"),
    ):
        ended = scrape(*command, cwd=tmp_path, **environment)
        said += ended.out + ended.err
    assert headlines(tmp_path) == ["윤서하 소식 1", "윤서하 소식 2"]
    assert "broken?token=***&apiKey=***" in said
    assert {ID, KEY} <= set(carried(service.log))
    assert carried(stranger.log) == []
    assert KEY not in carried(papers.log)
    assert COOKIE not in carried([*service.log, *papers.log, *stranger.log])
    assert not [one for host in (service, papers, stranger) for one in host.log if "referer" in one.headers]
    logs = "".join(
        file.read_text("utf-8") for file in (tmp_path / "state/press-scrape/scrape.log", tmp_path / "second.log")
    )
    assert "scrapy" in logs
    assert leaks(said + logs) == []


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("database", f"postgresql://me:{PASSWORD}@127.0.0.1:1/coverage"),
        ("database", f"postgresql://me@127.0.0.1:1/coverage?password={PASSWORD}"),
        ("database", f"mysql://me:{PASSWORD}@host/x"),
        ("database", f"postgresql://me:{PASSWORD}@host:port/x"),
        ("source", f"http://me:{PASSWORD}@news.example/feed"),
        ("source", f"ftp://news.example/feed?token={PASSWORD}"),
    ],
)
def test_promise_16_what_is_wrong_with_an_address_is_told_without_its_password(
    tmp_path: Path, setting: str, value: str
) -> None:
    more = f"database = '{value}'\n" if setting == "database" else ""
    configure(tmp_path, value if setting == "source" else "http://news.example/feed", more=more)
    for command in (("run",), ("status",), ("db", "current"), ("-v", "sources", "check")):
        ended = scrape(*command, cwd=tmp_path)
        assert ended.code != 0
        assert ended.err
        assert PASSWORD not in ended.out + ended.err
    assert PASSWORD not in (tmp_path / "state/press-scrape/scrape.log").read_text("utf-8")
