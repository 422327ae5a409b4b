"""A template of one's own: what it is given, what it escapes, and how it fails: in one line with file and line."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from pipeline.errors import UsageError
from pipeline.items import Coverage
from scrape.formats.options import ExportOptions
from scrape.formats.template import load_template
from tests.scrape.formats.rows import ROW, hostile_rows, many, source


def rendered(
    folder: Path, text: str, *rows: Coverage, name: str = "page.md", options: ExportOptions | None = None
) -> str:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return "".join(load_template(file)(source(rows), options or ExportOptions()))


def test_rows_and_summary_are_plain_values(tmp_path: Path) -> None:
    text = "{{ summary.rows }} {{ summary.by_month }} {{ summary.by_outlet[0][0] }} {{ rows | length }}\n"
    text += (
        "{% for row in rows %}{{ row.month }} {{ row.press }} {{ row.other_outlets | length }} {{ row.quoted }}\n"
    )
    text += "{% endfor %}"
    assert rendered(tmp_path, text, *many(2), name="page.txt") == (
        "2 [('2024-08', 2)] 누리통신 2\n" + "2024-08 누리통신 외 3개 언론사 3 False\n" * 2
    )


def test_rows_may_be_gone_through_twice_and_labels_follow_the_language(tmp_path: Path) -> None:
    text = "{% for row in rows %}{{ row.press }};{% endfor %}{% for row in rows %}{{ row.announced }};{% endfor %}"
    options = ExportOptions(lang="en")
    assert rendered(tmp_path, text, ROW, name="page.txt", options=options) == (
        "누리통신 and 3 others;announced by 소식배달;"
    )


def test_a_page_may_be_made_of_several_files(tmp_path: Path) -> None:
    (tmp_path / "frame.html").write_text("<main>{% block rows %}{% endblock %}</main>", encoding="utf-8")
    text = "{% extends 'frame.html' %}{% block rows %}{{ rows | length }}{% endblock %}"
    assert rendered(tmp_path, text, ROW, name="page.html.j2") == "<main>1</main>"


def test_the_template_of_the_documentation_is_written(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "tables.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```jinja\n(.*?)```", page, re.DOTALL)
    old = replace(ROW, id=2, story_id=5, month="2023-12", headline="[단독] 값 | 다음", gone_at=ROW.first_seen_at)
    assert rendered(tmp_path, example, ROW, old, options=ExportOptions(names=("윤서하",))) == (
        "# 윤서하: 2 reports\n\n"
        "## 2024-08\n\n"
        "- [온결연구소, '소리결' 공개](https://nuri.example/view/1), 누리통신 외 3개 언론사\n\n"
        "## 2023-12\n\n"
        "- [\\[단독\\] 값 \\| 다음](https://nuri.example/view/1), 누리통신 외 3개 언론사 "
        "(2024-08-07 이후 삭제됨)\n\n"
    )


# --- what strangers write


def test_in_html_it_is_text(tmp_path: Path) -> None:
    link = "<a href='{{ row.url }}'>{{ row.headline }}</a>"
    text = f"<ul>{{% for row in rows %}}<li>{link} {{{{ row.press }}}}</li>{{% endfor %}}"
    for name in ("page.html", "page.htm.j2"):
        tree = html.fromstring(rendered(tmp_path, text, *hostile_rows(), name=name))
        assert {one.tag for one in tree.iter()} == {"ul", "li", "a"}
        assert len(tree.findall("li")) == len(hostile_rows())
        assert all(
            one.keys() == ["href"] and one.get("href").startswith(("https://", "")) for one in tree.iter("a")
        )
        assert not [one for one in tree.iter("a") if one.get("href").startswith(("javascript", "data"))]


def test_in_markdown_it_is_text_and_macros_stay_markup(tmp_path: Path) -> None:
    text = "{% macro line(row) %}[{{ row.headline }}]({{ row.url }}){% endmacro %}"
    text += "{% for row in rows %}{{ line(row) }}\n{% endfor %}"
    lines = rendered(tmp_path, text, *hostile_rows()).splitlines()
    assert len(lines) == len(hostile_rows())
    for line in lines:
        bare = line.replace("\\\\", "").replace("\\]", "").replace("\\[", "")
        assert (bare.count("]("), bare.count("[")) == (1, 1)
        assert "<" not in line
        assert "](javascript:" not in bare
    linked = replace(ROW, url="https://a.example/x_y?z=1&lt=2")
    assert "(https://a.example/x_y?z=1&lt=2)" in rendered(tmp_path, text, linked)


def test_in_tex_it_is_text(tmp_path: Path) -> None:
    text = "{% for row in rows %}{{ row.headline }}\n{% endfor %}"
    lines = rendered(tmp_path, text, replace(ROW, headline="\\input{x} 50% $y$ a_b"), name="page.tex").splitlines()
    assert lines == ["\\textbackslash{}input\\textbraceleft{}x\\textbraceright{} 50\\% \\$y\\$ a\\_b"]


# --- what fails

ENDLESS = "{% for a in range(99999) %}{% for b in range(99999) %}{% set x = b %}{% endfor %}{% endfor %}"
DOUBLING = "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}\n{{ f(99) }}"
DEEP = "{% macro f() %}{{ f() }}{% endmacro %}\n{{ f() }}"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("one\n{% for row in rows %}\n{% if %}", 3, "Expected an expression"),
        ("one\n{{ row.", 2, "expected name"),
        ("{% for row in rows %}", 1, "Unexpected end of template"),
        ("one\n{{ missing }}", 2, "'missing' is undefined"),
        ("one\n\n{{ summary.zzz }}", 3, "has no attribute 'zzz'"),
        ("one\n{{ ''.__class__.__mro__ }}", 2, "access to attribute '__class__'"),
        ("{{ rows.__init__.__globals__ }}", 1, "unsafe"),
        ("{{ rows._rows }}", 1, "unsafe"),
        ("{{ 1 / 0 }}", 1, "division by zero"),
        ("\n{{ 1 + 'x' }}", 2, "unsupported operand"),
        ("\n{{ 'x' * 99999999999 }}", 2, "what * makes is too long"),
        ("\n{{ 9 ** 9999 }}", 2, "the exponent"),
        ("\n{{ range(999999999) }}", 2, "Range too big"),
        ("\n{% include 'missing.md' %}", 2, "missing.md"),
        ("\n{% include '../secret' %}", 2, "../secret"),
        (ENDLESS, 1, "it does not end"),
        (DOUBLING, 1, "it does not end"),
        (DEEP, 1, "recursion"),
        ("{{ rows | nosuch }}", 1, "No filter named 'nosuch'"),
    ],
)
def test_it_fails_in_one_line_that_names_file_and_line(
    tmp_path: Path, text: str, line: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scrape.formats.template._MOST_STEPS", 50_000)
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    folder = tmp_path / "pages"
    folder.mkdir()
    with pytest.raises(UsageError) as refused:
        rendered(folder, text, ROW)
    complaint = str(refused.value)
    assert complaint.startswith(f"{folder / 'page.md'}, line {line}: ")
    assert said in complaint
    assert "\n" not in complaint


def test_a_file_that_is_no_template_is_named(tmp_path: Path) -> None:
    (tmp_path / "binary.md").write_bytes(b"\xff\xfe\x00")
    for name in ("missing.md", "binary.md", "."):
        with pytest.raises(UsageError, match=r"^\S+: |^\S+ cannot be read") as refused:
            load_template(tmp_path / name)
        assert "\n" not in str(refused.value)


def test_a_table_of_many_rows_ends(tmp_path: Path) -> None:
    text = "{% for row in rows %}{% for name in row.other_outlets %}{{ name }}{% endfor %}.{% endfor %}"
    assert rendered(tmp_path, text, *many(3_000), name="page.txt").count(".") == 3_000
