"""`scrape reprocess`: the archive is judged again by the current names and rules."""

from __future__ import annotations

from pipeline.errors import ConfigError
from scheduler.run import reprocess
from scrape.commands.collect.run import DONE, INTERRUPTED, carry_out, print_report
from scrape.config.settings import Settings
from scrape.plan.run import make_plan
from storage.archive import files_in

__all__ = ["reprocess_now"]


def reprocess_now(settings: Settings, *, extract_all: bool = False) -> int:
    """Judge the whole archive again, print what changed for the better; the exit code. Raises ScrapeError."""
    plan = make_plan(settings, settings.watchlist(), kind="reprocess")
    if plan.archive is None or not files_in(plan.archive):
        raise ConfigError(f"there is no archive at {settings.archive.folder}: nothing to reprocess")
    report = carry_out(settings, plan, reprocess, extract_all=extract_all)
    print_report(report, plan, (), settings.prefer_outlets)
    return INTERRUPTED if report.interrupted else DONE
