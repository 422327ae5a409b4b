"""Fingerprints of a text: which articles may be alike, and how much of one stands in the other.

Shingles are runs of characters without white space. Lookup keys are a sparse sample of long runs, chosen by their
own hash (content-based sampling: Manber, "Finding similar files in a large file system", 1994), so that two texts
that share a passage share keys; comparison counts all short runs. Hashes are a polynomial over code points modulo
2**64, mixed by the finaliser of SplitMix64 (Steele, Lea, Flood 2014): the same in every process, on every machine.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.boilertext import letters, reduced

__all__ = ["Hashes", "Shape", "Sketch", "shape_of", "shared", "shingles", "sketch", "text_digest"]

Hashes = npt.NDArray[np.uint64]

_BASE = np.uint64(0x9E3779B97F4A7C15)
_BASE_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 1 << 64))
_DENSE_LANGUAGES = frozenset({"ko", "ja", "zh"})
_DENSE_SHARE = 0.3
_FIRST_DENSE = 0x1100


@dataclass(frozen=True, slots=True)
class Shape:
    """Lengths of runs: syllables and characters of Korean say more than letters of an alphabet."""

    long: int
    short: int
    headline: int
    headline_key: int


_DENSE = Shape(long=12, short=6, headline=2, headline_key=4)
_ALPHABETIC = Shape(long=24, short=8, headline=3, headline_key=10)
_SAMPLED = np.uint64((1 << 64) // 24)
_FEWEST = 16
_MOST = 64
_HEADLINE_KEYS = 8
_HEADLINE_SALT = np.uint64(0x5851F42D4C957F2D)


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a text is found by. Articles that share a hash may be alike; `hashes` are signed 64-bit."""

    hashes: tuple[int, ...]
    text_digest: str


def sketch(headline: str, text: str, language: str) -> Sketch:
    """The lookup keys of an article; equal input gives equal keys in every process and version of Python."""
    body = reduced(text)
    title = letters(headline)
    shape = shape_of(body or title, language)
    keys = np.concatenate([_sample(shingles(body, shape.long)), _headline_keys(title, shape)])
    return Sketch(tuple(np.unique(keys).view(np.int64).tolist()), _digest(body))


def text_digest(text: str) -> str:
    """Equal for the same text with other spacing, punctuation and boilerplate; empty when nothing is left."""
    return _digest(reduced(text))


def shape_of(body: str, language: str) -> Shape:
    """The lengths of runs for a text in `language`; told by its letters when the language is not known."""
    if language in _DENSE_LANGUAGES:
        return _DENSE
    if language not in {"", "und"}:
        return _ALPHABETIC
    dense = sum(ord(character) >= _FIRST_DENSE for character in body[:400])
    return _DENSE if dense > _DENSE_SHARE * min(len(body), 400) else _ALPHABETIC


def shingles(body: str, length: int) -> Hashes:
    """Sorted hashes of all runs of `length` characters, each once."""
    count = len(body) - length + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    codes = np.frombuffer(body.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    powers = np.full(len(body), _BASE, dtype=np.uint64)
    np.cumprod(powers, out=powers)
    sums = np.cumsum((codes + np.uint64(1)) * powers, dtype=np.uint64)
    windows = sums[length - 1 :].copy()
    windows[1:] -= sums[: count - 1]
    inverses = np.full(count, _BASE_INVERSE, dtype=np.uint64)
    np.cumprod(inverses, out=inverses)
    return np.unique(_mixed(windows * inverses))


def shared(one: Hashes, other: Hashes) -> int:
    """How many hashes two sorted arrays have in common."""
    return int(np.intersect1d(one, other, assume_unique=True).size)


def _mixed(values: Hashes) -> Hashes:
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _sample(hashes: Hashes) -> Hashes:
    """All below the threshold, but no fewer than the lowest few and no more than the lowest many."""
    wanted = int(np.searchsorted(hashes, _SAMPLED))
    return hashes[: min(max(wanted, _FEWEST), _MOST)]


def _headline_keys(title: str, shape: Shape) -> Hashes:
    return _mixed(shingles(title, shape.headline_key)[:_HEADLINE_KEYS] ^ _HEADLINE_SALT)


def _digest(body: str) -> str:
    return hashlib.blake2b(body.encode(), digest_size=16).hexdigest() if body else ""
