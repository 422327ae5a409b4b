"""Printing: what a browser fails at is said in a line, and nothing of it is left running."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import ScrapeError, UsageError
from scrape.output.pages.printing import find_browser, print_page

NOW = datetime(2026, 11, 20, 7, 15, tzinfo=UTC)

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the browsers of these tests are shell scripts")


def program(folder: Path, script: str) -> Path:
    """A program that stands in the place of a browser."""
    file = folder / "browser"
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)
    return file


def is_running(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.is_file() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system does not tell of its processes")
def test_a_browser_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    browser = program(tmp_path, f"sleep 600 & echo $$ $! > {pids}\nwait")
    with pytest.raises(ScrapeError, match=r"did not print within .* seconds; write --output FILE\.html"):
        print_page("<p>x", browser, NOW, patience=1.0)
    assert [pid for pid in map(int, pids.read_text().split()) if is_running(pid)] == []


def test_a_browser_that_prints_nothing_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScrapeError, match="printed nothing; try another with --browser FILE"):
        print_page("<p>x", program(tmp_path, "exit 3"), NOW)


def test_what_is_no_program_is_said(tmp_path: Path) -> None:
    file = program(tmp_path, "")
    file.write_bytes(b"\x00\x01\x02")
    with pytest.raises(ScrapeError, match="cannot be started"):
        print_page("<p>x", file, NOW)
    with pytest.raises(UsageError, match="there is no such program"):
        find_browser(tmp_path / "nothing")


def test_a_pdf_says_to_be_made_when_it_is_told(tmp_path: Path) -> None:
    printed = "%PDF-1.4 /CreationDate (D:20300101000000+00'00') /ModDate (D:20300101000000+00'00')"
    script = f"""for word in "$@"; do case "$word" in --print-to-pdf=*) file="${{word#*=}}";; esac; done
cat > "$file" <<'END'
{printed}
END"""
    content = print_page("<p>x", program(tmp_path, script), NOW)
    assert content.decode() == printed.replace("20300101000000", "20261120071500") + "\n"
