"""Rows for the tests of formats: an ordinary one, and what strangers write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

from hypothesis import strategies as st

from pipeline.items import Coverage, Elsewhere, Evidence
from scrape.formats.options import ExportOptions
from scrape.formats.registry import format_named
from tests.scrape.output.test_export import ROW as PLAIN

__all__ = ["HOSTILE", "ROW", "hostile_rows", "many", "source", "words", "written"]

ROW = replace(
    PLAIN,
    other_outlets=("새벽일보", "한빛경제", "마루테크"),
    announced_by=("소식배달",),
    elsewhere=(Elsewhere("en", "Harbor Tribune", "Ongyeol releases model", "https://harbor.example/1"),),
)
HOSTILE = (
    "<script>alert(1)</script>",
    "</table></title>]]><script>",
    "[단독] 값 | 다음 열 || 셋",
    "끝](javascript:alert(1)) [x",
    "한 줄\n다음 줄\r\n| 새 | 행 |\u2028셋\u0085넷",
    "`코드` *굵게* _기울임_ ~취소~ $1 \\ \\",
    "\x1b[31m빨강\x1b]0;제목\x07 \x9b31m",
    '=HYPERLINK("http://evil.example","x")',
    "+SUM(A1)",
    "-1",
    "@x",
    "＝1",
    "\t=1",
    "\u202e뒤집힌\u2066 \u200b",
    "없음 \x00 \ud800 반쪽 \ufffe \uffff",
    "&amp; &lt;b&gt; &#60;",
    "{{ 7 * 7 }} {% raw %}",
    "{ } }} {{ \\input{/etc/passwd} $x$ % # ~ ^ & _",
    "]}, @article{x, title={y}}",
    "가" * 40_000,
)
ADDRESSES = (
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    'https://a.example/"onmouseover="x',
    "https://a.example/x) | [y](z|\nq",
    "https://a.example/" + "x" * 2_500,
    "https://a.example/{%22}\\input",
    "",
)
NAMES = ("A/B", "[x]", "온" * 40, "윤서하\n둘", "<b>")


def hostile_rows() -> list[Coverage]:
    """A row for every hostile text, with it in every place where strangers write."""
    rows = []
    for number, text in enumerate(HOSTILE, 1):
        name = NAMES[number % len(NAMES)]
        rows.append(
            replace(
                ROW,
                id=number,
                article_id=number,
                story_id=number,
                headline=text,
                outlet=text,
                snippet=text,
                url=ADDRESSES[number % len(ADDRESSES)],
                entity_id=f"person:{name}",
                entity_name=name,
                other_outlets=(text, "새벽일보"),
                announced_by=(text,),
                elsewhere=(Elsewhere("en", text, text, ADDRESSES[number % len(ADDRESSES)]),),
                evidence=(Evidence("name", text, 1.0),),
            )
        )
    return rows


def many(number: int) -> list[Coverage]:
    """Rows of different stories, the newest first."""
    return [
        replace(
            ROW,
            id=key,
            article_id=key,
            story_id=key,
            url=f"https://nuri.example/view/{key}",
            first_seen_at=ROW.first_seen_at + timedelta(minutes=key),
        )
        for key in range(number, 0, -1)
    ]


def source(rows: Sequence[Coverage]) -> Callable[[], Sequence[Coverage]]:
    """Rows as writers are given them."""
    return lambda: rows


def written(name: str, rows: Sequence[Coverage], options: ExportOptions | None = None) -> bytes:
    """What the format `name` makes of rows."""
    out = BytesIO()
    format_named(name).write(source(rows), out, options or ExportOptions())
    return out.getvalue()


def words() -> st.SearchStrategy[str]:
    """What a stranger may call anything: any text, most often with what other formats obey."""
    return st.one_of(st.sampled_from([text for text in HOSTILE if len(text) < 1_000]), st.text(max_size=60))
