"""A hostile web, crawled: python benchmarks/hostile.py [--json FILE] [--no-peer]

One loopback web holds good articles among private addresses, rebinding names, bombs, bodies without an end, loops,
lies and torn answers (`hostile_web`). `scrape run` with its default settings reads first the good outlets alone,
then all of it, then all of it again; for comparison Scrapy with its defaults reads it, stopped after two minutes or
at 1.5 GB. Told are the good articles collected, what was collected that must not be, doubled rows, links without an
end, requests that reached a private address, the peak of memory over all processes, the time, and the pace of the
good outlets beside the bad ones.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.hostile_web import NAME, HostileWeb, build
from benchmarks.memory import family, proportional
from tests.promises.internet import Internet, connected
from tests.web import Host, open_web

ROOT = Path(__file__).resolve().parents[1]
PEER_SECONDS, PEER_MEGABYTES = 120.0, 1500.0
OURS_SECONDS = 900.0


def main() -> None:
    """Print the figures, then one JSON object."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--json", type=Path, help="write the figures to this file too")
    arguments.add_argument("--no-peer", action="store_true", help="without Scrapy")
    arguments.add_argument("--peer", nargs=2, type=Path, metavar=("MAP", "OUT"), help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.peer:
        _peer(*options.peer)
        return
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, open_web() as web:
        place = Path(folder)
        made = build(web)
        print(f"{len(made.good)} good articles, {len(web_hosts(made))} hosts")
        figures |= ours(made, place)
        if not options.no_peer:
            figures |= peer(made, place)
    for name, value in figures.items():
        print(f"{name:28} {value}")
    if options.json:
        options.json.write_text(json.dumps(figures), encoding="utf-8")
    print(json.dumps(figures))


def web_hosts(made: HostileWeb) -> list[Host]:
    return list(made.web._hosts.values())  # noqa: SLF001 - the web is ours


# --- ours


def ours(made: HostileWeb, place: Path) -> dict[str, float]:
    """The figures of `scrape run`."""
    calm = place / "calm"
    _configure(calm, made.good_sources)
    _run(made, calm, "run")
    calm_pace = _pace(made.good_hosts)
    _forget(made)
    folder = place / "ours"
    _configure(folder, [*made.good_sources, *made.sources])
    ended = _run(made, folder, "run")
    figures: dict[str, float] = {
        "exit_code": ended.code,
        **_account(ended, folder),
        **_collected(made, folder),
        "private_hits": made.private_hits(),
        "seconds": round(ended.seconds, 1),
        "peak_megabytes": round(ended.peak),
        "peak_of_main": round(ended.peaks[0]),
        "peak_of_largest_worker": round(max(ended.peaks[1:], default=0)),
        "pace_beside_bad_hosts": round(calm_pace / _pace(made.good_hosts), 3),
    }
    _forget(made)
    again = _run(made, folder, "run")
    requests = [request for host in made.good_hosts for request in host.log]
    figures |= {
        "second_run_seconds": round(again.seconds, 1),
        "second_run_requests_of_good_feeds": sum(request.path == "/list" for request in requests)
        / len(made.good_hosts),
        "second_run_article_fetches": sum(request.path.startswith("/news/") for request in requests),
        "second_run_private_hits": made.private_hits(),
    }
    figures["second_run_doubled"] = _collected(made, folder)["doubled"]
    return figures


def _configure(folder: Path, sources: Sequence[str]) -> None:
    folder.mkdir()
    text = f"[[person]]\nname = '{NAME}'\n" + "".join(sources)
    (folder / "scrape.toml").write_text(text, encoding="utf-8")


class _Ended:
    """How a child ended: what it printed, how long it took, and megabytes at their peak, of all and of each."""

    def __init__(self, code: int, out: str, seconds: float, peak: float, peaks: list[float]) -> None:
        self.code, self.out, self.seconds, self.peak, self.peaks = code, out, seconds, peak, peaks


def _run(made: HostileWeb, folder: Path, *command: str) -> _Ended:
    file = folder / "internet.json"
    file.write_text(made.net.as_json(), encoding="utf-8")
    program = [sys.executable, "-m", "tests.promises.internet", str(file), "--log-file", "scrape.log", *command]
    return _watched(program, folder, OURS_SECONDS, 1e9)


def _watched(program: Sequence[str], folder: Path, seconds: float, megabytes: float) -> _Ended:
    """Run a program and watch its memory; it is killed when it takes more than it may."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SCRAPE_", "NAVER_"))}
    environment |= {"PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(folder)}
    out = folder / "out.txt"
    began = time.monotonic()
    with out.open("wb") as sink, (folder / "err.txt").open("wb") as errors:
        process = subprocess.Popen(program, cwd=folder, env=environment, stdout=sink, stderr=errors)
        peak, peaks = 0.0, dict[str, float]()
        while process.poll() is None:
            now = {str(pid): proportional(pid) for pid in family(process.pid)}
            peak = max(peak, sum(now.values()))
            peaks |= {pid: max(size, peaks.get(pid, 0.0)) for pid, size in now.items()}
            if peak > megabytes or time.monotonic() - began > seconds:
                process.kill()
            time.sleep(0.25)
    main = peaks.pop(str(process.pid), 0)
    text = out.read_text(encoding="utf-8", errors="replace")
    if process.returncode:
        print((folder / "err.txt").read_text("utf-8", "replace")[-2000:], file=sys.stderr)
    return _Ended(process.returncode, text, time.monotonic() - began, peak, [main, *peaks.values()])


def _collected(made: HostileWeb, folder: Path) -> dict[str, float]:
    rows = json.loads(_run(made, folder, "coverage", "--all", "--status", "all", "--format", "json").out)
    counted = Counter(plain(row["headline"]) for row in rows)
    good = {plain(headline) for headline in made.good.values()}
    forbidden = {plain(headline) for headline in made.forbidden}
    missing = sorted(good - set(counted))
    wrong = [headline for headline in counted if headline in forbidden]
    for headline in missing:
        print(f"missing: {headline}: {next(url for url, title in made.good.items() if plain(title) == headline)}")
    for headline in wrong:
        print(f"must not be there: {headline}")
    extra = [row for row in rows if plain(row["headline"]) not in good and "://hard-" not in row["url"]]
    for row in extra:
        print(f"beside the good: {row['headline'][:60]} {row['url']}")
    return {
        "good": len(good),
        "collected": len(good) - len(missing),
        "must_not_be_there": len(wrong),
        "beside_the_good": len(extra),
        "doubled": sum(count - 1 for headline, count in counted.items() if headline in good),
    }


def plain(text: str) -> str:
    """A headline without what outputs take away: markup, terminal codes, control characters."""
    kept = "".join(
        " " if character.isspace() else character for character in re.sub(r"</?script>|\x1b?\[31m", "", text)
    )
    return " ".join("".join(character for character in kept if unicodedata.category(character)[0] != "C").split())


def _account(ended: _Ended, folder: Path) -> dict[str, float]:
    out = ended.out
    match = re.search(r"links seen (\d+) = ([^;]+);", out)
    assert match is not None, out
    print(out.splitlines()[-1])
    parts = sum(int(part.rsplit(" ", 1)[1]) for part in match[2].split(" + "))
    read = re.search(r"(\d+) of (\d+) sources read", out)
    assert read is not None
    failed = sum(
        line.startswith("source failed") for line in (folder / "err.txt").read_text("utf-8", "replace").splitlines()
    )
    return {
        "links_seen": int(match[1]),
        "states_minus_links": parts - int(match[1]),
        "sources_without_an_end": int(read[2]) - int(read[1]) - failed,
    }


def _pace(hosts: Sequence[Host]) -> float:
    """Seconds from the first request to the good outlets to the last."""
    times = [request.began for host in hosts for request in host.log]
    return max(times) - min(times)


def _forget(made: HostileWeb) -> None:
    for host in web_hosts(made):
        host.log.clear()


# --- Scrapy with its defaults


def peer(made: HostileWeb, place: Path) -> dict[str, float]:
    """The figures of plain Scrapy, beside which ours stand."""
    _forget(made)
    for host in web_hosts(made):
        host._counts.clear()  # noqa: SLF001
    folder = place / "peer"
    folder.mkdir()
    file, out = folder / "internet.json", folder / "found.txt"
    listed = {"internet": made.net.as_json(), "sources": [*made.good_sources, *made.sources]}
    file.write_text(json.dumps(listed), encoding="utf-8")
    program = [sys.executable, str(Path(__file__).resolve()), "--peer", str(file), str(out)]
    ended = _watched(program, folder, PEER_SECONDS, PEER_MEGABYTES)
    printed = out.read_text(encoding="utf-8", errors="replace") if out.exists() else ""
    good = {plain(headline) for headline in made.good.values()}
    seen = {plain(line) for line in printed.splitlines()}
    return {
        "scrapy_collected": len(good & seen),
        "scrapy_must_not_be_there": len({plain(headline) for headline in made.forbidden} & seen),
        "scrapy_private_hits": made.private_hits(),
        "scrapy_seconds": round(ended.seconds, 1),
        "scrapy_peak_megabytes": round(ended.peak),
        "scrapy_ended_by_itself": float(ended.code == 0),
    }


def _peer(file: Path, out: Path) -> None:
    """Read the sources with Scrapy as it comes, and write down the headlines of the pages it fetched."""
    from scrapy import Request, Spider
    from scrapy.crawler import CrawlerProcess
    from scrapy.http import Response, TextResponse

    read = json.loads(file.read_text(encoding="utf-8"))
    urls = re.findall(r"url = '([^']+)'", "".join(read["sources"]))

    class Plain(Spider):
        name = "plain"

        async def start(self) -> Any:
            for url in urls:
                yield Request(url)

        def parse(self, response: Response) -> Any:
            if not isinstance(response, TextResponse):
                return
            links = response.xpath("//*[local-name()='link' or local-name()='loc']/text()").getall()
            for link in links:
                yield response.follow(link.strip(), callback=self.keep)

        def keep(self, response: Response) -> None:
            if isinstance(response, TextResponse):
                with out.open("a", encoding="utf-8", errors="replace") as sink:
                    sink.write((response.xpath("string(//h1)").get() or "").replace("\n", " ") + "\n")

    with connected(Internet.of_json(read["internet"])):
        process = CrawlerProcess({"LOG_ENABLED": False})
        process.crawl(Plain)
        process.start()


if __name__ == "__main__":
    main()
