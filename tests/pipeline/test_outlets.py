"""Who published what stands at an address."""

from __future__ import annotations

import pickle

import pytest

from pipeline.items import Outlet, OutletRole
from pipeline.outlets import OutletRegistry
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
    name = REGISTRY.outlet_name
    assert name("https://x.example/1", publisher="엑스", site_name="엑스 뉴스") == "엑스"
    assert name("https://x.example/1", site_name="엑스 뉴스") == "엑스 뉴스"
    assert name("https://x.example/1", site_name="dawn  daily") == "새벽일보"
    assert name("https://x.example/1", publisher="https://x.example") == "x.example"
    assert name("https://www.x.example/1", site_name="말" * 100) == "x.example"


def test_what_one_witness_says_gives_way_to_the_page() -> None:
    assert REGISTRY.outlet_name("https://pulip.example/1", site_name="풀잎뉴스") == "풀잎뉴스"
    assert REGISTRY.outlet_name("https://pulip.example/1") == "풀잎소식"
    assert REGISTRY.outlet_name("https://saebyeok.example/1", site_name="딴 이름") == "새벽일보"


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
    assert len(outlets) > 500
    assert len(domains) == len(set(domains))
    assert len(numbers) == len(set(numbers))
    assert all(domain == domain.lower() and "/" not in domain for domain in domains)
    assert all(outlet.time_zone == "Asia/Seoul" for outlet in outlets if outlet.language == "ko")


def test_a_portal_is_not_the_outlet_of_what_it_carries() -> None:
    paper = Outlet("누리통신", ("nuri.example",))
    portal = Outlet("가나포털", ("portal.example",), aliases=("가나뉴스",), role=OutletRole.PORTAL)
    registry = OutletRegistry((paper, portal))
    url = "https://v.portal.example/v/1"
    assert registry.outlet_name(url, provider="누리 통신", site_name="가나뉴스") == "누리통신"
    assert registry.outlet_name(url, publisher="Harbor Tribune", site_name="가나뉴스") == "Harbor Tribune"
    assert registry.outlet_name(url, publisher="가나뉴스", site_name="가나뉴스") == "가나포털"
    assert registry.role_of("가나뉴스") is OutletRole.PORTAL
    assert registry.role_of("누리통신") is registry.role_of("Harbor Tribune") is OutletRole.PRESS
