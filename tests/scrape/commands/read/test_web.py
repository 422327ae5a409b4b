"""`scrape web`: it names its address, ends with Ctrl-C, and says in a line why it does not start."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.scrape.shell import scrape

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("SCRAPE_")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "scrape.toml").write_text("[[person]]\nname = '윤서하'\n", encoding="utf-8")
    scrape("db", "upgrade", cwd=tmp_path)
    return tmp_path


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_names_its_address_and_ends_when_told_to(folder: Path, how: signal.Signals) -> None:
    command = [sys.executable, "-m", "scrape.cli", "web", "--port", "0", "--lang", "ko"]
    environment = ENVIRONMENT | {"PYTHONPATH": str(Path(__file__).parents[4]), "XDG_STATE_HOME": str(folder)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=pipe, stderr=pipe, text=True) as running:
        assert running.stdout is not None
        line = running.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert address is not None, line
        with urllib.request.urlopen(address[0]) as answer:
            assert "아직 보도가 없습니다" in answer.read().decode()
        running.send_signal(how)
        out, err = running.communicate()
    assert (running.returncode, out, err) == (0, "", "")


def test_a_port_that_is_taken_is_named(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = scrape("web", "--port", str(port), cwd=folder)
    assert ended.code == 2
    assert ended.err == f"scrape: port {port} of 127.0.0.1 is taken; choose another: scrape web --port N\n"


@pytest.mark.parametrize(
    ("arguments", "environment", "says"),
    [
        (["--host", "0.0.0.0"], {}, "set SCRAPE_WEB_TOKEN to at least 20 characters"),
        (["--host", "0.0.0.0"], {"SCRAPE_WEB_TOKEN": "x" * 19}, "has 19 characters; expected at least 20"),
        (["--host", "nowhere.invalid"], {"SCRAPE_WEB_TOKEN": "x" * 20}, "no address of this machine"),
        (["--host", "203.0.113.7"], {"SCRAPE_WEB_TOKEN": "x" * 20}, "cannot listen there"),
        (["--port", "70000"], {}, "expected at most 65535"),
        (["--lang", "fr"], {}, "ko"),
    ],
)
def test_what_keeps_it_from_starting_is_one_line(
    folder: Path, arguments: list[str], environment: dict[str, str], says: str
) -> None:
    ended = scrape("web", *arguments, cwd=folder, **environment)
    assert ended.code == 2
    assert says in ended.err
    assert len(ended.err.splitlines()) == 1


def test_without_a_database_it_says_what_to_do(tmp_path: Path) -> None:
    ended = scrape("web", cwd=tmp_path)
    assert ended.code == 1
    assert "run: scrape run" in ended.err


def test_without_its_packages_it_says_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "starlette", None)
    ended = scrape("web", cwd=folder)
    assert (ended.code, ended.err) == (
        2,
        "scrape: the pages need more packages; run: pip install 'press-scrape[web]'\n",
    )
