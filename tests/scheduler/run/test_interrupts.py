"""Ctrl-C, and a stop, in the first seconds of `scrape run`, when most of the program has not begun yet."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scheduler.daemon.test_service import configuration, feed, web
from tests.scheduler.daemon.watching import ROOT
from tests.waiting import LIMIT
from tests.web import Web

__all__ = ["web"]


@pytest.mark.parametrize(
    ("number", "moment"),
    [
        ("SIGINT", "import feedparser"),
        ("SIGINT", "Enabled extensions"),
        ("SIGINT", "Spider opened"),
        ("SIGINT", "workers"),
        ("SIGTERM", "Spider opened"),
        ("SIGTERM", "workers"),
    ],
)
def test_a_signal_ends_a_run_that_is_only_beginning(web: Web, tmp_path: Path, number: str, moment: str) -> None:
    if moment == "workers" and not Path("/proc/self/task").exists():
        pytest.skip("processes are told by /proc")
    path = configuration(tmp_path, [feed(web, 1)])
    arguments = ["--config", str(path), "--log-file", "scrape.log", "run"]
    ended = subprocess.run(
        [sys.executable, "-m", "tests.scheduler.run.interrupting", number, moment, *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
        start_new_session=True,
    )
    assert ended.returncode == 130
    assert "interrupted" in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr
    assert "internal error" not in ended.stdout + ended.stderr
    assert "source failed" not in ended.stdout + ended.stderr
