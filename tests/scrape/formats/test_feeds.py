"""Feeds: valid by the rules of Atom and RSS, read back by a reader, ids that stay, no clock."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
import pytest
from lxml import etree

from pipeline.items import Coverage
from scrape.formats.feeds import USUAL_ENTRIES
from scrape.formats.options import ExportOptions
from tests.scrape.formats.rows import ROW, hostile_rows, many, written

ATOM = {"a": "http://www.w3.org/2005/Atom"}
# RFC 4151: tag:authority,date:specific, the specific part of characters that a URI may hold.
TAG = re.compile(r"tag:[a-z0-9.-]+\.[a-z]+,\d{4}:(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-F]{2})*")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")  # RFC 3339
OPTIONS = ExportOptions(names=("윤서하",), link="https://yoon.example/coverage.atom")


def atom(*rows: Coverage, options: ExportOptions = OPTIONS) -> Any:
    return etree.fromstring(written("atom", rows, options))


def ids(*rows: Coverage, options: ExportOptions = OPTIONS) -> list[str]:
    return [str(one) for one in atom(*rows, options=options).xpath("a:entry/a:id/text()", namespaces=ATOM)]


def check_atom(feed: Any) -> None:
    """The rules of RFC 4287, 4.1: what must be there, and how often."""
    for element in (feed, *feed.findall("a:entry", ATOM)):
        for name in ("id", "title", "updated"):
            (one,) = element.findall(f"a:{name}", ATOM)
            assert one.text
        assert TAG.fullmatch(element.findtext("a:id", namespaces=ATOM))
        assert MOMENT.fullmatch(element.findtext("a:updated", namespaces=ATOM))
        assert len(element.findall("a:published", ATOM)) <= 1
        for link in element.findall("a:link", ATOM):
            assert link.get("href").startswith(("http://", "https://"))
        for category in element.findall("a:category", ATOM):
            assert category.get("term")
    entries = feed.findall("a:entry", ATOM)
    assert all(entry.findtext("a:author/a:name", namespaces=ATOM) for entry in entries)
    assert all(entry.find("a:summary", ATOM) is not None for entry in entries)
    known = [entry.findtext("a:id", namespaces=ATOM) for entry in entries]
    assert len(set(known)) == len(known)


@pytest.mark.parametrize("rows", [[], [ROW], many(30), hostile_rows(), [replace(ROW, published_at=None, url="")]])
@pytest.mark.parametrize("options", [OPTIONS, ExportOptions(), ExportOptions(lang="ko", every_article=True)])
def test_a_feed_keeps_the_rules_and_is_read_back(rows: list[Coverage], options: ExportOptions) -> None:
    check_atom(atom(*rows, options=options))
    for name, version in (("atom", "atom10"), ("rss", "rss20")):
        read = feedparser.parse(written(name, rows, options))
        assert not read.bozo, read.get("bozo_exception")
        assert (read.version, len(read.entries)) == (version, len(rows))
        assert all(entry.id for entry in read.entries)
        assert not [
            entry for entry in read.entries if "link" in entry and not entry.link.startswith(("http", "tag:"))
        ]


def test_rss_has_what_a_channel_and_its_items_need() -> None:
    (channel,) = etree.fromstring(written("rss", hostile_rows(), OPTIONS)).findall("channel")
    assert all(channel.findtext(name) for name in ("title", "link", "description"))
    assert parsedate_to_datetime(channel.findtext("lastBuildDate") or "") == ROW.first_seen_at
    for item in channel.findall("item"):
        assert item.findtext("title")
        assert parsedate_to_datetime(item.findtext("pubDate") or "") == ROW.published_at
        assert item.find("guid").get("isPermaLink") == "false"


def test_hostile_words_are_text_and_no_element() -> None:
    for name in ("atom", "rss"):
        root = etree.fromstring(written(name, hostile_rows(), OPTIONS))
        assert {etree.QName(one).localname for one in root.iter()}.isdisjoint({"script", "table", "b"})
        assert not [
            one for one in root.iter() for value in one.attrib.values() if value.startswith(("java", "data"))
        ]


def test_the_newest_come_first_and_are_a_bounded_number() -> None:
    rows = many(USUAL_ENTRIES + 20)
    assert ids(*reversed(rows)) == ids(*rows)
    assert len(ids(*rows)) == USUAL_ENTRIES
    assert ids(*rows)[0].endswith(f"/{USUAL_ENTRIES + 20}")
    assert len(ids(*rows, options=replace(OPTIONS, limit=3))) == 3


def test_an_id_stays_when_the_story_gets_another_leading_article() -> None:
    other = replace(ROW, id=9, article_id=9, headline="다른 제목", url="https://b.example/", outlet="새벽일보")
    assert ids(ROW) == ids(other) == ["tag:yoon.example,2026:person:%EC%9C%A4%EC%84%9C%ED%95%98/4"]
    assert len(set(ids(ROW, replace(ROW, entity_id="company:온결연구소")))) == 2
    assert len(ids(ROW, other)) == 1
    assert len(ids(ROW, other, options=replace(OPTIONS, every_article=True))) == 2
    assert ids(replace(ROW, story_id=0, article_id=0, id=-3))[0].endswith("/row-3")


def test_times_are_those_of_the_rows() -> None:
    later = ROW.first_seen_at + timedelta(days=2)
    feed = atom(ROW, replace(ROW, id=2, story_id=5, gone_at=later))
    assert feed.findtext("a:updated", namespaces=ATOM) == "2024-08-09T02:00:00Z"
    assert [datetime.fromisoformat(one) for one in feed.xpath("a:entry/a:updated/text()", namespaces=ATOM)] == [
        later,
        ROW.first_seen_at,
    ]
    assert atom().findtext("a:updated", namespaces=ATOM) == "1970-01-01T00:00:00Z"


def test_a_feed_names_its_own_address_only_when_it_is_known() -> None:
    (own,) = atom(ROW).xpath("a:link[@rel='self']/@href", namespaces=ATOM)
    assert own == OPTIONS.link
    assert not atom(ROW, options=ExportOptions()).findall("a:link", ATOM)


def test_a_summary_says_who_wrote_and_what_they_say() -> None:
    text = atom(ROW).findtext("a:entry/a:summary", namespaces=ATOM)
    assert text.splitlines() == [
        "누리통신 외 3개 언론사",
        "윤서하 수석연구원은 말했다.",
        "발표: 소식배달",
        "also in English: Ongyeol releases model (Harbor Tribune)",
    ]
