"""What the search services are asked, and what is read out of their answers."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import FeedError, PageError
from pipeline.items import Affiliation, Entity, EntityKind, Page, Source
from pipeline.names import Syntax, phrased, queries
from pipeline.urls.google_news import Signed, address_in, article_id, is_opaque, question, resolved, signature
from spiders.sources.base import DocumentReading, Scope
from spiders.sources.kinds import SEARCHES

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PERSON = Entity(
    "person:서다인", EntityKind.PERSON, "서다인", ("Dain Seo",), (Affiliation("해솔랩"),), topics=("음성인식",)
)
KEYS = {"NAVER_API_KEY_ID": "i", "NAVER_API_KEY": "k"}


def asked(kind: str, entity: Entity = PERSON) -> list[dict[str, str]]:
    return [dict(parse_qsl(urlsplit(source.url).query)) for source in SEARCHES[kind].searches(entity)]


def read(
    kind: str, body: bytes, url: str = "", content_type: str = "text/xml", scope: Scope | None = None
) -> DocumentReading:
    source = SEARCHES[kind].searches(PERSON)[0]
    where = url or source.url
    page = Page(where, where, 200, (("Content-Type", content_type),), body, NOW)
    return SEARCHES[kind].read(source, page, scope or Scope(UTC, NOW, keys=KEYS))


def rss(items: Iterable[str]) -> bytes:
    return f"<rss version='2.0'><channel><title>t</title>{''.join(items)}</channel></rss>".encode()


def item(number: int, title: str = "제목", extra: str = "") -> str:
    return f"<item><title>{title}</title><link>http://news.example/{number}</link>{extra}</item>"


def test_names_are_asked_alone_and_with_their_context() -> None:
    assert [values["q"] for values in asked("google-news")] == [
        '"서다인"',
        '"서다인" ("해솔랩" OR "음성인식")',
        '("Dain Seo" OR "Seo Dain")',
        '("Dain Seo" OR "Seo Dain") ("해솔랩" OR "음성인식")',
    ]


def test_each_edition_is_asked_in_its_language() -> None:
    assert [(values["hl"], values["gl"], values["ceid"]) for values in asked("google-news")] == [
        ("ko", "KR", "KR:ko")
    ] * 2 + [("en-US", "US", "US:en")] * 2


def test_a_company_is_asked_by_the_name_that_all_its_forms_hold() -> None:
    company = Entity("c", EntityKind.COMPANY, "(주)해솔연구소", ("Haesol Lab Inc.",))
    assert [values["query"] for values in asked("naver-news", company)] == ['"해솔연구소"', '"Haesol Lab"']


def test_names_too_short_for_a_service_are_not_asked() -> None:
    assert [values["query"] for values in asked("gdelt")] == ['("Dain Seo" OR "Seo Dain")']


@given(st.lists(st.text("abcde 가나", min_size=1, max_size=40).filter(str.strip), min_size=1, max_size=30))
def test_no_question_is_longer_than_a_service_takes(names: list[str]) -> None:
    entity = Entity("p", EntityKind.PERSON, names[0].strip(), tuple(name.strip() for name in names[1:]))
    syntax = Syntax(max_length=200, max_words=20)
    for query in queries(entity):
        for text in phrased(query, syntax):
            assert len(text) <= syntax.max_length
            assert text.count('"') % 2 == 0


# --- Google News


def google_id(address: str) -> str:
    head = b"\x08\x13\x22" + bytes([len(address)]) + address.encode() + b"\xd2\x01\x00"
    return base64.urlsafe_b64encode(head).decode().rstrip("=")


OPAQUE = "https://news.google.com/rss/articles/CBMiQUFVX3lxTE9wYXF1ZV9pZF8?oc=5"


def test_google_names_outlet_headline_and_time() -> None:
    source = (
        '<source url="https://www.maru.example">마루신문</source><pubDate>Thu, 27 Aug 2026 01:30:00 GMT</pubDate>'
    )
    body = rss([f"<item><title>서다인 - 새 모델 - 마루신문</title><link>{OPAQUE}</link>{source}</item>"])
    link = read("google-news", body).links[0]
    assert (link.headline, link.outlet_name, link.outlet_url) == (
        "서다인 - 새 모델",
        "마루신문",
        "https://www.maru.example",
    )
    assert link.published_at == datetime(2026, 8, 27, 1, 30, tzinfo=UTC)
    assert is_opaque(link.url)


def test_an_old_id_tells_the_address() -> None:
    url = f"https://news.google.com/rss/articles/{google_id('https://www.maru.example/news/12345')}?oc=5"
    link = read("google-news", rss([f"<item><title>t</title><link>{url}</link></item>"])).links[0]
    assert (link.url, link.other_urls) == ("https://www.maru.example/news/12345", (url,))


@given(st.binary(max_size=60))
def test_any_id_is_read_without_a_crash(data: bytes) -> None:
    key = base64.urlsafe_b64encode(b"\x08\x13\x22" + data).decode()
    url = f"https://news.google.com/articles/{key}"
    assert (address_in(url) is None) == is_opaque(url)


def test_a_full_google_search_is_asked_for_its_newest_days() -> None:
    full = rss(item(number) for number in range(100))
    more = read("google-news", full).more
    assert [dict(parse_qsl(urlsplit(ask.url).query))["q"] for ask in more] == ['"서다인" when:7d']
    assert read("google-news", full, more[0].url).more == ()
    assert read("google-news", rss([item(1)])).more == ()


def test_a_full_google_window_is_halved_until_it_is_a_day() -> None:
    scope = Scope(UTC, NOW, since=NOW - timedelta(days=3))
    kind = SEARCHES["google-news"]
    source = kind.searches(PERSON)[0]
    full = rss(item(number) for number in range(100))
    waiting = [kind.first(source, scope)]
    windows: set[str] = set()
    warnings: list[str] = []
    while waiting:
        ask = waiting.pop()
        windows.add(dict(parse_qsl(urlsplit(ask.url).query))["q"])
        reading = read("google-news", full, ask.url, scope=scope)
        waiting += reading.more
        warnings += reading.warnings
    days = [f"2026-11-{day}" for day in range(17, 22)]
    for first, last in pairwise(days):
        assert f'"서다인" after:{first} before:{last}' in windows
    assert len(warnings) == len(days) - 1


def test_addresses_are_asked_in_batches() -> None:
    signed = [Signed("CBMione", "AU_a", 1), Signed("CBMitwo", "AU_b", 2)]
    calls = json.loads(dict(parse_qsl(question(signed).decode()))["f.req"])[0]
    assert [call[0] for call in calls] == ["Fbv4je", "Fbv4je"]
    assert [json.loads(call[1])[-3:] for call in calls] == [["CBMione", 1, "AU_a"], ["CBMitwo", 2, "AU_b"]]
    payload = json.dumps(["garturlres", "https://maru.example/news/7", 1])
    answer = ")]}'\n\n" + json.dumps(
        [
            ["wrb.fr", "Fbv4je", payload, None, None, None, "2"],
            ["wrb.fr", "Fbv4je", None, None, None, [3], "1"],
            ["di", 9],
        ]
    )
    assert resolved(answer, signed) == {"CBMitwo": "https://maru.example/news/7"}
    assert resolved(f"{len(answer)}\n{answer}", signed) == {"CBMitwo": "https://maru.example/news/7"}


@given(st.text(max_size=200))
def test_nonsense_resolves_nothing(text: str) -> None:
    assert resolved(text, [Signed("CBMione", "s", 1)]) == {}
    assert signature("CBMione", text) is None


@pytest.mark.parametrize(
    "url", ["https://news.google.com/topics/CAAq", "http://[", "https://maru.example/articles/77"]
)
def test_other_addresses_hold_no_id(url: str) -> None:
    assert article_id(url) is None


# --- Bing News


def test_bing_links_are_unwrapped() -> None:
    click = "http://www.bing.com/news/apiclick.aspx?ref=x&amp;url=https%3a%2f%2fmaru.example%2fa%2f12345&amp;c=1"
    body = (
        "<rss version='2.0' xmlns:News='https://www.bing.com/news/search?q=x&amp;format=rss'>"
        "<channel><title>t</title>"
        f"<item><title>제목</title><link>{click}</link><News:Source>마루신문 on MSN</News:Source>"
        "</item></channel></rss>"
    ).encode()
    link = read("bing-news", body).links[0]
    assert (link.url, link.outlet_name) == ("https://maru.example/a/12345", "마루신문")
    assert link.other_urls[0].startswith("http://www.bing.com/news/apiclick.aspx")


def test_bing_is_paged_only_back_in_time() -> None:
    dated = "<pubDate>Thu, 19 Nov 2026 01:30:00 GMT</pubDate>"
    body = rss(item(number, extra=dated) for number in range(10))
    assert read("bing-news", body).more == ()
    back = Scope(UTC, NOW, since=NOW - timedelta(days=30))
    more = read("bing-news", body, scope=back).more
    assert [dict(parse_qsl(urlsplit(ask.url).query))["first"] for ask in more] == ["11"]
    recent = Scope(UTC, NOW, since=NOW - timedelta(hours=2))
    assert read("bing-news", body, scope=recent).more == ()


# --- GDELT


def gdelt(articles: object) -> bytes:
    return json.dumps({"articles": articles}).encode()


def test_gdelt_says_when_it_saw_an_article_not_when_that_was_published() -> None:
    result = {"url": "https://maru.example/a/12345", "title": "Dain Seo", "seendate": "20261119T120000Z"}
    link = read("gdelt", gdelt([result]), content_type="application/json").links[0]
    assert (link.url, link.headline, link.published_at) == ("https://maru.example/a/12345", "Dain Seo", None)


def test_gdelt_titles_may_hold_control_characters() -> None:
    body = b'{"articles":[{"url":"https://maru.example/a/12345","title":"Dain\x01 \nSeo"}]}'
    assert read("gdelt", body).links[0].headline == "Dain Seo"


@pytest.mark.parametrize(
    ("damage", "lost"),
    [
        (lambda body: body.replace(b"title 7", b"5\\% in \\Delta"), 0),
        (lambda body: body.replace(b"title 7", b"\\u12 and \\x"), 0),
        (lambda body: body.replace(b"title 7", b'a "quoted" word'), 1),
        (lambda body: body[: body.index(b"title 9")], 1),
    ],
)
def test_one_damaged_gdelt_result_costs_no_other(damage: Callable[[bytes], bytes], lost: int) -> None:
    body = gdelt([{"url": f"https://maru.example/a/{n}", "title": f"title {n}", "domain": "x"} for n in range(10)])
    reading = read("gdelt", damage(body))
    assert len(reading.links) == 10 - lost
    assert [warning for warning in reading.warnings if "damaged" in warning] == [
        f"{lost} damaged results could not be read"
    ][:lost]


def test_gdelt_without_results_is_empty() -> None:
    assert read("gdelt", b"{}").links == ()


@pytest.mark.parametrize(
    "body", [b"The specified phrase is too short.", b"Please limit requests to one every 5 seconds", b"", b"[1]"]
)
def test_gdelt_refusals_are_told_in_its_words(body: bytes) -> None:
    with pytest.raises(FeedError, match="GDELT") as caught:
        read("gdelt", body, content_type="text/html")
    assert body.decode() in str(caught.value) or body in {b"", b"[1]"}


def test_a_full_gdelt_answer_is_halved_by_time() -> None:
    full = gdelt([{"url": f"https://maru.example/a/{number}"} for number in range(250)])
    first = SEARCHES["gdelt"].first(SEARCHES["gdelt"].searches(PERSON)[0], Scope(UTC, NOW))
    bounds = [dict(parse_qsl(urlsplit(ask.url).query)) for ask in (first, *read("gdelt", full, first.url).more)]
    whole, newer, older = [(values["startdatetime"], values["enddatetime"]) for values in bounds]
    assert (older[0], newer[1]) == whole
    assert older[1] == newer[0]


# --- Naver


def naver(start: int, total: int, hours: int = 1) -> bytes:
    items = [
        {
            "title": f"<b>서다인</b> 대표 &quot;{number}&quot;",
            "originallink": f"https://maru.example/a/{number}",
            "link": f"https://n.news.naver.com/mnews/article/999/{number:010}",
            "pubDate": (NOW - timedelta(hours=hours * number)).strftime("%a, %d %b %Y %H:%M:%S +0000"),
        }
        for number in range(start, min(start + 100, total + 1))
    ]
    return json.dumps({"total": total, "start": start, "display": 100, "items": items}).encode()


def test_naver_prefers_the_publishers_address() -> None:
    link = read("naver-news", naver(1, 1)).links[0]
    assert (link.url, link.headline) == ("https://maru.example/a/1", '서다인 대표 "1"')
    assert link.other_urls == ("https://n.news.naver.com/mnews/article/999/0000000001",)
    assert link.published_at == NOW - timedelta(hours=1)


def test_naver_is_paged_to_what_was_there_last_time() -> None:
    last = Scope(UTC, NOW, last=NOW - timedelta(days=3), keys=KEYS)
    assert read("naver-news", naver(1, 900), scope=last).more == ()  # its oldest is of four days ago
    longer = Scope(UTC, NOW, last=NOW - timedelta(days=30), keys=KEYS)
    (ask,) = read("naver-news", naver(1, 900), scope=longer).more
    assert dict(parse_qsl(urlsplit(ask.url).query))["start"] == "101"
    assert dict(ask.headers)["X-NCP-APIGW-API-KEY"] == "k"


def test_naver_says_when_it_has_more_than_it_tells() -> None:
    source = SEARCHES["naver-news"].searches(PERSON)[0]
    url = source.url.replace("start=1", "start=901")
    reading = read("naver-news", naver(901, 5000), url)
    assert reading.more == ()
    assert "5000 results" in reading.warnings[0]


def test_naver_is_asked_by_the_key_that_is_set() -> None:
    kind = SEARCHES["naver-news"]
    source = kind.searches(PERSON)[0]
    hub = kind.first(source, Scope(UTC, NOW, keys={**KEYS, "NAVER_CLIENT_ID": "o", "NAVER_CLIENT_SECRET": "s"}))
    assert hub.url.startswith("https://naverapihub.apigw.ntruss.com/search/v1/news?")
    assert dict(hub.headers) == {"X-NCP-APIGW-API-KEY-ID": "i", "X-NCP-APIGW-API-KEY": "k"}
    old = kind.first(source, Scope(UTC, NOW, keys={"NAVER_CLIENT_ID": "o", "NAVER_CLIENT_SECRET": "s"}))
    assert old.url.startswith("https://openapi.naver.com/v1/search/news.json?")
    assert dict(old.headers) == {"X-Naver-Client-Id": "o", "X-Naver-Client-Secret": "s"}
    with pytest.raises(PageError, match="NAVER_API_KEY"):
        kind.first(source, Scope(UTC, NOW))


def test_naver_refusals_are_told_in_its_words() -> None:
    with pytest.raises(FeedError, match="Authentication failed"):
        read("naver-news", b'{"errorMessage":"Authentication failed","errorCode":"024"}')


@pytest.mark.parametrize("kind", SEARCHES)
def test_no_key_stands_in_the_address_of_a_source(kind: str) -> None:
    service = SEARCHES[kind]
    for source in service.searches(PERSON, "http://127.0.0.1:8000"):
        assert isinstance(source, Source)
        ask = service.first(source, Scope(UTC, NOW, keys=KEYS))
        assert ask.url.startswith("http://127.0.0.1:8000/")
        assert "X-NCP" not in ask.url
        assert "&k=" not in ask.url
