"""Charts: as tall as what they count, and nothing that strangers wrote becomes markup."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from scrape.output.pages.charts import Column, bars, strip

SVG = "{*}"


def drawn(columns: list[Column], title: str = "제목") -> etree._Element:
    return etree.fromstring(bars(columns, title=title, desc="설명"))


def heights(svg: etree._Element) -> list[float]:
    return [float(str(rect.get("height"))) for rect in svg.iterfind(f".//{SVG}rect")]


def test_bars_are_as_tall_as_what_they_count() -> None:
    low, high = heights(drawn([Column("1", (10,)), Column("2", (40,))]))
    assert high / low == 4


def test_parts_stand_on_each_other_from_the_ground_up() -> None:
    first, second = drawn([Column("1", (10, 30))]).iterfind(f".//{SVG}rect")
    bottom = float(str(second.get("y"))) + float(str(second.get("height")))
    assert bottom == float(str(first.get("y")))
    assert [first.get("class"), second.get("class")] == ["series-1", "series-2"]


def test_what_is_little_is_seen_and_what_is_nothing_is_not() -> None:
    assert min(heights(drawn([Column("1", (1,)), Column("2", (100_000,))]))) >= 1
    assert heights(drawn([Column("1", (0,)), Column("2", (0, 0))])) == []


def test_a_chart_says_what_it_shows_and_leads_to_the_rows() -> None:
    svg = drawn([Column("11", (3,), href="/?month=2026-11&x=1", is_marked=True)])
    assert svg.get("role") == "group"  # an image has no links that a keyboard reaches
    assert drawn([Column("11", (3,))]).get("role") == "img"
    assert [svg.findtext(f"{SVG}title"), svg.findtext(f"{SVG}desc")] == ["제목", "설명"]
    link = svg.find(f"{SVG}a")
    assert link is not None
    assert (link.get("href"), link.get("class")) == ("/?month=2026-11&x=1", "marked")


@given(st.text(max_size=30))
def test_labels_are_text(label: str) -> None:
    hostile = f"{label}<script>\"'</svg>"
    svg = drawn([Column(hostile, (1,), note=hostile, value=hostile)], hostile)
    assert {etree.QName(one).localname for one in svg.iter()} == {
        "svg",
        "title",
        "desc",
        "g",
        "rect",
        "text",
        "line",
    }


def test_no_style_is_written_into_a_chart() -> None:
    chart = bars([Column("1", (1, 2), note="2026")], title="t", desc="d") + strip(1, 2)
    assert not re.search(r"style|on\w+=|fill|#", chart)


def test_a_strip_is_as_long_as_its_part_of_the_longest() -> None:
    assert 'width="25%"' in strip(1, 4)
    assert 'width="0%"' in strip(0, 0)
