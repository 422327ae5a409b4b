"""The name scan of raw pages: quick, and never blind to what the full path would find."""

from __future__ import annotations

import gzip
import html
import json
import random
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract import extract
from pipeline.items import Entity, EntityKind, Watchlist
from pipeline.language.detect import detect
from pipeline.markup.encoding import decode
from pipeline.mentions import Matcher
from pipeline.mentions.spelling import folded, respelled
from pipeline.process import Reader
from scrape.config.settings import load_settings
from spiders.outlets import bundled_outlets
from storage.archive import ArchiveIndex


def watching(*names: str, kind: EntityKind = EntityKind.PERSON) -> Matcher:
    return Matcher(Watchlist(tuple(Entity(name, kind, name) for name in names)))


SK = watching("SK", kind=EntityKind.COMPANY)
SEOYEON = watching("한서연", "Seoyeon Han")


# --- what is no name ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "markup",
    [
        "<p>The task was to ask.</p>",
        "<a class='sk' href='/sk/'>more</a>",
        "<p>TASK FORCE, RISKS, 2SK, SKILL</p>",
        "<script>var Sk = disk; track(x_SK)</script>",
        "<p>sk</p>",
        "<style>.SK { color: red } SK > a { }</style>",
        "<input type='hidden' value='SK'><section data-name='SK'><script async src='/SK'></script>",
    ],
)
def test_letters_of_other_words_are_no_name(markup: str) -> None:
    assert not SK.names_in(markup)
    assert SK.find("", extract(markup, "http://a.example/").text, "en") == ()


@pytest.mark.parametrize(
    "markup",
    [
        "<p>SK</p>",
        "<p>주식회사SK</p>",
        "<p>SK는</p>",
        "<p>(SK)</p>",
        "<p>ta<b>S</b>K</p>",  # may be set so by mistake
        "<p>on</p><p>SK</p>",
        r'<script>{"body": "he said\nSK won"}</script>',
        "<p>&lt;SK&gt;</p>",
    ],
)
def test_what_may_be_the_name_is_seen(markup: str) -> None:
    assert SK.names_in(markup)


# --- how a name may be hidden -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "markup",
    [
        "<b>한</b>서<i>연</i>",
        "&#54620;&#xC11C;연",
        r'<script>{"articleBody": "\ud55c\uc11c\uc5f0"}</script>',
        r'<script>push("{\"body\": \"\\ud55c\\uc11c\\uc5f0\"}")</script>',
        r'<script>{"html": "\u003cb\u003e한\u003c/b\u003e서연"}</script>',
        '<meta property="og:title" content="한&shy;서연">',
        "<meta name=description content='&amp;#54620;서연'>",
        "<p>Seoyeon</p>\n\n<p>Han</p>",
        "Seoyeon&nbsp; &nbsp;Han",
        "Seoyeon <em> Han</em>",
        "Seoyeon <i>\n</i> <b> </b>\tHan",
        "Seoyeon\0<i> </i>Han",
        "Seoyeon <i>\n한서</i>연",
        r'{"text": "Seoyeon\nHan"}',
        "<p>a &lt; b, Seo<wbr>yeon Han &gt; c</p>",
        "<![CDATA[ Seoyeon Han ]]>",
        "<!-- 한서연 -->",
        "<p>한서\ufe0f연</p>",
        "<script>if (i<links.length) names('한서연'); if (a>b) stop()</script>",
        "<script>x</script><title>the <input 한서연></title>",
        "<SCRIPT>{'text': \"<p><section title='한서연'>\"}</SCRIPT>",
        "<script>{'text': \"<input value='한서연'>\", 'more': '<p>'}",
        "<br>{'text': \"<input value='한서연'>\"}</script>",
        "<meta name=description content='1 < 2 <b>the</b> <div 한서연>'>",
        "<meta name=description content='1 > 0, the <div 한서연>'>",
        "<",
        "<a>",
    ],
)
def test_a_hidden_name_is_seen(markup: str) -> None:
    assert SEOYEON.names_in(markup) == (len(markup) > 3)


def as_it_is(char: str) -> str:
    return char


def numbered(char: str) -> str:
    return f"&#{ord(char)};"


def hexadecimal(char: str) -> str:
    return f"&#x{ord(char):x};"


def bold(char: str) -> str:
    return f"<b class='x'>{html.escape(char)}</b>"


def softened(char: str) -> str:
    return f"{char}\u00ad"


def joined(char: str) -> str:
    return f"{char}&#8205;"


WAYS: list[Callable[[str], str]] = [as_it_is, as_it_is, numbered, hexadecimal, bold, softened, joined]
NAMES = ["한서연", "한빛전자", "Seoyeon Han", "Hanbit AI", "O'Brien", "AT&T", "Zoë Müller", "GS25", "J. K. Park"]
AROUND = [
    "",
    " ",
    "x",
    "은 ",
    "<p>",
    "</p>\n",
    ", ",
    "&nbsp;",
    "“",
    "-",
    "(",
    "<br>",
    "1",
    "씨",
    " 대표",
    "&lt;",
    "&gt;",
]


