"""`서울경제 외 3개 언론사`, from pages to every format: who leads the row of an announcement, who counts in it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.promises.press import XML, item
from tests.scrape.shell import scrape, watch
from tests.web import Answer, Host, open_web

LINES = (
    "온결연구소는 방언 음성 모델 '소리결'을 누구나 쓸 수 있게 무료로 공개한다고 20일 밝혔다.",
    "소리결은 사투리와 전문 용어가 섞인 대화를 받아 적는 데 초점을 맞췄으며 1만2천 시간의 대화로 학습했다.",
    "윤서하 수석연구원은 “방언을 쓰는 어르신도 기계와 편하게 이야기할 수 있어야 한다”고 말했다.",
    "연구소는 학교와 비영리 단체에 기술 지원도 제공할 계획이며 내려받기는 연구소 누리집에서 할 수 있다.",
)
TITLE = "온결연구소, 방언 음성 모델 ‘소리결’ 무료 공개"
OUTLETS = "".join(
    f"\n[[outlet]]\nname = '{name}'\ndomains = ['{domain}']\ntime_zone = 'Asia/Seoul'\n{more}"
    for name, domain, more in (
        ("새벽일보", "saebyeok.example", ""),
        ("한빛경제", "hanbit.example", ""),
        ("누리통신", "nuri.example", ""),
        ("온결연구소 뉴스룸", "ongyeol.example", "newsroom = true\n"),
    )
)
DAUM = (
    "http://v.daum.net/v/20261120091500123",
    "09:15",
    TITLE,
    "다음뉴스",
    "Copyright © 새벽일보. 무단전재 및 재배포 금지.",
)
NATE = ("http://news.nate.com/view/20261120n12345", "08:30", "‘소리결’ 공개", "네이트 뉴스", "")
WIRE = ("http://www.newswire.co.kr/newsRead.php?no=1012345", "08:00", TITLE, "뉴스와이어", "")
NEWSROOM = ("http://www.ongyeol.example/news/2026112001", "07:50", TITLE, "온결연구소", "")
DAWN = ("http://www.saebyeok.example/news/2026112002", "09:12", TITLE, "새벽일보", "")
HANBIT = (
    "http://www.hanbit.example/news/2026112003",
    "09:30",
    "‘소리결’ 누구나 쓴다",
    "한빛경제",
    "nuri",
)
NURI = ("http://www.nuri.example/view/2026112004", "09:40", "온결연구소, 사투리 모델 내놔", "누리통신", "")


@pytest.fixture
def press() -> Iterator[Host]:
    """A proxy that answers for every host."""
    with open_web() as web:
        yield web.host()


Story = tuple[tuple[str, str, str, str, str], ...]


def publish(press: Host, story: Story, wave: int) -> list[str]:
    """Put the pages on the air, each in a feed of its own; the feeds' addresses."""
    feeds = []
    for number, (url, clock, title, site, below) in enumerate(story):
        lines = (f"(서울=누리통신) 정다온 기자 = {LINES[0]}", *LINES[1:]) if below == "nuri" else LINES
        text = "".join(f"<p>{line}</p>" for line in lines)
        rights = f"<div class='copyright'>{below}</div>" if "©" in below else ""
        page = (
            f"<html lang=ko><head><meta charset=utf-8><title>{title}</title>"
            f"<meta property='og:type' content='article'><meta property='og:title' content='{title}'>"
            f"<meta property='og:site_name' content='{site}'>"
            f"<meta property='article:published_time' content='2026-11-20T{clock}:00+09:00'></head>"
            f"<body><article><h1>{title}</h1><div class='article_view'>{text}</div>{rights}</article></body></html>"
        )
        press.routes[url] = Answer(body=page.encode())
        feed = f"http://feeds{wave}.example/{number}.xml"
        body = f"<rss version='2.0'><channel><title>t</title>{item(url, title)}</channel></rss>"
        press.routes[feed] = Answer(body=body.encode(), headers=XML)
        feeds.append(feed)
    return feeds


def run(folder: Path, press: Host, *waves: Story, more: str = "") -> None:
    """Let the pages arrive, one wave after the other."""
    for number, wave in enumerate(waves):
        feeds = publish(press, wave, number)
        config = watch(folder, *feeds, people=("윤서하",), more=f"proxy = '{press.url}'\n{OUTLETS}")
        config.write_text(more + config.read_text(encoding="utf-8"), encoding="utf-8")
        assert scrape("run", cwd=folder).code == 0


def as_json(folder: Path, *options: str) -> list[dict[str, Any]]:
    shown = json.loads(scrape("coverage", *options, "--format", "json", cwd=folder).out)
    assert isinstance(shown, list)
    return shown


PORTALS, PAPERS = (DAUM, NATE, WIRE, NEWSROOM), (NURI, DAWN, HANBIT)


@pytest.mark.parametrize("waves", [(PORTALS, PAPERS), (PAPERS, PORTALS)], ids=["portals first", "papers first"])
def test_one_announcement_is_one_row_under_the_right_outlet_in_every_format(
    press: Host, tmp_path: Path, waves: tuple[Story, ...]
) -> None:
    run(tmp_path, press, *waves)
    (row,) = as_json(tmp_path)
    assert (row["outlet"], row["outlet_role"], row["url"]) == ("누리통신", "press", NURI[0])
    assert sorted(row["other_outlets"]) == ["새벽일보", "한빛경제"]
    assert sorted(row["announced_by"]) == ["뉴스와이어", "온결연구소 뉴스룸"]
    table = scrape("coverage", cwd=tmp_path).out
    assert "누리통신 외 2개 언론사" in table
    assert "발표: " in table
    markdown = scrape("coverage", "--format", "markdown", cwd=tmp_path).out
    assert markdown.endswith("| 누리통신 외 2개 언론사\n")
    assert markdown.count("\n") == 3
    (cells,) = csv.DictReader(io.StringIO(scrape("coverage", "--format", "csv", cwd=tmp_path).out.lstrip("\ufeff")))
    assert cells["outlet"] == "누리통신"
    assert sorted(cells["other_outlets"].split("; ")) == ["새벽일보", "한빛경제"]
    counted = scrape("sql", "SELECT outlets FROM story WHERE outlets > 0", cwd=tmp_path).out.split()
    assert counted[:2] == ["outlets", "3"]
    every = {row["url"]: (row["outlet"], row["outlet_role"]) for row in as_json(tmp_path, "--all")}
    assert every.pop(NATE[0]) == ("네이트", "portal")
    assert DAUM[0] not in every  # it is another address of the paper's own article
    assert every[DAWN[0]] == ("새벽일보", "press")
    assert len(every) == 5


def test_what_the_user_prefers_leads(press: Host, tmp_path: Path) -> None:
    run(tmp_path, press, (WIRE, DAWN, HANBIT), more="prefer_outlets = ['한빛경제']\n")
    (row,) = as_json(tmp_path)
    assert (row["outlet"], row["other_outlets"]) == ("한빛경제", ["새벽일보"])


def test_the_list_of_outlets_tells_what_each_is(tmp_path: Path) -> None:
    told = scrape("outlets", "연합뉴스 보도자료", cwd=tmp_path)
    assert told.code == 0
    assert "wire" in told.out
    assert "yna.co.kr/view/RPR" in told.out


def test_a_release_that_nobody_ran_is_the_row(press: Host, tmp_path: Path) -> None:
    run(tmp_path, press, (NATE, WIRE))
    (row,) = as_json(tmp_path)
    assert (row["outlet"], row["other_outlets"], row["announced_by"]) == ("뉴스와이어", [], [])
