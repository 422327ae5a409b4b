"""What is known about addresses of the press, as data: `pipeline.urls` applies it, whatever the site.

Parameters named here are facts of content management systems and advertising; nothing is said about single sites
but where a portal or a video service gives one item many addresses.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = [
    "AMP_SEGMENTS",
    "ARTICLE_SCRIPT",
    "DEVICE_LABELS",
    "GENERIC_FOLDERS",
    "IDENTITY_ENDING",
    "IDENTITY_PARAMETERS",
    "LANGUAGE_LABELS",
    "LIST_WORDS",
    "NEWS_LABELS",
    "OTHER_COUNTERS",
    "PORTALS",
    "PUBLIC_SUFFIXES",
    "RENAMED_SITES",
    "SECOND_LEVEL",
    "SECTION_PARAMETERS",
    "TRACKING_PARAMETERS",
    "TRACKING_PREFIXES",
    "WEAK_PARAMETERS",
    "WRAPPERS",
    "Portal",
    "Wrapper",
]

# Parameters that say where a reader came from, never which article it is.
TRACKING_PARAMETERS = frozenset(
    """
    fbclid gclid gclsrc dclid wbraid gbraid msclkid yclid twclid ttclid igshid igsh mc_cid mc_eid mkt_tok _ga _gl
    _hsenc _hsmi hsctatracking cmpid ns_campaign ns_mchannel ns_source icid ncid ocid sr_share smid smtyp partner
    outlnkchk cloc plink cooper cds rct wlog_tag wlog_ref spm scm share shared_by sharetype from_source fromsource
    referer referrer ref refer ref_src ref_url source src rss feedtype traffic_source campaign cmp soc_src soc_trk
    guccounter guce_referrer guce_referrer_sig __twitter_impression amp_js_v amp_gsa usqp xtor cvid trk trkinfo
    taid tpcc _nkw aff affid clickid sessionid phpsessid jsessionid sid1 sid2 ved usg sa ct oc at_medium at_campaign
    outputtype amp isamp ampmode
    """.split()
)
TRACKING_PREFIXES = (
    "utm_",
    "utm-",
    "wlog_",
    "ga_",
    "hsa_",
    "mtm_",
    "pk_",
    "piwik_",
    "at_",
    "ns_",
    "vero_",
    "_bhlid",
    "__",
)

# Parameters that name the article itself, compared without regard to case.
IDENTITY_PARAMETERS = frozenset(
    """
    idxno idx no num number seq id uid nid pid aid oid cid key v p gid tid sno bno wr_id bo_table b_idx newsid
    news_id newsno news_no newsidx news_idx newscd
    news_seq articleid article_id articleno article_no articlenum article_seq
    articlekey artid art_id artno art_no contid contentid content_id cont_id cont_no ncd office_id gisa_uniq gisaid
    rcpno storyid story_id docid doc_id document_srl post postid post_id entry board_id boardid ucode nnewsno
    nkey nseq newskey cont_idx item itemid guid uuid code arcid cntn_cd ud
    """.split()
)
# Of them, those that may count something beside articles: with their folders only.
WEAK_PARAMETERS = frozenset("uid cid pid tid oid p v entry board_id boardid office_id item itemid code".split())
# Of them, those that name a section where another one names the article.
SECTION_PARAMETERS = frozenset({"code"})
IDENTITY_ENDING = re.compile(r"(?:id|no|idx|seq|serial|num|key|code|srl|uniq)$")

# The name of a page that shows one article, whatever is put in front of it.
ARTICLE_SCRIPT = re.compile(
    r"(?:(?:news|articles?|art|view|read|contents?|detail|print|amp|mobile|pc|end|page|path|show|at|pg)[_-]?)+"
)
# Words of folders and hosts below which numbers count something else than the articles of the outlet.
OTHER_COUNTERS = frozenset(
    """
    photo photos photonews gallery image images picture pictures video videos vod movie clip tv radio podcast audio
    live program programs blog blogs board bbs forum community cafe club shop shopping product products goods item
    items event events job jobs recruit user users member members people person author authors reporter reporters
    journalist journalists series issue issues topic topics tag tags comment comments poll vote stock company list
    search category categories section sections channel channels magazine book books webtoon game games
    """.split()
)
# Host labels that say no more than "this is news".
NEWS_LABELS = frozenset("news mnews mn view article".split())
# Sites under another name today: the end of a host, and what stands in its place.
RENAMED_SITES = {
    "english.yonhapnews.co.kr": "en.yna.co.kr",
    "yonhapnews.co.kr": "yna.co.kr",
    "mnews.joins.com": "joongang.co.kr",
    "news.joins.com": "joongang.co.kr",
    "article.joins.com": "joongang.co.kr",
    "jtbc.joins.com": "jtbc.co.kr",
    "bbc.co.uk": "bbc.com",
    "guardian.co.uk": "theguardian.com",
    "edition.cnn.com": "cnn.com",
}

# Host labels that name a device, a format or nothing, not a place.
DEVICE_LABELS = re.compile(r"(?:www\d{0,2}|m|mobile|mobi|amp|wap|touch|lite|text|m-|www-m)")
LANGUAGE_LABELS = frozenset(
    """
    en eng english en-us en-gb kr ko korean jp ja jpn japan japanese cn zh chn china chinese es fr de pt ru rus ar
    vi vn th arm
    """.split()
)
AMP_SEGMENTS = frozenset({"amp", "amp.html", "ampview", "amphtml", "outputtype-amp"})
# Folders that say no more than "this is news, on a small screen": dropped where a parameter names the article.
GENERIC_FOLDERS = frozenset("news mobile m mnews article articles kn mob mweb html page".split())

# Words in the last part of a path that make it a list, a start page or a service, not an article.
LIST_WORDS = frozenset(
    """
    list articlelist newslist index home main ranking rank best popular search tag tags topic topics section
    sections category categories author authors reporter journalist
    rss feed feeds sitemap archive archives login member
    subscribe about contact newsletter live video videos photo photos gallery opinion sports politics economy
    business world national society culture entertainment tech
    technology science health lifestyle weather press page
    """.split()
)


class Portal(NamedTuple):
    """An item with many addresses on one service: `patterns` are matched against path and query, and their groups
    fill `canonical`. `hosts` are suffixes on label boundaries."""

    hosts: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    canonical: str


PORTALS = (
    Portal(
        ("naver.com",),
        (
            re.compile(r"^/(?:mnews/|[a-z]+/)*article/(?:comment/)?(?P<a>\d{3})/(?P<b>\d{8,12})"),
            re.compile(
                r"^(?=.*[?&](?:oid|office_id)=(?P<a>\d{3})(?:&|$))(?=.*[?&](?:aid|article_id)=(?P<b>\d{8,12}))"
            ),
        ),
        "https://n.news.naver.com/article/{a}/{b}",
    ),
    Portal(
        ("blog.naver.com",),
        (
            re.compile(r"^/(?P<a>[\w-]+)/(?P<b>\d{8,})"),
            re.compile(r"^(?=.*[?&]blogId=(?P<a>[\w-]+))(?=.*[?&]logNo=(?P<b>\d{8,}))"),
        ),
        "https://blog.naver.com/{a}/{b}",
    ),
    Portal(
        ("youtube.com", "youtube-nocookie.com"),
        (
            re.compile(r"^/watch\?(?:.*&)?v=(?P<a>[\w-]{6,})"),
            re.compile(r"^/(?:embed|shorts|live|v)/(?P<a>[\w-]{6,})"),
        ),
        "https://youtube.com/watch?v={a}",
    ),
    Portal(
        ("news.google.com",),
        (re.compile(r"^/(?:rss/)?(?:articles|read)/(?P<a>[\w-]{8,})"),),
        "https://news.google.com/articles/{a}",
    ),
    Portal(
        ("yahoo.com",),
        (re.compile(r"^/(?:[a-z]+/)*(?P<a>[^/?]+-\d{9})\.html"),),  # the number is a time of day
        "https://yahoo.com/news/{a}.html",
    ),
    Portal(("msn.com",), (re.compile(r"^/(?:[^/?]+/)+ar-(?P<a>\w{6,})"),), "https://msn.com/news/ar-{a}"),
    Portal(("youtu.be",), (re.compile(r"^/(?P<a>[\w-]{6,})"),), "https://youtube.com/watch?v={a}"),
)


class Wrapper(NamedTuple):
    """A service whose addresses carry the real one: in the parameters named (after ``cache:`` and a key, in caches
    of search engines), or in the path after `path`."""

    hosts: tuple[str, ...]
    path: re.Pattern[str] | None
    parameters: tuple[str, ...] = ()


WRAPPERS = (
    Wrapper(
        ("web.archive.org", "web-beta.archive.org"),
        re.compile(r"^/web/(?:\d{1,14}(?:[a-z]{2}_)?/)?(?=https?:)", re.IGNORECASE),
    ),
    Wrapper(("google.com", "google.co.kr"), re.compile(r"^/amp/(?P<secure>s/)?"), ("url", "q", "adurl")),
    Wrapper(
        tuple(f"archive.{ending}" for ending in ("ph", "today", "is", "li", "vn", "md", "fo")),
        re.compile(r"^/(?:\d{4,14}/|o/\w+/|newest/)?(?=https?:)", re.IGNORECASE),
    ),
    Wrapper(("ampproject.org", "bing-amp.com"), re.compile(r"^/[cvi]/(?P<secure>s/)?")),
    Wrapper(("webcache.googleusercontent.com",), None, ("q",)),
    Wrapper(("bing.com",), re.compile(r"^/amp/(?P<secure>s/)?"), ("url", "u")),
    Wrapper(("facebook.com", "messenger.com", "instagram.com"), None, ("u",)),
    Wrapper(("naver.com", "daum.net", "kakao.com"), None, ("url", "u", "href", "link")),
    Wrapper(("t.umblr.com",), None, ("z",)),
    Wrapper(
        ("feedproxy.google.com", "news.url.google.com", "getpocket.com", "flip.it", "smartnews.com"), None, ("url",)
    ),
    Wrapper(("translate.google.com", "translate.googleusercontent.com"), None, ("u",)),
    Wrapper(("linkedin.com", "vk.com", "reddit.com", "slack-redir.net"), None, ("url", "to")),
)

# Second-level domains under which names are registered, of country codes (co.kr, com.au, …).
SECOND_LEVEL = frozenset(
    "co com or org ne net go gov gob gouv govt re ac edu pe mil sc hs ms es nom ltd plc me id asn".split()
)
# Services under which everybody has a site of his own (a part of the Public Suffix List's private section).
PUBLIC_SUFFIXES = frozenset(
    """
    blogspot.com tistory.com github.io gitlab.io wordpress.com substack.com medium.com tumblr.com livejournal.com
    typepad.com weebly.com wixsite.com netlify.app vercel.app pages.dev herokuapp.com web.app firebaseapp.com
    cafe24.com imweb.me notion.site oopy.io egloos.com seoul.kr busan.kr daegu.kr incheon.kr gwangju.kr daejeon.kr
    ulsan.kr gyeonggi.kr gangwon.kr chungbuk.kr chungnam.kr jeonbuk.kr jeonnam.kr gyeongbuk.kr gyeongnam.kr jeju.kr
    """.split()
)
