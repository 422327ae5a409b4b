"""The person whose home page or CV it is: what the page calls them, in both scripts.

Told are names in headings and sentences ("Dain Seo is a …", "이름: 서다인"). A name that is told in one script is
looked for in the other on the whole page, which often links to articles and papers. When no name is told, the
user name that the page links to most may be one written together (dainseo, dain.seo).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from pipeline.language.korean_names import is_korean_name
from pipeline.language.romanize import given_splits, reads_as, reads_korean, surname_spellings
from pipeline.names import particle_of
from pipeline.profiles.lines import CvLine, Found

__all__ = ["LATIN_NAME", "handle_of", "names_of", "places_of"]

LATIN_NAME = re.compile(r"[A-Z][a-z'’-]+(?:[ -][A-Z][A-Za-z'’.-]*){1,3}")
_IS = re.compile(
    r"^(?:I am |I'm |My name is )?([A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+){1,3})(?: \([^()]*\))? "
    r"(?:is|was) (?:a|an|the|currently)\b"
)
_I_AM = re.compile(r"(?:I am|I'm|[Mm]y name is) ([A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,2})\b")
_NAMED = re.compile(r"^(?:이름|성명|name)\s*[:：]\s*(.+)$", re.IGNORECASE)
_BOTH = re.compile(
    r"(?:([가-힣]{2,5})\s*\(\s*([A-Z][A-Za-z'’ .-]+?)\s*\))"
    r"|(?:([A-Z][A-Za-z'’.-]+(?: [A-Z][A-Za-z'’.-]+){1,2})\s*[(/|]\s*([가-힣]{2,5})\s*\)?)"
)
_NOT_NAMES = re.compile(
    r"resume|curriculum|vitae|\bcv\b|about|contact|home|이력서|소개|profile|welcome", re.IGNORECASE
)
_HANGUL = re.compile(r"[가-힣]{2,8}")
_CAPITALS = re.compile(
    r"(?=\b([A-Z][a-z'’]+(?:-[A-Za-z][a-z'’]+)?(?: [A-Z][a-z'’]+(?:-[A-Za-z][a-z'’]+)?){1,2})\b)"
)
_ACCOUNT = re.compile(
    r"(?:github|twitter|x|facebook|instagram|linkedin|medium|huggingface|threads)\.(?:com|co|net)/(?:in/|@)?([A-Za-z][A-Za-z0-9._-]*)"
)


def names_of(lines: tuple[CvLine, ...], given: str | None = None) -> tuple[Found, ...]:
    """The person's names, the most certain first; `given` is one that the user says."""
    names: dict[str, Found] = {}
    if given:
        names[given] = Found(given, CvLine(0, "", "given on the command line"))
    for line in lines:
        for value in _told_in(line):
            if not names or any(_is_same(value, known) for known in names):
                names.setdefault(value, Found(value, line))
    if names and len({value.isascii() for value in names}) == 1:
        for spelling in _in_other_script(lines, next(iter(names))):
            names.setdefault(spelling.value, spelling)
    return tuple(names.values())


def _told_in(line: CvLine) -> Iterator[str]:
    """Names that a line gives for the person whose page it is."""
    both = _BOTH.search(line.text)
    if both:
        korean, latin = (both[1], both[2]) if both[1] else (both[4], both[3])
        if reads_as(latin, korean):
            yield from (korean, latin)
    for pattern in (_NAMED, _IS, _I_AM):
        if said := pattern.search(line.text):
            yield said[1].strip()
    is_title = line.section.split(" / ")[-1] == line.text
    if (
        is_title
        and not _NOT_NAMES.search(line.text)
        and (LATIN_NAME.fullmatch(line.text) or is_korean_name(line.text))
    ):
        yield line.text


def _is_same(value: str, known: str) -> bool:
    return value.casefold() == known.casefold() or reads_as(value, known) or reads_as(known, value)


def _in_other_script(lines: Iterable[CvLine], name: str) -> Iterator[Found]:
    """The spelling in the other script that the page uses most for this name, at its first place."""
    counts: Counter[str] = Counter()
    first: dict[str, CvLine] = {}
    for line in lines:
        for value in _hangul_of(line.text, name) if name.isascii() else _latin_of(line.text, name):
            counts[value] += 1
            first.setdefault(value, line)
    for value, _ in counts.most_common(1):
        yield Found(value, first[value])


def _hangul_of(text: str, latin: str) -> Iterator[str]:
    for start, end in _name_places(text):
        if reads_as(latin, text[start:end]):
            yield text[start:end]


def _name_places(text: str) -> Iterator[tuple[int, int]]:
    """Where a Korean name may stand: at the start of a word, with a particle or nothing after it."""
    for word in _HANGUL.finditer(text):
        for length in (3, 4, 2):
            head, rest = word[0][:length], word[0][length:]
            fits = not rest or particle_of(rest, head) is not None
            if len(head) == length and fits and is_korean_name(head):
                yield word.start(), word.start() + length


def _latin_of(text: str, hangul: str) -> Iterator[str]:
    for match in _CAPITALS.finditer(text):
        words = match[1].split(" ")
        for count in range(2, len(words) + 1):
            value = " ".join(words[:count])
            if reads_as(value, hangul):
                yield value


def places_of(text: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where one of these Hangul names stands in a line."""
    wanted = {name for name in names if not name.isascii()}
    return ((start, end) for start, end in _name_places(text) if text[start:end] in wanted)


def handle_of(text: str) -> tuple[str, str]:
    """The user name a page links to most, and the name it spells when that is a Korean one; empty when none."""
    handles = [handle.rstrip(".-_") for handle in _ACCOUNT.findall(text)]
    if not handles:
        return "", ""
    counts = Counter(_letters(handle) for handle in handles)
    letters = counts.most_common(1)[0][0]
    spellings = [handle for handle in dict.fromkeys(handles) if _letters(handle) == letters]
    for handle in spellings:
        words = [word.capitalize() for word in re.split(r"[._-]", handle)]
        if len(words) == 2 and all(word.isalpha() for word in words) and reads_korean(" ".join(words)):
            return spellings[0], " ".join(words)
    return spellings[0], _joined_name(letters)


def _letters(handle: str) -> str:
    return re.sub(r"[._-]", "", handle).lower()


def _joined_name(letters: str) -> str:
    """The given name and surname that are written together, when only one cut makes such a pair."""
    cuts = {
        f"{given.capitalize()} {surname.capitalize()}"
        for surname in surname_spellings()
        for given in (letters.removesuffix(surname),)
        if given and given != letters and len(given) >= 5 and given_splits(given)
    }
    return cuts.pop() if len(cuts) == 1 else ""
