"""What is an article, what stands in for one, and what a headline that was offered says then."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.items import CoverageStatus, Entity, EntityKind, Link, Outcome, Page, Reason, Source, Watchlist
from pipeline.process import Reader

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
READER = Reader.of(Watchlist((Entity("p", EntityKind.PERSON, "윤서하", ("Seoha Yoon",)),)), ())
HOME = "http://naru.example"
HEADLINE = "윤서하 수석연구원 단독 인터뷰"
BODY = (
    "윤서하 수석연구원은 20일 나루호텔에서 열린 발표회에서 방언을 알아듣는 음성인식 모델을 처음 선보였다. "
    "연구소는 여섯 지역에서 모은 대화로 모델을 가르쳤으며 내년 봄까지 자료를 두 배로 늘린다고 설명했다. "
    "학교와 복지관에는 기술을 무료로 내주고 석 달마다 새 판을 낸다. 윤서하 수석연구원은 사투리를 쓰는 어르신이 "
    "기계 앞에서 말을 고쳐야 하는 일을 없애고 싶었다고 말했다. 시연에서는 제주말로 묻고 서울말로 답을 들었다."
)


def judged(
    html: str, url: str = "http://naru.example/view/12345", headline: str = HEADLINE, kind: str = "text/html"
) -> Outcome:
    page = Page(url, url, 200, (("Content-Type", f"{kind}; charset=utf-8"),), html.encode(), NOW)
    return READER.process(page, Link(url, Source("feed", "http://naru.example/feed"), headline or None))


def wall(title: str, text: str, more: str = "") -> str:
    return f"<html><head><title>{title}</title></head><body><div><p>{text * 9}</p>{more}</div></body></html>"


PASSWORD = "<form><input type=password></form>"
TYPE = "<meta property='og:type' content='article'>"
WALLS = {
    "log-in": wall("로그인 | 나루신문", "이 기사는 회원만 볼 수 있습니다. 윤서하 기사 안내입니다. ", PASSWORD),
    "log-in without a word in the title": wall(
        "나루신문 회원 마당",
        "윤서하 기사를 보시려면 로그인해 주십시오. 아이디와 비밀번호를 넣어 주세요. ",
        PASSWORD,
    ),
    "log-in in English": wall("Log in - The Naru Times", "Seoha Yoon speaks. Please log in to read this. "),
    "error": wall("오류 | 나루신문", "요청하신 기사를 찾을 수 없습니다. 윤서하 검색 결과가 없습니다. "),
    "error in the text alone": wall(
        "나루신문", "존재하지 않거나 삭제된 기사입니다. 윤서하 소식은 첫 화면에서 보십시오. "
    ),
    "taken down": wall("삭제된 기사입니다 - 나루신문", "윤서하 수석연구원의 요청에 따라 내려간 글입니다. "),
    "error in English": wall("Page not found | The Naru Times", "Seoha Yoon is in our archive. Try a search. "),
    "error that calls itself an article": wall(
        "404 - 페이지를 찾을 수 없습니다", "윤서하 소식을 찾으셨나요. ", TYPE
    ),
    "consent": wall("Before you continue | Naru", "Seoha Yoon: read on once you agree to the use of cookies. "),
    "consent in Korean": wall("개인정보 수집 및 이용 동의 | 나루신문", "윤서하 기사를 보려면 동의가 필요합니다. "),
    "limit": wall("You have reached your limit of free articles", "Seoha Yoon speaks of her model. "),
    "members": wall("회원전용 기사입니다 - 나루신문", "윤서하 소장의 말을 전합니다. "),
    "apology": wall("나루신문", "접속자가 많아 페이지를 표시할 수 없습니다. 윤서하 소식은 잠시 뒤에. "),
    "check of the browser": wall("Just a moment...", "naru.example/seoha-yoon needs to review Seoha Yoon. "),
}


@pytest.mark.parametrize("name", WALLS)
def test_the_offered_headline_decides_about_a_page_that_stands_in_for_an_article(name: str) -> None:
    outcome = judged(WALLS[name])
    assert outcome.reason is Reason.NOT_AN_ARTICLE
    assert outcome.article is not None
    assert (outcome.article.headline, outcome.article.text) == (HEADLINE, "")
    assert [verdict.status for verdict in outcome.verdicts] == [CoverageStatus.REVIEW]
    assert judged(WALLS[name], headline="오늘의 소식").verdicts == ()


ADDRESSES = "".join(f"<url><loc>http://naru.example/윤서하/{n}</loc></url>" for n in range(60))
DOCUMENTS = {
    "sitemap": f"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{ADDRESSES}</urlset>",
    "index": "<sitemapindex><sitemap><loc>http://naru.example/윤서하.xml</loc></sitemap></sitemapindex>",
    "feed": f"<rss version='2.0'><channel><title>윤서하 소식</title><item><title>{HEADLINE}</title>"
    f"<description>{BODY}</description></item></channel></rss>",
    "Atom": f"<!-- by us --><feed xmlns='http://www.w3.org/2005/Atom'><title>윤서하</title><entry><title>{HEADLINE}</title>"
    f"<content>{BODY}</content></entry></feed>",
    "RDF": f"<?xml version='1.0'?><rdf:RDF xmlns:rdf='x'><item><title>{HEADLINE}</title></item></rdf:RDF>",
    "JSON": '{"version": "https://jsonfeed.org/version/1.1", "items": [{"title": "윤서하"}]}',
    "XML": f"<?xml version='1.0'?><news><title>{HEADLINE}</title><text>{BODY}</text></news>",
    "addresses": "".join(f"http://naru.example/윤서하/{n}\n" for n in range(60)),
}


@pytest.mark.parametrize("kind", ["application/xml", "text/html", "text/plain"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_for_machines_is_no_article_whatever_it_is_called(name: str, kind: str) -> None:
    outcome = judged(DOCUMENTS[name], kind=kind)
    assert (outcome.reason, outcome.verdicts) == (Reason.NOT_AN_ARTICLE, ())


ARTICLE = (
    f"<html lang=ko><head><title>{HEADLINE} - 나루신문</title>"
    "<meta property='article:published_time' content='2026-11-20T10:00:00+09:00'></head>"
    f"<body><h1>{HEADLINE}</h1><div><p>{BODY[:200]}</p><p>{BODY[200:]}</p></div></body></html>"
)


@pytest.mark.parametrize(
    "path",
    ["/archives/12345", "/section/2026/11/20/12345", "/category/tech/2026/dialect-model", "/ok", "/tag/12345"],
)
def test_an_article_is_one_wherever_it_is_filed(path: str) -> None:
    assert judged(ARTICLE, f"http://naru.example{path}").reason is Reason.COVERED


@pytest.mark.parametrize(
    "headline",
    [
        "‘삭제된 기사입니다’ 화면 뜬 윤서하 인터뷰",
        "로그인 없이 쓰는 윤서하 번역기",
        "Seoha Yoon: Page not found, yet read",
    ],
)
def test_an_article_about_errors_is_an_article(headline: str) -> None:
    html = ARTICLE.replace(HEADLINE, headline).replace("</div>", f"</div>{PASSWORD}")
    assert judged(html).reason is Reason.COVERED
    undated = html.replace("article:published_time", "x:y").replace("<meta", f"{TYPE}<meta")
    assert judged(undated).reason is Reason.COVERED


def test_a_list_of_other_pages_is_no_article_whatever_its_link_said() -> None:
    teasers = "".join(
        f"<h3><a href='/view/{n}'>윤서하 수석연구원의 {n}번째 소식과 뒷이야기</a></h3>" for n in range(12)
    )
    outcome = judged(f"<html lang=ko><title>윤서하 소식</title><body><div>{teasers}</div>", f"{HOME}/tag/윤서하")
    assert (outcome.reason, outcome.verdicts) == (Reason.NOT_AN_ARTICLE, ())
