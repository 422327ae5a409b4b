"""`scrape backfill`: which files are read, by whom, and what came of it."""

from __future__ import annotations

import asyncio
import os
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path

from pipeline.errors import ConfigError, UsageError
from pipeline.items import Reason
from pipeline.outlets import OutletRegistry
from scheduler.backfill.cc_news import files_of_months
from scheduler.backfill.child import JudgeSetup
from scheduler.backfill.engine import Engine, OwnWorkers
from scheduler.backfill.lifecycle import BackfillProgress, BackfillReport, Wanted, backfill
from scheduler.processes import Workers, run_on_reactor
from scheduler.run import Plan
from scrape.commands.collect.run import DONE, INTERRUPTED, working_on
from scrape.config.settings import Settings
from scrape.output.console import complain
from scrape.output.export import one_line
from scrape.output.progress import ProgressView
from scrape.plan.outlets import known_outlets
from scrape.plan.run import make_plan
from spiders.files import fetch_file
from spiders.politeness.hosts import Hosts
from storage.backfill.files import OfferedFile, Status, read_backfill
from storage.coverage.review import past_decisions
from storage.database.engine import Database
from storage.database.open import existing_database

__all__ = ["backfill_now", "show_backfill"]

FAILED = 1
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_MOST_SHOWN = 20


def backfill_now(
    settings: Settings,
    *,
    paths: Sequence[Path],
    months: str | None,
    outlets: Sequence[str],
    dask: str | None,
    count: int | None,
    retry_failed: bool,
) -> int:
    """Read the files, print the account and what is wrong with which file; the exit code. Raises ScrapeError."""
    watchlist = settings.watchlist()
    if not watchlist.entities:
        raise ConfigError("nobody is tracked: add [[person]] or [[company]] to scrape.toml")
    files, chosen = tuple(_offered(paths)), _months(months)
    names = _outlets(settings, outlets)
    plan = replace(make_plan(settings, watchlist, links=(), kind="backfill"), lookup=lambda _: None)
    folder = Path(settings.backfill.folder).resolve()
    count = count or settings.crawl.workers or os.cpu_count() or 1
    with working_on(settings, plan, count=count) as (database, known, workers, view):

        async def work(stop: asyncio.Event) -> BackfillReport:
            found = await files_of_months(
                chosen,
                settings.backfill.mirror,
                known.crawl,
                stop=stop,
                report=lambda line: complain(f"warning: {line}"),
            )
            offered = (*files, *(OfferedFile(address) for address in found))
            wanted = Wanted(offered, names, folder, retry_failed)
            async with _engine(database, known, workers, count, folder, stop, dask) as engine:
                return await backfill(database, known, wanted, workers, engine, stop=stop, progress=_shower(view))

        try:
            report = run_on_reactor(work)
        except BaseException:
            workers.stop()  # a file takes minutes: nobody waits for those in hand
            raise
    _print(report)
    if report.interrupted:
        return INTERRUPTED
    return FAILED if report.failed and not report.files else DONE


def show_backfill(settings: Settings) -> None:
    """Print how far the backfill is. Raises StorageError."""
    with existing_database(settings.database) as database, database.read() as connection:
        status = read_backfill(connection, _MOST_SHOWN)
    if not status.files:
        print("no file was ever entered; begin with: scrape backfill FILE…")
        return
    print(_files_line(status))
    print(f"pages {status.pages} = {_sum(status.reasons)}; articles stored {status.stored}")
    for address, why in status.failed:
        print(f"failed: {one_line(address)}: {one_line(why)}")
    for address, remarks in status.remarks:
        print(f"{one_line(address)}: {one_line(remarks)}")


def _files_line(status: Status) -> str:
    words = {"done": "done", "taken": "in hand", "waiting": "waiting", "failed": "failed"}
    counts = [f"{status.files[state]} {word}" for state, word in words.items() if status.files[state]]
    again = "; try those that failed again with: scrape backfill --retry-failed" if status.files["failed"] else ""
    return f"files: {', '.join(counts)}{again}"


def _offered(paths: Iterable[Path]) -> list[OfferedFile]:
    """The files at `paths`, in the order of their names: archives are named by time. Raises UsageError."""
    found: dict[Path, int] = {}
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: no such file")
        inside = [path] if path.is_file() else [*path.rglob("*.warc.gz"), *path.rglob("*.warc")]
        if not inside:
            raise UsageError(f"{path}: no WARC file (.warc.gz, .warc) is in this folder")
        for file in inside:
            try:
                found[file.resolve()] = file.stat().st_size
            except OSError as error:
                raise UsageError(f"{file}: {error.strerror}") from error
    return [OfferedFile(str(file), found[file]) for file in sorted(found, key=lambda file: (file.name, file))]


