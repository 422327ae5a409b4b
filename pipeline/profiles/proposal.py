"""What a home page or a CV says of a person that helps to tell them from namesakes: names, affiliations with years,
titles, topics, co-authors; each with the line it was read from.

Read are the habits such pages share: sections under headings, entries with a span of dates, "organisation,
position" or "position at organisation", abbreviations in brackets; and how headlines of the press that the page
lists present the person. What a page does not say is left open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.language.lexicon import ENGLISH_TITLES, HONORIFICS, TITLES
from pipeline.language.scripts import has_hangul
from pipeline.presentation import Text, present
from pipeline.profiles.lines import CvLine, Found, cv_lines
from pipeline.profiles.person import LATIN_NAME, handle_of, names_of, places_of

__all__ = ["Dated", "Proposal", "propose"]

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
_WORKED = re.compile(
    r"(?:work(?:s|ed|ing)?|employed|serves|served)\b[^.]{0,80}?"
    r"\bat (?:the )?([A-Z][\w&.'’-]*(?: (?:of |and )?[A-Z][\w&.'’-]*){0,4})"
)
_EVENT = re.compile(r"(?:19|20)\d\d[.\-/년 ]")  # a talk, a report of the press: not what the person works on
_TRAINEE = re.compile(r"\b(?:intern|undergraduate|student)\b|인턴|학생", re.IGNORECASE)
_MOST_TOPICS = 12
_MOST_OF_ENTRY = 3
_FEWEST_TOGETHER = 3
_MOST_AUTHORS = 8


@dataclass(frozen=True, slots=True)
class Dated:
    """An organisation with the years of the person there; None where they are not given, or not over."""

    name: str
    line: CvLine
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a page says. `names` are the person's, the first the most certain; when there are none, `account` is the
    user name the page links to, and `spelled` the name that seems to be written in it."""

    names: tuple[Found, ...] = ()
    affiliations: tuple[Dated, ...] = ()
    titles: tuple[Found, ...] = ()
    topics: tuple[Found, ...] = ()
    coauthors: tuple[tuple[str, int], ...] = ()
    account: str = ""
    spelled: str = ""


def propose(text: str, name: str | None = None) -> Proposal:
    """Read a page; `name` is the person's when the user says it."""
    lines = cv_lines(text)
    names = names_of(lines, name)
    account, spelled = ("", "") if names else handle_of(text)
    known = tuple(name.value for name in names)
    told_titles, told_organisations = _presented(lines, known)
    affiliations = _affiliations(lines, told_organisations)
    return Proposal(
        names=names,
        affiliations=affiliations,
        titles=_titles(lines, told_titles),
        topics=_topics(lines, {affiliation.name for affiliation in affiliations}),
        coauthors=_coauthors(lines, [*known, spelled]),
        account=account,
        spelled=spelled,
    )


def _presented(lines: Iterable[CvLine], names: tuple[str, ...]) -> tuple[list[Found], list[Dated]]:
    """Titles and organisations at the person's Korean name; an organisation must be named elsewhere too."""
    lines = tuple(lines)
    titles: dict[str, Found] = {}
    organisations: dict[str, Dated] = {}
    for line in lines:
        for start, end in places_of(line.text, names):
            shown = present(Text(line.text), start, end)
            for title in shown.titles:
                if title in TITLES and title not in HONORIFICS:
                    titles.setdefault(title, Found(title, line))
            for organisation in shown.organisations:
                others = sum(organisation in another.text for another in lines if another is not line)
                if re.fullmatch("[가-힣A-Z&]{3,}", organisation) and others >= _FEWEST_TOGETHER:
                    organisations.setdefault(organisation, Dated(organisation, line))
    return list(titles.values()), list(organisations.values())


def _affiliations(lines: Iterable[CvLine], shown: Iterable[Dated]) -> tuple[Dated, ...]:
    spells: dict[str, list[Dated]] = {}
    for spell in (*_entries(lines), *shown):
        spells.setdefault(spell.name.casefold(), []).append(spell)
    merged = [spell for those in spells.values() for spell in _joined(those)]
    return tuple(sorted(merged, key=lambda spell: -(spell.until or 9999)))


def _joined(spells: list[Dated]) -> list[Dated]:
    """The times at one organisation, those that follow each other as one; a spell without years adds nothing."""
    dated = sorted(
        (spell for spell in spells if spell.since is not None),
        key=lambda spell: (spell.since or 0, spell.until or 9999),
    )
    if not dated:
        return spells[:1]
    joined = dated[:1]
    for spell in dated[1:]:
        last = joined[-1]
        if last.until is not None and (spell.since or 0) > last.until + 1:
            joined.append(spell)
        else:
            until = None if spell.until is None or last.until is None else max(spell.until, last.until)
            joined[-1] = replace(last, until=until, line=spell.line)
    return joined


