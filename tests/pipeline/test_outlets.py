"""Who published what stands at an address."""

from __future__ import annotations

import pickle

import pytest

from pipeline.items import Outlet, OutletRole
from pipeline.outlets import OutletRegistry, Provenance, Published
from spiders.outlets import bundled_outlets

REGISTRY = OutletRegistry(
    [
        Outlet("새벽일보", ("saebyeok.example",), name_en="Dawn Daily", aliases=("새벽 신문",), naver_oid="901"),
        Outlet("새벽경제", ("biz.saebyeok.example",)),
        Outlet("풀잎소식", ("pulip.example",), weak=True),
        Outlet("두 번째", ("saebyeok.example",)),
    ]
)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.saebyeok.example/1", "새벽일보"),
        ("https://m.saebyeok.example/1", "새벽일보"),
        ("https://biz.saebyeok.example/1", "새벽경제"),
        ("https://n.news.naver.com/mnews/article/901/0001234567?sid=1", "새벽일보"),
        ("https://notsaebyeok.example/1", None),
        ("https://example/1", None),
        ("https://n.news.naver.com/mnews/article/902/0001234567", None),
    ],
)
def test_the_longest_domain_counts_and_on_a_portal_the_number(url: str, name: str | None) -> None:
    found = REGISTRY.of_url(url)
    assert (found.name if found else None) == name


def test_an_unknown_host_is_called_as_it_calls_itself() -> None:
    published = REGISTRY.published
    assert published("https://x.example/1", publisher="엑스", site_name="엑스 뉴스").name == "엑스"
    assert published("https://x.example/1", site_name="엑스 뉴스").name == "엑스 뉴스"
    assert published("https://x.example/1", site_name="dawn  daily").name == "새벽일보"
    assert published("https://x.example/1", publisher="https://x.example").name == "x.example"
    assert published("https://www.x.example/1", site_name="말" * 100).name == "x.example"


def test_what_one_witness_says_gives_way_to_the_page() -> None:
    assert REGISTRY.published("https://pulip.example/1", site_name="풀잎뉴스").name == "풀잎뉴스"
    assert REGISTRY.published("https://pulip.example/1").name == "풀잎소식"
    assert REGISTRY.published("https://saebyeok.example/1", site_name="딴 이름").name == "새벽일보"


def test_names_are_found_in_either_language() -> None:
    assert (
        REGISTRY.of_name("새벽신문") == REGISTRY.of_name("DAWN DAILY") == REGISTRY.of_url("http://saebyeok.example")
    )


def test_a_registry_goes_to_workers() -> None:
    assert pickle.loads(pickle.dumps(REGISTRY)).of_name("새벽경제") is not None


def test_the_bundled_outlets_are_sound() -> None:
    outlets = bundled_outlets()
    domains = [domain for outlet in outlets for domain in outlet.domains]
    numbers = [outlet.naver_oid for outlet in outlets if outlet.naver_oid]
    roles = {(name.casefold(), outlet.role) for outlet in outlets for name in (outlet.name, *outlet.aliases)}
    assert len(outlets) > 500
    assert len(domains) == len(set(domains))
    assert len(numbers) == len(set(numbers))
    assert len(roles) == len({name for name, _ in roles})  # no portal bears the name of a paper
    assert all(domain == domain.lower() and "/" not in domain for domain in domains)
    assert all("/" in section.split(".", 1)[1] for outlet in outlets for section in outlet.sections)
    assert all(outlet.time_zone == "Asia/Seoul" for outlet in outlets if outlet.language == "ko")


NURI = Outlet("누리통신", ("nuri.example",), aliases=("Nuri News",))
PORTALS = OutletRegistry(
    (
        NURI,
        Outlet("보도와이어", ("wire.example",), role=OutletRole.WIRE),
        Outlet("누리통신 발표", sections=("nuri.example/view/RPR",), role=OutletRole.WIRE),
        Outlet("가나포털", ("portal.example",), aliases=("가나뉴스",), role=OutletRole.PORTAL),
    )
)
AT_PORTAL = "https://v.portal.example/v/1"


