"""Every promise is documented, and what is said to hold it exists."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", TEXT, re.MULTILINE)


def test_all_stand_in_order() -> None:
    assert [int(number) for number, *_ in ROWS] == list(range(1, max(20, len(ROWS)) + 1))
    assert all(measured.strip() for *_, measured in ROWS)


def test_what_holds_a_promise_exists() -> None:
    for number, _, held_by, _ in ROWS:
        files = re.findall(r"`([^`]+)`", held_by)
        assert files
        assert [file for file in files if not (ROOT / file).is_file()] == [], number


def test_every_test_named_after_a_promise_stands_in_its_row() -> None:
    named = {int(number): held_by for number, _, held_by, _ in ROWS}
    for file in (ROOT / "tests" / "promises").glob("test_p*.py"):
        number = int(file.name[6:8])
        assert f"tests/promises/{file.name}" in named[number]
        assert f"def test_promise_{number:02}_" in file.read_text(encoding="utf-8")