@settings(max_examples=300)
@given(
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(WAYS), min_size=12, max_size=12),
    st.lists(st.sampled_from(AROUND), max_size=3).map("".join),
    st.lists(st.sampled_from(AROUND), max_size=3).map("".join),
    st.sampled_from(list(EntityKind)),
)
def test_what_the_full_path_finds_the_scan_has_seen(
    name: str, ways: list[Callable[[str], str]], before: str, after: str, kind: EntityKind
) -> None:
    matcher = watching(name, kind=kind)
    written = "".join(way(char) for way, char in zip(ways, name, strict=False))
    sentence = "The meeting took place on Monday, and it was long. "
    markup = f"<html><body><article><p>{sentence * 5}</p><p>{before}{written}{after}</p></article></body></html>"
    found = extract(markup, "http://a.example/1")
    if matcher.find(found.headline or "", found.text, "en"):
        assert matcher.names_in(markup)


ODD = (
    "aZe\n <>=가각한나\u1112\u1161\u11ab\u0301\u0327\u00ad\u200b\u2019\uff21\uff07\u3000\uf900\u0915\u093c\u30ab"
    "\u3099\ufe0f\U0001f600"
)


@given(st.text(st.sampled_from(ODD) | st.characters(exclude_categories=["Cs"])))
def test_what_is_folded_in_places_is_what_folding_the_whole_gives(text: str) -> None:
    data = text.encode()
    assert respelled(data)[0] == folded(data, cased=False)


@pytest.mark.parametrize("tag", ["<br>", "<BR/>", "<br />", "<br\n>", "<Br clear=all>"])
def test_a_line_of_latin_letters_ends_where_the_page_says(tag: str) -> None:
    assert watching("Nora Whitlock").names_in(f"<p>by Nora{tag}Whitlock</p>")
    assert watching("한도윤").names_in(f"<p>한도{tag}윤</p>")
    assert not watching("Norawhitlock").names_in(f"<p>by Nora{tag}whitlock</p>")


def test_letters_with_several_codes_are_seen() -> None:
    """Korean encodings hold hundreds of Chinese characters twice; extraction gives all in one spelling (NFC)."""
    spellings: dict[str, set[str]] = {}
    for char in map(chr, [*range(0xC0, 0xD800), *range(0xF900, 0x30000)]):
        for written in {char, unicodedata.normalize("NFD", char)}:
            if (composed := unicodedata.normalize("NFC", written)) != written and composed.isalpha():
                spellings.setdefault(f"{composed}라마바", set()).add(f"{written}라마바")
    matcher = watching(*spellings)
    seen = [[matcher.names_in(f"<p>{one}</p>") for one in written] for written in spellings.values()]
    assert len(seen) > 1000
    assert all(map(all, seen))


def test_letters_of_every_alphabet_are_seen_in_capitals() -> None:
    letters = [char for char in map(chr, range(0x80, 0x1F000)) if char.isalpha() and len(char.upper()) == 1]
    names = {f"{char}라마바": f"{char.upper()}라마바" for char in letters if char.upper() != char}
    matcher = watching(*names)
    found = [capitals for capitals in names.values() if matcher.find("", capitals, "ko")]
    assert len(found) > 500
    assert [one for one in found if not matcher.names_in(f"<p>{one}</p>")] == []


@pytest.mark.shared
def test_names_taken_from_real_articles_are_seen_on_their_pages(shared_data: Path) -> None:
    pages = shared_data / "pages-dev"
    chance = random.Random(20261120)
    rows = [json.loads(line) for line in (pages / "index.jsonl").read_text("utf-8").splitlines()]
    tried = 0
    for row in chance.sample(rows, 40):
        text = decode(gzip.decompress((pages / row["html_path"]).read_bytes())).text
        found = extract(text, row["url"])
        article = f"{found.headline}\n{found.text}"
        words = re.findall(r"[^\W\d_](?:[\w'’.&-]*\w)?(?: [^\W\d_](?:[\w'’.&-]*\w)?){0,2}", article)
        for name in chance.sample(words, min(12, len(words))):
            matcher = watching(name, kind=chance.choice(list(EntityKind)))
            if matcher.find(found.headline or "", found.text, detect(article)):
                tried += 1
                assert matcher.names_in(text), (row["url"], name)
    assert tried > 200


@pytest.mark.shared
def test_the_scan_changes_no_outcome_of_real_pages(shared_data: Path) -> None:
    watchlist = load_settings(shared_data / "watchlist-dev.toml", {}).watchlist()
    reader = Reader.of(watchlist, bundled_outlets())
    index = ArchiveIndex.of([shared_data / "press-dev.warc.gz"])
    covered = 0
    for url in random.Random(7).sample(sorted(index.urls()), 80):
        page = index.find(url)
        assert page is not None
        quick, whole = reader.process(page), reader.process(page, extract_all=True)
        assert (quick.reason, quick.verdicts) == (whole.reason, whole.verdicts), url
        covered += bool(whole.verdicts)
    assert covered