@pytest.mark.parametrize(
    "witnesses",
    [
        Provenance(declared=("누리 통신",)),
        Provenance(declared=("누리통신 | 가나뉴스",)),
        Provenance(declared=("Nuri News on 가나포털",)),
        Provenance(declared=("정다온",), rights=("누리통신",), authors=("정다온",)),
        Provenance(links=("https://www.nuri.example/news/1",)),
        Provenance(shown=("구독", "누리통신")),
        Provenance(rights=("가나포털", "㈜누리통신")),
        Provenance(near=("정다온 기자", "Nuri News")),
    ],
)
def test_each_witness_tells_whose_article_a_portal_carries(witnesses: Provenance) -> None:
    published = PORTALS.published(AT_PORTAL, witnesses, publisher="가나포털", site_name="가나뉴스")
    assert published == Published("누리통신", OutletRole.PRESS, at_portal=True)


@pytest.mark.parametrize(
    "witnesses",
    [
        Provenance(declared=("Harbor Tribune",)),
        Provenance(rights=("Harbor Tribune",)),
        Provenance(shown=("Harbor Tribune", "Harbor Tribune")),
        Provenance(shown=("Harbor Tribune",), rights=("가나뉴스 Corp",)),
    ],
)
def test_a_portal_may_carry_an_outlet_that_nobody_knows(witnesses: Provenance) -> None:
    published = PORTALS.published(AT_PORTAL, witnesses, site_name="가나뉴스")
    assert published == Published("Harbor Tribune", OutletRole.PRESS, at_portal=True)


@pytest.mark.parametrize(
    "witnesses",
    [
        Provenance(),
        Provenance(declared=("가나 포털",), rights=("가나뉴스", "Gana Corp")),
        Provenance(declared=("정다온",), authors=("정다온",)),
        Provenance(shown=("구독", "홈으로")),
        Provenance(near=("정다온 기자", "서울")),
    ],
)
def test_where_nobody_else_is_told_the_portals_name_stands(witnesses: Provenance) -> None:
    published = PORTALS.published(AT_PORTAL, witnesses, publisher="가나뉴스")
    assert published == Published("가나포털", OutletRole.PORTAL, at_portal=True)


def test_a_portal_may_carry_a_release() -> None:
    published = PORTALS.published(AT_PORTAL, Provenance(declared=("보도와이어",)))
    assert published == Published("보도와이어", OutletRole.WIRE, at_portal=True)


def test_a_site_nobody_knows_that_names_another_provider_is_a_portal() -> None:
    witnesses = Provenance(declared=("누리통신",))
    published = PORTALS.published("https://agg.example/1", witnesses, publisher="모음", site_name="모음")
    assert published == Published("누리통신", OutletRole.PRESS, at_portal=True)
    own = PORTALS.published("https://m.nuri2.example/1", witnesses, publisher="누리통신")
    assert own == Published("누리통신", OutletRole.PRESS)
    assert PORTALS.published("https://nuri.example/1", Provenance(declared=("Harbor Tribune",))).name == "누리통신"


@pytest.mark.parametrize(
    ("url", "section", "name", "role"),
    [
        ("https://www.nuri.example/view/RPR20261120000100353", None, "누리통신 발표", OutletRole.WIRE),
        ("https://nuri.example/view/AKR20261120000100353", None, "누리통신", OutletRole.PRESS),
        ("https://nuri.example/news/1", "보도자료", "누리통신 보도자료", OutletRole.WIRE),
        ("https://nuri.example/press-release/wire/1", None, "누리통신 보도자료", OutletRole.WIRE),
        ("https://gaon.example/newsroom/gaon-opens-a-lab", None, "가온 뉴스룸", OutletRole.NEWSROOM),
        ("https://newsroom.gaon.example/gaon-opens-a-lab", None, "가온 뉴스룸", OutletRole.NEWSROOM),
        ("https://gaon.example/company/1", "Press Releases", "가온 뉴스룸", OutletRole.NEWSROOM),
        ("https://gaon.example/blog/1", "Tech", "가온", OutletRole.PRESS),
    ],
)
def test_a_section_of_releases_is_an_outlet_of_its_own(
    url: str, section: str | None, name: str, role: OutletRole
) -> None:
    assert PORTALS.published(url, site_name="가온", section=section) == Published(name, role)


