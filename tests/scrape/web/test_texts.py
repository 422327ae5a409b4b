"""The words of the pages: all of them in both languages, and all of them used."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from pipeline.identity.bearers import BOUND_AFFILIATION, COMES_TO, KNOWN_NAMESAKE, MOVES, RENAMES
from pipeline.items import CoverageStatus, Place, Reason, StoryRole, TextSource
from pipeline.names import INITIALS, SPELLING
from scrape.web.texts import TONGUES, texts_in, tongue_of

WEB = Path(__file__).parents[3] / "scrape" / "web"
STORED = tomllib.loads(files("scrape.web").joinpath("texts.toml").read_text("utf-8"))
KEYS = {f"{part}.{key}" for part, table in STORED.items() for key in table}
# Put together where they are used: t("status." ~ row.status).
MADE = {"status": CoverageStatus, "decided": CoverageStatus, "place": Place, "reason": Reason, "story": StoryRole}


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


def kinds_of_evidence() -> set[str]:
    """Every kind that stands as text where the pipeline gives a reason."""
    kinds: set[str] = set()
    for file in (WEB.parents[1] / "pipeline").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in {"says", "Evidence"}:
                first = node.args[0] if node.args else None
                kinds |= {str(first.value)} if isinstance(first, ast.Constant) else set()
    return kinds


def test_every_kind_of_reason_has_its_words() -> None:
    kinds = kinds_of_evidence()
    assert {"title", "follow-up", "longer name"} <= kinds
    named = {BOUND_AFFILIATION, COMES_TO, KNOWN_NAMESAKE, MOVES, RENAMES, SPELLING, INITIALS, TextSource.OFFER}
    assert (kinds | named) - set(STORED["evidence"]) == set()
    assert texts_in("ko").called("evidence.", "title") == "직함"
    assert texts_in("ko").called("evidence.", "of another version") == "of another version"


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
