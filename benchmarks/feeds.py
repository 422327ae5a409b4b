"""Feed conformance: python benchmarks/feeds.py FEEDS_DIR [--predictions FILE]

Reads every feed of expected.jsonl, from the public suites of feedparser and the W3C feed validator, through our
reader and through feedparser alone. `checks` address the result structure of feedparser, ours after decoding and
mending; the `core` ones are about links, titles, dates and encodings. `derived` are the links, titles and dates of
the entries, which our reader must give as a run would see them. An `encoding` check holds when the stated encoding
gives the same text as ours: the same bytes of ASCII may be called by many names.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import feedparser

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.json_lines import read_rows
from pipeline.errors import FeedError
from pipeline.feeds import FeedEntry, read_feed
from pipeline.feeds.documents import feed_entries, feed_structure
from pipeline.feeds.unpack import document_text
from pipeline.markup.encoding_labels import codec_of

_NO_VALUE = "(nothing)"


@dataclass
class Tally:
    """Right and all, by kind of check, and what was wrong."""

    right: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0
    crashes: int = 0
    refused: int = 0
    by_text: int = 0  # encoding checks that hold although the name is another
    refusals: list[str] = field(default_factory=list)

    def count(self, kind: str, case: str, wanted: object, got: object, *, right: bool) -> None:
        self.total[kind] += 1
        self.right[kind] += right
        if not right:
            self.wrong.append(f"{kind:9} {case}: wanted {str(wanted)[:90]!r}, got {str(got)[:90]!r}")

    def share(self, *kinds: str) -> float:
        total = sum(self.total[kind] for kind in kinds)
        return sum(self.right[kind] for kind in kinds) / total if total else 1.0


DERIVED = ("link", "title", "published", "updated")


def main() -> None:
    """Print the figures, then one JSON object."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--predictions", type=Path)
    options = arguments.parse_args()
    rows = read_rows(options.folder / "expected.jsonl")
    ours, bare = Tally(), Tally()
    predictions = []
    for row in rows:
        body = (options.folder / row["file"]).read_bytes()
        predictions.append(_ours(row, body, ours))
        _bare(row, body, bare)
    for line in ours.wrong:
        print(line)
    print(f"{'':12}{'checks':>8}{'ours':>8}{'feedparser':>12}")
    for kind in ("core", "other", *DERIVED):
        print(f"{kind:12}{ours.total[kind]:8}{ours.right[kind]:8}{bare.right[kind]:12}")
    print(
        f"{'by text':12}{'':8}{ours.by_text:8}{bare.by_text:12}  encodings of another name that give the same text"
    )
    print(f"{'refused':12}{'':8}{ours.refused:8}\n{'crashes':12}{'':8}{ours.crashes:8}{bare.crashes:12}")
    print(f"{'seconds':12}{'':8}{ours.seconds:8.2f}{bare.seconds:12.2f}")
    if options.predictions:
        options.predictions.write_text("".join(json.dumps(p) + "\n" for p in predictions), "utf-8")
    print(json.dumps(_figures(len(rows), ours, bare)))


def _figures(feeds: int, ours: Tally, bare: Tally) -> dict[str, float]:
    return {
        "feeds": feeds,
        "crashes": ours.crashes,
        "core_right": ours.right["core"],
        "core_total": ours.total["core"],
        "core_right_by_text": ours.by_text,
        "derived": round(ours.share(*DERIVED), 5),
        "derived_total": sum(ours.total[kind] for kind in DERIVED),
        "other_right": ours.right["other"],
        "other_total": ours.total["other"],
        "core_right_by_text_feedparser": bare.by_text,
        "core_right_feedparser": bare.right["core"],
        "derived_feedparser": round(bare.share(*DERIVED), 5),
        "other_right_feedparser": bare.right["other"],
    }


