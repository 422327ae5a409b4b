"""Printing a page to PDF with a browser of the machine (https://chromium.googlesource.com, headless mode)."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess  # the browser is a program of its own
import tempfile
from datetime import datetime
from pathlib import Path

from pipeline.errors import ScrapeError, UsageError

__all__ = ["find_browser", "print_page"]

_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
_PATIENCE = 120.0  # seconds
_STAMP = re.compile(rb"/(CreationDate|ModDate) \(D:(\d{14})")
_OPTIONS = (
    "--headless",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # a page has all it needs
    "--no-pdf-header-footer",
)


def find_browser(named: Path | None) -> Path:
    """The browser to print with: `named`, else Chromium, Chrome or Edge where a shell finds one.
    Raises UsageError."""
    if named is not None:
        found = shutil.which(named)
        if found is None:
            raise UsageError(f"--browser {named}: there is no such program")
        return Path(found)
    for name in _NAMES:
        if (found := shutil.which(name)) is not None:
            return Path(found)
    raise UsageError(
        "a PDF needs a browser: install Chromium, Chrome or Edge, or name one with --browser FILE; "
        "or write --output FILE.html and print that"
    )


def print_page(page: str, browser: Path, stamp: datetime, patience: float = _PATIENCE) -> bytes:
    """`page`, which is HTML, as a PDF made at `stamp`. Raises ScrapeError when the browser fails, or takes longer
    than `patience`, in seconds."""
    with tempfile.TemporaryDirectory(prefix="scrape-print-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page, encoding="utf-8", errors="replace")
        command = [str(browser), *_OPTIONS, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}"]
        if getattr(os, "geteuid", lambda: 1)() == 0:
            command.append("--no-sandbox")  # the superuser has none
        _carry_out([*command, source.as_uri()], browser, patience)
        try:
            return _stamped(target.read_bytes(), stamp)
        except OSError as error:
            raise ScrapeError(f"{browser} printed nothing; try another with --browser FILE") from error


def _carry_out(command: list[str], browser: Path, patience: float) -> None:
    """Run the browser to its end, and end every process that it started. Raises ScrapeError."""
    try:
        process = subprocess.Popen(  # noqa: S603 - a program that the user has or names
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise ScrapeError(f"{browser} cannot be started ({error.strerror})") from error
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired as error:
        raise ScrapeError(
            f"{browser} did not print within {patience:g} seconds; write --output FILE.html and print that"
        ) from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # nothing of it is left
    except AttributeError:  # a system without groups of processes
        process.kill()
    process.wait()


def _stamped(content: bytes, stamp: datetime) -> bytes:
    """A PDF that says to be made at `stamp`: nothing else of it depends on when it was printed."""
    return _STAMP.sub(rb"/\1 (D:" + f"{stamp:%Y%m%d%H%M%S}".encode(), content)
