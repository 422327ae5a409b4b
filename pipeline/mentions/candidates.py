"""Places where a tracked name may stand: every form found, with what touches it on either side."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from pipeline.items import EntityKind, Evidence, Watchlist
from pipeline.language.korean_names import is_korean_name
from pipeline.language.scripts import Script, lower, utf8
from pipeline.mentions.automaton import Automaton
from pipeline.mentions.page_scan import Around, Flat, flatten
from pipeline.names import (
    SPELLING,
    Edge,
    EdgeKind,
    Initials,
    NameForm,
    Readings,
    left_edge,
    name_forms,
    not_names,
    right_edge,
)

__all__ = ["Finder", "NameCandidate", "prefer"]


_SPELLED, _WITH_INITIALS = -1.0, -1.7
"""What a spelling that nobody wrote weighs: with the whole given name, with its initials."""


_BROKEN = re.compile(r"\n(?P<next>[가-힣]{1,3})")
_BREAKS_OFF = re.compile(r"[가-힣]{1,3}\Z")


@dataclass(slots=True)
class NameCandidate:
    """A form at a place of folded text, with the evidence gathered so far."""

    form: NameForm
    kind: EntityKind
    start: int
    end: int
    left: Edge
    right: Edge
    exact: bool
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def odds(self) -> float:
        """Natural logarithm of the odds that this is the name."""
        return sum(evidence.weight for evidence in self.evidence)

    @property
    def confidence(self) -> float:
        """The same as a probability."""
        return 1 / (1 + math.exp(-self.odds))

    def says(self, kind: str, detail: str, weight: float) -> None:
        """Add a piece of evidence."""
        self.evidence.append(Evidence(kind, detail, weight))


class Finder:
    """Looks for all forms of a watchlist at once."""

    def __init__(self, watchlist: Watchlist) -> None:
        self.kinds: dict[str, EntityKind] = {entity.id: entity.kind for entity in watchlist.entities}
        self.forms = tuple(form for entity in watchlist.entities for form in name_forms(entity, suggestions=False))
        self._by_pattern: dict[str, list[NameForm]] = {}
        for form in self.forms:
            self._by_pattern.setdefault(lower(form.text), []).append(form)
        self._not: dict[str, set[str]] = {}
        for entity in watchlist.entities:
            for text in not_names(entity) if entity.exclude else ():
                self._not.setdefault(lower(text), set()).add(entity.id)
        self._initials = Initials(self.forms, self.kinds)
        names = dict.fromkeys([*self._by_pattern, *self._not])
        self._names = len(names)  # patterns beyond this are given names that initials may follow, and affiliations
        self._given_names = frozenset(self._initials.patterns)
        self._readings = Readings(watchlist.entities)
        self._patterns = tuple(dict.fromkeys([*names, *self._initials.patterns, *self._readings.patterns]))
        self._members = {
            number: members
            for number, pattern in enumerate(self._patterns)
            if (members := self._readings.affiliated(pattern))
        }
        # Names that may not be letters of a longer word of their alphabet
        self._unparted = frozenset(
            number
            for number, name in enumerate(names)
            if any(form.script is not Script.LATIN for form in self._by_pattern.get(name, ()))
        )
        self._automaton = Automaton(self._patterns)
        # Beyond ASCII, is there a letter in a pattern that has another case?
        self._cased = any(
            not char.isascii() and char.upper() != char for pattern in self._patterns for char in pattern
        )

    def may_find(self, text: str | bytes, *, markup: bool) -> bool:
        """Whether `candidates` may find anything in the article of a page, or in a text without `markup`."""
        page = flatten(text, markup=markup, cased=self._cased)
        hits = self._automaton.search(page.text)
        found = {pattern for pattern, _, _ in hits}
        if not found:
            return False
        if not found.isdisjoint(self._unparted) or self._may_be_spelled(page, found):
            return True
        return self._stands(page, hits) or any(
            self._initials.may_follow(name, page.text, end)
            for pattern, _, end in hits
            if (name := self._patterns[pattern]) in self._given_names
        )

    def _may_be_spelled(self, page: Flat, found: AbstractSet[int]) -> bool:
        """Whether a spelling of somebody's name may stand on a page that has an affiliation of theirs."""
        affiliated = self._affiliated(found)
        return bool(affiliated) and self._readings.may_stand(page.text, affiliated)

    def _affiliated(self, found: AbstractSet[int]) -> set[str]:
        """The ids of those to whom an affiliation that was found belongs."""
        return {key for pattern in found & self._members.keys() for key in self._members[pattern]}

    def _stands(self, page: Flat, hits: Sequence[tuple[int, int, int]]) -> bool:
        """Whether one of these hits in a page can be a name, by its casing and its edges."""
        names = [hit for hit in hits if hit[0] < self._names]
        if not names or not page.is_exact:
            return bool(names)
        places: dict[tuple[int, bytes], list[tuple[int, int]]] = {}
        for pattern, start, end in names:
            places.setdefault((pattern, page.written[start:end]), []).append((start, end))
        return any(self._may_stand(page, *key, found) for key, found in places.items())

    def _may_stand(self, page: Flat, pattern: int, written: bytes, places: Sequence[tuple[int, int]]) -> bool:
        """Whether letters that stand at these places of a page can be a name at one of them."""
        if not self._may_be(pattern, Around(b"", written, b"")):
            return False
        unparted = page.unparted(written)
        if len(unparted) == len(places):
            return any(self._may_be(pattern, around) for around in unparted)
        return any((around := page.around(*place)) is None or self._may_be(pattern, around) for place in places)

    def _may_be(self, pattern: int, around: Around) -> bool:
        written = around.written.decode("utf-8", "replace")
        forms = self._by_pattern.get(self._patterns[pattern], ())
        before, after = around.before.decode("utf-8", "replace"), around.after.decode("utf-8", "replace")
        return any(_is_written(form, written) and not _is_in_word(form, before, after) for form in forms)

    def candidates(self, text: str) -> list[NameCandidate]:
        """Every candidate in folded `text`, without those inside a name their entity excludes."""
        candidates: list[NameCandidate] = []
        barred: list[tuple[int, int, set[str]]] = []
        for hit in self._automaton.hits(lower(text).replace("\n", " ")):
            pattern = self._patterns[hit.pattern]
            if pattern in self._given_names:
                for form, end in self._initials.after(pattern, text, hit.end):
                    candidates.extend(self._at(text, hit.start, end, (form,)))
                continue
            if pattern in self._not:
                barred.append((hit.start, hit.end, self._not[pattern]))
            candidates.extend(self._at(text, hit.start, hit.end, self._by_pattern.get(pattern, ())))
        candidates.extend(self._broken(text))
        return [candidate for candidate in candidates if not _is_barred(candidate, barred)]

    def _broken(self, text: str) -> Iterator[NameCandidate]:
        """Korean names across the end of a line: 한도<br>윤 대표."""
        for match in _BROKEN.finditer(text):
            end = match.start()
            before = _BREAKS_OFF.search(text[max(0, end - 3) : end])
            if before is None:
                continue
            line = before[0]
            for hit in self._automaton.hits(lower(line + match["next"])):
                inside = hit.start < len(line) < hit.end
                for form in self._by_pattern.get(self._patterns[hit.pattern], ()) if inside else ():
                    kind = self.kinds[form.entity_id]
                    if form.derived or kind is not EntityKind.PERSON or not is_korean_name(form.text):
                        continue
                    start, stop = end - len(line) + hit.start, end + 1 + hit.end - len(line)
                    left = left_edge(text, start, form.text, kind)
                    right = right_edge(text, stop, form.text, kind)
                    if left.fits and right.fits:
                        candidate = NameCandidate(form, kind, start, stop, left, right, exact=False)
                        candidate.says("line break", "inside the name", -1.5)
                        yield candidate

    def affiliated(self, text: str) -> set[str]:
        """The ids of the people an affiliation of whom stands in folded `text`."""
        found = self._automaton.search(utf8(lower(text))) if self._members else ()
        return self._affiliated({pattern for pattern, _, _ in found})

    def spelled(self, text: str, affiliated: set[str]) -> list[NameCandidate]:
        """Spellings of the names of those who are `affiliated` with somebody in the article: guesses, each of
        them less likely than not."""
        made = []
        for entity_id, start, end, kind in self._readings.find(text, affiliated):
            written = text[start:end]
            form = NameForm(
                written, entity_id, "spelling nobody wrote", Script.LATIN, derived=True, needs_context=True
            )
            clean = Edge(EdgeKind.CLEAN)
            candidate = NameCandidate(form, self.kinds[entity_id], start, end, clean, clean, exact=False)
            weight = _SPELLED if kind == SPELLING else _WITH_INITIALS
            candidate.says("name", f"{written}, which nobody wrote down", 0.0)
            candidate.says(kind, f"{written} may be the name; if it is, make it an alias", weight)
            made.append(candidate)
        return made

    def _at(self, text: str, start: int, end: int, forms: Iterable[NameForm]) -> Iterator[NameCandidate]:
        written = text[start:end]
        is_broken = "\n" in written  # Nora<br>Whitlock
        written = written.replace("\n", " ")
        for form in forms:
            if is_broken and form.derived:
                continue
            if not _is_written(form, written) or _is_in_word(form, text[start - 1 : start], text[end : end + 1]):
                continue
            exact = written == form.text
            kind = self.kinds[form.entity_id]
            left = left_edge(text, start, form.text, kind)
            right = right_edge(text, end, form.text, kind)
            spaced = form.derived and form.needs_context  # 사무국장은 주…: not the surname 은
            if spaced and left.kind is not EdgeKind.CLEAN:
                continue
            if EdgeKind.LONGER not in (left.kind, right.kind):
                yield NameCandidate(form, kind, start, end, left, right, exact)


