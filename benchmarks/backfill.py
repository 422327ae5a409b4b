"""A backfill beside a plain loop, and under kills: python benchmarks/backfill.py DATASET_DIR [--kills N]

WARC files are made from the archived press (press-*.warc.gz), repeated until there are so many bytes, files of
--file-bytes each, and removed at the end. Measured is how many pages are read in a second of the processor, of all
processes together and from their start: by a plain loop (the same reader and `Reader.process`, one process, nothing
stored), by `scrape backfill` with 1 and 2 workers, and by a Dask cluster of 1 and 2 workers. Memory is the largest
proportional size (PSS) of one worker, in megabytes. --share is the part of the pages that name somebody.

With --kills, small files are read while workers, the command that stores, and (--dask) workers and scheduler of
Dask are killed at random moments, five times for a database; then the command is given until nothing is left, and
what is stored must be what an undisturbed backfill stored. The ways take turns: each --database, without Dask and
with it. After --seconds no other database is begun.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.crash import content, difference
from benchmarks.databases import databases
from benchmarks.memory import family, proportional
from benchmarks.press import watched
from benchmarks.processor import used
from pipeline.items import Entity, Watchlist
from pipeline.process import Reader
from spiders.outlets import bundled_outlets
from storage.backfill.warc import responses
from storage.database.engine import Database
from storage.schema.tables import warc_file

_ROOT = Path(__file__).resolve().parents[1]
_SOURCES = ("press-dev.warc.gz", "press-dev2.warc.gz")
_SMALL, _PAGES = 6, 40  # files, and pages in each, that are read under kills
_IN_A_ROW = 5  # kills before a database is looked at
_ENVIRONMENT = {**os.environ, "PYTHONPATH": str(_ROOT)}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--bytes", type=int, default=1 << 30)
    arguments.add_argument("--file-bytes", type=int, default=256 << 20)
    arguments.add_argument("--share", type=float, default=0.05)
    arguments.add_argument("--modes", nargs="+", default=["loop", "own 1", "own 2", "dask 1", "dask 2"])
    arguments.add_argument("--kills", type=int, default=0)
    arguments.add_argument("--seconds", type=float, default=3600.0)
    arguments.add_argument("--dask", action="store_true", help="kill workers and scheduler of Dask too")
    arguments.add_argument("--database", choices=["sqlite", "postgresql"], nargs="+", default=["sqlite"])
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--loop", type=Path, nargs="+", help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.loop:
        print(json.dumps(plain_loop(options.folder, options.loop, options.share)))
    elif options.kills:
        sys.exit(bool(killed(options)))
    else:
        compare(options)


# --- how quick


def compare(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(prefix="press-scrape-backfill-") as place:
        files = made(options.folder, Path(place), options.bytes, options.file_bytes)
        figures: dict[str, dict[str, Any]] = {}
        print(
            f"{'':8} {'pages':>8} {'pages/CPU s':>12} {'of loop':>8} {'CPU s':>8} {'wall s':>8} {'MB a worker':>12}"
        )
        for mode in options.modes:
            measured = figures[mode] = measure(mode, files, Path(place), options)
            rate = measured["pages"] / measured["cpu"]
            loop = figures["loop"]["pages"] / figures["loop"]["cpu"] if "loop" in figures else rate
            print(
                f"{mode:8} {measured['pages']:8} {rate:12.1f} {rate / loop:8.2f} {measured['cpu']:8.1f} "
                f"{measured['wall']:8.1f} {measured['megabytes']:12.0f}",
                flush=True,
            )
        print(json.dumps(figures))


def made(folder: Path, place: Path, size: int, file_size: int) -> list[Path]:
    """Files of the archived press, repeated."""
    whole = [(folder / name).read_bytes() for name in _SOURCES]
    files: list[Path] = []
    left = size
    while left > 0:
        file = place / f"press-{len(files):03d}.warc.gz"
        with file.open("wb") as out:
            while left > 0 and out.tell() < file_size:
                for content_ in whole:
                    left -= out.write(content_)
        files.append(file)
    return files


def measure(mode: str, files: list[Path], place: Path, options: argparse.Namespace) -> dict[str, Any]:
    kind, _, count = mode.partition(" ")
    began = time.monotonic()
    if kind == "loop":
        command = [sys.executable, __file__, str(options.folder), "--share", str(options.share)]
        command += ["--loop", *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=_ENVIRONMENT)
        return {**json.loads(done.stdout), "wall": time.monotonic() - began}
    work = place / mode.replace(" ", "-")
    write_watchlist(work, watched(options.folder, options.share))
    url = f"sqlite:///{work / 'coverage.sqlite'}"
    with Cluster(work, int(count) if kind == "dask" else 0) as dask:
        how = ["--dask", dask.address] if dask.processes else ["--workers", count]
        process = start(work, url, *how, *map(str, files))
        cpu: dict[int, float] = {}
        megabytes = 0.0
        while process.poll() is None:
            for root in (process.pid, *(one.pid for one in dask.processes)):
                cpu[root] = max(cpu.get(root, 0.0), used(root))
                megabytes = max([megabytes, *map(proportional, leaves_of(root))])
            time.sleep(0.5)
        out = process.communicate()[0].decode()
    pages = int(out.split("pages ", 1)[1].split(" =", 1)[0])
    shutil.rmtree(work)
    return {
        "pages": pages,
        "cpu": sum(cpu.values()),
        "wall": time.monotonic() - began,
        "megabytes": megabytes,
    }


def leaves_of(process: int) -> list[int]:
    """The workers below a process: they are forked by a child of it."""
    children = {pid for pid in family(process) if parent_of(pid) == process}
    return [pid for pid in family(process)[1:] if pid not in children and len(family(pid)) == 1]


def parent_of(process: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    return 0


def start(folder: Path, url: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Begin `scrape backfill`."""
    return subprocess.Popen(
        [sys.executable, "-m", "scrape.cli", "--log-file", "scrape.log", "backfill", *arguments],
        cwd=folder,
        env={**_ENVIRONMENT, "SCRAPE_DATABASE": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def write_watchlist(folder: Path, entities: Iterable[Entity]) -> None:
    """A configuration that tracks `entities`."""
    folder.mkdir(parents=True)
    tables = "".join(
        f"[[{entity.kind.value}]]\nname = {json.dumps(entity.name)}\nid = {json.dumps(entity.id)}\n"
        f"aliases = {json.dumps(entity.aliases)}\n"
        for entity in entities
    )
    (folder / "scrape.toml").write_text(tables, encoding="utf-8")


class Cluster:
    """A scheduler of Dask and so many workers, each a process; none at all for 0 workers."""

    def __init__(self, folder: Path, workers: int) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        self.processes: list[subprocess.Popen[bytes]] = []  # the scheduler first
        self._folder = folder
        self._count = workers

    def __enter__(self) -> Self:
        if self._count:
            self.processes = [self._scheduler(), *(self._worker() for _ in range(self._count))]
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            process.wait()

    def replace(self, number: int) -> None:
        """Kill one of the processes, and begin another in its place."""
        self.processes[number].kill()
        self.processes[number].wait()
        self.processes[number] = self._worker() if number else self._scheduler()

    def mend(self) -> None:
        """Begin those again that ended by themselves."""
        for number, process in enumerate(self.processes):
            if process.poll() is not None:
                self.replace(number)

    def _scheduler(self) -> subprocess.Popen[bytes]:
        port = self.address.rpartition(":")[2]
        return self._start("scheduler", "--host", "127.0.0.1", "--port", port)

    def _worker(self) -> subprocess.Popen[bytes]:
        local = tempfile.mkdtemp(dir=self._folder)
        return self._start("worker", self.address, "--nthreads", "1", "--no-nanny", "--local-directory", local)

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard"]
        return subprocess.Popen(
            command, env=_ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self._folder
        )


def plain_loop(folder: Path, files: list[Path], share: float) -> dict[str, Any]:
    """Read and judge every page in this process."""
    reader = Reader.of(Watchlist(watched(folder, share)), bundled_outlets())
    began, pages = time.process_time(), 0
    for file in files:
        for response in responses(file, most=10 << 20, report=lambda line: print(line, file=sys.stderr)):
            if response.page is not None:
                reader.process(response.page)
                pages += 1
    return {"pages": pages, "cpu": time.process_time() - began, "megabytes": proportional(os.getpid())}


# --- under kills


def killed(options: argparse.Namespace) -> int:
    """Kill so many times; how many of the databases are different from an undisturbed one."""
    chance = random.Random(options.seed)
    figures = dict.fromkeys(("kills", "finished", "different", "command", "worker", "dask worker", "scheduler"), 0)
    ends = time.monotonic() + options.seconds
    with tempfile.TemporaryDirectory(prefix="press-scrape-backfill-") as place, ExitStack() as servers:
        makers = {kind: servers.enter_context(databases(kind)) for kind in {"sqlite", *options.database}}
        files = [str(file) for file in small_files(options.folder, Path(place) / "press")]
        entities = watched(options.folder, 1.0)
        calm = Path(place) / "calm"
        write_watchlist(calm, entities)
        url = makers["sqlite"](calm)
        began = time.monotonic()
        if start(calm, url, "--workers", "2", *files).wait():
            raise SystemExit("the undisturbed backfill failed")
        whole, wanted = time.monotonic() - began, content(url)
        ways = itertools.cycle(itertools.product((False, True)[: 1 + options.dask], options.database))
        while figures["kills"] < options.kills and time.monotonic() < ends:
            has_dask, kind = next(ways)
            work = Path(place) / f"disturbed{figures['finished']}"
            write_watchlist(work, entities)
            url = makers[kind](work)
            kills = min(_IN_A_ROW, options.kills - figures["kills"])
            with Cluster(work, 2 if has_dask else 0) as dask:
                disturb(work, url, files, dask, whole, kills, chance, figures)
            figures["finished"] += 1
            actual = content(url)
            if actual != wanted:
                figures["different"] += 1
                print(f"different after kills: {difference(wanted, actual)}", file=sys.stderr, flush=True)
            left = [file.name for file in (work / "backfill").glob("*")]
            way = f"{kind}{', Dask' if has_dask else ''}"
            print(f"{way}: {figures}, files left in the spool: {len(left)}", file=sys.stderr, flush=True)
            shutil.rmtree(work)
    print(json.dumps(figures))
    return figures["different"]


def disturb(
    work: Path,
    url: str,
    files: list[str],
    dask: Cluster,
    whole: float,
    kills: int,
    chance: random.Random,
    figures: dict[str, int],
) -> None:
    """Kill one thing after the other until there were so many, and let the command come to its end."""
    how = ["--dask", dask.address] if dask.processes else ["--workers", "2"]
    process = start(work, url, *how, *files)
    left = kills
    while True:
        try:
            code = process.wait(chance.uniform(0.2, 0.8) * whole if left else None)
        except subprocess.TimeoutExpired:
            victim = kill_something(process, dask, chance)
            figures["kills"] += victim is not None
            left -= victim is not None
            if victim is not None:
                figures[victim] += 1
        else:
            if code == 0 and not left:
                return
            dask.mend()
            if code == 0:  # done, and too few were killed: the files are done again
                wait_again(url)
            process = start(work, url, *how, *files)


def kill_something(process: subprocess.Popen[bytes], dask: Cluster, chance: random.Random) -> str | None:
    """Kill a worker, the command, or a process of Dask; which kind of thing, None when there was none."""
    what = chance.choice(["worker", "command", *(["dask worker", "scheduler"] if dask.processes else [])])
    if what == "command":
        process.kill()
    elif what == "scheduler":
        dask.replace(0)
    elif what == "dask worker":
        dask.replace(chance.randrange(1, len(dask.processes)))
    else:
        roots = [one.pid for one in dask.processes[1:]] or [process.pid]
        leaves = [pid for root in roots for pid in leaves_of(root)]
        if not leaves:
            return None
        with suppress(ProcessLookupError):
            os.kill(chance.choice(leaves), signal.SIGKILL)
    return what


def wait_again(url: str) -> None:
    """Have every file wait again."""
    database = Database(url)
    with database.write() as connection:
        connection.execute(sa.update(warc_file).values(state="waiting", owner=None, until=None))
    database.close()


def small_files(folder: Path, place: Path) -> list[Path]:
    """Files of some of the archived pages each."""
    place.mkdir()
    source = folder / _SOURCES[0]
    whole = source.read_bytes()
    starts = [one.offset for one in responses(source, most=10 << 20, report=print)][: _SMALL * _PAGES]
    made_ = []
    for number in range(_SMALL):
        first, last = starts[number * _PAGES], starts[min((number + 1) * _PAGES, len(starts) - 1)]
        made_.append(place / f"{number:02d}.warc.gz")
        made_[-1].write_bytes(whole[first:last])
    return made_


if __name__ == "__main__":
    main()
