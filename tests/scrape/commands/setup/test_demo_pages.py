"""`scrape demo --web`: the invented press in a browser, until Ctrl-C."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scrape.shell import scrape
from tests.waiting import until

ROOT = Path(__file__).parents[4]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """That of a user whose browser writes down what it is to open, in the file `opened`."""
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" >{tmp_path}/part && mv {tmp_path}/part {tmp_path}/opened\n')
    browser.chmod(0o755)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SCRAPE_")}
    own = {"PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(tmp_path), "BROWSER": f"{browser} %s &"}
    return inherited | own


def demo(folder: Path, environment: dict[str, str], out: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "scrape.cli", "demo", "--web"]
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=subprocess.PIPE)


def lines(source: int) -> Iterator[str]:
    """What is written to a pipe or terminal, line by line."""
    with os.fdopen(source, encoding="utf-8") as file:
        yield from iter(file.readline, "")


def address_in(said: Iterator[str]) -> str:
    return next(
        match[1] for line in said if (match := re.match(r"(http://127\.0\.0\.1:\d+/) shows the table", line))
    )


def test_its_pages_show_the_press_in_good_health_until_ctrl_c(tmp_path: Path, environment: dict[str, str]) -> None:
    source, out = os.pipe()
    with demo(tmp_path, environment, out) as running:
        os.close(out)
        said = lines(source)
        asked = urllib.request.Request(address_in(said), headers={"Accept-Language": "ko"})
        with urllib.request.urlopen(asked) as answer:
            page = answer.read().decode()
        running.send_signal(signal.SIGINT)
        _, err = running.communicate()
        assert list(said) == []
    assert (running.returncode, b"Traceback" in err) == (0, False)
    assert "출처 5곳 모두 정상" in page
    assert "한국어 음성인식 모델 &#39;소리결&#39; 무료 공개" in page
    assert not (tmp_path / "opened").exists(), "nobody looks at a pipe"


def test_at_a_terminal_the_browser_is_opened(tmp_path: Path, environment: dict[str, str]) -> None:
    terminal, out = pty.openpty()
    with demo(tmp_path, environment, out) as running:
        os.close(out)
        said = lines(terminal)  # stays open as long as the demo writes
        address = address_in(said)
        until((tmp_path / "opened").exists)
        running.send_signal(signal.SIGINT)
        running.communicate()
    assert running.returncode == 0
    assert (tmp_path / "opened").read_text() == address


def test_without_the_packages_of_pages_it_says_so_before_it_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "starlette", None)
    ended = scrape("demo", "--web", cwd=tmp_path)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "scrape: the pages need more packages; run: pip install 'press-scrape[web]'\n"
    assert not (tmp_path / "scrape-demo").exists()