def _is_written(form: NameForm, written: str) -> bool:
    """Whether this casing may be the name; capitals throughout may, but not for a short one."""
    return not form.case_sensitive or written == form.text or (len(written) > 3 and written == form.text.upper())


def _is_in_word(form: NameForm, before: str, after: str) -> bool:
    """Whether a Latin name is but a part of a Latin word, with what is next to it on either side: SK in TASK."""
    first, last = form.text[0], form.text[-1]
    opens = first.isascii() and first.isalpha() and before.isascii() and (before.isalnum() or before == "_")
    return opens or (last.isascii() and last.isalpha() and after.isascii() and after.isalpha())


def _is_barred(candidate: NameCandidate, barred: Iterable[tuple[int, int, set[str]]]) -> bool:
    return any(
        start <= candidate.start and candidate.end <= end and candidate.form.entity_id in ids
        for start, end, ids in barred
    )


def prefer(candidates: list[NameCandidate]) -> list[NameCandidate]:
    """Of overlapping candidates keep the longest that is believed; of one place the name as it was written.

    Two entities that are written exactly alike both stay: which of them it is, is not a matter of characters.
    """
    ranked = sorted(
        candidates,
        key=lambda candidate: (
            candidate.odds < 0,
            -(candidate.end - candidate.start),
            not candidate.exact,
            candidate.form.derived,
            candidate.start,
        ),
    )
    kept: dict[int, list[NameCandidate]] = {}  # by start; those of one start cover the same span
    starts: list[int] = []
    for candidate in ranked:
        at = bisect_right(starts, candidate.start)
        before = kept[starts[at - 1]] if at else []
        if before and before[0].end > candidate.start:
            if _are_equals(candidate, before[0]) and all(
                candidate.form.entity_id != rival.form.entity_id for rival in before
            ):
                before.append(candidate)
        elif at == len(starts) or starts[at] >= candidate.end:
            kept[candidate.start] = [candidate]
            starts.insert(at, candidate.start)
    return [
        candidate
        for start in starts
        for candidate in sorted(kept[start], key=lambda candidate: candidate.form.entity_id)
    ]


def _are_equals(candidate: NameCandidate, rival: NameCandidate) -> bool:
    """Whether two candidates cover one span and are written there equally well."""
    return (candidate.start, candidate.end, candidate.exact, candidate.form.derived) == (
        rival.start,
        rival.end,
        rival.exact,
        rival.form.derived,
    )
