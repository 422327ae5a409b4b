"""`scrape demo`: the very code of `scrape run`, on the invented press."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pipeline.errors import UsageError
from scrape.commands.run import run_now
from scrape.commands.show import CoverageRequest, show_coverage
from scrape.config.settings import load_settings
from scrape.demo.press import InventedOutlet, load_press, serve

__all__ = ["play", "write_config"]

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


def play(folder: Path | None) -> int:
    """Run the monitor on the invented press, print what it found and how to ask further; the exit code.

    Database, archive and configuration stay in `folder` (``./scrape-demo``). Raises ScrapeError.
    """
    place = folder or DEFAULT_FOLDER
    outlets = load_press()
    with serve(outlets) as proxy:
        config = write_config(place, proxy, outlets)
        print(f"An invented press of {len(outlets)} outlets is on the air; {config} watches it.\n")
        code = run_now(load_settings(config, {}), people=(), companies=(), replay=())
    print("\nThe table for a home page (scrape coverage --format markdown):\n")
    show_coverage(load_settings(config, {}), CoverageRequest(form="markdown"))
    print(_HINTS.format(config=config))
    return code


_HINTS = """
Ask further, for example:
  scrape --config {config} sql "SELECT month, outlet, headline, status FROM media_coverage ORDER BY published_at"
  scrape --config {config} coverage --status review
  scrape --config {config} why "http://www.saebyeok-ilbo.example/news/articleView.html?idxno=50288"
Then track your own: scrape init"""


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
