"""What a home page or a CV says of a person that helps to tell them from namesakes: names, affiliations with years,
titles, topics, co-authors; each with the line it was read from.

Read are the habits such pages share: sections under headings, entries with a span of dates, "organisation,
position" or "position at organisation", abbreviations in brackets. Nothing is guessed: what a page does not say is
left open.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.lexicon import ENGLISH_TITLES, TITLES
from pipeline.romanize import is_korean_name, reads_as

__all__ = ["CvLine", "Dated", "Found", "Proposal", "cv_lines", "propose"]

_BLOCK = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|td|table|section|details|summary|article|dt|dd)\b[^<>]*>", re.IGNORECASE
)
_UNSEEN = re.compile(r"<(script|style|head|nav)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_HTML_HEADING = re.compile(r"<h([1-6])\b[^<>]*>(.*?)</h\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*(?:\([^()]*\)[^()]*)*\)")
_HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
_BULLET = re.compile(r"^\s*(?:[-*+•·▪◦]|\d{1,2}[.)])\s+")
_SPAN = re.compile(
    r"(?<!\d)(?P<since>(?:19|20)\d\d)(?:[.\-/년]\s?\d{1,2}월?)?\.?\s*(?:[~–—-]|to|부터)\s*"
    r"(?:(?P<until>(?:19|20)\d\d)(?:[.\-/년]\s?\d{1,2}월?)?|(?P<now>now|present|current|today|현재|재직\s?중)|(?=[):,\s]|$))",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"experience|employment|\bwork\b|career|biography|appointment|position|경력|이력|약력|재직", re.IGNORECASE
)
_STUDY = re.compile(r"education|academic background|학력|학위", re.IGNORECASE)
_TOPICS = re.compile(
    r"interest|expertise|research (?:area|field|topic)|연구\s?(?:분야|관심)|관심\s?분야|전문\s?분야", re.IGNORECASE
)
_PROJECTS = re.compile(r"project|product|프로젝트", re.IGNORECASE)
_PAPERS = re.compile(r"publication|paper|preprint|conference|journal|논문|저서", re.IGNORECASE)
_SCHOOL = re.compile(
    r"\b(?:University|College|Institute|School|Academy|KAIST|POSTECH)\b|대학교?|과학기술원|고등학교"
)
_ABBREVIATED = re.compile(r"((?:[A-Za-z][\w-]+ ){1,4}[A-Za-z][\w-]+) \(([A-Z][A-Za-z-]{1,8}?)s?\)")
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
_LATIN = re.compile(r"[A-Z][a-z'’-]+(?:[ -][A-Z][A-Za-z'’.-]*){1,3}")
_WORKED = re.compile(
    r"(?:work(?:s|ed|ing)?|employed|serves|served)\b[^.]{0,80}?"
    r"\bat (?:the )?([A-Z][\w&.'’-]*(?: (?:of |and )?[A-Z][\w&.'’-]*){0,4})"
)
_ACCOUNT = re.compile(r"github\.com/([A-Za-z0-9-]+)")
_NOT_NAMES = re.compile(
    r"resume|curriculum|vitae|\bcv\b|about|contact|home|이력서|소개|profile|welcome", re.IGNORECASE
)
_MOST_TOPICS = 10
_FEWEST_TOGETHER = 3
_MOST_AUTHORS = 8


@dataclass(frozen=True, slots=True)
class CvLine:
    """A line as a reader sees it, under which headings it stands, and its number in the file, from 1."""

    number: int
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """Something that was read, and from which line."""

    value: str
    line: CvLine


@dataclass(frozen=True, slots=True)
class Dated:
    """An organisation with the years of the person there; None where they are not told, or not over."""

    name: str
    line: CvLine
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a page says. `names` are the person's, the first the most certain; `account` is a user name, when there
    is no more."""

    names: tuple[Found, ...] = ()
    affiliations: tuple[Dated, ...] = ()
    titles: tuple[Found, ...] = ()
    topics: tuple[Found, ...] = ()
    coauthors: tuple[tuple[str, int], ...] = ()
    account: str = ""


