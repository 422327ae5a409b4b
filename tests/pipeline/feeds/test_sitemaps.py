"""Sitemaps, from the bytes as served."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import FeedError
from pipeline.feeds import read_sitemap
from pipeline.feeds.sitemaps import MAX_ENTRIES, ChildSitemap, SitemapDocument, SitemapEntry

KST = timezone(timedelta(hours=9))
URL = "https://news.example/sitemap/news.xml"
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="{namespace}">
 <url><loc> https://news.example/a?id=1&amp;p=2 </loc>
  <news:news><news:publication><news:name>가람일보</news:name><news:language>ko</news:language></news:publication>
   <news:publication_date>2024-08-07T15:15:00</news:publication_date>
   <news:title><![CDATA[‘새 배터리’ 공개 & 전망]]></news:title></news:news>
  <lastmod>2024-08-08T00:10:00Z</lastmod></url>
 <url><loc>/a/2</loc></url>
 <url><loc>javascript:x()</loc></url><url/>
</urlset>"""
ENTRIES = (
    SitemapEntry(
        url="https://news.example/a?id=1&p=2",
        headline="‘새 배터리’ 공개 & 전망",
        published_at=datetime(2024, 8, 7, 15, 15, tzinfo=KST),
        has_time=True,
        lastmod=datetime(2024, 8, 8, 0, 10, tzinfo=UTC),
        outlet_name="가람일보",
        language="ko",
    ),
    SitemapEntry(url="https://news.example/a/2"),
)


def read(text: str | bytes, content_type: str | None = None, now: datetime | None = None) -> SitemapDocument:
    body = text.encode() if isinstance(text, str) else text
    return read_sitemap(body, content_type, URL, KST, now=now)


@pytest.mark.parametrize(
    "namespace", ["http://www.google.com/schemas/sitemap-news/0.9", "https://www.google.com/sitemap-news", "x"]
)
def test_news_sitemaps_in_any_namespace(namespace: str) -> None:
    document = read(NEWS.format(namespace=namespace))
    assert document.entries == ENTRIES
    assert document.warnings == ("2 pages without an address were left out",)


@pytest.mark.parametrize(
    "text",
    [
        NEWS.replace(' xmlns:news="{namespace}"', ""),
        NEWS.replace(' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"', ""),
        "\n\n\ufeff" + NEWS,
        NEWS.replace("&amp;", "&"),
        NEWS.replace("</news:title></news:news>", "</news:title></news:wrong>"),
        NEWS.replace("<urlset", "<!DOCTYPE urlset [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><urlset"),
    ],
    ids=["undeclared", "bare", "noise", "ampersand", "mismatch", "doctype"],
)
def test_common_faults_lose_nothing(text: str) -> None:
    assert read(text).entries == ENTRIES


def test_korean_sitemaps_in_cp949() -> None:
    assert read(NEWS.replace("UTF-8", "euc-kr").encode("cp949"), "text/xml").entries == ENTRIES


def test_gzip_by_its_first_bytes() -> None:
    assert read(gzip.compress(NEWS.encode()), "application/octet-stream").entries == ENTRIES
    assert len(read(gzip.compress(NEWS.encode())[:-12]).entries) >= 1
    with pytest.raises(FeedError, match="too large"):
        read(gzip.compress(b"\n" * 60_000_000))


def test_an_index_names_its_children() -> None:
    document = read(
        "<sitemapindex><sitemap><loc>https://news.example/1.xml.gz</loc><lastmod>2024-08-07</lastmod></sitemap>"
        "<sitemap><loc>/2.xml</loc></sitemap><sitemap><loc>ftp://news.example/3.xml</loc></sitemap></sitemapindex>"
    )
    assert document == SitemapDocument(
        children=(
            ChildSitemap("https://news.example/1.xml.gz", datetime(2024, 8, 7, tzinfo=KST)),
            ChildSitemap("https://news.example/2.xml"),
        )
    )


def test_a_list_of_addresses() -> None:
    text = "\ufeffhttps://news.example/1\r\n\r\nhttps://news.example/2\r\nnot one\r\nhttps://news.example/1\r\n"
    assert [entry.url for entry in read(text, "text/plain").entries] == [
        "https://news.example/1",
        "https://news.example/2",
    ]


def test_times_to_come_are_refused_when_now_is_known() -> None:
    assert read(NEWS, now=datetime(2024, 8, 1, tzinfo=UTC)).entries[0].published_at is None


def test_of_too_many_pages_the_last_changed_stay() -> None:
    undated = "".join(f"<url><loc>https://news.example/{n}</loc></url>" for n in range(MAX_ENTRIES))
    dated = "".join(
        f"<url><loc>https://news.example/new/{n}</loc><lastmod>2024-08-0{n}</lastmod></url>" for n in (1, 2, 3)
    )
    document = read(f"<urlset>{undated}{dated}</urlset>")
    assert len(document.entries) == MAX_ENTRIES
    assert [entry.url[-2:] for entry in document.entries[-3:]] == ["/1", "/2", "/3"]
    assert document.warnings == (f"3 of {MAX_ENTRIES + 3} pages, the longest unchanged, were left out",)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello\nworld",
        b"<rss/>",
        b"<!doctype html><html><body>404</body></html>",
        b"\x89PNG\r\n\x1a\n",
        b"<",
        b"<!--",
    ],
)
def test_what_is_no_sitemap_is_refused_in_one_line(body: bytes) -> None:
    with pytest.raises(FeedError) as refusal:
        read(body)
    assert URL in str(refusal.value)
    assert "\n" not in str(refusal.value)


@given(
    st.lists(st.sampled_from(["<url>", "</url>", "<loc>", "/a", "</loc>", "&", "<", "]]>", "<![CDATA[", "\x00"]))
)
def test_any_mixture_gives_a_document_or_a_refusal(pieces: list[str]) -> None:
    try:
        document = read(f"<urlset>{''.join(pieces)}</urlset>")
    except FeedError:
        return
    assert all(entry.url.startswith("https://") for entry in document.entries)
