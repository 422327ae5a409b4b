"""How an article presents a person where the name stands: by which titles, of which organisation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.language.lexicon import DEMONYMS, ENGLISH_TITLES, HONORIFICS, TITLES
from pipeline.language.romanize import is_korean_name
from pipeline.language.scripts import has_hangul, is_hangul
from pipeline.names.boundaries import particle_of

__all__ = ["Portrait", "portrait"]

_AGE = r"(?:\([^()]{1,40}\))?"
_AFTER = re.compile(rf"{_AGE} ?([가-힣A-Za-z&]+)(?: ([가-힣A-Za-z&]+))?(?: ([가-힣A-Za-z&]+))?")
_BEFORE = re.compile(r"(?:([가-힣A-Za-z0-9&]+) )?([가-힣A-Za-z0-9&]+)[ '\"‘“]{1,2}$")
_BRACKET = re.compile(r"\(([^()]{1,40})\)")
_LIST_AFTER = re.compile(r"(?:(?:[,·ㆍ]|와|과) ?([가-힣]{2,4}))")
_LIST_BEFORE = re.compile(r"(?<![가-힣])([가-힣]{2,4}?)(?:[,·ㆍ] ?|와 |과 | )$")
_ENGLISH_BEFORE = re.compile(r"((?:[A-Za-z][\w'’&-]*,? ){1,5})$")
_ENGLISH_AFTER = re.compile(r",? ?(?:\(\d+\),? )?((?:an? |the |former |who is |[A-Za-z][\w'’&-]*[ ,]){1,7})")


_LONGEST_TITLE = 60  # characters, with its particles


@dataclass(frozen=True, slots=True)
class Portrait:
    """Titles, and the words where an organisation would stand, directly at the name."""

    titles: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()


def portrait(text: str, start: int, end: int) -> Portrait:
    """Read what stands around the name at `start`–`end` of `text`."""
    if not has_hangul(text[max(0, start - 20) : end + 20]):
        return _english(text, start, end)
    titles: list[str] = []
    organisations: list[str] = []
    _read_after(text, end, titles, organisations)
    _read_before(text, start, titles, organisations)
    if not titles:
        titles += _of_list(text, start, end)
    bracket = _BRACKET.match(text, end)
    if bracket and not bracket[1].strip().isdigit():
        organisations += [part.strip() for part in re.split("[,·]", bracket[1]) if not part.strip().isdigit()]
    return Portrait(tuple(dict.fromkeys(titles)), tuple(dict.fromkeys(organisations)))


def _title(word: str) -> str:
    """The title a word is, by itself or with particles; else nothing."""
    if len(word) > _LONGEST_TITLE:
        return ""
    for length in range(len(word), 0, -1):
        head, rest = word[:length], word[length:]
        known = head in TITLES or head in HONORIFICS or head.lower() in ENGLISH_TITLES
        if known and (not rest or rest.startswith("님") or particle_of(rest, head)):
            return head
    return ""


def _read_after(text: str, end: int, titles: list[str], organisations: list[str]) -> None:
    """박찬준 리더, 이서준 한빛전자 부회장: a title, after at most two words without particles."""
    found = _AFTER.match(text, end)
    if not found:
        return
    between: list[str] = []
    for word in found.groups():
        if word is None:
            return
        title = _title(word)
        if title and not (title == "씨" and between):
            titles.append(title)
            organisations += [" ".join(between), *between] if between else []
            return
        if text[end : end + 1] not in (" ", "(") or _has_particle(word):
            return
        between.append(word)


def _read_before(text: str, start: int, titles: list[str], organisations: list[str]) -> None:
    """배우 한서연, 한빛전자 대표 한서연, 한빛전자 한서연."""
    found = _BEFORE.search(text, max(0, start - 40), start)
    if not found:
        return
    first, second = found.groups()
    if second in TITLES:
        titles.append(second)
        if first and not _has_particle(first):
            organisations.append(first)
    elif not _has_particle(second) and not is_korean_name(second):
        organisations.append(second)
        if first and not _has_particle(first):
            organisations.append(f"{first} {second}")


def _has_particle(word: str) -> bool:
    """Whether a word of three syllables or more ends as words with particles and endings do."""
    if not is_hangul(word[-1]):
        return False
    return (
        any(
            len(word) - length >= 2 and particle_of(word[-length:], word[:-length]) is not None
            for length in (1, 2, 3)
        )
        and word[-1] in "은는이가을를의에와과도로서만께고며"
    )


def _of_list(text: str, start: int, end: int) -> list[str]:
    """A title that a whole list of names shares: 유승민, 주호영 의원; 배우 한서연과 이서준."""
    at = end
    for _ in range(8):
        found = _LIST_AFTER.match(text, at)
        if not found:
            break
        at = found.end()
        while at < len(text) and is_hangul(text[at]):
            at += 1
        following = _AFTER.match(text, at)
        title = _title(following[1]) if following and following[1] else ""
        if title and title != "씨":
            return [title]
    at = start
    for _ in range(3):
        found = _LIST_BEFORE.search(text, max(0, at - 8), at)
        if not found or not is_korean_name(found[1]):
            break
        at = found.start()
        before = _BEFORE.search(text, max(0, at - 20), at)
        if before and before[2] in TITLES:
            return [before[2]]
    return []


def _english(text: str, start: int, end: int) -> Portrait:
    titles: list[str] = []
    organisations: list[str] = []
    for pattern_found in (_ENGLISH_BEFORE.search(text, max(0, start - 60), start), _ENGLISH_AFTER.match(text, end)):
        if not pattern_found:
            continue
        words = re.findall(r"[\w'’&-]+", pattern_found[1])
        titles += [word for word in words if word.lower() in ENGLISH_TITLES]
        capitals = [word for word in words if word[:1].isupper() and word.lower() not in ENGLISH_TITLES | DEMONYMS]
        if capitals and titles:
            organisations.append(" ".join(capitals))
    return Portrait(tuple(dict.fromkeys(titles)), tuple(dict.fromkeys(organisations)))
