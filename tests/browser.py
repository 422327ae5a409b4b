"""A real browser for tests: the Chromium of the machine, driven by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

__all__ = ["WCAG_AA", "chromium"]

# The rules of axe-core that stand for WCAG 2.2, levels A and AA.
WCAG_AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@contextmanager
def chromium(*arguments: str) -> Iterator[Browser]:
    """A browser that asks nobody for anything by itself, started with further `arguments`. Skips the test when the
    machine has none, or one that does not start."""
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        pytest.skip(f"there is no {' or '.join(_NAMES[:2])} on this machine")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=program, args=[*_QUIET, *arguments])
        except Error:
            pytest.skip(f"{program} does not start on this machine")
        try:
            yield browser
        finally:
            browser.close()
