"""Whose article a page shows: at portals of every make, and whose text an article says it carries."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.items import Article, Entity, EntityKind, Outlet, OutletRole, Page, Watchlist
from pipeline.process import Reader

WHO = Entity("company:온결연구소", EntityKind.COMPANY, "온결연구소", aliases=("Ongyeol Lab",))
READER = Reader.of(
    Watchlist((WHO,)),
    (
        Outlet("누리통신", ("nuri.example",), language="ko", time_zone="Asia/Seoul"),
        Outlet("Harbor Tribune", ("harbor.example",), language="en", time_zone="America/New_York"),
        Outlet(
            "가나포털", ("portal.example",), aliases=("가나뉴스",), time_zone="Asia/Seoul", role=OutletRole.PORTAL
        ),
        Outlet("Gate", ("gate.example",), aliases=("Gate News",), role=OutletRole.PORTAL),
    ),
)
KO = (
    "온결연구소는 방언 음성 모델을 누구나 쓸 수 있게 무료로 공개한다고 20일 밝혔다.",
    "이 모델은 사투리와 전문 용어가 섞인 대화를 받아 적는 데 초점을 맞췄으며 오류를 앞선 모델보다 31% 줄였다.",
    "연구소는 학교와 비영리 단체에 별도의 기술 지원도 제공할 계획이며 내려받기는 연구소 누리집에서 할 수 있다.",
)
EN = (
    "A speech laboratory in Seoul opened a dialect model on Friday that it says makes 31 percent fewer errors.",
    "Ongyeol Lab released the model free of charge, after training it on 12,000 hours of recorded conversation.",
    "Schools and charities will be offered technical help, the laboratory said, and new versions will follow.",
)


def read(
    url: str = "https://v.portal.example/v/20261120091500123",
    *,
    head: str = "",
    above: str = "",
    lines: tuple[str, ...] = KO,
    below: str = "",
    foot: str = "<footer>Copyright © Gana Corp. All rights reserved.</footer>",
) -> Article:
    title = "온결연구소, 방언 음성 모델 공개" if lines[-1] == KO[-1] else "Ongyeol Lab opens a dialect model"
    text = "".join(f"<p>{line}</p>" for line in lines)
    html = (
        f"<html><head><meta charset=utf-8>{head}<title>{title}</title><meta property='og:type' content='article'>"
        f"<meta property='og:title' content='{title}'><meta property='og:site_name' content='가나뉴스'>"
        f"<meta property='article:published_time' content='2026-11-30T23:30:00Z'></head>"
        f"<body><header>가나뉴스</header><main><article><h1>{title}</h1>{above}"
        f"<div class='article_view'>{text}</div>{below}</article></main>{foot}</body></html>"
    )
    page = Page(url, url, 200, (("Content-Type", "text/html"),), html.encode(), datetime(2026, 12, 2, tzinfo=UTC))
    article = READER.process(page).article
    assert article is not None
    return article


@pytest.mark.parametrize(
    "page",
    [
        {"head": "<meta property='og:article:author' content='누리통신'>"},
        {"head": "<meta property='og:article:author' content='누리통신 | 가나뉴스'>"},
        {
            "head": '<script type="application/ld+json">'
            '{"@type":"NewsArticle","headline":"온결연구소, 방언 음성 모델 공개",'
            '"provider":{"@type":"Organization","name":"누리통신"},"publisher":{"name":"가나뉴스"}}</script>'
        },
        {"head": "<link rel='canonical' href='https://www.nuri.example/view/20261120-0112'>"},
        {"above": "<a class='link_cp' href='http://www.nuri.example'><img alt='누리통신' src='a.png'></a>"},
        {"above": "<a class='press_logo' href='/press/12'><img title='누리통신' src='a.png'></a>"},
        {"above": "<span class='provider'>누리통신</span>"},
        {"above": "<span class='medium'>누리통신</span><span class='date'>2026.11.20 09:15</span>"},
        {"above": "<span class='txt_info'>누리통신</span><span class='txt_info'>정다온</span>"},
        {"above": "<p class='byline'>누리통신 정다온 기자</p>"},
        {"above": "<p class='byline'>정다온 기자 (누리통신)</p>"},
        {"above": "<p class='byline'>정다온 기자 daon@nuri.example</p>"},
        {"above": "<a href='https://nuri.example/view/1'>기사원문</a>"},
        {"above": "<a class='link_news' href='https://www.nuri.example/'>바로가기</a>"},
        {"above": "<div><img class='logo press' alt='누리통신' src='a.png'></div>"},
        {"head": "<meta name='author' content='누리통신'>"},
        {"head": "<meta name='media_name' content='누리통신'>"},
        {"head": "<title>온결연구소, 방언 음성 모델 공개 - 누리통신 | 가나뉴스</title>"},
        {"lines": (f"(서울=누리통신) 정다온 기자 = {KO[0]}", *KO[1:])},
        {"below": "<div class='copyright'>Copyright © 누리통신. 무단전재 및 재배포 금지.</div>"},
        {"below": "<p>저작권자 ⓒ 누리통신 무단전재 및 재배포 금지</p>"},
        {"below": "<p>&lt;저작권자(c) 누리통신, 무단 전재-재배포 금지&gt;</p>"},
        {"below": "<p>ⓒ 누리통신 &amp; nuri.example, 무단전재 및 재배포금지</p>"},
    ],
)
def test_a_portal_names_the_paper_in_one_way_or_another(page: dict[str, str]) -> None:
    article = read(**page)  # type: ignore[arg-type]
    assert (article.outlet, article.outlet_role, article.at_portal) == ("누리통신", OutletRole.PRESS, True)


@pytest.mark.parametrize(
    "page",
    [
        {"head": "<meta property='og:article:author' content='Harbor Tribune'>"},
        {"above": "<a class='provider'>Harbor Tribune</a>"},
        {"above": "<div class='byline'>By Maya Ferrow, Harbor Tribune</div>"},
        {"above": "<div class='author'>Harbor Tribune · Maya Ferrow</div>"},
        {"below": "<p>© 2026 Harbor Tribune. All rights reserved.</p>"},
        {"below": "<p>Copyright 2026 Harbor Tribune. All rights reserved.</p>"},
        {"below": "<p><a href='https://www.harbor.example/2026/11/ongyeol'>Read the original article</a></p>"},
    ],
)
def test_the_day_is_the_papers_own_also_at_a_portal(page: dict[str, str]) -> None:
    """Half past eleven at night in Greenwich is the thirtieth in New York, and December in Seoul."""
    article = read("https://www.gate.example/en-us/news/ar-AA1abcde", lines=EN, **page)
    assert (article.outlet, article.outlet_role, article.at_portal) == ("Harbor Tribune", OutletRole.PRESS, True)
    assert article.month == "2026-11"
    assert read(head="<meta property='og:article:author' content='누리통신'>").month == "2026-12"


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ({"below": "<div class='copyright'>Copyright © 하늘신문. 무단전재 및 재배포 금지.</div>"}, "하늘신문"),
        ({"above": "<a class='link_cp'><img alt='하늘신문' src='a.png'></a>"}, "하늘신문"),
        ({"head": "<meta property='og:article:author' content='하늘신문'>"}, "하늘신문"),
        ({}, "가나포털"),
        ({"above": "<p class='byline'>정다온 기자</p><button class='press'>구독</button>"}, "가나포털"),
        (
            {"head": "<meta name='author' content='정다온'><meta property='og:article:author' content='정다온'>"},
            "가나포털",
        ),
        ({"above": "<a href='https://nuri.example/'>가</a><a href='http://harbor.example'>나</a>"}, "가나포털"),
        ({"foot": "<footer><a href='https://nuri.example/'>누리통신</a></footer>"}, "가나포털"),
        ({"foot": "<footer>Copyright © 하늘신문. All rights reserved.</footer>"}, "가나포털"),
    ],
)
def test_an_unknown_paper_is_believed_where_the_article_names_it(page: dict[str, str], name: str) -> None:
    article = read(**page)  # type: ignore[arg-type]
    assert article.outlet == name
    assert article.at_portal
    assert article.outlet_role is (OutletRole.PORTAL if name == "가나포털" else OutletRole.PRESS)


def test_at_its_own_address_a_paper_is_itself_whatever_its_page_names() -> None:
    below = "<p>© 2026 Harbor Tribune. All rights reserved.</p>"
    article = read("https://www.nuri.example/view/20261120-0112", below=below)
    assert (article.outlet, article.at_portal) == ("누리통신", False)


def test_a_cached_copy_stands_at_the_papers_own_address() -> None:
    url = "https://www-nuri-example.cdn.ampproject.org/c/s/www.nuri.example/view/20261120000112"
    article = read(url)
    assert (article.outlet, article.at_portal) == ("누리통신", False)
    assert article.url == "https://www.nuri.example/view/20261120000112"
    assert url in article.urls


@pytest.mark.parametrize(
    ("line", "credited"),
    [
        (f"(서울=누리통신) 정다온 기자 = {KO[0]}", "누리통신"),
        (f"[서울=하늘통신]정다온 기자 = {KO[0]}", "하늘통신"),
        (f"【부산=누리 통신】 정다온 기자 = {KO[0]}", "누리통신"),
        (f"(가온=갑) {KO[0]}", ""),
        (KO[0], ""),
    ],
)
def test_a_dateline_says_whose_text_it_is(line: str, credited: str) -> None:
    assert read("https://nuri.example/1234567", lines=(line, *KO[1:])).credited == credited


@pytest.mark.parametrize(
    ("page", "credited"),
    [
        ({"lines": (f"SEOUL, Nov 20 (Harbor Tribune) - {EN[0]}", *EN[1:])}, "Harbor Tribune"),
        ({"lines": (f"SEOUL, South Korea (Harbor Tribune) — {EN[0]}", *EN[1:])}, "Harbor Tribune"),
        ({"lines": (f"Ongyeol Lab (OGL) - {EN[0]}", *EN[1:])}, ""),
        ({"lines": EN, "above": "<div class='byline'>Harbor Tribune</div>"}, "Harbor Tribune"),
        ({"lines": EN, "head": "<meta name='author' content='Harbor Tribune'>"}, "Harbor Tribune"),
        ({"lines": EN, "above": "<div class='byline'>Maya Ferrow</div>"}, ""),
        ({"lines": (*KO[:2], "출처 : 누리통신")}, "누리통신"),
    ],
)
def test_whose_text_is_said_in_other_ways(page: dict[str, str], credited: str) -> None:
    assert read("https://dawn.example/a-dialect-model-in-seoul", **page).credited == credited  # type: ignore[arg-type]
