"""Which of the dates on a page is that of publication; pages and outlets are invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

import pytest

from pipeline.dates import PressDate
from pipeline.extract.metadata import read_metadata
from pipeline.markup.declared import survey
from pipeline.markup.html import parse

KST = timezone(timedelta(hours=9))
NOW = datetime(2026, 1, 1, tzinfo=UTC)
HEADLINE = "The new bridge opens a month early"
TEXT = "<p>The bridge over the lake opens on Monday, a month before it was to, say those who built it.</p>" * 9


def published(
    under_headline: str = "",
    *,
    head: str = "",
    behind: str = "",
    url: str = "/bridge",
    zone: tzinfo | None = None,
    above: str = "",
    offered: PressDate | None = None,
) -> str | None:
    """The publication time of a page with a headline, something under it, an article, and something behind it."""
    html = (
        f"<html lang=en><head><title>{HEADLINE}</title>{head}</head><body>{above}<h1>{HEADLINE}</h1>"
        f"{under_headline}<div>{TEXT}</div>{behind}</body></html>"
    )
    root = parse(html)
    assert root is not None
    found = read_metadata(
        survey(root, f"https://www.lakesideglobe.example{url}"), zone=zone, now=NOW, offered=offered
    )
    when = found.published_at
    return None if when is None else when.isoformat() if found.has_time else when.date().isoformat()


def linked(**fields: str) -> str:
    pairs = ",".join(f'"{key}":"{value}"' for key, value in fields.items())
    return f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{HEADLINE}",{pairs}}}</script>'


@pytest.mark.parametrize(
    ("markup", "day"),
    [
        ("<div><svg><path d='M1'/></svg> May 6, 2024</div>", "2024-05-06"),
        ("<div>posted by Ann on 06-may-2024 5:11:10</div>", "2024-05-06T05:11:10+00:00"),
        ("<p>Last modified: May 6, 2024</p>", "2024-05-06"),
    ],
)
def test_dates_under_the_headline(markup: str, day: str | None) -> None:
    assert published(markup) == day


@pytest.mark.parametrize(
    "markup",
    [
        "<div><b>(Re)Published:</b> <br>May 6, 2024</div><div><b>Last edit:</b> <br>June 3, 2025</div>",
        "<ul><li><h6>3 June 2025 <i>| Latest</i></h6><li><h6>6 May 2024 <i>| Originally published</i></h6></ul>",
        "<p>게재일 2024.05.06.</p>",
    ],
)
def test_a_labelled_day_counts_wherever_it_stands(markup: str) -> None:
    filler = "<p>x</p>" * 200
    assert published(behind=filler + markup) == "2024-05-06"
    assert published(behind=filler + markup + "<p>Published: July 1, 2024</p>") is None


@pytest.mark.parametrize("filler", ["", "<p>x</p>" * 200])
@pytest.mark.parametrize(
    "imprint",
    [
        "<ul><li>등록번호 : 서울 아00000</li><li>등록일 : 2010.05.03</li><li>발행인 : 홍길동</li></ul>",
        "<div class='page-footer'><div><div><div><p>발행일 2010-05-03</p></div></div></div></div>",
    ],
)
def test_the_day_on_which_the_outlet_was_registered_is_not_ours(imprint: str, filler: str) -> None:
    assert published(behind=filler + imprint) is None


def test_days_of_other_articles_below_the_text_are_not_ours() -> None:
    card = "<div class=card><p class=day>{0}</p><h3><a href='/{0}'>Another story of the lake</a></h3></div>"
    days = ("March 5, 2025", "March 4, 2025", "February 26, 2025")
    assert published(behind="".join(map(card.format, days))) is None
    assert published("<p class=day>May 6, 2024</p>", behind="".join(map(card.format, days))) == "2024-05-06"
    assert published(behind="<p class=day>May 6, 2024</p>") == "2024-05-06"


def test_of_two_declared_days_the_one_shown_counts() -> None:
    created = linked(datePublished="2024-05-05T22:40:00-07:00")
    released = "2024-05-06T02:00:07-07:00"
    meta = f"<meta name=pubdate content='{released}'>"
    assert published("<time>May 6, 2024</time>", head=created + meta) == released
    assert published("<time>May 5, 2024</time>", head=created + meta) == "2024-05-05T22:40:00-07:00"
    assert published(head=created + meta) == "2024-05-05T22:40:00-07:00"


def test_a_shown_day_of_change_does_not_replace_the_declared_day() -> None:
    head = linked(datePublished="2024-05-03T09:48:24Z", dateModified="2024-05-09T09:22:36Z")
    changed = "<meta name=date content='2024-05-09T09:22:36Z'>"
    assert published("<p>9 May 2024</p>", head=head + changed) == "2024-05-03T09:48:24+00:00"


def test_one_instant_told_in_two_zones_is_no_contradiction() -> None:
    head = linked(datePublished="2024-05-07T00:08:44Z") + "<meta name=pubdate content='2024-05-06T19:08:44'>"
    assert published("<p>May 6, 2024</p>", head=head, url="/2024/05/06/bridge") == "2024-05-06T19:08:44-05:00"


def test_a_declared_day_that_the_page_calls_a_change_gives_way_to_the_day_it_calls_publication() -> None:
    shown = "<p>Published <b>Apr 26, 2023</b></p><p>Updated <b>May 6, 2024</b></p>"
    assert published(shown, head=linked(datePublished="May 6, 2024")) == "2023-04-26"
    assert published(shown, head=linked(datePublished="Apr 30, 2023")) == "2023-04-30"


@pytest.mark.parametrize(
    ("declared", "shown", "zone", "expected"),
    [
        pytest.param(
            "2024-05-06", "May 6, 2024 3:15 p.m.", KST, "2024-05-06T15:15:00+09:00", id="a day, its clock"
        ),
        pytest.param("2024-05-06", "May 7, 2024 3:15 p.m.", KST, "2024-05-06", id="a day, the clock of another"),
        pytest.param(
            "2024-05-06T15:15:00Z",
            "May 6, 2024 3:15 p.m.",
            KST,
            "2024-05-06T15:15:00+09:00",
            id="a Z that is a lie",
        ),
        pytest.param(
            "2024-05-06T15:15:00Z", "May 7, 2024 0:15 a.m.", KST, "2024-05-07T00:15:00+09:00", id="a Z that is true"
        ),
        pytest.param(
            "2024-05-06T15:15:00",
            "May 6, 2024 15:15 EDT",
            None,
            "2024-05-06T15:15:00-04:00",
            id="a zone that is shown",
        ),
        pytest.param(
            "2024-05-06T19:15:00Z", "May 6, 2024 15:15 EDT", None, "2024-05-06T15:15:00-04:00", id="another zone"
        ),
        pytest.param(
            "2024-05-06T19:15:00Z", "May 6, 2024 15:15", None, "2024-05-06T15:15:00-04:00", id="the clock of a zone"
        ),
        pytest.param(
            "2024-05-06T19:15:00Z", "May 6, 2024 15:23", None, "2024-05-06T19:15:00+00:00", id="the clock of none"
        ),
    ],
)
def test_a_declared_time_is_told_on_the_clock_of_the_outlet(
    declared: str, shown: str, zone: tzinfo | None, expected: str
) -> None:
    """As far as the page lets that be known: by the outlet's zone, or by what readers see."""
    assert published(f"<p>{shown}</p>", head=linked(datePublished=declared), zone=zone) == expected


