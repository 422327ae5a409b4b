"""How well and how fast articles are extracted, beside bare trafilatura and newspaper4k in the same run.

    python benchmarks/extraction.py DATASET_DIR [--change NAME] [--predictions FILE] [--no-peers] [--cache DIR]

DATASET_DIR holds `index.jsonl` (id, url, html_path, lang, kind, title, text, with, without, authors, published) and
the gzipped pages it names; a folder above it will do. newspaper4k is installed with pip into an environment of its
own under --cache (default: the system's temporary folder) the first time.

With --change every page is first changed in a way that leaves its article as it is (extraction_changes.py), and the
last line tells on how many pages our headline and day are other than without the change.

Speed is pages per second of CPU, from decoded HTML to the full record, without reading files.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import trafilatura

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.extraction_changes import CHANGES
from benchmarks.extraction_scoring import score
from benchmarks.json_lines import read_rows
from benchmarks.peers import peer_command
from pipeline.extract import extract

Row = dict[str, Any]
Pages = list[tuple[Row, str]]
Predictions = dict[str, Row]

NOW = datetime.now(UTC)
GENERAL_WEB = {"wcxb"}  # a corpus of the web at large: its articles are no news
PEER_REQUIREMENTS = ("newspaper4k==0.9.6", "lxml_html_clean")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--change", choices=CHANGES)
    parser.add_argument("--predictions", type=Path, help="write our extracts as JSON lines")
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "press-scrape-benchmarks")
    arguments = parser.parse_args()
    unchanged = pages = read_pages(arguments.dataset)
    if arguments.change:
        pages = [(row, CHANGES[arguments.change](html)) for row, html in pages]
    engines: dict[str, tuple[Predictions, float]] = {"press-scrape": timed(pages, ours)}
    if arguments.predictions:
        lines = (json.dumps(prediction, ensure_ascii=False) for prediction in engines["press-scrape"][0].values())
        arguments.predictions.write_text("\n".join(lines) + "\n", encoding="utf-8")
    if arguments.peers:
        engines["trafilatura"] = timed(pages, bare_trafilatura)
        peer = newspaper(pages, arguments.cache)
        if peer:
            engines["newspaper4k"] = peer
    figures = {name: measure(pages, *result) for name, result in engines.items()}
    show(figures)
    print(json.dumps({"pages": len(pages), "engines": figures}))
    if arguments.change:
        print(json.dumps(moved(timed(unchanged, ours)[0], engines["press-scrape"][0])))


def read_pages(dataset: Path) -> Pages:
    index = next(
        iter(sorted((dataset / "index.jsonl", *dataset.glob("*/index.jsonl")), key=lambda p: not p.exists()))
    )
    if not index.exists():
        sys.exit(f"{dataset}: no index.jsonl there; give the folder that holds it")
    rows = read_rows(index)
    return [(row, read_page(index.parent / row["html_path"], row)) for row in rows]


def read_page(path: Path, row: Row) -> str:
    body = gzip.decompress(path.read_bytes())
    return body.decode(row.get("encoding") or "utf-8", "replace")


def timed(pages: Pages, read: Callable[[Row, str], Row]) -> tuple[Predictions, float]:
    """Predictions by page id and the CPU seconds they took."""
    predictions: Predictions = {}
    started = time.process_time()
    for row, html in pages:
        predictions[row["id"]] = {"id": row["id"], **read(row, html)}
    return predictions, time.process_time() - started


def ours(row: Row, html: str) -> Row:
    article = extract(html, row["url"] or "", now=NOW)
    when = article.published_at
    return {
        "title": article.headline,
        "text": article.text,
        "authors": list(article.authors),
        "published": None if when is None else when.isoformat() if article.has_time else when.date().isoformat(),
        "lang": (article.language_declared or "")[:2] or None,
    }


def moved(before: Predictions, after: Predictions) -> dict[str, int]:
    """On how many pages the headline and the day are others."""
    return {
        "headlines": sum(row["title"] != after[key]["title"] for key, row in before.items()),
        "days": sum(
            (row["published"] or "")[:10] != (after[key]["published"] or "")[:10] for key, row in before.items()
        ),
    }


def bare_trafilatura(row: Row, html: str) -> Row:
    document: Any = trafilatura.bare_extraction(
        html, url=row["url"] or None, with_metadata=True, include_comments=False
    )
    if document is None:
        return {}
    authors = [name.strip() for name in (document.author or "").split(";") if name.strip()]
    return {"title": document.title, "text": document.text, "authors": authors, "published": document.date}


def newspaper(pages: Pages, cache: Path) -> tuple[Predictions, float] | None:
    """Run newspaper4k in an environment of its own; None, with a word why, when it cannot be installed."""
    command = peer_command(cache, "newspaper", PEER_REQUIREMENTS)
    if command is None:
        return None
    interpreter, environment = command
    with tempfile.TemporaryDirectory() as folder:
        given, answers = Path(folder) / "pages.jsonl", Path(folder) / "found.jsonl"
        with given.open("w", encoding="utf-8") as out:
            for row, html in pages:
                out.write(json.dumps({"id": row["id"], "url": row["url"] or "", "html": html}) + "\n")
        script = Path(__file__).with_name("newspaper_peer.py")
        done = subprocess.run(
            [interpreter, str(script), str(given), str(answers)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            print(f"newspaper4k failed: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
            return None
        rows = read_rows(answers)
    return {row["id"]: row for row in rows}, float(done.stdout.strip().splitlines()[-1])


def measure(pages: Pages, predictions: Predictions, seconds: float) -> Row:
    """Figures over all pages and over the groups that have goals of their own."""
    rows = [row for row, _ in pages]
    groups = {
        "all": rows,
        "scrapinghub": [row for row in rows if row.get("source") == "shub"],
        "news": [row for row in rows if row.get("source") not in GENERAL_WEB],
        "ko": [row for row in rows if row["lang"] == "ko"],
    }
    figures: Row = {name: score(group, predictions).figures() for name, group in groups.items() if group}
    figures["pages_per_cpu_second"] = round(len(rows) / seconds, 1) if seconds else None
    return figures


def show(figures: dict[str, Row]) -> None:
    columns = ("body_f1", "body_empty", "segments_f1", "title_exact", "date_day", "date_instant", "author_exact")
    heads = ("body F1", "empty", "segments", "title", "day", "day+time", "author")
    print(f"{'engine':14}{'pages':13}" + "".join(f"{head:>10}" for head in heads) + f"{'pages/CPU s':>13}")
    for engine, groups in figures.items():
        for group, values in groups.items():
            if not isinstance(values, dict):
                continue
            cells = "".join(f"{'-' if values[c] is None else values[c]:>10}" for c in columns)
            speed = f"{groups['pages_per_cpu_second']:>13}" if group == "all" else ""
            print(f"{engine:14}{group:13}{cells}{speed}")


if __name__ == "__main__":
    main()
