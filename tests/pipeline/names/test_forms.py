"""The forms that are derived from what a user writes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.items import Entity, EntityKind
from pipeline.language.scripts import Script
from pipeline.names import NameForm, name_forms, not_names


def person(name: str, *aliases: str, exclude: tuple[str, ...] = ()) -> Entity:
    return Entity(f"person:{name}", EntityKind.PERSON, name, aliases, exclude=exclude)


def company(name: str, *aliases: str, exclude: tuple[str, ...] = ()) -> Entity:
    return Entity(f"company:{name}", EntityKind.COMPANY, name, aliases, exclude=exclude)


def texts(entity: Entity) -> set[str]:
    return {form.text for form in name_forms(entity) if not form.suggestion}


def the(entity: Entity, text: str) -> NameForm:
    return next(form for form in name_forms(entity) if form.text == text)


def test_a_korean_person() -> None:
    found = texts(person("한서연", "Seoyeon Han"))
    assert {"한서연", "한 서연", "한 서 연"} <= found
    assert {"Seoyeon Han", "Han Seoyeon", "Han Seo-yeon", "Seo-yeon Han", "Seo Yeon Han", "Han, Seoyeon"} <= found


def test_a_latin_name_in_family_given_order() -> None:
    found = texts(person("Han Seo-yeon"))
    assert {"Seo-yeon Han", "Seoyeon Han", "Han Seoyeon", "Han Seo Yeon"} <= found


def test_a_western_name_keeps_its_order() -> None:
    found = texts(person("Oliver Bennett"))
    assert found == {"Oliver Bennett", "Bennett, Oliver"}


def test_a_foreign_name_in_hangul_is_written_together_too() -> None:
    assert {"올리버 베넷", "올리버베넷", "올리버·베넷"} <= texts(person("올리버 베넷"))


def test_romanisations_are_suggested_only_without_an_alias() -> None:
    suggested = [form for form in name_forms(person("한서연")) if form.suggestion]
    assert suggested
    assert all(form.origin == "suggested romanisation of 한서연" for form in suggested)
    assert not any(form.suggestion for form in name_forms(person("한서연", "Seoyeon Han")))
    assert not any(form.suggestion for form in name_forms(person("한서연"), suggestions=False))


@pytest.mark.parametrize("written", ["(주)한빛전자", "㈜한빛전자", "주식회사 한빛전자", "한빛전자㈜"])
def test_korean_legal_forms_are_taken_off(written: str) -> None:
    assert "한빛전자" in texts(company(written))


@pytest.mark.parametrize("written", ["Hanbit Inc.", "Hanbit Co., Ltd.", "Hanbit Corporation", "Hanbit, Inc"])
def test_latin_legal_forms_are_taken_off(written: str) -> None:
    assert "Hanbit" in texts(company(written))


def test_two_names_in_one() -> None:
    assert {"한빛전자", "Hanbit"} <= texts(company("한빛전자(Hanbit)"))


def test_company_spacing() -> None:
    assert "한빛 엔터프라이즈" in texts(company("한빛엔터프라이즈"))
    assert "한빛엔터프라이즈" in texts(company("한빛 엔터프라이즈"))
    assert "Rook and Pawn" in texts(company("Rook & Pawn"))


def test_ordinary_words_need_their_capital_and_context() -> None:
    form = the(company("Harbor"), "Harbor")
    assert form.case_sensitive
    assert form.needs_context
    assert not the(company("Hanbit"), "Hanbit").needs_context


def test_short_acronyms_count_in_their_own_casing_only() -> None:
    assert the(company("HBT"), "HBT").case_sensitive
    assert not the(company("HANBIT"), "HANBIT").case_sensitive


def test_every_form_says_where_it_came_from() -> None:
    entity = person("한서연", "Seoyeon Han")
    assert the(entity, "한서연").origin == "name"
    assert the(entity, "Seoyeon Han").origin == "alias"
    assert the(entity, "한 서 연").origin == "letter-spaced form of name 한서연"
    assert the(entity, "한서연").script is Script.HANGUL
    assert not the(entity, "한서연").derived
    assert the(entity, "한 서연").derived


def test_exclusions_remove_forms_and_name_longer_names() -> None:
    entity = person("한서연", exclude=("한 서 연", "한서연구소"))
    assert "한 서 연" not in texts(entity)
    assert not_names(entity) == ("한서연구소",)


def test_the_forms_that_the_document_promises() -> None:
    """docs/matching.md, the table of name forms: what is promised right of the bar is derived from the left."""
    document = (Path(__file__).resolve().parents[3] / "docs" / "matching.md").read_text(encoding="utf-8")
    rows = [
        line.split("|")[1:3] for line in document.splitlines() if line.startswith("| `") and line.count("|") == 3
    ]
    promised = 0
    for left, right in rows[:8]:
        written = re.findall("`([^`]+)`", left)
        derived = set().union(*(texts(person(one)) | texts(company(one)) for one in written))
        for form in re.findall("`([^`]+)`", right.partition(";")[0]):
            assert form in derived, f"{form} of {written}"
            promised += 1
    assert promised >= 15


@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=2), st.sampled_from(EntityKind))
def test_forms_are_distinct_and_never_empty(name: str, aliases: list[str], kind: EntityKind) -> None:
    found = [form.text for form in name_forms(Entity("x", kind, name, tuple(aliases)))]
    assert len(found) == len(set(found))
    assert all(any(char.isalnum() for char in text) for text in found)
