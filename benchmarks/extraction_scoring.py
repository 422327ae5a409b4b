"""How an extracted article is compared with the gold: the measures published for this task.

Body: multisets of 4-word shingles, F1 of the macro-averaged precision and recall (the scrapinghub article
extraction benchmark). Segments: wanted and unwanted snippets, micro F1 (trafilatura's evaluation). Title: equal
after folding case, blanks and quotes. Date: the same calendar day in the gold's zone, UTC or Korean time; instant:
within a minute. Authors: the same set of names, without roles and addresses.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

__all__ = ["Tally", "score"]

Row = Mapping[str, Any]

_WORD = re.compile(r"\w+")
_KOREA = timezone(timedelta(hours=9))
_QUOTES = str.maketrans(
    dict.fromkeys("“”„‟«»", '"')
    | dict.fromkeys("‘’´`", "'")
    | dict.fromkeys("–—‑", "-")
    | {"…": "...", "·": ".", "\u200b": "", "\xad": ""}
)
_DATE = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?)?\s*(?P<zone>[+-]\d\d:\d\d)?"
)
_ROLE = re.compile(r"기자|특파원|논설위원|선임기자|인턴기자|객원기자|에디터|앵커|외\s*\d+\s*명|=.*$")
_NAME_BORDER = re.compile(r"[;,|/·]|\s(?:and|und|et|y|e)\s|&|\n")


@dataclass(slots=True)
class Tally:
    """What was measured so far; `figures` sums it up."""

    precisions: list[float] = field(default_factory=list)
    recalls: list[float] = field(default_factory=list)
    empty: int = 0
    segments: Counter[str] = field(default_factory=Counter)
    titles: list[bool] = field(default_factory=list)
    days: list[bool] = field(default_factory=list)
    instants: list[bool] = field(default_factory=list)
    authors: list[bool] = field(default_factory=list)

    def figures(self) -> dict[str, float | int | None]:
        """Rounded figures by name; None where nothing was measured."""
        precision, recall = _mean(self.precisions) or 0.0, _mean(self.recalls) or 0.0
        right, extra, missed = self.segments["right"], self.segments["extra"], self.segments["missed"]
        return {
            "body_pages": len(self.recalls),
            "body_f1": _round(2 * precision * recall / (precision + recall)) if precision + recall else None,
            "body_precision": _round(precision) if self.recalls else None,
            "body_recall": _round(recall) if self.recalls else None,
            "body_empty": self.empty,
            "segments_f1": _round(2 * right / (2 * right + extra + missed)) if right + extra + missed else None,
            "title_exact": _round(_mean(self.titles)),
            "date_day": _round(_mean(self.days)),
            "date_instant": _round(_mean(self.instants)),
            "author_exact": _round(_mean(self.authors)),
        }


def score(rows: Iterable[Row], predictions: Mapping[str, Row]) -> Tally:
    """Compare predictions (by page id: title, text, authors, published) with the rows of an index."""
    tally = Tally()
    for row in rows:
        prediction = predictions.get(row["id"]) or {}
        text = prediction.get("text") or ""
        if row["kind"] == "body" and row["text"]:
            _score_body(row, text, tally)
        elif row["kind"] == "segments":
            _score_segments(row, text, tally)
        if row.get("title"):
            tally.titles.append(_fold(row["title"]) == _fold(prediction.get("title")))
        if row.get("published"):
            _score_date(row["published"], prediction.get("published"), tally)
        if row.get("authors") and (wanted := _names(row["authors"])):
            tally.authors.append(wanted == _names(prediction.get("authors")))
    return tally


def _score_body(row: Row, text: str, tally: Tally) -> None:
    tally.empty += not text.strip()
    wanted = [row["text"]] + ([row["text_alt"]] if row.get("text_alt") else [])
    compared = [_shingle_match(gold, text) for gold in wanted]
    precision, recall, _ = max(compared, key=lambda entry: entry[2])
    if precision is not None:
        tally.precisions.append(precision)
    tally.recalls.append(recall)


def _shingle_match(gold: str, text: str) -> tuple[float | None, float, float]:
    wanted, given = _shingles(gold), _shingles(text)
    right = (wanted & given).total()
    extra, missed = (given - wanted).total(), (wanted - given).total()
    if not extra and not missed:
        return 1.0, 1.0, 1.0
    precision = right / (right + extra) if right + extra else None
    recall = right / (right + missed) if right + missed else 0.0
    return precision, recall, 2 * right / (2 * right + extra + missed)


def _shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    count = max(1, len(words) - size + 1)
    return Counter(shingle for at in range(count) if (shingle := tuple(words[at : at + size])))


def _score_segments(row: Row, text: str, tally: Tally) -> None:
    flat = " ".join(text.split())
    wanted, unwanted = row["with"] or [], row["without"] or []
    right = sum(" ".join(piece.split()) in flat for piece in wanted) if flat else 0
    tally.segments["right"] += right
    tally.segments["missed"] += len(wanted) - right
    tally.segments["extra"] += sum(" ".join(piece.split()) in flat for piece in unwanted) if flat else 0


def _fold(title: str | None) -> str:
    folded = unicodedata.normalize("NFKC", (title or "").translate(_QUOTES)).translate(_QUOTES)
    return " ".join(folded.split()).lower()


def _score_date(gold: str, predicted: str | None, tally: Tally) -> None:
    wanted, seen = _read_date(gold), _read_date(predicted)
    if wanted is None:
        return
    when, timed = wanted
    if seen is None:
        tally.days.append(False)
        if timed:
            tally.instants.append(False)
        return
    predicted_when, predicted_timed = seen
    tally.days.append(predicted_when.date() in _days(when))
    if timed:
        tally.instants.append(predicted_timed and _apart(when, predicted_when) <= timedelta(seconds=60))


def _read_date(text: str | None) -> tuple[datetime, bool] | None:
    """The time, aware when it names a zone, and whether it names a clock."""
    if not text:
        return None
    spelled = re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", str(text).strip().replace("Z", "+00:00"))
    match = _DATE.match(spelled)
    if not match:
        return None
    year, month, day = (int(match[name]) for name in ("year", "month", "day"))
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    try:
        when = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    zone = match["zone"]
    if zone:
        sign = -1 if zone[0] == "-" else 1
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
        return when.replace(tzinfo=timezone(sign * offset)), match["hour"] is not None
    return when.replace(tzinfo=None), match["hour"] is not None


def _days(when: datetime) -> set[date]:
    if when.tzinfo is None:
        return {when.date()}
    return {when.date(), when.astimezone(UTC).date(), when.astimezone(_KOREA).date()}


def _apart(gold: datetime, predicted: datetime) -> timedelta:
    """How far two times are apart; on the clock alone when one of them names no zone."""
    if gold.tzinfo is None or predicted.tzinfo is None:
        gold, predicted = gold.replace(tzinfo=None), predicted.replace(tzinfo=None)
    return abs(gold - predicted)


def _names(authors: Sequence[str] | str | None) -> set[str]:
    listed = [authors] if isinstance(authors, str) else list(authors or ())
    names: set[str] = set()
    for entry in listed:
        bare = re.sub(r"https?://\S+", "", re.sub(r"\S+@\S+", "", entry or ""))
        for part in _NAME_BORDER.split(bare):
            name = re.sub(r"^\s*(by|von|par|por|di)\s+", "", part, flags=re.IGNORECASE)
            name = _ROLE.sub("", re.sub(r"^.*스포츠조선=", "", name))
            plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
            name = re.sub(r"[^\w]+", " ", unicodedata.normalize("NFC", plain)).strip().lower()
            if name:
                names.add(name)
    return names


def _mean(values: Sequence[float]) -> float | None:
    return statistics.mean(values) if values else None


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
