"""Whether articles in two languages tell of one announcement: by the numbers and days that both write.

A hint, never a reason to merge: what is shared between languages is what is not translated. Numbers are compared by
value, whatever their unit is called (3만1,260 and 31,260; 1조7,400억 and 1.74 trillion); years and small counts say
nothing, nor do names: those of its products and people stand in all announcements of a company.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["anchors", "are_related"]

_NUMBER = re.compile(
    r"(?<![A-Za-z0-9.])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s?"
    r"(십만|백만|천만|만|억|조|천|thousand\b|million\b|billion\b|trillion\b|k\b|m\b|bn\b|b\b)?\s?"
    r"(%|퍼센트|per\s?cent\b)?",
    re.IGNORECASE,
)
_UNITS = {
    "천": 1e3, "만": 1e4, "십만": 1e5, "백만": 1e6, "천만": 1e7, "억": 1e8, "조": 1e12, "thousand": 1e3, "k": 1e3,
    "million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12,
}  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_DAY = re.compile(
    rf"(\d{{1,2}})월\s?(\d{{1,2}})일|\b{_MONTH}\s(\d{{1,2}})\b|\b(\d{{1,2}})\s{_MONTH}", re.IGNORECASE
)
_SMALL = 12  # numbers up to it are counts of anything
_READ = 4000  # characters

# What is shared weighs so much, or less when it is most of what the one that writes less writes. A number weighs as
# much as it has digits that say something, 41,200 as 412; what any long text may write weighs least.
_ENOUGH = 6
_LITTLE = 4
_MOST_OF_IT = 0.5
_WEIGHS_MOST = 3
_PLAIN = re.compile(r"\d\d")


def anchors(headline: str, text: str) -> frozenset[str]:
    """What an article writes that another language would write alike."""
    read = unicodedata.normalize("NFKC", f"{headline}\n{text[:_READ]}")
    return frozenset((*_days(read), *_numbers(_DAY.sub(" ", read))))


def are_related(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether two articles share numbers enough, or most of the few that one of them writes."""
    shared = first & second
    weight = _weight(shared)
    if weight < _LITTLE:
        return False
    is_most = weight >= _MOST_OF_IT * min(_weight(first), _weight(second))
    return weight >= _ENOUGH or is_most


def _weight(written: frozenset[str]) -> int:
    return sum(map(_weight_of, written))


def _weight_of(number: str) -> int:
    if _PLAIN.fullmatch(number):
        return 1
    digits = re.sub(r"\D", "", number.split("e", maxsplit=1)[0]).strip("0")
    return min(_WEIGHS_MOST, max(2, len(digits)))


def _days(text: str) -> list[str]:
    days = []
    for month, day, name, after, before, other in _DAY.findall(text):
        number = month or _MONTHS.index((name or other).lower()) + 1
        days.append(f"{number}/{int(day or after or before)}")
    return days


def _numbers(text: str) -> list[str]:
    numbers: list[str] = []
    value, unit, end = 0.0, 0.0, -1  # of a number that may go on: 3만 + 1,260
    for match in _NUMBER.finditer(text):
        whole, fraction, name, percent = match.groups("")
        own = _UNITS.get(name.lower(), 1.0)
        amount = float(whole.replace(",", "") + fraction) * own
        if match.start() <= end + 1 and own < unit and not percent:
            numbers.pop()
            amount += value
        value, unit, end = amount, own if name and not name.isascii() else 0.0, match.end()
        numbers.append(_written(amount, percent, is_year=not (name or fraction or percent)))
    return [number for number in numbers if number]


def _written(amount: float, percent: str, *, is_year: bool) -> str:
    if percent:
        return f"{amount:.6g}%"
    says_nothing = (is_year and 1900 <= amount <= 2100) or (amount <= _SMALL and amount.is_integer())
    return "" if says_nothing else f"{amount:.6g}"
