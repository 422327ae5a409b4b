"""A file is replaced whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import UsageError
from scrape.table.keeping.swap import read_text_file, replace_text_file
from tests.rights import without_rights


def test_rights_and_links_stay(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text("before")
    file.chmod(0o640)
    link = tmp_path / "link.md"
    link.symlink_to(file)
    assert replace_text_file(read_text_file(link), "after")
    assert link.is_symlink()
    assert file.read_text() == "after"
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(tmp_path.iterdir()) == [link, file]


def test_what_stands_there_is_not_written_again(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_bytes("\ufeffa\r\nb\rc\n끝".encode())
    before = file.stat()
    read = read_text_file(file)
    assert read.lines == ("\ufeffa\r\n", "b\r", "c\n", "끝")
    assert not replace_text_file(read, "".join(read.lines))
    assert file.stat() == before


def test_a_file_that_changed_meanwhile_is_left(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text("before")
    read = read_text_file(file)
    file.write_text("somebody's")
    with pytest.raises(UsageError, match="was changed meanwhile"):
        replace_text_file(read, "after")
    assert file.read_text() == "somebody's"
    file.unlink()
    with pytest.raises(UsageError, match="was removed"):
        replace_text_file(read, "after")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    file = folder / "page.md"
    file.write_text("before")
    file.chmod(0o666)
    for parent in folder.parents:
        if parent.stat().st_mode & 0o777 == 0o700:  # of pytest
            parent.chmod(0o711)
    folder.chmod(0o555)
    with without_rights(), pytest.raises(UsageError, match="cannot be replaced \\(Permission denied\\)"):
        replace_text_file(read_text_file(file), "after")
    assert file.read_text() == "before"


@pytest.mark.parametrize("content", ["온결".encode("cp949"), "온결".encode("utf-16")])
def test_other_encodings_are_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "page.md"
    file.write_bytes(content)
    with pytest.raises(UsageError, match="not UTF-8"):
        read_text_file(file)


def test_what_is_no_file_to_replace(tmp_path: Path) -> None:
    closed = tmp_path / "closed.md"
    closed.write_text("x")
    closed.chmod(0o444)
    circle = tmp_path / "circle.md"
    circle.symlink_to(circle)
    for file, words in (
        (tmp_path, "is a folder"),
        (tmp_path / "none.md", "no such file"),
        (closed, "is read-only"),
        (circle, "cannot be read"),
        (Path("/dev/null"), "no file that can be replaced"),
        (Path("a\0b"), "no name of a file"),
    ):
        with pytest.raises(UsageError, match=words) as refused:
            read_text_file(file)
        assert "\n" not in str(refused.value)
