"""`scrape demo`: the very code of `scrape run`, on the invented press."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import threading
import tomllib
import webbrowser
from contextlib import suppress
from pathlib import Path

from pipeline.errors import UsageError
from scrape.commands.collect.run import DONE, run_now
from scrape.commands.read.coverage import CoverageRequest, show_coverage
from scrape.commands.read.web import PagesRequest, need_packages, show_pages
from scrape.config.settings import load_settings
from scrape.demo.press import InventedOutlet, load_press, serve_press

__all__ = ["play", "typed", "write_config"]

DEFAULT_FOLDER = Path("scrape-demo")

_CONFIG = """# Written by `scrape demo`; everybody in it is invented.
database = "sqlite:///coverage.sqlite"

[crawl]
proxy = "{proxy}"      # the invented press answers here while the demo runs
delay_seconds = 0
contact = "demo"

[archive]
folder = "archive"

[[person]]
name = "윤서하"
aliases = ["Seoha Yoon"]
affiliations = ["온결연구소", "Ongyeol Lab"]
titles = ["수석연구원"]
topics = ["음성인식", "speech recognition"]

[[company]]
name = "온결연구소"
aliases = ["Ongyeol Lab"]
"""


def play(folder: Path | None, *, with_pages: bool = False) -> int:
    """Run the monitor on the invented press, print what it found and how to ask further; the exit code.

    Database, archive and configuration stay in `folder` (``./scrape-demo``). `with_pages` serves the table as pages
    until the user ends it, while the press is still on the air, and opens a browser when somebody is at the
    terminal. Raises ScrapeError.
    """
    if with_pages:
        need_packages()
    place = folder or DEFAULT_FOLDER
    outlets = load_press()
    with serve_press(outlets) as proxy:
        config = write_config(place, proxy, outlets)
        print(f"An invented press of {len(outlets)} outlets is on the air; {config} watches it.\n")
        settings = load_settings(config, {})
        code = run_now(settings, people=(), companies=(), replay=())
        program = shlex.quote(typed(_program(), Path.cwd()))
        command = f"{program} --config {shlex.quote(str(config))}"
        print(f"\nThe table for a home page ({command} coverage --format markdown):\n")
        show_coverage(settings, CoverageRequest(form="markdown"))
        print(_HINTS.format(program=program, command=command))
        if with_pages and code == DONE:
            print()
            opens = _open_beside if sys.stdout.isatty() else None
            show_pages(settings, PagesRequest("127.0.0.1", 0, None, read_only=False), opens)
    return code


_HINTS = """
Ask further, for example:
  {command} sql "SELECT month, outlet, headline, status FROM media_coverage ORDER BY published_at"
  {command} coverage --status rejected
  {command} why "http://www.saebyeok-ilbo.example/news/articleView.html?idxno=50288"
Then track your own:
  {program} init"""


def _open_beside(address: str) -> None:
    # Some browsers are waited for, and the server is yet to begin.
    threading.Thread(target=_open, args=(address,), daemon=True).start()


def _open(address: str) -> None:
    with suppress(webbrowser.Error):  # there is none; the address was printed
        browser = webbrowser.get()
        # Those that run in the terminal would take it over.
        if type(browser) is not webbrowser.GenericBrowser:
            browser.open(address)


def _program() -> Path:
    started = Path(sys.argv[0])
    return started if started.stem == "scrape" else Path(sys.executable).with_name("scrape")


def typed(program: Path, folder: Path) -> str:
    """What starts `program` from a shell in `folder`: its name when the shell finds it, else its path."""
    on_path = shutil.which(program.name)
    if not program.is_file() or (on_path is not None and program.samefile(on_path)):
        return program.name
    path = Path(os.path.abspath(program))  # noqa: PTH100 - resolving would leave the virtual environment
    return os.path.join(".", path.relative_to(folder)) if path.is_relative_to(folder) else str(path)  # noqa: PTH118


def write_config(folder: Path, proxy: str, outlets: tuple[InventedOutlet, ...]) -> Path:
    """Write a configuration in `folder` that watches the invented press behind `proxy`. Raises UsageError."""
    path = folder / "scrape.toml"
    text = _CONFIG.format(proxy=proxy)
    for outlet in outlets:
        text += f'\n[[source]]\nkind = "{outlet.feed_kind}"\nurl = "{outlet.feed_url}"\n'
    tomllib.loads(text)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{folder} cannot be written ({error.strerror}); name another with --folder") from error
    return path
