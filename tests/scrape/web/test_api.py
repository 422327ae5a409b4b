"""What programs are answered: as openapi.json says, whole over all pages, and wrong questions in one line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from storage.database.engine import Database
from tests.scrape.web.serving import Pages, serving
from tests.storage.report.newsroom import HARAM, LAB, SEOHA, Newsroom

DOCS = (Path(__file__).parents[3] / "docs" / "web.md").read_text("utf-8")
EXAMPLES = re.findall(r"^    curl -s '(http://127\.0\.0\.1:8377)(/[^']+)'", DOCS, re.MULTILINE)
TOKEN = "t" * 20


@pytest.fixture
def newsroom(database: Database) -> Newsroom:
    with database.write() as connection:
        room = Newsroom(connection)
        room.publish("2026-11-19", "누리통신", headline="소리결 무료 공개", of_story=7, quoted=True)
        room.publish("2026-11-19", "새벽일보", headline="소리결 누구나 쓴다", of_story=7)
        room.publish("2026-11-18", "Harbor Tribune", (SEOHA, LAB), headline="Lab opens a model", language="en")
        room.publish(None, "새벽일보", (HARAM,), headline="날짜 없는 소식")
        room.publish("2026-11-17", "새벽일보", (HARAM,), headline="동명이인일까", status="review")
    return room


def asked(pages: Pages, path: str, **headers: str) -> Any:
    answer = pages.get(path, **headers)
    assert answer.status == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return json.loads(answer.text)


def whole(pages: Pages, path: str, key: str) -> list[Any]:
    """All rows, page by page."""
    rows: list[Any] = []
    following: str | None = path
    while following is not None:
        page = asked(pages, following)
        rows += page[key]
        following = page["next"]
    return rows


def fits(value: Any, schema: dict[str, Any], document: dict[str, Any]) -> None:
    """Check a value against the part of JSON Schema that openapi.json uses."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    python = {"string": str, "integer": int, "number": int | float, "boolean": bool, "null": type(None),
              "array": list, "object": dict}  # fmt: skip
    assert any(isinstance(value, python[kind]) for kind in kinds), (value, schema)
    assert value in schema.get("enum", [value])
    if isinstance(value, list):
        for item in value:
            fits(item, schema["items"], document)
    if isinstance(value, dict):
        assert set(value) == set(schema["properties"]) == set(schema["required"])
        for name, part in schema["properties"].items():
            fits(value[name], part, document)


@pytest.mark.parametrize("path", ["/api/coverage", "/api/stories", "/api/search"])
def test_answers_are_what_the_description_says(newsroom: Newsroom, pages: Pages, path: str) -> None:
    document = asked(pages, "/api/openapi.json")
    described = document["paths"][path]["get"]
    answer = asked(pages, f"{path}?words=소리결 OR model OR 소식")
    assert answer.get("rows") or answer.get("articles")
    fits(answer, described["responses"]["200"]["content"]["application/json"]["schema"], document)
    error = pages.get(f"{path}?limit=0")
    assert error.status == 400
    fits(json.loads(error.text), described["responses"]["400"]["content"]["application/json"]["schema"], document)


def test_the_pages_are_the_whole_table(newsroom: Newsroom, pages: Pages) -> None:
    every = whole(pages, "/api/coverage?limit=1", "rows")
    assert every == asked(pages, "/api/coverage")["rows"]
    assert [(row["headline"], row["entity_name"]) for row in every] == [
        ("소리결 누구나 쓴다", "윤서하"),
        ("소리결 무료 공개", "윤서하"),
        ("Lab opens a model", "윤서하"),
        ("Lab opens a model", "온결연구소"),
        ("날짜 없는 소식", "박하람"),
    ]
    assert len(whole(pages, "/api/coverage?limit=1&status=all", "rows")) == 6


def test_rows_kept_by_hand_stand_among_ours_in_their_words(
    database: Database, newsroom: Newsroom, pages: Pages
) -> None:
    with database.write() as newsroom.connection:
        newsroom.write_by_hand("2026.11", "손으로 적은 소리결", "누리통신 외 다수", article_id=1)
        newsroom.write_by_hand("2026.10", "사라진 글", "온누리일보")
    every = whole(pages, "/api/coverage?who=윤서하&limit=1", "rows")
    assert every == asked(pages, "/api/coverage?who=윤서하")["rows"]
    assert [(row["headline"], row["label"], row["by_hand"], row["article_id"]) for row in every] == [
        ("소리결 누구나 쓴다", "", False, 2),
        ("Lab opens a model", "", False, 3),
        ("손으로 적은 소리결", "누리통신 외 다수", True, 1),
        ("사라진 글", "온누리일보", True, 0),
    ]
    stories = whole(pages, "/api/stories?who=윤서하&limit=1", "rows")
    assert [(row["headline"], len(row["others"])) for row in stories] == [
        ("Lab opens a model", 0), ("손으로 적은 소리결", 1), ("사라진 글", 0),
    ]  # fmt: skip


def test_a_story_has_its_other_articles(newsroom: Newsroom, pages: Pages) -> None:
    stories = whole(pages, "/api/stories?limit=2", "rows")
    assert len(stories) == 4
    (told,) = [row for row in stories if row["story_id"] == 7]
    assert [other["outlet"] for other in told["others"]] == ["새벽일보"]


def test_a_search_finds_articles_whatever_was_decided(newsroom: Newsroom, pages: Pages) -> None:
    found = whole(pages, "/api/search?words=소리결 OR 동명이인&limit=1", "articles")
    assert [one["headline"] for one in found] == ["동명이인일까", "소리결 누구나 쓴다", "소리결 무료 공개"]
    assert found[0]["covers"][0]["status"] == "review"
    narrowed = asked(pages, "/api/search?words=소리결&status=review")
    assert narrowed == {"articles": [], "next": None}


@pytest.mark.parametrize(
    "path",
    ["/api/coverage?who=아무개", "/api/stories?limit=501", "/api/coverage?limit=²", "/api/search",
     "/api/search?words=-a", "/api/coverage?status=maybe", "/api/coverage?after=x"],
)  # fmt: skip
def test_what_cannot_be_asked_is_one_line_of_json(newsroom: Newsroom, pages: Pages, path: str) -> None:
    answer = pages.get(path)
    assert answer.status == 400
    assert set(json.loads(answer.text)) == {"error"}


def test_what_is_not_there_is_said_in_json(pages: Pages) -> None:
    answer = pages.get("/api/nothing")
    assert answer.status == 404
    assert json.loads(answer.text)["error"]


def test_a_program_brings_a_token(database: Database, newsroom: Newsroom) -> None:
    with serving(database, tokens={TOKEN: "program"}) as pages:
        assert pages.get("/api/coverage").status == 401
        assert pages.get("/api/coverage", authorization="Bearer wrong").status == 401
        assert asked(pages, "/api/coverage", authorization=f"Bearer {TOKEN}")["rows"]


@pytest.mark.parametrize("path", [path for _, path in EXAMPLES])
def test_the_examples_of_the_documentation(newsroom: Newsroom, pages: Pages, path: str) -> None:
    answer = asked(pages, path)
    assert answer.get("rows") or answer.get("articles") or answer.get("paths")


def test_there_are_examples() -> None:
    assert {path.split("?")[0] for _, path in EXAMPLES} == {
        "/api/coverage", "/api/stories", "/api/search", "/api/openapi.json"
    }  # fmt: skip