@pytest.mark.parametrize(
    ("declared", "day", "expected"),
    [
        ("2024-05-07T02:00:00Z", "2024/05/06", "2024-05-06T23:00:00-03:00"),
        ("2024-05-06T23:30:00Z", "2024/05/07", "2024-05-07T00:30:00+01:00"),
        ("2024-05-06T23:30:00Z", "2024/05/06", "2024-05-06T23:30:00+00:00"),
        ("2024-05-06T23:30:00Z", "2024/05/01", "2024-05-06T23:30:00+00:00"),
    ],
)
def test_the_day_that_an_address_names_tells_the_zone_of_an_instant(declared: str, day: str, expected: str) -> None:
    assert published(head=linked(datePublished=declared), url=f"/{day}/bridge") == expected


def test_the_publication_meta_tags_of_unknown_names_count_and_those_of_changes_do_not() -> None:
    assert published(head="<meta name='lakeside.publish_date' content='2024-05-06'>") == "2024-05-06"
    assert published(head="<meta name='publish_date_modified' content='2024-05-06'>") is None
    assert published(head="<meta name='lakeside.anything' content='2024-05-06'>") is None


def test_a_change_is_told_on_the_clock_of_the_outlet_too() -> None:
    head = linked(datePublished="2024-05-03T09:00:00", dateModified="2024-05-09T09:22:36")
    root = parse(f"<html><head><title>{HEADLINE}</title>{head}</head><body><h1>{HEADLINE}</h1>{TEXT}</body></html>")
    assert root is not None
    page = survey(root, "https://www.lakesideglobe.example/bridge")
    for zone, shown in ((KST, "2024-05-09T09:22:36+09:00"), (None, "2024-05-09T09:22:36+00:00")):
        modified = read_metadata(page, zone=zone, now=NOW).modified_at
        assert modified is not None
        assert modified.isoformat() == shown


def test_the_clock_of_another_day_is_not_taken() -> None:
    meta = "<meta name=pubdate content='2024-05-07T10:00:00Z'>"
    assert published(head=linked(datePublished="2024-05-06") + meta) == "2024-05-06"
    assert published(head=linked(datePublished="2024-05-07") + meta) == "2024-05-07T10:00:00+00:00"


