"""`scrape export --update FILE`, from end to end."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scrape.table.read import read_table
from tests.scrape.table.keeping.newsroom import BEGIN, END, HEAD, WHO, Newsroom

_numbers = itertools.count(1)
HAND = (
    "2024.09 | [온결연구소 소식](https://press.example/news/90001) | 누리통신 외 다수 언론사",
    "2024.07|  [**인터뷰** — 윤서하 책임 ](https://press.example/news/90002)|새벽일보",
    "2024.05 | 강연 (주소 없음) | 한빛 TV  ",
)


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    opened = Newsroom(tmp_path)
    yield opened
    opened.database.close()


def test_rows_are_put_in_and_nothing_else_is_touched(tmp_path: Path, database_url: str) -> None:
    newsroom = Newsroom(tmp_path, database_url)
    new, old = newsroom.publish(1, 10), newsroom.publish(2, 6)
    newsroom.publish(3, 6, copy_of=2)
    file = newsroom.page(HEAD + "\n".join(HAND) + "\n")
    ended = newsroom.update()
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "home.md: 윤서하: 2 rows added\n"
    inside = [new, *HAND[:2], f"{old} 외 1개 언론사", HAND[2]]
    assert file.read_text() == f"# 윤서하\n\n{BEGIN}\n{HEAD}" + "\n".join(inside) + f"\n{END}\n\n끝\n"
    before = file.stat()
    assert newsroom.update().out == "home.md: nothing is new\n"
    assert file.stat() == before
    newsroom.database.close()


def test_what_a_person_deletes_stays_deleted_and_what_review_rejects_goes(newsroom: Newsroom) -> None:
    lines = [newsroom.publish(number) for number in (1, 2, 3)]
    file = newsroom.page()
    newsroom.update()
    file.write_text(file.read_text().replace(f"{lines[0]}\n", ""))
    newsroom.reject(2)
    ended = newsroom.update()
    assert ended.out == "home.md: 윤서하: 1 row taken out, 1 row deleted by you and not put back\n"
    newsroom.publish(4, copy_of=1)
    assert newsroom.update().out == "home.md: nothing is new\n"
    assert [line for line in lines if line in file.read_text()] == lines[2:]


def test_a_file_that_is_moved_keeps_what_is_known_of_it(newsroom: Newsroom) -> None:
    line = newsroom.publish(1)
    newsroom.publish(2)
    file = newsroom.page()
    newsroom.update()
    file.write_text(file.read_text().replace(f"{line}\n", ""))
    newsroom.update()
    (newsroom.folder / "checkout").mkdir()
    moved = shutil.move(file, newsroom.folder / "checkout" / "home.md")
    assert newsroom.update(moved).out.endswith("nothing is new\n")
    other = newsroom.page(name="checkout/other.md")
    newsroom.update(other)
    assert line in other.read_text()


def test_tables_of_several_in_one_file(newsroom: Newsroom) -> None:
    first, second = newsroom.publish(1), newsroom.publish(2, about=WHO[1])
    file = newsroom.page(
        around=("", "<!-- coverage:begin company='온결연구소' lang='en' -->\n<!-- coverage:end -->\n")
    )
    assert newsroom.update("home.md", "--company", "온결연구소").out == "home.md: 온결연구소: 1 row added\n"
    assert first not in file.read_text()
    newsroom.update()
    assert file.read_text() == (
        f"{BEGIN}\n{HEAD}{first}\n{END}\n<!-- coverage:begin company='온결연구소' lang='en' -->\n"
        f"\n{HEAD}{second}\n\n<!-- coverage:end -->\n"
    )


def test_without_a_place_the_lines_that_make_one_are_printed(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    file = newsroom.folder / "home.md"
    file.write_text("# 윤서하\n")
    for options in ((), ("--person", "윤서하")):
        ended = newsroom.update("home.md", *options)
        assert (ended.code, ended.out) == (2, f"{BEGIN}\n{END}\n")
        assert ended.err.count("\n") == 1
        assert "put the lines above where it belongs" in ended.err
    assert file.read_text() == "# 윤서하\n"
    newsroom.page()
    ended = newsroom.update("home.md", "--company", "온결연구소")
    assert (ended.code, ended.out) == (2, f'<!-- coverage:begin company="온결연구소" -->\n{END}\n')


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f"{BEGIN}\n", "line 1: coverage:begin without a coverage:end"),
        (f"{BEGIN}\n{BEGIN}\n{END}\n", "line 2: a second coverage:begin"),
        (f"{BEGIN}\n{END}\n{BEGIN}\n{END}\n", "line 3: a second place for 윤서하; the first is in line 1"),
        (f"\n{BEGIN.replace('윤서하', '아무개')}\n{END}\n", "line 2: 아무개 is not on the watchlist"),
        (f"{BEGIN.replace('윤서하', '온결연구소')}\n{END}\n", "line 1: 온결연구소 is tracked as a company"),
        (f"{BEGIN}\nA | B\n--|--\n1 | 2\n{END}\n", "line 1: the columns of this table cannot be told"),
        (f"```\n{BEGIN}\n{END}\n```\n", "has no place for the table"),
        ("온결".encode("cp949"), "is not UTF-8"),
    ],
)
def test_pages_that_are_refused(newsroom: Newsroom, content: str | bytes, words: str) -> None:
    newsroom.publish(1)
    file = newsroom.folder / "home.md"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = file.read_bytes()
    ended = newsroom.update()
    assert ended.code == 2
    assert words in ended.err
    assert ended.err.count("\n") == 1
    assert file.read_bytes() == before


def test_files_and_options_that_are_refused(newsroom: Newsroom) -> None:
    newsroom.page(name="page.html")
    for file, options, words in (
        ("page.html", (), "expected a file that ends in .md"),
        ("none.md", (), "no such file"),
        (".", (), "is a folder"),
        ("home.md", ("--since", "2024"), 'in the marker: lang="ko" since="2024-08"'),
        ("home.md", ("--format", "csv"), "--update goes with --person and --company alone"),
        ("home.md", ("--person", "윤서허"), "did you mean 윤서하?"),
    ):
        ended = newsroom.update(file, *options)
        assert ended.code == 2
        assert words in ended.err
        assert ended.err.count("\n") == 1


ENDS = st.sampled_from(["\n", "\r\n", "\r"])
TEXT = st.lists(
    st.sampled_from(["", "# 제목", "a | b", "---|---", "끝 ", "\tx", "<!-- coverage -->", "é"]), max_size=4
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXT, TEXT, st.lists(st.sampled_from(HAND), unique=True), ENDS, st.booleans(), st.booleans())
def test_line_ends_marks_and_what_stands_around_stay(
    newsroom: Newsroom,
    before: list[str],
    after: list[str],
    hand: list[str],
    end: str,
    has_mark: bool,
    is_ended: bool,
) -> None:
    for number in (1, 2, 3):
        newsroom.publish(number, number * 3)
    lines = [*before, BEGIN, *HEAD.splitlines(), *hand, END, *after]
    file = newsroom.folder / f"home{next(_numbers)}.md"
    mark = "\ufeff" if has_mark else ""
    content = mark + end.join(lines) + (end if is_ended else "")
    file.write_bytes(content.encode())
    assert newsroom.update(file).code == 0
    updated = file.read_bytes().decode()
    head, tail = (end.join([*before, BEGIN]), end.join([END, *after]) + (end if is_ended else ""))
    assert updated.startswith(mark + head)
    assert updated.endswith(tail)
    inside = updated.removeprefix(mark + head).removesuffix(tail)
    assert [line for line in inside.split(end) if line in hand] == hand
    assert inside.count("/news/0000000") == 3
    assert sorted({*inside} & {*"\r\n"}) == sorted({*end})
    newsroom.update(file)
    assert file.read_bytes().decode() == updated


def test_an_imported_table_is_put_into_an_empty_place_as_it_was_written(newsroom: Newsroom) -> None:
    """And a row of it that is deleted there stays away from there."""
    imported = newsroom.folder / "imported.md"
    imported.write_text(HEAD + "\n".join(HAND) + "\n")
    newsroom.import_rows(read_table(imported).rows)
    ours = newsroom.publish(1)
    file = newsroom.page("")
    assert newsroom.update().out == "home.md: 윤서하: 4 rows added\n"
    assert f"{BEGIN}\n\n{HEAD}" + "\n".join([HAND[0], ours, *HAND[1:]]) + f"\n\n{END}" in file.read_text()
    file.write_text(file.read_text().replace(f"{HAND[1]}\n", ""))
    newsroom.update()
    assert newsroom.update().out == "home.md: nothing is new\n"
    assert HAND[1] not in file.read_text()
    assert HAND[0] in file.read_text()


def test_an_imported_row_takes_the_place_of_ours(newsroom: Newsroom) -> None:
    """The words of the person stand where ours stood, which nobody had touched."""
    ours = newsroom.publish(1)
    file = newsroom.page()
    newsroom.update()
    by_hand = ours.replace("윤서하 책임 인터뷰 1", "제 인터뷰").replace("새벽일보 1", "새벽일보 외 다수 언론사")
    imported = newsroom.folder / "imported.md"
    imported.write_text(f"{HEAD}{by_hand}\n")
    newsroom.import_rows(read_table(imported).rows)
    assert newsroom.update().out == "home.md: 윤서하: 1 row mended\n"
    assert by_hand in file.read_text()
    assert ours not in file.read_text()


@pytest.mark.shared
def test_the_seed_table_that_was_imported_stands_in_an_empty_place(newsroom: Newsroom, shared_data: Path) -> None:
    newsroom.import_rows(read_table(shared_data / "seed-coverage.md").rows)
    file = newsroom.page("")
    newsroom.update()
    seed = (shared_data / "seed-coverage.md").read_text()
    assert f"{BEGIN}\n\n{seed[seed.index('Year |') :]}\n{END}" in file.read_text()
    assert newsroom.update().out == "home.md: nothing is new\n"


@pytest.mark.shared
def test_the_seed_table_stays_byte_for_byte(newsroom: Newsroom, shared_data: Path) -> None:
    """Between markers, with rows of ours put in, and taken out again."""
    seed = (shared_data / "seed-coverage.md").read_text()
    table = seed[seed.index("Year |") :]
    file = newsroom.page(table)
    before = file.read_bytes()
    stat = file.stat()
    assert newsroom.update().out == "home.md: nothing is new\n"
    assert (file.read_bytes(), file.stat()) == (before, stat)
    newsroom.publish(1, 12)
    newsroom.publish(2, 3)
    newsroom.update()
    rows = [line for line in file.read_text().splitlines() if line[:2] == "20"]
    assert len(rows) == 79
    assert [row for row in rows if "dawn" not in row] == table.splitlines()[2:]
    newsroom.reject(1)
    newsroom.reject(2)
    newsroom.update()
    assert file.read_bytes() == before