def cv_lines(text: str) -> tuple[CvLine, ...]:
    """The lines of a page in Markdown, HTML or plain text, without markup."""
    marked = _UNSEEN.sub(lambda found: "\n" * found[0].count("\n"), text)
    marked = _HTML_HEADING.sub(lambda found: f"\n{'#' * int(found[1])} {_TAG.sub('', found[2]).strip()}\n", marked)
    lines: list[CvLine] = []
    headings: dict[int, str] = {}
    for number, raw in enumerate(marked.split("\n"), start=1):
        for piece in _BLOCK.split(raw):
            heading = _HEADING.match(piece.strip())
            shown = _shown(heading[2] if heading else piece)
            if not shown:
                continue
            if heading:
                level = len(heading[1])
                headings = {one: title for one, title in headings.items() if one < level} | {level: shown}
            section = " / ".join(headings[one] for one in sorted(headings))
            lines.append(CvLine(number, section, shown))
    return tuple(lines)


def _shown(piece: str) -> str:
    text = _LINK.sub(r"\1", _IMAGE.sub("", _TAG.sub("", piece)))
    text = re.sub(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}", "", html.unescape(text))
    return " ".join(_BULLET.sub("", text).split())


def propose(text: str, name: str | None = None) -> Proposal:
    """Read a page; `name` is the person's when the user says it."""
    lines = cv_lines(text)
    names = _names(lines, name)
    affiliations = _affiliations(lines)
    account = _ACCOUNT.search(text)
    return Proposal(
        names=names,
        affiliations=affiliations,
        titles=_titles(lines),
        topics=_topics(lines, {one.name for one in affiliations}),
        coauthors=_coauthors(lines, [one.value for one in names]),
        account=account[1] if account and not names else "",
    )


def _names(lines: tuple[CvLine, ...], given: str | None) -> tuple[Found, ...]:
    found: dict[str, Found] = {}
    if given:
        found[given] = Found(given, CvLine(0, "", "given on the command line"))
    for line in lines:
        for value in _named_in(line):
            if not found or any(_one_person(value, known) for known in found):
                found.setdefault(value, Found(value, line))
    return tuple(found.values())


def _named_in(line: CvLine) -> Iterator[str]:
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
    if is_title and not _NOT_NAMES.search(line.text) and (_LATIN.fullmatch(line.text) or is_korean_name(line.text)):
        yield line.text


def _one_person(value: str, known: str) -> bool:
    return value.casefold() == known.casefold() or reads_as(value, known) or reads_as(known, value)


def _affiliations(lines: Iterable[CvLine]) -> tuple[Dated, ...]:
    merged: dict[str, Dated] = {}
    for one in _entries(lines):
        key = one.name.casefold()
        known = merged.get(key)
        merged[key] = one if known is None else _joined(known, one)
    return tuple(sorted(merged.values(), key=lambda one: -(one.until or 9999)))


def _joined(one: Dated, other: Dated) -> Dated:
    """The whole time at an organisation of which several spells are told; one without years adds nothing."""
    if other.since is None:
        return one
    if one.since is None:
        return replace(other, line=one.line)
    until = None if one.until is None or other.until is None else max(one.until, other.until)
    return replace(one, since=min(one.since, other.since), until=until)


def _entries(lines: Iterable[CvLine]) -> Iterator[Dated]:
    for line in lines:
        span = _SPAN.search(line.text)
        if span and (_WORK.search(line.section) or _STUDY.search(line.section)):
            rest = (line.text[: span.start()] + " " + line.text[span.end() :]).strip(" :,-–—|~()")
            since = int(span["since"])
            until = int(span["until"]) if span["until"] else None
            for name in _organisations(rest, study=_STUDY.search(line.section) is not None):
                yield Dated(name, line, since, until)
        elif not span and (told := _WORKED.search(line.text)):
            yield Dated(told[1].rstrip("."), line)