def _entries(lines: Iterable[CvLine]) -> Iterator[Dated]:
    for line in lines:
        span = _SPAN.search(line.text)
        if span and (_WORK.search(line.section) or _STUDY.search(line.section)):
            rest = (line.text[: span.start()] + " " + line.text[span.end() :]).strip(" :,-–—|~()")
            since = int(span["since"])
            until = int(span["until"]) if span["until"] else None
            for name in _organisations(rest, study=_STUDY.search(line.section) is not None):
                yield Dated(name, line, since, until)
        elif not span and (worked := _WORKED.search(line.text)):
            yield Dated(worked[1].rstrip("."), line)


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
    if has_hangul(part):
        return any(word.endswith(tuple(TITLES)) for word in words[-1:])
    return any(
        word.lower() in ENGLISH_TITLES | {"intern", "student", "fellow", "leader", "lecturer"} for word in words
    )


def _titles(lines: Iterable[CvLine], shown: Iterable[Found]) -> tuple[Found, ...]:
    """Positions held: parts of dated entries of work; those of trainees only when there are no others."""
    titles: dict[str, Found] = {}
    for line in lines:
        if not (_SPAN.search(line.text) and _WORK.search(line.section)):
            continue
        rest = re.sub(r"\([^()]*\)", "", _SPAN.sub("", line.text))
        for part in re.split(r",|;|\||\bat\b|@|&|:| - | – ", rest):
            title = part.strip(" .:-~")
            if title and _is_position(title) and not _SCHOOL.search(title) and len(title) <= 50:
                titles.setdefault(title.casefold(), Found(title, line))
    for position in shown:
        titles.setdefault(position.value, position)
    settled = [position for position in titles.values() if not _TRAINEE.search(position.value)]
    return tuple(settled or titles.values())


def _topics(lines: Iterable[CvLine], organisations: set[str]) -> tuple[Found, ...]:
    """Fields that are given with their abbreviation, items of a section on interests, names of projects."""
    topics: dict[str, Found] = {}

    def add(value: str, line: CvLine) -> None:
        clean = value.strip(" .,;:")
        if 2 <= len(clean) <= 40 and clean not in organisations:
            topics.setdefault(clean.casefold(), Found(clean, line))

    for line in lines:
        of_topics, of_projects = _TOPICS.search(line.section), _PROJECTS.search(line.section)
        for phrase, short in () if _EVENT.match(line.text) else _ABBREVIATED.findall(line.text):
            initials = "".join(word[0] for word in re.split("[ -]", phrase)).upper()
            if short.upper() in initials and not (of_projects or _SCHOOL.search(phrase) or _is_position(phrase)):
                words = re.split(" ", phrase)[-len(short) :]
                add(" ".join(words), line)
                add(short, line)
        if of_topics and len(line.text) <= 120 and not line.text.endswith("."):
            for part in re.split(r"[,;/·]", line.text):
                if line.section.split(" / ")[-1] != line.text:
                    add(part, line)
        if of_projects and line.section.split(" / ")[-1] != line.text:
            for part in _projects(line.text):
                add(part, line)
    return tuple(topics.values())[:_MOST_TOPICS]


def _projects(entry: str) -> list[str]:
    """The names in an entry: two in "Haesol: Sori, Dialect Bank", one in "Sori: a bank" and "Sori, a bank"."""
    head, colon, rest = entry.partition(":")
    parts = [part.strip() for part in rest.split(",")]
    parts = parts[:_MOST_OF_ENTRY]
    if colon and all(1 <= len(part.split()) <= 4 for part in parts) and not parts[0].startswith(("a ", "an ")):
        return parts
    head, comma, _ = head.partition(",")
    return [head.strip()] if (colon or comma) and head[:1].isupper() and len(head.split()) <= 3 else []


def _coauthors(lines: Iterable[CvLine], own: list[str]) -> tuple[tuple[str, int], ...]:
    """Who stands beside the person in lists of authors, and how often."""
    counts: Counter[str] = Counter()
    for line in lines:
        if not _PAPERS.search(line.section):
            continue
        authors = [re.sub(r"\([^()]*\)|[^\w\s'’.-]", "", part).strip() for part in line.text.split(",")]
        if len(authors) >= 2 and sum(bool(LATIN_NAME.fullmatch(author)) for author in authors) * 2 > len(authors):
            counts.update(author for author in authors if LATIN_NAME.fullmatch(author) and author not in own)
    return tuple(
        (author, count) for author, count in counts.most_common(_MOST_AUTHORS) if count >= _FEWEST_TOGETHER
    )
