"""Feeds, from the bytes as served."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import FeedError
from pipeline.feeds import FeedEntry, linked_feeds, read_feed
from pipeline.feeds.documents import FeedDocument

KST = timezone(timedelta(hours=9))
URL = "https://news.example/rss/all.xml"
ITEM = "<item><title>새 배터리 공개</title><link>https://news.example/a?id=1&amp;p=2</link></item>"


def rss(items: str, channel: str = "", declaration: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return f'{declaration}<rss version="2.0"><channel><title>가람일보</title>{channel}{items}</channel></rss>'


def atom(entries: str) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ko-KR"><title>가람일보</title>{entries}</feed>'


def read(text: str | bytes, content_type: str | None = None, now: datetime | None = None) -> FeedDocument:
    body = text.encode() if isinstance(text, str) else text
    return read_feed(body, content_type, URL, KST, now=now)


def only(text: str | bytes) -> FeedEntry:
    (entry,) = read(text).entries
    return entry


def test_rss_in_full() -> None:
    document = read(
        rss(
            "<item><title><![CDATA[‘새 배터리’ 공개 & 전망]]></title><link> https://news.example/a/1 </link>"
            "<guid isPermaLink='false'>a-1</guid><author>press@news.example (한도윤 기자)</author>"
            "<description>&lt;p&gt;첫 문장이다.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;"
            "둘째 문장이다.</description>"
            "<pubDate>Wed, 07 Aug 2024 15:15:00 +0900</pubDate>"
            "<source url='https://wire.example/rss'>나루통신</source></item>",
            "<link>https://news.example/</link><language>ko-KR</language>",
        )
    )
    assert (document.kind, document.title, document.language) == ("rss20", "가람일보", "ko")
    assert document.warnings == ()
    assert document.entries == (
        FeedEntry(
            url="https://news.example/a/1",
            guid="a-1",
            headline="‘새 배터리’ 공개 & 전망",
            summary="첫 문장이다. 둘째 문장이다.",
            published_at=datetime(2024, 8, 7, 15, 15, tzinfo=KST),
            has_time=True,
            author="한도윤 기자",
            source_name="나루통신",
            source_url="https://wire.example/rss",
        ),
    )


def test_atom_and_rdf() -> None:
    entry = only(
        atom(
            "<entry><id>tag:news.example,2024:1</id><title type='html'>&lt;b&gt;새 배터리&lt;/b&gt; 공개</title>"
            "<link rel='enclosure' href='https://news.example/1.mp3'/><link href='/a/1'/>"
            "<author><name>한도윤</name></author><author><name>서이안</name></author>"
            "<published>2024-08-07T15:15:00</published><updated>2024-08-08T00:10:00Z</updated></entry>"
        )
    )
    assert (entry.url, entry.headline) == ("https://news.example/a/1", "새 배터리 공개")
    assert entry.author == "한도윤, 서이안"
    assert entry.published_at == datetime(2024, 8, 7, 15, 15, tzinfo=KST)
    assert entry.updated_at == datetime(2024, 8, 8, 0, 10, tzinfo=UTC)
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>t</title></channel>'
        '<item rdf:about="https://news.example/a/2"><title>둘째</title><link>https://news.example/a/2</link>'
        "<dc:date>2024-08-07T15:15+09:00</dc:date><dc:creator>서이안</dc:creator></item></rdf:RDF>"
    )
    assert read(rdf).kind == "rss10"
    assert (only(rdf).published_at, only(rdf).author) == (datetime(2024, 8, 7, 15, 15, tzinfo=KST), "서이안")


def test_json_feed() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "가람일보",
        "language": "ko",
        "home_page_url": "https://news.example",
        "items": [
            {"id": 7, "url": "/a/7", "title": "1 < 2 & 3", "date_published": "2024-08-07T15:15:00"},
            {"id": "https://news.example/a/8", "content_html": "<p>본문</p>", "author": {"name": "한도윤"}},
            {"id": "nine", "title": "no address"},
            "rubbish",
        ],
    }
    document = read(json.dumps(feed), "application/feed+json")
    assert (document.kind, document.language) == ("json1.1", "ko")
    first, second = document.entries
    assert (first.url, first.guid, first.headline) == ("https://news.example/a/7", "7", "1 < 2 & 3")
    assert first.published_at == datetime(2024, 8, 7, 15, 15, tzinfo=KST)
    assert (second.url, second.summary, second.author) == ("https://news.example/a/8", "본문", "한도윤")
    assert document.warnings == ("1 entries without a link to a page were left out",)


@pytest.mark.parametrize("declared", ["euc-kr", "ks_c_5601-1987", "utf-8", "iso-8859-1"])
def test_cp949_feeds_are_read_whatever_they_declare(declared: str) -> None:
    title = "뷁과 똠의 새 배터리 공개 소식이 오늘 나왔다"
    text = rss(f"<item><title>{title}</title><link>https://news.example/1</link></item>")
    text = text.replace('encoding="utf-8"', f'encoding="{declared}"')
    assert only(text.encode("cp949")).headline == title


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2024-08-07 15:15:38", datetime(2024, 8, 7, 15, 15, 38, tzinfo=KST)),
        ("Wed, 07 Aug 2024 15:15:38 KST", datetime(2024, 8, 7, 15, 15, 38, tzinfo=KST)),
        ("Wed, 07 Aug 2024 06:15:38 GMT", datetime(2024, 8, 7, 15, 15, 38, tzinfo=KST)),
        ("2024.08.07. 오후 3:15", datetime(2024, 8, 7, 15, 15, tzinfo=KST)),
        ("07/08/2024", None),
        ("soon", None),
    ],
)
def test_dates_are_read_from_what_the_feed_wrote(raw: str, expected: datetime | None) -> None:
    assert only(rss(ITEM.replace("</item>", f"<pubDate>{raw}</pubDate></item>"))).published_at == expected


def test_times_to_come_are_refused_when_now_is_known() -> None:
    feed = rss(ITEM.replace("</item>", "<pubDate>Wed, 07 Aug 2024 15:15:00 +0900</pubDate></item>"))
    assert read(feed, now=datetime(2024, 8, 1, tzinfo=UTC)).entries[0].published_at is None


@pytest.mark.parametrize(
    ("parts", "url"),
    [
        ("<link>/a/1</link>", "https://news.example/a/1"),
        ("<link>//m.news.example/a/1</link>", "https://m.news.example/a/1"),
        ("<guid>https://news.example/a/1</guid>", "https://news.example/a/1"),
        ("<guid>a/1</guid>", None),
        ("<guid>12345</guid>", None),
        ("<guid isPermaLink='false'>https://news.example/a/1</guid>", None),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>mailto:press@news.example</link>", None),
        ("<link>http://[::1</link>", None),
        ("<link/>", None),
        ("<link><![CDATA[https://news.example/a?x=1&y=2]]></link>", "https://news.example/a?x=1&y=2"),
        ("<link>https://news.example/a?x=1&y=2&copy=3</link>", "https://news.example/a?x=1&y=2&copy=3"),
        ("<link xml:base='https://cdn.example/rss/'>a/1</link>", "https://cdn.example/rss/a/1"),
    ],
)
def test_where_an_entry_leads(parts: str, url: str | None) -> None:
    document = read(rss(f"<item><title>x</title>{parts}</item>"))
    assert [entry.url for entry in document.entries] == ([url] if url else [])
    assert bool(document.warnings) == (url is None)


def test_the_original_behind_a_counting_proxy() -> None:
    entry = only(
        rss(
            "<item xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'><link>https://count.example/1</link>"
            "<feedburner:origLink>https://news.example/a/1</feedburner:origLink></item>"
        )
    )
    assert (entry.url, entry.proxy_url) == ("https://news.example/a/1", "https://count.example/1")


def test_the_outlet_in_an_element_of_any_namespace() -> None:
    item = "<item><link>https://s.example/1</link><News:Source>나루통신</News:Source></item>"
    feed = rss(item).replace("<rss ", '<rss xmlns:News="https://s.example/search?q=x&amp;n=1" ')
    assert only(feed).source_name == "나루통신"


def test_entries_with_one_link_are_one_and_one_guid_may_have_two_links() -> None:
    twin = ITEM.replace("새 배터리", "다른 제목")
    other = "<item><guid isPermaLink='false'>g</guid><link>https://news.example/{}</link></item>"
    document = read(rss(ITEM + twin + other.format(1) + other.format(2)))
    assert [entry.headline for entry in document.entries] == ["새 배터리 공개", "", ""]
    assert document.warnings == ("1 entries repeat the link of another",)


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("<![CDATA[<b>새</b> 배터리<br/>공개]]>", "새 배터리 공개"),
        ("<![CDATA[<인터뷰> 한도윤 & 서이안]]>", "<인터뷰> 한도윤 & 서이안"),
        ("<![CDATA[<AI 시대> 한도윤]]>", "<AI 시대> 한도윤"),
        ("<인터뷰> 한도윤", "<인터뷰> 한도윤"),
        ("매출 < 이익 & 전망", "매출 < 이익 & 전망"),
        ("Q&amp;amp;A &amp;lt;표&amp;gt;", "Q&A <표>"),
        ("Caf&eacute; &nbsp; &hellip; &unknown;", "Café … &unknown;"),
        ("\n 새\t배터리\n 공개 ", "새 배터리 공개"),
        ("\u1109\u1162 \ubc30\ud130\ub9ac\u200b", "새 배터리"),
        ("&#99999999999;a&#0;b&#xD800;c", "abc"),
    ],
)
def test_headlines_are_plain_text(title: str, headline: str) -> None:
    document = read(rss(f"<item><title>{title}</title><link>https://news.example/1</link></item>{ITEM}"))
    assert [entry.headline for entry in document.entries] == [headline, "새 배터리 공개"]
    assert [entry.url for entry in document.entries] == [
        "https://news.example/1",
        "https://news.example/a?id=1&p=2",
    ]


@pytest.mark.parametrize(
    "feed",
    [
        "\n\n  " + rss(ITEM),
        "\ufeff" + rss(ITEM),
        "<b>Warning</b>: something in line 7\n" + rss(ITEM),
        "<!-- made for <rss> readers -->" + rss(ITEM, declaration=""),
        rss(ITEM).replace("<item>", "<item><media:title>그림</media:title>"),
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://x.example/rss.dtd">'
        + rss(ITEM, declaration=""),
    ],
)
def test_common_faults_lose_nothing(feed: str) -> None:
    assert only(feed).url == "https://news.example/a?id=1&p=2"


def test_a_feed_that_breaks_off_keeps_its_whole_entries() -> None:
    document = read(
        rss(ITEM + "<item><title>x</title><link>https://news.example/cut").split("</channel>", maxsplit=1)[0]
    )
    assert [entry.headline for entry in document.entries] == ["새 배터리 공개"]
    assert "breaks off" in document.warnings[0]


def test_an_element_that_makes_no_sense_costs_no_entry() -> None:
    document = read(
        rss(
            ITEM.replace(
                "<title>", "<georss:point>here</georss:point><textInput><name>x</name></textInput><title>"
            ),
            "<width>wide</width><geo:lat>north</geo:lat>",
        ).replace("<rss ", '<rss xmlns:georss="http://www.georss.org/georss" ')
    )
    assert [entry.headline for entry in document.entries] == ["새 배터리 공개"]


def test_entities_are_neither_fetched_nor_multiplied() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "boom"}">' for n in range(9))
    doctype = f'<!DOCTYPE rss [{entities}<!ENTITY file SYSTEM "file:///etc/hostname"><!ENTITY kim "한도윤">]>'
    item = "<item><title>&kim;: &e8; &file;</title><link>https://news.example/1</link></item>"
    assert only(rss(item, declaration=doctype)).headline == "한도윤: &e8; &file;"


@pytest.mark.parametrize(
    "feed",
    [
        rss(ITEM + "<item><author>" + "a" * 300_000 + "</author><link>https://news.example/2</link></item>"),
        rss(ITEM + "<item>" + "<a>" * 50_000),
        rss(ITEM + "<item " + " ".join(f'a{n}="b"' for n in range(20_000)) + "/>"),
        rss("<item>" + "<" * 100_000 + "</item>" + ITEM),
        rss(ITEM, declaration='<?xml version="1.0"?>' + "\n" * 300_000),
        atom(
            "<entry><link href='/1'/><content type='xhtml'><div>" + "<b>x</b>" * 50_000 + "</div></content></entry>"
        ),
        rss("<item><title>" + "&lt;a " * 50_000 + "</title><link>https://news.example/1</link></item>" + ITEM),
    ],
    ids=["author", "depth", "attributes", "brackets", "newlines", "inline", "tags"],
)
def test_hostile_feeds_end_soon(feed: str) -> None:
    assert read(feed).entries


def test_many_entries_keep_both_ends() -> None:
    items = "".join(f"<item><link>https://news.example/{n}</link></item>" for n in range(10_400))
    document = read(rss(items))
    assert len(document.entries) == 10_000
    assert document.entries[0].url.endswith("/0")
    assert document.entries[-1].url.endswith("/10399")
    assert document.warnings[0].startswith("400 of 10400 entries")


def test_gzip_is_undone_within_bounds() -> None:
    assert read(gzip.compress(rss(ITEM).encode())).entries
    assert read(gzip.compress(gzip.compress(rss(ITEM).encode()))).entries
    with pytest.raises(FeedError, match="too large"):
        read(gzip.compress(b" " * 60_000_000))
    with pytest.raises(FeedError, match="broken gzip"):
        read(b"\x1f\x8b\x08rubbish")


WEB_PAGE = """<!doctype html><html><head><title>가람일보</title>
<link rel="alternate" type="application/rss+xml" href="/rss/all.xml"><link rel="stylesheet" href="/a.css">
<LINK HREF='https://news.example/atom.xml?a=1&amp;b=2' TYPE='application/atom+xml' REL='alternate'>
</head><body>rss</body></html>"""


def test_a_web_page_is_refused_with_the_feeds_it_links_to() -> None:
    found = ("https://news.example/rss/all.xml", "https://news.example/atom.xml?a=1&b=2")
    assert linked_feeds(WEB_PAGE, URL) == found
    with pytest.raises(FeedError) as refusal:
        read(WEB_PAGE)
    assert str(refusal.value) == f"{URL} is a web page, not a feed; it links to {found[0]} and {found[1]}"


@pytest.mark.parametrize(
    "body",
    [
        *(
            b"",
            b"   ",
            b"hello",
            b"%PDF-1.7",
            b"<a/>",
            b"<?xml version='1.0'?>",
            b'{"items": []}',
            b"[1]",
            b"{broken",
        ),
        b"[" * 100_000,
        b"<urlset><url><loc>https://news.example/</loc></url></urlset>",
    ],
)
def test_what_is_no_feed_is_refused_in_one_line(body: bytes) -> None:
    with pytest.raises(FeedError) as refusal:
        read(body)
    assert URL in str(refusal.value)
    assert "\n" not in str(refusal.value)


PIECES = (
    "<item> </item> <title> </title> <link>https://news.example/1</link> <![CDATA[ ]]> & < ' \" &#1; <!-- -->"
    " </channel> <guid> <media:credit> </source> <georss:point>1</georss:point> <itunes:image/>"
    " <textInput><name>x 한도윤 \0 <link\trel='next'\thref='http://[x'/>"
).split(" ")


@settings(max_examples=60)
@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from([rss, atom]))
def test_any_mixture_gives_a_document_or_a_refusal(pieces: list[str], shell: object) -> None:
    try:
        document = read(rss("".join(pieces)) if shell is rss else atom("".join(pieces)))
    except FeedError:
        return
    assert all(entry.url.startswith("http") for entry in document.entries)


@pytest.mark.shared
def test_conformance(shared_data: Path) -> None:
    """No feed of the public suites crashes the reader."""
    folder = shared_data / "feeds-dev"
    for line in (folder / "expected.jsonl").read_text("utf-8").splitlines()[::8]:
        row = json.loads(line)
        try:
            read_feed((folder / row["file"]).read_bytes(), row["http_headers"].get("content-type"), URL, UTC)
        except FeedError as refusal:
            assert "\n" not in str(refusal)  # noqa: PT017