def test_a_newsroom_is_one_by_its_name_too() -> None:
    for name in ("가온 뉴스룸", "Gaon Newsroom"):
        published = PORTALS.published("https://gaon.example/2026/1", site_name=name)
        assert published == Published(name, OutletRole.NEWSROOM)
        assert PORTALS.published("https://gaon.example/newsroom/2026/1", site_name=name) == published


def test_a_cached_page_is_the_papers() -> None:
    amp = "https://nuri-example.cdn.ampproject.org/c/s/nuri.example/amp/1234567"
    cached = "https://webcache.googleusercontent.com/search?q=cache:Ab12Cd:https://nuri.example/1234567+&hl=ko"
    for url in (amp, cached, "https://www.google.com/amp/s/nuri.example/amp/1234567"):
        assert PORTALS.published(url, site_name="Google") == Published("누리통신", OutletRole.PRESS)


def test_whose_text_an_article_carries_is_a_paper() -> None:
    assert PORTALS.credited("누리통신", ()) == PORTALS.credited("", ("정다온", "Nuri News")) == "누리통신"
    assert PORTALS.credited("하늘통신", ("정다온",)) == "하늘통신"
    assert PORTALS.credited("", ("정다온", "보도와이어")) == ""


@pytest.mark.parametrize(
    ("url", "name", "role"),
    [
        ("https://www.newswire.co.kr/newsRead.php?no=988001", "뉴스와이어", OutletRole.WIRE),
        ("https://www.yna.co.kr/view/RPR20261120000100353", "연합뉴스 보도자료", OutletRole.WIRE),
        ("https://www.yna.co.kr/view/AKR20261120000100353", "연합뉴스", OutletRole.PRESS),
        ("https://www.prnewswire.com/news-releases/gaon-opens-302137001.html", "PR Newswire", OutletRole.WIRE),
        ("https://kr.prnasia.com/story/1-0.shtml", "PR Newswire", OutletRole.WIRE),
        ("https://www.businesswire.com/news/home/20261120123456/en/Gaon-Opens", "Business Wire", OutletRole.WIRE),
        (
            "https://www.globenewswire.com/news-release/2026/11/20/1/0/en/G.html",
            "GlobeNewswire",
            OutletRole.WIRE,
        ),
        ("https://www.eurekalert.org/news-releases/1043001", "EurekAlert!", OutletRole.WIRE),
        ("https://www.korea.kr/briefing/pressReleaseView.do?newsId=156700001", "정책브리핑", OutletRole.WIRE),
        (
            "https://apnews.com/press-release/business/gaon-1",
            "Associated Press press releases",
            OutletRole.WIRE,
        ),
        ("https://news.samsung.com/kr/gaon", "삼성전자 뉴스룸", OutletRole.NEWSROOM),
        ("https://www.apple.com/kr/newsroom/2026/11/gaon/", "Apple Newsroom", OutletRole.NEWSROOM),
        ("https://www.upstage.ai/feed/tech/gaon", "Upstage", OutletRole.NEWSROOM),
        ("https://v.daum.net/v/20261120123456789", "다음", OutletRole.PORTAL),
        ("https://news.nate.com/view/20261120n12345", "네이트", OutletRole.PORTAL),
        ("https://news.zum.com/articles/90123456", "ZUM", OutletRole.PORTAL),
        ("https://www.msn.com/en-us/news/other/gaon/ar-AA1abcde", "MSN", OutletRole.PORTAL),
        ("https://finance.yahoo.com/news/gaon-123456789.html", "Yahoo", OutletRole.PORTAL),
        ("https://n.news.naver.com/article/999/0000000001", "네이버뉴스", OutletRole.PORTAL),
        ("https://n.news.naver.com/article/001/0000000001", "연합뉴스", OutletRole.PRESS),
        ("https://blog.google/technology/gaon/", "Google Blog", OutletRole.NEWSROOM),
    ],
)
def test_what_the_bundled_outlets_are_to_an_announcement(url: str, name: str, role: OutletRole) -> None:
    published = OutletRegistry(bundled_outlets()).published(url)
    assert (published.name, published.role) == (name, role)
