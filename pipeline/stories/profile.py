"""What of an article is compared: its runs, its lead, its numbers and what it is about.

Boilerplate is left out first, then the tail: the paragraph about a company that closes all its releases, and what
Korean papers add behind 한편. The lead is where an announcement says what it announces; captions of pictures that
stand above it are not the lead.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from pipeline.stories.boilerplate import letters, without_boilerplate
from pipeline.stories.fingerprint import Hashes, digest_of, rolling, shape_of, unique
from pipeline.stories.form_letters import is_caption, is_caption_line, is_template
from pipeline.stories.words import stem_of, words

__all__ = ["Profile", "profile"]

_LEAST_BEFORE_TAIL = 60  # letters
_MOST_TAIL = 0.6  # of a Korean text
_ABOUT = re.compile(r"(?:^|\n|(?<=[.!?”\"]\ ))About\s[^\n:.]{2,60}:")
_MEANWHILE = re.compile(r"(?:^|(?<=[\n.!?”\"]))\s*한편[\s,]")
_MOST_CAPTIONS = 3

# By the kind of script: dense (Korean) or alphabetic. Letters of the lead, characters of the lead's words, letters
# of the runs that leads are compared by.
_LEAD = {True: (40, 160), False: (90, 330)}
_LEAD_SHARE = 0.4
_OPENING_SHARE = 0.25
_LEAD_WORDS = {True: (80, 300), False: (180, 700)}
_LEAD_WORDS_SHARE = 0.45
_OPENING_WORDS = 1200  # characters that a headline speaks of
_LEAD_RUN = {True: 4, False: 7}

_NUMBER = re.compile(r"(?<![\d.,:])(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(?![\d:])\s?([^\W\d_]?)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CALENDAR = frozenset("년월일시분")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY = re.compile(rf"\b{_MONTH}\s\d{{1,2}}\b|\b\d{{1,2}}\s{_MONTH}|\b\d{{1,2}}(?::\d\d)?\s?[ap]\.?m\b")
_TOLD_TWICE = 2
_AS_OFTEN = 0.66
_TOKEN = re.compile(r"(?<!\w)[^\W\d_][\w&'’-]*")


@dataclass(frozen=True, slots=True)
class Profile:
    """What is compared of an article. `body` is its text as letters and digits without the tail; `support` the
    share of the headline's words that the text uses."""

    dense: bool
    body: str
    short: Hashes
    long: Hashes
    opening: Hashes
    rest: Hashes
    lead_runs: Hashes
    lead_words: frozenset[str]
    headline: frozenset[str]
    numbers: frozenset[str]
    subjects: frozenset[str]
    support: float
    digest: str
    template: bool
    caption: bool


def profile(headline: str, text: str, language: str) -> Profile:
    """Measure an article once, to compare it with any number of others."""
    whole = unicodedata.normalize("NFKC", without_boilerplate(text))
    title = unicodedata.normalize("NFKC", headline)
    all_letters = letters(whole)
    shape = shape_of(all_letters or title, language)
    dense = shape.dense
    news = _without_tail(whole, dense=dense)
    body = letters(news)
    leading = _from_lead(news)
    in_lead = letters(leading)
    least, most = _LEAD[dense]
    lead = in_lead[: min(most, max(least, int(len(in_lead) * _LEAD_SHARE)))]
    opening = in_lead[: min(most, max(least, int(len(in_lead) * _OPENING_SHARE)))]
    fewest, most = _LEAD_WORDS[dense]
    lead_text = leading[: min(most, max(fewest, int(len(leading) * _LEAD_WORDS_SHARE)))]
    named = words(title, dense=dense)
    return Profile(
        dense=dense,
        body=body,
        short=unique(rolling(body, shape.short)),
        long=unique(rolling(body, shape.long)),
        opening=unique(rolling(opening, shape.short)),
        rest=unique(rolling(in_lead[len(lead) :], shape.short)),
        lead_runs=unique(rolling(lead, _LEAD_RUN[dense])),
        lead_words=named | words(lead_text, dense=dense),
        headline=named,
        numbers=_numbers(f"{title}\n{news}"),
        subjects=_subjects(title, lead_text, news, dense=dense),
        support=len(named & words(news[:_OPENING_WORDS], dense=dense)) / len(named) if named else 0.0,
        digest=digest_of(all_letters),
        template=is_template(headline, text, len(body)),
        caption=is_caption(news, len(body), dense=dense),
    )


def _without_tail(text: str, *, dense: bool) -> str:
    matches = list((_MEANWHILE if dense else _ABOUT).finditer(text))
    if not matches:
        return text
    before = text[: matches[-1].start()]
    kept = len(letters(before))
    is_long = dense and len(letters(text)) - kept > _MOST_TAIL * len(letters(text))
    return text if kept < _LEAST_BEFORE_TAIL or is_long else before


def _from_lead(text: str) -> str:
    lines = text.split("\n")
    captions = 0
    while captions < min(_MOST_CAPTIONS, len(lines) - 1) and is_caption_line(lines[captions]):
        captions += 1
    return "\n".join(lines[captions:])


def _numbers(text: str) -> frozenset[str]:
    """The numbers of two digits and more that are no year, day or time."""
    numbers = set()
    for whole, fraction, unit in _NUMBER.findall(_DAY.sub(" ", text)):
        digits = whole.replace(",", "") + fraction
        if len(digits) > 1 and unit not in _CALENDAR and not _YEAR.fullmatch(digits):
            numbers.add(digits)
    return frozenset(numbers)


def _subjects(title: str, lead: str, news: str, *, dense: bool) -> frozenset[str]:
    """What the article is about: words of headline or lead that it tells most often."""
    tokens = _TOKEN.findall(f"{title}\n{news}")
    if not dense:
        lower = {token for token in tokens if token[0].islower()}
        tokens = [token for token in tokens if token[0].isupper() and token.lower() not in lower]
    counts = Counter(stem for token in tokens if (stem := stem_of(token, dense=dense)))
    leading = {stem_of(token, dense=dense) for token in _TOKEN.findall(f"{title}\n{lead}")}
    told_most = max((counts[stem] for stem in leading & counts.keys()), default=0)
    least = max(_TOLD_TWICE, _AS_OFTEN * told_most)
    return frozenset(letters(stem) for stem in leading if counts[stem] >= least)
