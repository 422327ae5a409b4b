"""Make docs/images/coverage-light.png and -dark.png from the demo: python tools/make_screenshots.py

The pages are those of `scrape demo --web`, in Korean; Chromium, Chrome or Edge of the machine shows them. Made
again they differ only in the time of the last run.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from scrape.output.pages.printing import find_browser

TARGET = Path(__file__).resolve().parents[1] / "docs" / "images"
SIZE = {"width": 1280, "height": 800}
LARGEST = 150_000  # bytes of a picture


@contextmanager
def demo() -> Iterator[str]:
    """The address of the demo's pages, while the context lasts."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "scrape.cli", "demo", "--web", "--folder", folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
            try:
                said = running.stdout or ()
                yield next(
                    match[0] for line in said if (match := re.match(r"http://127\S+(?= shows the table)", line))
                )
            finally:
                running.send_signal(signal.SIGINT)


def picture(browser: Browser, address: str, scheme: str) -> bytes:
    """The first page, with the story that several papers ran unfolded."""
    page = browser.new_context(
        viewport=SIZE, color_scheme=scheme, locale="ko-KR", timezone_id="Asia/Seoul"
    ).new_page()
    page.goto(address)
    page.locator("table details summary").last.click()
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    return page.screenshot(full_page=True)


def main() -> None:
    """Write both pictures."""
    TARGET.mkdir(exist_ok=True)
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(None), args=["--no-sandbox", "--disable-gpu"]
        )
        for scheme in ("light", "dark"):
            drawn = picture(browser, address, scheme)
            if len(drawn) > LARGEST:
                sys.exit(f"the {scheme} picture has {len(drawn):,} bytes; at most {LARGEST:,} are wanted")
            (TARGET / f"coverage-{scheme}.png").write_bytes(drawn)
        browser.close()


if __name__ == "__main__":
    main()