@pytest.mark.parametrize("attribute", ["datetime", "content"])
def test_an_element_tells_its_time_to_machines(attribute: str) -> None:
    assert (
        published(f"<p><time {attribute}='2024-05-06T10:00:00Z'>Monday</time></p>") == "2024-05-06T10:00:00+00:00"
    )


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param(
            {
                "under_headline": "<p>May 6, 2023</p>",
                "head": linked(datePublished="Feb 2, 2024", dateModified="Feb 2, 2024"),
            },
            "2023-05-06",
            id="a declaration that equals the change",
        ),
        pytest.param(
            {
                "under_headline": "<p>입력 2023.05.06 15:30</p>",
                "head": "<meta property=article:published_time content=2025-12-31T23:59:30+00:00>",
            },
            "2023-05-06T15:30:00+00:00",
            id="the moment of rendering",
        ),
        pytest.param(
            {
                "under_headline": "<p>입력 2023.05.06 15:30 | 수정 2023.05.07 09:00</p>",
                "head": "<meta property=article:published_time content=2023-05-07T09:00:00Z>",
            },
            "2023-05-06T15:30:00+00:00",
            id="a declaration that is shown as the change",
        ),
        pytest.param(
            {"url": "/2017/7/2/bridge", "head": linked(datePublished="2019-06-07T18:28:00+02:00")},
            "2017-07-02",
            id="an address years before the declaration",
        ),
        pytest.param(
            {
                "under_headline": "<p>7 May 2022, 11:07am</p>",
                "behind": "<p>This story was originally published on 6 May 2019 at 4:12pm but has been gone over "
                "by the desk again and again since then to keep up with all that happened on the lake.</p>",
            },
            "2019-05-06T16:12:00+00:00",
            id="originally published",
        ),
        pytest.param(
            {
                "under_headline": "<p>By Ann Example | May 6, 2023</p>",
                "behind": "<section><article><b>Tom</b> <time datetime=2023-06-01T09:00:00Z>June 1</time>",
            },
            "2023-05-06",
            id="a reader's answer",
        ),
        pytest.param(
            {"under_headline": "<div datetime='2023-05-06 17:00:00 -0400'>May 6, 2023</div>"},
            "2023-05-06T17:00:00-04:00",
            id="an attribute",
        ),
        pytest.param(
            {"under_headline": "<span title='2023-05-06 15:19:04'>104주 전</span>"},
            "2023-05-06T15:19:04+00:00",
            id="a tooltip",
        ),
        pytest.param({"url": "/web/20240101023242/http://old.example/a"}, None, id="an archive's stamp"),
        pytest.param(
            {"under_headline": "<p><em>2023.05.06</em> <em>15:30</em></p>"},
            "2023-05-06T15:30:00+00:00",
            id="an hour beside",
        ),
        pytest.param({"above": "<header><p>Dec 30, 2025</p></header>"}, None, id="a masthead"),
        pytest.param({"under_headline": "<p>May 06. 2023</p>"}, "2023-05-06", id="a point before the year"),
        pytest.param({"under_headline": "<p>2023/05/06 [15:30]</p>"}, "2023-05-06T15:30:00+00:00", id="brackets"),
    ],
)
def test_the_day_that_weighs_most_counts(parts: dict[str, Any], expected: str | None) -> None:
    assert published(**parts) == expected


def test_of_times_that_differ_by_a_zone_the_one_borne_out_counts() -> None:
    head = (
        "<meta property=article:published_time content=2023-05-06T19:11:05-04:00>"
        "<meta name=datePublished content=2023-05-06T15:11:05-04:00>"
        "<meta name=dateModified content=2023-05-06T15:11:05-04:00>"
    )
    assert published(head=head) == "2023-05-06T15:11:05-04:00"


@pytest.mark.parametrize(
    "node",
    [
        '{"@type":"VideoObject","name":"A film of the lake","uploadDate":"2019-03-02T09:00:00Z"}',
        '{"@type":"WebPage","name":"Globe","url":"https://www.lakesideglobe.example/","datePublished":"2018-01-01"}',
        '{"@type":"NewsArticle","headline":"The mayor leaves","url":"/mayor","datePublished":"2024-06-01"}',
    ],
    ids=["video", "home page", "another article"],
)
def test_a_node_of_something_else_dates_nothing(node: str) -> None:
    head = f'<script type="application/ld+json">{node}</script>'
    assert published("<p>Published May 6, 2023</p>", head=head) == "2023-05-06"


OFFERED = PressDate(datetime(2024, 5, 6, 15, 30, tzinfo=KST), has_time=True)
OFFERED_DAY = PressDate(datetime(2024, 5, 6, tzinfo=KST), has_time=False)


