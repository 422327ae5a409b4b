"""`scrape` as a user types it, in this process: starting a new one for each command would take most of the time."""

from __future__ import annotations

import io
import logging
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest

from scrape.cli import main

__all__ = ["Ended", "scrape", "watch"]


_PROGRAM = str(Path(sys.executable).with_name("scrape"))
_PROGRESS = re.compile(r"^(?:sources \d+/\d+, )?(?:links \d+, pages |pages \d+/\d+).*\n", re.MULTILINE)


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


def scrape(*arguments: str | Path, cwd: Path, **changes: str) -> Ended:
    """Type `scrape ARGUMENTS` in `cwd`, with `changes` to the environment; no user ever sees a traceback."""
    out, err = io.StringIO(), io.StringIO()
    with _at(cwd, changes, [_PROGRAM, *map(str, arguments)]), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            code = end.code
        else:
            code = 0
    said = _PROGRESS.sub("", err.getvalue())  # told only when a command takes its time
    ended = Ended(code if isinstance(code, int) else 1, out.getvalue(), said)
    assert "Traceback" not in ended.out + ended.err, ended
    assert "internal error" not in ended.err, ended
    return ended


@contextmanager
def _at(cwd: Path, changes: dict[str, str], argv: list[str]) -> Iterator[None]:
    """The folder, environment, arguments and loggers of one command; afterwards they are as they were."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("SCRAPE_", "NAVER_")):
                patch.delenv(name)
        for name, value in {"XDG_STATE_HOME": str(cwd / "state"), **changes}.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", argv)
        patch.chdir(cwd)
        try:
            yield
        finally:
            logging.captureWarnings(capture=False)
            root.setLevel(level)
            for one in set(root.handlers).difference(handlers):
                root.removeHandler(one)
                one.close()


def watch(folder: Path, *sources: str, people: tuple[str, ...] = ("윤서하",), more: str = "") -> Path:
    """Write a configuration in `folder` that reads feeds on loopback without waiting; gives its path."""
    tables = "".join(f"\n[[person]]\nname = '{name}'\n" for name in people)
    tables += "".join(f"\n[[source]]\nkind = 'feed'\nurl = '{url}'\n" for url in sources)
    path = folder / "scrape.toml"
    path.write_text(
        "[crawl]\ndelay_seconds = 0\nretries = 0\nworkers = 1\nallow_private_addresses = true\n" + more + tables,
        encoding="utf-8",
    )
    return path
