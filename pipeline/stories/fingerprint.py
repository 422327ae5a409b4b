"""Fingerprints of a text: by which keys articles that may be alike are found, and the runs that are compared.

Shingles are runs of characters without white space. Lookup keys are a sparse sample of long runs, chosen by their
own hash (content-based sampling: Manber, "Finding similar files in a large file system", 1994), so that two texts
that share a passage share keys. Hashes are a polynomial over code points modulo 2**64, mixed by the finaliser of
SplitMix64 (Steele, Lea, Flood 2014): the same in every process, on every machine.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from pipeline.stories.boilerplate import letters, without_boilerplate

__all__ = [
    "SHORT_RUN",
    "Runs",
    "Shape",
    "Sketch",
    "digest_of",
    "runs",
    "shape_of",
    "shared",
    "sketch",
    "text_digest",
]

Hashes = npt.NDArray[np.uint64]
Runs = npt.NDArray[np.uint32]
T = TypeVar("T", np.uint32, np.uint64)


@dataclass(frozen=True, slots=True)
class Shape:
    """Lengths of runs: a syllable of Korean says as much as two or three letters of an alphabet."""

    dense: bool
    long: int
    short: int
    headline: int


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a text is found by. Articles that share a hash may be alike; `hashes` are signed 64-bit, sorted."""

    hashes: tuple[int, ...]
    text_digest: str


SHORT_RUN = {True: 6, False: 8}
_DENSE = Shape(dense=True, long=12, short=SHORT_RUN[True], headline=4)
_ALPHABETIC = Shape(dense=False, long=24, short=SHORT_RUN[False], headline=10)
_DENSE_LANGUAGES = frozenset({"ko", "ja", "zh"})
_DENSE_SHARE = 0.3
_FIRST_DENSE = 0x1100  # Hangul, kana and Han lie above all alphabets in use
_LOOKED_AT = 400

_SAMPLED = np.uint64((1 << 64) // 24)
_FEWEST = 16
_MOST = 32
_HEADLINE_KEYS = 8
_LEAD_KEYS = 16  # of shorter runs: a rewrite has few long ones in common
_LEAD = {True: 160, False: 330}  # letters
_LEAD_SALT = np.uint64(0x2545F4914F6CDD1D)
_HEADLINE_SALT = np.uint64(0x5851F42D4C957F2D)  # the same words in a text are another key

_BASE = 0x9E3779B97F4A7C15
_MODULUS = 1 << 64
_LONGEST = 200_000


def _powers(base: int) -> Hashes:
    table = np.cumprod(np.full(_LONGEST, base, dtype=np.uint64), dtype=np.uint64)
    table.flags.writeable = False
    return table


_POWERS = _powers(_BASE)
_INVERSES = _powers(pow(_BASE, -1, _MODULUS))


def sketch(headline: str, text: str, language: str) -> Sketch:
    """The lookup keys of an article; equal input gives equal keys in every process and version of Python."""
    body = letters(without_boilerplate(text))
    title = letters(headline)
    shape = shape_of(body or title, language)
    lead = body[: _LEAD[shape.dense]]
    keys = np.concatenate(
        [
            _sample(rolling(body, shape.long)),
            _lowest(rolling(lead, shape.short), _LEAD_KEYS, _LEAD_SALT),
            _lowest(rolling(title, shape.headline), _HEADLINE_KEYS, _HEADLINE_SALT),
        ]
    )
    return Sketch(tuple(np.unique(keys.view(np.int64)).tolist()), digest_of(body))


def text_digest(text: str) -> str:
    """Equal for the same text with other spacing, punctuation and boilerplate; empty when nothing is left."""
    return digest_of(letters(without_boilerplate(text)))


def digest_of(body: str) -> str:
    """The digest of a text of which only letters and digits are left."""
    return hashlib.blake2b(body.encode(), digest_size=16).hexdigest() if body else ""


def shape_of(body: str, language: str) -> Shape:
    """The lengths of runs for a text in `language`; recognised by its letters when the language is not known."""
    if language in _DENSE_LANGUAGES:
        return _DENSE
    if language not in {"", "und"}:
        return _ALPHABETIC
    dense = sum(ord(character) >= _FIRST_DENSE for character in body[:_LOOKED_AT])
    return _DENSE if dense > _DENSE_SHARE * min(len(body), _LOOKED_AT) else _ALPHABETIC


def rolling(body: str, length: int) -> Hashes:
    """The hashes of all runs of `length` characters, in the order of the text."""
    body = body[:_LONGEST]
    count = len(body) - length + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    codes = np.frombuffer(body.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    codes += np.uint64(1)
    codes *= _POWERS[: len(body)]
    sums = np.cumsum(codes, dtype=np.uint64)
    windows = sums[length - 1 :].copy()
    windows[1:] -= sums[: count - 1]
    windows *= _INVERSES[:count]
    return _mixed(windows)


def unique(hashes: npt.NDArray[T]) -> npt.NDArray[T]:
    """Sorted, each once: quicker than NumPy's own for few values."""
    ordered = np.sort(hashes)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))] if ordered.size else ordered


def runs(body: str, length: int) -> Runs:
    """All runs of `length` characters, sorted, each once. Half of a hash is enough to compare two texts."""
    return unique((rolling(body, length) >> np.uint64(32)).astype(np.uint32))


def shared(first: Runs, second: Runs) -> int:
    """How many runs two texts have in common. To sort what is sorted is quicker than to look it up."""
    both = np.sort(np.concatenate((first, second)))
    return int(np.count_nonzero(both[1:] == both[:-1]))


def _mixed(values: Hashes) -> Hashes:
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _sample(hashes: Hashes) -> Hashes:
    """All below the threshold, but no fewer than the lowest few and no more than the lowest many."""
    low = unique(hashes[hashes < _SAMPLED])
    if low.size < _FEWEST:
        low = unique(hashes)[:_FEWEST]
    return low[:_MOST]


def _lowest(hashes: Hashes, count: int, salt: np.uint64) -> Hashes:
    """The lowest few, as keys of a kind of their own."""
    return _mixed(unique(hashes)[:count] ^ salt)
