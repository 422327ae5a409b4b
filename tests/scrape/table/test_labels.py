from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.items import Outlet
from pipeline.outlets import OutletRegistry
from scrape.output.export import press_cell
from scrape.table.labels import outlets_in, outlets_of
from tests.scrape.output.test_export import ROW

OUTLETS = OutletRegistry(
    [
        Outlet("누리통신", ("nuri.example",), name_en="Nuri News"),
        Outlet("새벽일보", ("saebyeok.example",), aliases=("새벽 Plus",)),
        Outlet("결·소리", ("gyeol.example",)),
    ]
)


@pytest.mark.parametrize(
    ("label", "names"),
    [
        ("누리통신", ("누리통신",)),
        (" Nuri  News ", ("Nuri News",)),
        ("누리통신 외 다수 언론사", ("누리통신",)),
        ("누리통신 외 3개 언론사", ("누리통신",)),
        ("누리통신(외 3곳)", ("누리통신",)),
        ("누리통신 외3곳", ("누리통신",)),
        ("누리통신 등", ("누리통신",)),
        (
            "누리통신, 새벽일보, 결·소리, 한밭뉴스 등 30개 이상 언론사",
            ("누리통신", "새벽일보", "결·소리", "한밭뉴스"),
        ),
        ("누리통신 및 새벽일보", ("누리통신", "새벽일보")),
        ("누리통신 / 새벽일보", ("누리통신", "새벽일보")),
        ("누리통신, 누리통신", ("누리통신",)),
        ("Nuri News and 3 others", ("Nuri News",)),
        ("Nuri News and 1 other", ("Nuri News",)),
        ("Nuri News and many more", ("Nuri News",)),
        ("Nuri News & others", ("Nuri News",)),
        ("Nuri News (and over 30 others)", ("Nuri News",)),
        ("Nuri News, Dawn Daily, and others", ("Nuri News", "Dawn Daily")),
        ("Nuri News, Dawn Daily, and Hill Post", ("Nuri News", "Dawn Daily", "Hill Post")),
        ("Nuri News et al.", ("Nuri News",)),
        ("Others", ("Others",)),
        ("외신", ("외신",)),
        ("등대신문", ("등대신문",)),
        ("세계 등대신문", ("세계 등대신문",)),
        ("More Daily", ("More Daily",)),
        ("", ()),
        (" — ", ()),
    ],
)
def test_a_label_names_its_outlets(label: str, names: tuple[str, ...]) -> None:
    assert outlets_of(label) == names


@pytest.mark.parametrize("name", ["누리 통신", "누리통신", "ＮＵＲＩ ｎｅｗｓ", "nuri-news"])
def test_one_outlet_is_known_however_it_is_spelled(name: str) -> None:
    (found,) = outlets_in(f"{name} 외 다수 언론사", OUTLETS)
    assert found.name == name
    assert found.outlet is not None
    assert found.outlet.name == "누리통신"


def test_a_joint_parts_two_known_names_and_no_name_that_holds_it() -> None:
    assert [found.name for found in outlets_in("누리통신·새벽일보", OUTLETS)] == ["누리통신", "새벽일보"]
    assert [found.name for found in outlets_in("결·소리", OUTLETS)] == ["결·소리"]
    assert [found.name for found in outlets_in("Science and Technology News", OUTLETS)] == [
        "Science and Technology News"
    ]


@given(st.integers(0, 40), st.sampled_from(["ko", "en"]))
def test_the_label_of_our_own_table_names_the_first_outlet(others: int, language: str) -> None:
    cell = press_cell(replace(ROW, language=language, other_outlets=tuple(map(str, range(others)))))
    assert outlets_of(cell) == ("누리통신",)