def _ours(row: dict[str, Any], body: bytes, tally: Tally) -> dict[str, Any]:
    """Judge our reading of one feed; the prediction is what a run would see of it."""
    headers = row["http_headers"]
    base = urljoin(row["base_url"], headers.get("content-location", ""))
    structure: Mapping[str, Any] = {}
    entries: list[FeedEntry] = []
    seen: tuple[FeedEntry, ...] = ()
    started = time.process_time()
    try:
        seen = read_feed(body, headers.get("content-type"), base, UTC).entries
        document = document_text(body, headers.get("content-type"), base, "feed")
        structure, text, _ = feed_structure(document, base, headers.get("content-language", ""))
        entries = list(feed_entries(structure, text, base, UTC))
    except FeedError:
        tally.refused += 1
        tally.refusals.append(row["id"])
    except Exception as error:  # noqa: BLE001 - a crash is what is counted here
        tally.crashes += 1
        tally.wrong.append(f"crash     {row['id']}: {error!r}")
    tally.seconds += time.process_time() - started
    _check(row, structure, body, tally)
    for index, wanted in enumerate(row["derived"] or ()):
        entry = entries[index] if index < len(entries) else FeedEntry("")
        got = {
            "link": entry.url,
            "title": entry.headline,
            "published": _stamp(entry.published_at),
            "updated": _stamp(entry.updated_at),
        }
        for kind, value in wanted.items():
            right = got[kind] == value or (kind == "link" and entry.proxy_url == value)
            tally.count(kind, row["id"], value, got[kind], right=right)
    return {"id": row["id"], "entries": [_shown(entry) for entry in seen]}


def _bare(row: dict[str, Any], body: bytes, tally: Tally) -> None:
    """Judge feedparser's own reading of the bytes."""
    headers = dict(row["http_headers"])
    if row["base_url"]:
        headers.setdefault("content-location", row["base_url"])
    started = time.process_time()
    try:
        structure = feedparser.parse(io.BytesIO(body), response_headers=headers)
    except Exception as error:  # noqa: BLE001
        tally.crashes += 1
        tally.wrong.append(f"crash {row['id']}: {error!r}")
        structure = {"entries": []}
    tally.seconds += time.process_time() - started
    _check(row, structure, body, tally)
    for index, wanted in enumerate(row["derived"] or ()):
        entry = structure["entries"][index] if index < len(structure["entries"]) else {}
        for kind, value in wanted.items():
            dated = kind in {"published", "updated"}
            got = _struct_stamp(dict.get(entry, f"{kind}_parsed")) if dated else entry.get(kind, "")
            tally.count(kind, row["id"], value, got, right=got == value)


def _check(row: dict[str, Any], structure: Mapping[str, Any], body: bytes, tally: Tally) -> None:
    kind = "core" if row["core"] else "other"
    for check in row["checks"]:
        got = _at(structure, check["path"])
        right = not got or got == _NO_VALUE if check["op"] == "falsy" else _equal(got, check["value"])
        if check["path"] == ["encoding"] and not right:
            right = _same_text(body, str(got), check["value"])
            tally.by_text += right
        tally.count(kind, f"{row['id']} {check['path']}", check.get("value"), got, right=right)


def _at(structure: Mapping[str, Any], path: list[str | int]) -> Any:
    value: Any = structure
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # feedparser lends `published` for `updated`
        try:
            for step in path:
                value = value[step]
        except (KeyError, IndexError, TypeError):
            return _NO_VALUE
    return value


def _equal(got: Any, wanted: Any) -> bool:
    if isinstance(got, time.struct_time):
        return wanted in (list(got), _struct_stamp(got))
    return bool(got == wanted or (isinstance(got, tuple) and list(got) == wanted))


def _same_text(body: bytes, ours: str, stated: str) -> bool:
    texts = []
    for name in (ours, stated):
        try:
            texts.append(body.decode(codec_of(name) or name).lstrip("\ufeff"))
        except (LookupError, UnicodeDecodeError):
            return False
    return texts[0] == texts[1]


def _stamp(when: datetime | None) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if when else ""


def _struct_stamp(parsed: time.struct_time | None) -> str:
    return "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*parsed[:6]) if parsed else ""


def _shown(entry: FeedEntry) -> dict[str, str]:
    dates: Iterator[tuple[str, datetime | None]] = iter(
        (("published", entry.published_at), ("updated", entry.updated_at))
    )
    shown = {"link": entry.url, "title": entry.headline} | {name: _stamp(when) for name, when in dates}
    return {name: value for name, value in shown.items() if value}


if __name__ == "__main__":
    main()
