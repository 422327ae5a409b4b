"""Titles beside a name: those of its bearer, not those of somebody else."""

from __future__ import annotations

import pytest

from pipeline.presentation import Presentation, Text, present


def presented(text: str, name: str = "윤서하") -> Presentation:
    start = text.index(name)
    return present(Text(text), start, start + len(name))


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("윤서하 온결연구소 대표가 말했다.", ("대표",)),
        ("윤서하, 한도경 의원이 만났다.", ("의원",)),
        ("윤서하 동생 민준 씨가 말했다.", ()),
    ],
)
def test_a_title_stands_after_an_organisation_or_at_the_end_of_a_list(text: str, titles: tuple[str, ...]) -> None:
    assert presented(text).titles == titles


@pytest.mark.parametrize("between", ["동생 민준", "온결연구소 민준"])
def test_the_form_of_address_of_somebody_else_is_not_taken(between: str) -> None:
    """It follows a name directly: what stands between belongs to another."""
    assert presented("윤서하(31) 씨가 말했다.").is_private
    somebody_else = presented(f"윤서하(31) {between} 씨가 말했다.")
    assert not somebody_else.is_private
    assert somebody_else.organisations == ()
