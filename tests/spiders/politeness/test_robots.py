"""robots.txt: groups as they are meant, however they are written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.robots import ours, rows, wrong
from spiders.politeness.bounds import MAX_CRAWL_DELAY
from spiders.politeness.robots import Robots

US = "press-scrape/1.0 (+mailto:press@example.org)"


def allows(text: str, path: str = "/x", agent: str = US) -> bool:
    return Robots.parse(text.encode(), agent).allows(f"http://news.example{path}")


def test_the_group_that_names_us_counts_and_else_that_of_everybody() -> None:
    text = "User-agent: *\nDisallow: /\n\nUser-agent: press-scrape\nDisallow: /private/\n"
    assert allows(text)
    assert not allows(text, "/private/1")
    assert not allows(text, agent="other/1.0")


@pytest.mark.parametrize(
    "between", ["Foo: bar", "Sitemap: http://news.example/s.xml", "Crawl-delay: 2", "# remark", "", "nonsense"]
)
def test_what_stands_between_two_agents_does_not_part_them(between: str) -> None:
    text = f"User-agent: other\n{between}\nUser-agent: press-scrape\nDisallow: /x\n"
    assert not allows(text)
    assert not allows(text, agent="other/2")


def test_a_misspelt_rule_ends_the_list_of_agents() -> None:
    assert allows("User-agent: *\nDsallow: /x\nUser-agent: other\nDisallow: /\n")


def test_an_agent_name_ends_at_its_first_space() -> None:
    assert not allows("User-agent: Press-Scrape the monitor\nDisallow: /x\n")


def test_robots_txt_itself_is_always_allowed() -> None:
    assert allows("User-agent: *\nDisallow: /\n", "/robots.txt")


def test_a_byte_order_mark_and_any_line_end_are_read() -> None:
    assert not allows("\ufeffUser-agent: *\rDisallow: /x\r")


def test_a_page_that_is_no_robots_txt_forbids_nothing() -> None:
    assert allows("<!doctype html><html><body>404</body></html>")


def test_rules_within_the_first_500_kib_count() -> None:
    text = "# filler\n" * 50_000 + "User-agent: *\nDisallow: /x\n"
    assert len(text) < 500 * 1024
    assert not allows(text + "# filler\n" * 30_000)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("2", 2.0), ("0.5", 0.5), ("86400", MAX_CRAWL_DELAY), ("nan", None), ("soon", None)],
)
def test_a_crawl_delay_is_kept_within_reason(written: str, seconds: float | None) -> None:
    text = f"User-agent: *\nCrawl-delay: {written}\n"
    assert Robots.parse(text.encode(), US).crawl_delay == seconds


def test_sitemaps_are_listed() -> None:
    text = "Sitemap: http://news.example/a.xml\nUser-agent: *\nDisallow:\nSitemap: http://news.example/b.xml"
    assert Robots.parse(text.encode(), US).sitemaps == ("http://news.example/a.xml", "http://news.example/b.xml")


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fail(body: bytes) -> None:
    robots = Robots.parse(body, US)
    assert isinstance(robots.allows("http://news.example/x"), bool)


@pytest.mark.shared
def test_every_undisputed_case_of_the_public_suites(shared_data: Path) -> None:
    cases = [case for case in rows(shared_data / "robots-dev" / "cases.jsonl") if not case["disputed"]]
    assert wrong(cases, ours) == []
