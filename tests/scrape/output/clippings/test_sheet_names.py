"""Names of sheets that every spreadsheet program takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrape.output.clippings.sheet_names import SheetNames


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("윤서하", "윤서하"),
        ("A/B", "A B"),
        ("[x]", "x"),
        ("'인용'", "인용"),
        ("History", "History (2)"),
        ("*?:\\/[]", "-"),
        ("", "-"),
        ("가" * 40, "가" * 31),
        ("🗞" * 20, "🗞" * 15),
        ("둘\n줄", "둘 줄"),
    ],
)
def test_a_name_is_cleaned_and_cut(wanted: str, name: str) -> None:
    assert SheetNames().take(wanted) == name


def test_names_alike_after_cutting_are_numbered() -> None:
    names = SheetNames()
    assert [names.take("가" * 40) for _ in range(3)] == ["가" * 31, "가" * 27 + " (2)", "가" * 27 + " (3)"]
    assert [names.take(one) for one in ("harbor", "HARBOR")] == ["harbor", "HARBOR (2)"]


@given(st.lists(st.text(), max_size=12))
def test_every_name_is_allowed_and_no_two_are_alike(wanted: list[str]) -> None:
    names = SheetNames()
    taken = [names.take(one) for one in wanted]
    assert len({one.casefold() for one in taken}) == len(taken)
    for one in taken:
        assert 1 <= len(one.encode("utf-16-le")) // 2 <= 31
        assert not set(one) & set("[]:*?/\\")
        assert not one.startswith("'")
        assert not one.endswith("'")
