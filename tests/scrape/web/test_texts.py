"""The words of the pages: all of them in both languages, and all of them used."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from pipeline.identity.bearers import BOUND_AFFILIATION, COMES_TO, KNOWN_NAMESAKE, MOVES, RENAMES
from pipeline.items import BY_HAND, CoverageStatus, DateSource, Place, Reason, StoryRole, TextSource
from pipeline.names import INITIALS, SPELLING
from scrape.web.texts import TONGUES, texts_in, tongue_of
from spiders.sources.names import KIND_NAMES

WEB = Path(__file__).parents[3] / "scrape" / "web"
STORED = tomllib.loads(files("scrape.web").joinpath("texts.toml").read_text("utf-8"))
SAYINGS = tomllib.loads(files("scrape.web").joinpath("sayings.toml").read_text("utf-8"))
KEYS = {f"{part}.{key}" for part, table in STORED.items() for key in table}
# Put together where they are used: t("status." ~ row.status).
MADE: dict[str, Iterable[str]] = {
    "status": CoverageStatus,
    "decided": CoverageStatus,
    "place": Place,
    "reason": Reason,
    "story": StoryRole,
    "date": DateSource,
    "kind": {*KIND_NAMES, BY_HAND, "run", "daemon", "reprocess", "backfill"},
}


def places(words: str) -> set[str]:
    return {name for one in words.split("|") for _, name, _, _ in string.Formatter().parse(one) if name}


@pytest.mark.parametrize("key", sorted(KEYS))
def test_every_message_is_there_in_both_languages(key: str) -> None:
    part, _, name = key.partition(".")
    said = STORED[part][name]
    assert set(said) == set(TONGUES)
    assert all(said.values())
    assert places(said["ko"]) == places(said["en"]) or "|" in said["en"]


def test_every_message_that_is_used_is_there_and_no_other() -> None:
    sources = [*WEB.rglob("*.html"), *WEB.rglob("*.py")]
    text = "\n".join(source.read_text("utf-8") for source in sources)
    used = set(re.findall(r"\"((?:\w|-)+\.(?:\w|-)+)\"|'((?:\w|-)+\.(?:\w|-)+)'", text))
    literal = {one or other for one, other in used} & KEYS
    asked = set(re.findall(r"(?:\bt|texts)\(\s*[\"']([\w.-]+)[\"'][,)]", text))
    assert asked - KEYS == set()
    stems = set(re.findall(r"[\"'](\w+)\.[\"']", text)) | set(re.findall(r"f\"(\w+)\.\{", text))
    assert {key for key in KEYS - literal if key.split(".")[0] not in stems} == set()


@pytest.mark.parametrize("part", sorted(MADE))
def test_every_value_has_its_word(part: str) -> None:
    assert {str(value) for value in MADE[part]} <= set(STORED[part])


def reasons_given() -> Iterator[list[ast.expr]]:
    """The arguments of every place where the pipeline gives a reason."""
    for file in (WEB.parents[1] / "pipeline").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in {"says", "Evidence"}:
                yield node.args


def kinds_of_evidence() -> set[str]:
    """Every kind that stands as text where the pipeline gives a reason."""
    return {str(args[0].value) for args in reasons_given() if args and isinstance(args[0], ast.Constant)}


def texts_of_evidence() -> set[str]:
    """Every English text that stands where the pipeline says what a reason rests on."""
    details = (node for args in reasons_given() for detail in args[1:2] for node in ast.walk(detail))
    texts = {str(node.value) for node in details if isinstance(node, ast.Constant)}
    return {text.strip() for text in texts if re.search(r"[a-z]{3}", text)}


def test_every_kind_of_reason_has_its_words() -> None:
    kinds = kinds_of_evidence()
    assert {"title", "follow-up", "longer name"} <= kinds
    named = {BOUND_AFFILIATION, COMES_TO, KNOWN_NAMESAKE, MOVES, RENAMES, SPELLING, INITIALS, TextSource.OFFER}
    assert (kinds | named) - set(STORED["evidence"]) == set()
    assert texts_in("ko").called("evidence.", "title") == "직함"
    assert texts_in("ko").called("evidence.", "of another version") == "of another version"


def test_what_a_reason_says_is_said_in_korean() -> None:
    told = [words for table in SAYINGS.values() for words in table]
    texts = texts_of_evidence()
    assert {"near the name", ", bound to the name", "presented without office"} <= texts
    assert {text for text in texts if not any(text in words for words in told)} == set()
    bindings = re.compile(r'"([^"]*\bORG\b[^"]*)"')
    files = (WEB.parents[1] / "pipeline" / "presentation").glob("*.py")
    forms = {form for file in files for form in bindings.findall(file.read_text("utf-8"))}
    assert "NAME joins ORG" in forms
    assert forms - set(SAYINGS["binding"]) == set()


@pytest.mark.parametrize("kind", sorted(SAYINGS))
def test_every_saying_keeps_what_was_found(kind: str) -> None:
    korean, english = texts_in("ko"), texts_in("en")
    for told, said in SAYINGS[kind].items():
        assert places(told) == places(said), told
        found = {place: f"윤{n}" for n, place in enumerate(sorted(places(told)))}
        assert korean.said(kind, told.format(**found)) == said.format(**found)
        assert english.said(kind, told.format(**found)) == told.format(**found)


@pytest.mark.parametrize(
    ("kind", "detail", "said"),
    [
        ("topic", "음성, 인식, near the name", "음성, 인식, 이름 가까이에 있음"),
        ("field", "the article is about law", "법조 기사"),
        ("bound affiliation", "온결연구소 (ORG NAME)", "온결연구소 (기관 이름)"),
        ("mention", "윤서하: particle 가; title 배우; head x", "윤서하: 조사 가; 직함 배우; 앞말 x"),
        (
            "offer",
            "only the headline is known, from 새벽일보: the page was gone",
            "새벽일보에서 제목만 앎. 페이지: 없어짐",
        ),
        ("outcome", "robots.txt does not allow it", "robots.txt가 허용하지 않음"),
        ("error", "outlet: 'x' is no value that it can have", "outlet: 'x'은(는) 쓸 수 없는 값입니다"),
        ("topic", "of another version", "of another version"),
        ("unheard of", "{what}\n", "{what}\n"),
    ],
)
def test_a_reason_in_korean(kind: str, detail: str, said: str) -> None:
    assert texts_in("ko").said(kind, detail) == said


def test_a_number_chooses_its_form() -> None:
    english, korean = texts_in("en"), texts_in("ko")
    assert english("table.others", n=1) == "and 1 other"
    assert english("table.others", n=1200) == "and 1,200 others"
    assert korean("table.others", n=3) == "외 3개 언론사"


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("", "en"),
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("en;q=0.3, ko;q=0.5", "ko"),
        ("fr, de", "en"),
        ("ko;q=0", "en"),
        ("ko;q=x", "en"),
        ("*", "en"),
    ],
)
def test_the_browser_chooses_the_language(accepted: str, lang: str) -> None:
    assert tongue_of(accepted) == lang