def _organisations(entry: str, *, study: bool) -> list[str]:
    """Where somebody was, in an entry without its dates."""
    entry = re.sub(r"\([^()]*\)|\(.*$", "", entry)
    parts = [part.strip(" .:-") for part in re.split(r",|;|\||\bat\b|@| - | – ", entry)]
    parts = [part for part in parts if part]
    schools = [part for part in parts if _SCHOOL.search(part)]
    if schools:
        return [max(schools, key=len) if len(schools) == 1 else schools[-1]]
    named = [part for part in parts if not _is_position(part)]
    if study or not named:
        return []
    after_at = re.search(r"\bat\s+(.+)$", entry)
    if after_at:
        last = [part.strip(" .") for part in after_at[1].split(",")]
        return [last[-1]] if last[-1] else []
    return named[:1]


def _is_position(part: str) -> bool:
    words = re.findall(r"[A-Za-z-]+|[가-힣]+", part)
    if any("\uac00" <= word[0] <= "\ud7a3" for word in words):
        return any(word.endswith(tuple(TITLES)) for word in words[-1:])
    return any(
        word.lower() in ENGLISH_TITLES | {"intern", "student", "fellow", "leader", "lecturer"} for word in words
    )


def _titles(lines: Iterable[CvLine]) -> tuple[Found, ...]:
    """Positions held: parts of dated entries of work."""
    found: dict[str, Found] = {}
    for line in lines:
        if not (_SPAN.search(line.text) and _WORK.search(line.section)):
            continue
        rest = re.sub(r"\([^()]*\)", "", _SPAN.sub("", line.text))
        for part in re.split(r",|;|\||\bat\b|@|&|:| - | – ", rest):
            title = part.strip(" .:-~")
            if title and _is_position(title) and not _SCHOOL.search(title) and len(title) <= 50:
                found.setdefault(title.casefold(), Found(title, line))
    return tuple(found.values())


def _topics(lines: Iterable[CvLine], organisations: set[str]) -> tuple[Found, ...]:
    """Fields that are given with their abbreviation, items of a section on interests, names of projects."""
    found: dict[str, Found] = {}

    def add(value: str, line: CvLine) -> None:
        clean = value.strip(" .,;:")
        if 2 <= len(clean) <= 40 and clean not in organisations:
            found.setdefault(clean.casefold(), Found(clean, line))

    for line in lines:
        of_topics, of_projects = _TOPICS.search(line.section), _PROJECTS.search(line.section)
        for phrase, short in _ABBREVIATED.findall(line.text):
            initials = "".join(word[0] for word in re.split("[ -]", phrase)).upper()
            if short.upper() in initials and not (of_projects or _SCHOOL.search(phrase) or _is_position(phrase)):
                words = re.split(" ", phrase)[-len(short) :]
                add(" ".join(words), line)
                add(short, line)
        if of_topics and len(line.text) <= 120 and not line.text.endswith("."):
            for part in re.split(r"[,;/·]", line.text):
                if line.section.split(" / ")[-1] != line.text:
                    add(part, line)
        if of_projects and ":" in line.text:
            for part in line.text.split(":", 1)[1].split(",")[:3]:
                add(part, line)
    return tuple(found.values())[:_MOST_TOPICS]


def _coauthors(lines: Iterable[CvLine], own: list[str]) -> tuple[tuple[str, int], ...]:
    """Who stands beside the person in lists of authors, and how often."""
    counts: Counter[str] = Counter()
    for line in lines:
        if not _PAPERS.search(line.section):
            continue
        authors = [re.sub(r"\([^()]*\)|[^\w\s'’.-]", "", part).strip() for part in line.text.split(",")]
        if len(authors) >= 2 and sum(bool(_LATIN.fullmatch(one)) for one in authors) * 2 > len(authors):
            counts.update(one for one in authors if _LATIN.fullmatch(one) and one not in own)
    return tuple((one, count) for one, count in counts.most_common(_MOST_AUTHORS) if count >= _FEWEST_TOGETHER)