@pytest.mark.parametrize(
    ("parts", "offered", "expected"),
    [
        pytest.param({}, OFFERED, "2024-05-06T15:30:00+09:00", id="alone"),
        pytest.param(
            {"above": "<div>Dec 30, 2025 (Tuesday)</div>"}, OFFERED, "2024-05-06T15:30:00+09:00", id="masthead"
        ),
        pytest.param(
            {"head": '<script>var c = {"expires":"2027-01-31","updatedAt":"2025-01-31T00:00:00Z"};</script>'},
            OFFERED,
            "2024-05-06T15:30:00+09:00",
            id="cookies",
        ),
        pytest.param(
            {"under_headline": "<p>Updated May 9, 2024</p>"}, OFFERED, "2024-05-06T15:30:00+09:00", id="change"
        ),
        pytest.param(
            {"under_headline": "<p>May 6, 2024</p>"}, OFFERED, "2024-05-06T15:30:00+09:00", id="its clock"
        ),
        pytest.param(
            {"under_headline": "<p>Published May 3, 2024</p>"}, OFFERED, "2024-05-03", id="a label is more"
        ),
        pytest.param(
            {"head": linked(datePublished="2024-05-03")}, OFFERED, "2024-05-03", id="a declaration is more"
        ),
        pytest.param(
            {"head": linked(datePublished="2024-05-09"), "under_headline": "<p>May 6, 2024</p>"},
            OFFERED,
            "2024-05-06T15:30:00+09:00",
            id="two places are more",
        ),
        pytest.param({"under_headline": "<p>May 3, 2024</p>"}, OFFERED_DAY, "2024-05-03", id="a mere day is less"),
        pytest.param({}, OFFERED_DAY, "2024-05-06", id="a mere day alone"),
        pytest.param(
            {"under_headline": "<p>May 6, 2024 6:30 am</p>"}, OFFERED, "2024-05-06T15:30:00+09:00", id="one instant"
        ),
    ],
)
def test_what_the_feed_says_is_a_witness_among_others(
    parts: dict[str, Any], offered: PressDate, expected: str
) -> None:
    assert published(**parts, offered=offered) == expected


def test_a_clock_without_a_zone_is_read_in_that_of_the_feed() -> None:
    head = linked(datePublished="2024-05-06T15:30:00")
    assert published(head=head, offered=OFFERED) == "2024-05-06T15:30:00+09:00"
    assert published(head=head, zone=UTC, offered=OFFERED) == "2024-05-06T15:30:00+00:00"


def test_all_dates_are_told_with_what_they_weigh() -> None:
    page = parse(
        f"<html lang=en><title>{HEADLINE}</title>{linked(datePublished='2024-05-06')}<h1>{HEADLINE}</h1>"
        f"<p>Published May 6, 2024</p><p>Updated May 9, 2024</p>{TEXT}"
    )
    assert page is not None
    witnesses = read_metadata(survey(page, "https://www.lakesideglobe.example/bridge"), now=NOW).date_witnesses
    assert [(claim.source.value, claim.role, weight) for claim, weight in witnesses] == [
        ("json-ld", "", 4),
        ("visible", "published", 4),
        ("visible", "", 1),
        ("visible", "modified", 0),
    ]


def test_microdata_of_something_else_dates_nothing() -> None:
    stamp = "<meta itemprop=datePublished content=2019-03-02T09:00:00Z>"
    film = f"<div itemscope itemtype='https://schema.org/VideoObject'>{stamp}</div>"
    assert published(f"<p>May 6, 2023</p>{film}") == "2023-05-06"
    article = f"<div itemscope itemtype='https://schema.org/NewsArticle'>{stamp}</div>"
    assert published(f"<p>May 6, 2023</p>{article}") == "2019-03-02T09:00:00+00:00"


@pytest.mark.parametrize(
    ("host", "language", "expected"),
    [
        ("lakesideglobe.example.in", "en", "2024-05-06T15:30:00+05:30"),
        ("lakesideglobe.example", "en-IN", "2024-05-06T15:30:00+05:30"),
        ("lakesideglobe.example", "ko", "2024-05-06T15:30:00+09:00"),
        ("lakesideglobe.example", "en-US", "2024-05-06T15:30:00+00:00"),
        ("lakesideglobe.example", "en-GB", "2024-05-06T15:30:00+00:00"),
    ],
)
def test_a_clock_without_a_zone_is_read_in_that_of_the_pages_country(
    host: str, language: str, expected: str
) -> None:
    page = parse(f"<html lang={language}><title>{HEADLINE}</title>{linked(datePublished='2024-05-06T15:30')}{TEXT}")
    assert page is not None
    when = read_metadata(survey(page, f"https://{host}/bridge"), now=NOW).published_at
    assert when is not None
    assert when.isoformat() == expected
