from __future__ import annotations

import pytest

from pipeline.dates import month_of


@pytest.mark.parametrize(
    "text",
    "2024.08|2024-08|2024/8|2024. 8.|2024년 8월|'24.08|202408|２０２４.０８|Aug 2024|August, 2024|2024 Aug."
    "|2024.08.07|2024-08-07|Aug 7, 2024".split("|"),
)
def test_months_as_tables_have_them(text: str) -> None:
    assert month_of(text) == "2024-08"


@pytest.mark.parametrize(
    "text", ["", "2024", "2024.13", "2024.00", "8월", "05/06/2024", "제목", "2024.08 " * 20, "Foo 2024"]
)
def test_what_is_no_month(text: str) -> None:
    assert month_of(text) is None