def _months(written: str | None) -> list[str]:
    """``2024-01..2024-03`` as months. Raises UsageError."""
    if written is None:
        return []
    first, dots, last = written.partition("..")
    begin, end = _MONTH.fullmatch(first), _MONTH.fullmatch(last if dots else first)
    if begin is None or end is None:
        raise UsageError(
            f"--cc-news {written!r}: expected a month such as 2024-01, or months such as 2024-01..2024-06"
        )
    start, stop = (12 * int(match[1]) + int(match[2]) - 1 for match in (begin, end))
    if start > stop:
        raise UsageError(f"--cc-news {written}: {first} is after {last}; did you mean {last}..{first}?")
    return [f"{number // 12}-{number % 12 + 1:02d}" for number in range(start, stop + 1)]


def _outlets(settings: Settings, wanted: Sequence[str]) -> tuple[str, ...]:
    """The names of the outlets that are meant by a name, or by an address of theirs. Raises UsageError."""
    registry = OutletRegistry(known_outlets(settings))
    names = []
    for word in wanted:
        outlet = registry.of_name(word) or registry.of_url(word if "://" in word else f"https://{word}/")
        if outlet is None:
            raise UsageError(f"--outlets {word!r}: no outlet of that name or address; see: scrape outlets")
        names.append(outlet.name)
    return tuple(dict.fromkeys(names))


@asynccontextmanager
async def _engine(
    database: Database,
    plan: Plan,
    workers: Workers,
    count: int,
    folder: Path,
    stop: asyncio.Event,
    dask: str | None,
) -> AsyncIterator[Engine]:
    """Who judges the files. Raises ScrapeError."""
    if dask is not None:
        dask_workers = _dask()
        with database.read() as connection:
            decisions = past_decisions(connection, [entity.id for entity in plan.watchlist.entities])
        setup = JudgeSetup(plan.watchlist, plan.outlets, decisions, plan.crawl, str(folder))
        async with dask_workers(dask, setup) as engine:
            yield engine
        return
    hosts = Hosts()

    async def fetch(address: str, file: Path) -> bool:
        return await fetch_file(address, file, plan.crawl, stop=stop, hosts=hosts)

    yield OwnWorkers(workers, count, folder, fetch)


def _dask() -> Callable[[str, JudgeSetup], AbstractAsyncContextManager[Engine]]:
    """What connects to a Dask cluster. Raises UsageError when it is not installed."""
    try:
        from scheduler.backfill.dask_workers import dask_workers  # noqa: PLC0415 - an extra, and slow to load
    except ModuleNotFoundError as error:
        raise UsageError(f"--dask needs {error.name}; run: pip install 'press-scrape[dask]'") from error
    return dask_workers


def _shower(view: ProgressView) -> Callable[[BackfillProgress], None]:
    def show(now: BackfillProgress) -> None:
        what = f"pages {now.pages}, articles {now.covered}, files"
        view.count(what, now.files_done, now.files)

    return show


def _print(report: BackfillReport) -> None:
    line = (
        f"run {report.run_id}: {report.files} files read; pages {report.pages} = {_sum(report.reasons)}; "
        f"new coverage {report.new}"
    )
    if report.judged_again:
        line += f"; archived pages searched for new names {report.judged_again}"
    if report.left:
        line += f"; {report.left} files left"
    print(line + ("; interrupted" if report.interrupted else ""))
    if report.new:
        print("see it with: scrape coverage")
    for address, remark in _first(report.remarks):
        complain(f"warning: {one_line(address)}: {one_line(remark)}")
    for address, why in _first(report.failed):
        complain(f"failed: {one_line(address)}: {one_line(why)}")


def _first(said: Sequence[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    yield from said[:_MOST_SHOWN]
    if len(said) > _MOST_SHOWN:
        yield (f"and {len(said) - _MOST_SHOWN} more", "see: scrape backfill --status")


def _sum(reasons: Counter[str]) -> str:
    parts = [f"{reason.value} {reasons[reason]}" for reason in Reason if reasons.get(reason)]
    return " + ".join(parts) or "0"
