"""Two spellings of one address meet, two articles stay apart, and nothing a page says is believed blindly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks.urls import figures
from pipeline.urls import (
    believable_canonical,
    canonical_url,
    is_fetchable,
    link_target,
    looks_like_article,
    same_site,
    site_of,
)

ONE_ARTICLE = [
    (
        "https://www.ilbo.example/news/articleView.html?idxno=1234",
        "http://ilbo.example:80/news/articleView.html?idxno=1234#comments",
        "https://m.ilbo.example/news/articleView.html?idxno=1234&page=2&total=99",
        "https://www.ilbo.example/news/articleViewAmp.html?utm_source=x&idxno=1234",
        "https://www.google.com/amp/s/www.ilbo.example/news/articleViewAmp.html%3fidxno=1234",
        "https://web.archive.org/web/20240807000000/http://www.ilbo.example/news/articleView.html?idxno=1234",
    ),
    (
        "https://ilbo.example/society/2024/08/07/20240807500123",
        "https://www.ilbo.example/news/newsView.php?id=20240807500123&wlog_tag3=portal",
        "https://go.ilbo.example/view?id=20240807500123",
    ),
    (
        "https://tribune.example/2024/08/07/a-slug-of-words/",
        "https://tribune.example/2024/08/07/a-slug-of-words/amp/",
        "https://tribune.example/2024/08/07/a-slug-of-words?ref=front",
        "https://tribune-example.cdn.ampproject.org/c/s/tribune.example/2024/08/07/a-slug-of-words/amp/",
        "https://www.google.com/url?q=https://tribune.example/2024/08/07/a-slug-of-words&sa=D",
    ),
    (
        "https://ilbo.example/글/새벽-소식-하나-둘/",
        "https://ilbo.example/%EA%B8%80/%ec%83%88%eb%b2%bd-%EC%86%8C%EC%8B%9D-하나-둘",
    ),
    (
        "https://n.news.naver.com/mnews/article/138/0002182456?sid=105",
        "https://n.news.naver.com/article/comment/138/0002182456",
        "https://news.naver.com/main/read.nhn?mode=LSD&oid=138&aid=0002182456",
    ),
    ("https://blog.example.co.kr/m/123456", "https://blog.example.co.kr/123456"),
    (
        "https://www.ilbo.example/article/1234567",
        "https://www.ilbo.example/view?id=1234567",
        "https://m.ilbo.example/news/articleView.html?idxno=1234567",
        "https://ilbo.example/economy/it/1234567.html",
        "https://news.ilbo.example/articles/?1234567",
        "https://ilbo.example/article/1234567/a-headline-written-anew",
        "https://ilbo.example/view.php?g_serial=1234567&rrf=front",
        "https://ilbo.example/2024/05/12_1234567.html",
    ),
    ("https://ilbo.example/it/view/2017/08/567890/", "https://news.ilbo.example/newsRead.php?year=2017&no=567890"),
    ("https://ilbo.example/20170823/85953119/1", "https://m.ilbo.example/View?gid=85953119&date=20170823"),
    ("https://ilbo.example/view/NISX20250224_0003076283", "http://ilbo.example/view/?id=NISX20250224_0003076283"),
    ("https://ilbo.example/_ln/0103_202405071234567890", "https://m.ilbo.example/v.php?key=202405071234567890"),
    ("https://portal.example/view/20240507n12345?mid=n0600", "https://m.portal.example/view/20240507n12345"),
    ("https://ilbo.example/NewsView/2DCZK67IHL", "https://ilbo.example/it/2DCZK67IHL"),
    (
        "https://www.yonhapnews.co.kr/bulletin/2018/01/05/0200000000AKR20180105123400004.HTML",
        "https://www.yna.co.kr/view/AKR20180105123400004?section=it",
    ),
    (
        "https://wire.example/news-releases/gaon-opens-a-lab-302137001.html",
        "https://www.wire.example/apac/news-releases/gaon-opens-a-lab-in-seoul-302137001.html?tc=mail",
    ),
    (
        "https://tribune.example/articles/gaon-opens-a-lab-1a2b3c4d",
        "https://tribune.example/tech/ai/gaon-opens-a-lab-1a2b3c4d?mod=front",
    ),
    (
        "https://tribune.example/article/gaon-0123456789abcdef0123456789abcdef",
        "https://tribune.example/0123456789abcdef0123456789abcdef",
    ),
    (
        "https://tribune.example/article/us-gaon/gaon-opens-a-lab-idUSKBN1X12AB",
        "https://mobile.tribune.example/article/amp/idUSKBN1X12AB",
    ),
    (
        "https://wire.example/news/home/20240507123456/en/Gaon-Opens",
        "https://wire.example/news/home/20240507123456/en/",
    ),
    (
        "https://wire.example/news-release/2024/05/07/2876001/0/en/Gaon-Opens.html",
        "https://wire.example/en/news-release/2024/05/07/2876001/0/en/Gaon-Opens-a-Lab.html",
    ),
    (
        "https://ilbo.example/view.asp?arcid=0020012345",
        "https://news.ilbo.example/view.asp?arcid=0020012345&code=6114",
    ),
    ("https://news.tv.example/end.do?news_id=N1007640001", "https://mnews.tv.example/end.do?newsId=N1007640001"),
    ("https://tv.example/_ln/0101_202405071234567890", "https://tv.example/_cs/_ln_0101_202405071234567890.html"),
    ("https://en.ilbo.example/view/AEN20240507001200320", "https://m-en.ilbo.example/view/AEN20240507001200320"),
    (
        "https://tribune.example/science/article-13391234/Gaon-opens-a-lab-in-Seoul.html",
        "https://tribune.example/news/article-13391234/Gaon-opens-another-lab-in-Seoul.html?ito=1490",
        "https://tribune.example/article-13391234",
    ),
    ("https://tribune.example/2024/05/07/1249812345/gaon-opens-a-lab", "https://text.tribune.example/1249812345"),
    ("https://ilbo.example/NewsView/2DCZK67IHL", "https://m.ilbo.example/NewsView/2DCZK67IHL/GC01"),
    ("https://tribune.example/2024/05/07/a-slug", "https://lite.tribune.example/2024/05/07/a-slug?__source=share"),
    (
        "https://www.msn.com/en-us/news/technology/gaon-opens-a-lab/ar-AA1abcde",
        "https://www.msn.com/en-gb/money/other/gaon-opens/ar-AA1abcde?ocid=x",
    ),
    (
        "https://finance.yahoo.com/news/gaon-opens-a-lab-123456789.html",
        "https://www.yahoo.com/news/gaon-opens-a-lab-123456789.html?guccounter=1",
        "https://news.yahoo.com/gaon-opens-a-lab-123456789.html",
    ),
    (
        "https://ilbo.example/news/articleView.html?idxno=1234",
        "https://webcache.googleusercontent.com/search?q=cache:Ab12Cd:https://ilbo.example/news/articleView.html?idxno=1234+&cd=1",
        "http://webcache.googleusercontent.com/search?q=cache:ilbo.example/news/articleView.html%3Fidxno%3D1234&hl=ko",
        "https://www.bing.com/amp/s/ilbo.example/news/articleViewAmp.html?idxno=1234",
        "https://ilbo-example.bing-amp.com/c/s/ilbo.example/news/articleViewAmp.html?idxno=1234",
        "https://archive.ph/20240507123456/https://ilbo.example/news/articleView.html?idxno=1234",
    ),
    ("http://news.joins.com/article/25250001", "https://www.joongang.co.kr/article/25250001#home"),
]
TWO_ARTICLES = [
    ("https://ilbo.example/view?no=12", "https://ilbo.example/view?no=13"),
    ("https://ilbo.example/view.php?id=news&no=12", "https://ilbo.example/view.php?id=free&no=12"),
    ("https://sports.ilbo.example/view?no=123456", "https://ilbo.example/view?no=123456"),
    ("https://ilbo.example/shop/12345/news?nid=777", "https://ilbo.example/shop/12345/news?nid=778"),
    ("https://ilbo.example/a?name=x", "https://ilbo.example/a?name=y"),
    ("https://ilbo.example/2024/05/", "https://ilbo.example/2024/06/"),
    ("https://ilbo.example/view/ABC", "https://ilbo.example/view/abc"),
    ("https://ilbo.example:8080/12345", "https://ilbo.example/12345"),
    ("https://ilbo.example/news/politics/11333783", "https://ilbo.example/en/politics/11333783"),
    ("https://ilbo.example/en/20240807500123", "https://ilbo.example/20240807500123"),
    ("https://a.example.co.kr/1", "https://b.example.co.kr/1"),
    ("https://ilbo.example/article/1234567", "https://ilbo.example/photo/1234567"),
    ("https://ilbo.example/view.php?no=1234567", "https://ilbo.example/photo_view.php?no=1234567"),
    (
        "https://ilbo.example/board.php?bo_table=a&wr_id=1234567",
        "https://ilbo.example/board.php?bo_table=b&wr_id=1234567",
    ),
    (
        "https://ilbo.example/newsRead.php?year=2017&no=567890",
        "https://ilbo.example/newsRead.php?year=2016&no=567890",
    ),
    ("https://ilbo.example/2017/567890", "https://ilbo.example/2016/567890"),
    ("https://cafe.portal.example/reading/1234567", "https://cafe.portal.example/cooking/1234567"),
    ("https://portal.example/138/1234567", "https://portal.example/023/1234567"),
    ("https://portal.example/@writer/1234567", "https://portal.example/@reader/1234567"),
    ("https://ilbo.example/paper/20240507", "https://ilbo.example/society/20240507"),
    ("https://ilbo.example/news/202405", "https://ilbo.example/economy/202405"),
    ("https://ilbo.example/news?code=123456", "https://ilbo.example/view?no=123456"),
    ("https://biz.ilbo.example/view/1234567", "https://ilbo.example/view/1234567"),
    ("http://jmagazine.joins.com/view/2525000", "https://www.joongang.co.kr/article/2525000"),
    ("https://ilbo.example/view/NISX20250224_0003076283", "https://ilbo.example/view/NISX20250224_0003076284"),
    (
        "https://wire.example/news/home/20240507123456/en/Gaon",
        "https://wire.example/news/home/20240507123456/ko/Gaon",
    ),
    (
        "https://wire.example/news-release/2024/05/07/2876001/0/en/Gaon-Opens.html",
        "https://wire.example/news-release/2024/05/07/2876001/0/fr/Gaon-Opens.html",
    ),
    (
        "https://tribune.example/markets/the-day-ahead-20240507",
        "https://tribune.example/sport/the-day-ahead-20240507",
    ),
    ("https://tribune.example/whats-news-1a2b3c4d", "https://tribune.example/whats-news-9f8e7d6c"),
    ("https://wire.example/photos/gaon-302137001", "https://wire.example/news-releases/gaon-302137001"),
    ("https://ilbo.example/read?oid=138&aid=0002182456", "https://ilbo.example/read?oid=023&aid=0002182456"),
    (
        "https://cdn.example/db125137-ab0a-41f5-99d9-606648b8105a/icon-48x48.png",
        "https://cdn.example/db125137-ab0a-41f5-99d9-606648b8105a/icon-72x72.png",
    ),
    ("https://tribune.example/gaon-opens-a-lab-144420678", "https://tribune.example/maru-closes-a-lab-144420678"),
    ("https://finance.yahoo.com/news/gaon-123456789.html", "https://finance.yahoo.com/news/gaon-123456790.html"),
    (
        "https://webcache.googleusercontent.com/search?q=cache:ilbo.example/view?no=1234",
        "https://webcache.googleusercontent.com/search?q=cache:ilbo.example/view?no=1235",
    ),
]


@pytest.mark.parametrize("spellings", ONE_ARTICLE, ids=lambda urls: urls[0])
def test_the_spellings_of_one_address_meet(spellings: tuple[str, ...]) -> None:
    assert len({canonical_url(url) for url in spellings}) == 1


@pytest.mark.parametrize("pair", TWO_ARTICLES, ids=lambda urls: urls[0])
def test_two_articles_stay_apart(pair: tuple[str, str]) -> None:
    assert canonical_url(pair[0]) != canonical_url(pair[1])


@pytest.mark.parametrize("url", [url for urls in (*ONE_ARTICLE, *TWO_ARTICLES) for url in urls])
def test_an_identity_is_its_own_identity(url: str) -> None:
    assert canonical_url(canonical_url(url)) == canonical_url(url)


@example("HTTP://𝓐")
@given(st.one_of(st.text(), st.from_regex(r"https?://[a-z가-힣.@:/?&=%#0-9A-Z-]{0,60}")))
def test_any_text_has_an_identity_that_is_its_own(text: str) -> None:
    once = canonical_url(text)
    assert canonical_url(once) == once
    looks_like_article(text)
    is_fetchable(text)
    link_target("https://ilbo.example/a/b", text)
    believable_canonical("https://ilbo.example/a/12345", text)


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/news/1", "https://ilbo.example/news/1"),
        ("../x?y=1#z", "https://ilbo.example/x?y=1"),
        ("//other.example/x", "https://other.example/x"),
        ("javascript:alert(1)", None),
        ("mailto:a@b.example", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("#top", None),
        ("", None),
        ("http://user:secret@ilbo.example/", None),
        ("http://[broken", None),
        ("https://ilbo.example/" + "x" * 3000, None),
    ],
)
def test_a_link_leads_to_a_page_or_nowhere(href: str, url: str | None) -> None:
    assert link_target("https://ilbo.example/a/b", href) == url


@pytest.mark.parametrize(
    ("page", "declared", "believed"),
    [
        ("http://m.ilbo.example/news/12345", "https://www.ilbo.example/news/12345", True),
        ("http://ilbo.example/read?no=12345&x=1", "/article/12345", True),
        ("http://ilbo.example/news/12345", "http://ilbo.example/", False),
        ("http://ilbo.example/news/12345", "http://ilbo.example/news/list", False),
        ("http://ilbo.example/news/12345", "http://ilbo.example/news/54321", False),
        ("http://ilbo.example/news/12345", "http://thief.example/news/12345", False),
        ("http://ilbo.example/news/12345", "javascript:void(0)", False),
        ("http://ilbo.example/news/12345", None, False),
        (
            "http://ilbo.example/news/gaon-opens-a-new-lab",
            "http://ilbo.example/news/all-the-latest-company-news",
            False,
        ),
        ("http://ilbo.example/news/gaon-opens-a-new-lab", "http://ilbo.example/it/2026/gaon-opens-a-new-lab", True),
        ("http://ilbo.example/view?idxno=123", "http://ilbo.example/news/view?idxno=123", True),
    ],
)
def test_a_declared_address_is_believed_when_it_can_be_true(
    page: str, declared: str | None, believed: bool
) -> None:
    assert (believable_canonical(page, declared) is not None) is believed


@pytest.mark.parametrize(
    ("url", "shape"),
    [
        ("https://ilbo.example/news/articleView.html?idxno=1", True),
        ("https://tribune.example/2024/08/07/a-slug-of-words", True),
        ("https://ilbo.example/", False),
        ("https://ilbo.example/politics", False),
        ("https://ilbo.example/news/articleList.html?sc_section_code=S1N1", False),
        ("https://ilbo.example/search?q=x", False),
        ("https://ilbo.example/rss/allArticle.xml", False),
        ("https://ilbo.example/photo.jpg", False),
    ],
)
def test_the_shape_of_an_address_tells_articles_from_lists(url: str, shape: bool) -> None:
    assert looks_like_article(url) is shape


def test_a_site_is_what_one_owner_has() -> None:
    assert site_of("https://n.news.naver.com/x") == "naver.com"
    assert site_of("https://www.ilbo.co.kr/") == "ilbo.co.kr"
    assert site_of("https://one.tistory.com/") == "one.tistory.com"
    assert not same_site("https://one.tistory.com/1", "https://two.tistory.com/1")


@pytest.mark.shared
def test_every_group_of_the_evaluation_data(shared_data: Path) -> None:
    lines = (shared_data / "url_equivalence.jsonl").read_text(encoding="utf-8").splitlines()
    found = figures([json.loads(line) for line in lines], canonical_url)
    assert found["same_merged"] == found["same_total"]
    assert found["different_kept"] == found["different_total"]
