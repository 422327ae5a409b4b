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
from pipeline.stories.fingerprint import Runs, digest_of, runs, shape_of
from pipeline.stories.form_letters import is_caption, is_caption_line, is_template
from pipeline.stories.words import SHORTEST_STEM, stem_of, words

__all__ = ["Profile", "profile"]

_LEAST_BEFORE_TAIL = 60  # letters
_MOST_TAIL = 0.6  # of a Korean text
_TAIL = {True: re.compile(r"한편[\s,]"), False: re.compile(r"About\s[^\n:.]{2,60}:")}
_BEFORE_TAIL = frozenset(("", "\n", *'.!?”"'))
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

# Each pattern begins with a class of characters: what is looked for at every letter of a text must fail at once.
_LABEL = re.compile(r"\s*(?:[\[【<〈(][^\]】>〉)]+[\]】>〉)]|[^:|]{2,40}[:|](?=\s))(?=\s*\S)")
_NUMBER = re.compile(r"(\d(?<![\d.,:]\d)(?:\d{0,2}(?:,\d{3})+|\d*))(?:\.(\d+))?(?![\d:])\s?([^\W\d_]?)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CALENDAR = frozenset("년월일시분")
_MONTH = r"[A-Z][a-z]{2}(?<=Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY = re.compile(rf"{_MONTH}\s\d{{1,2}}\b|\d(?<!\w\d)\d?(?:\s{_MONTH}|(?::\d\d)?\s?[ap]\.?m\b)")
_TOLD_TWICE = 2
_AS_OFTEN = 0.66
_MOST_TOLD = 3000  # characters in which subjects are counted
_TOKEN = re.compile(r"[^\W_][\w&'’-]*")


@dataclass(frozen=True, slots=True)
class Profile:
    """What is compared of an article. `body` is its text as letters and digits without the tail, `rest` what of it
    follows the lead; `label` what of the headline stands in brackets or before a colon; `support` the share of the
    headline's words that the text uses."""

    dense: bool
    body: str
    short: Runs
    long: Runs
    opening: Runs
    rest: str
    lead_runs: Runs
    lead_words: frozenset[str]
    headline: frozenset[str]
    label: frozenset[str]
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
    leading = _from_lead(news)
    body = all_letters if news == whole else letters(news)
    in_lead = body if leading == news else letters(leading)
    least, most = _LEAD[dense]
    lead = in_lead[: min(most, max(least, int(len(in_lead) * _LEAD_SHARE)))]
    opening = in_lead[: min(most, max(least, int(len(in_lead) * _OPENING_SHARE)))]
    fewest, most = _LEAD_WORDS[dense]
    lead_text = leading[: min(most, max(fewest, int(len(leading) * _LEAD_WORDS_SHARE)))]
    named, spoken = words(title, dense=dense), news[:_OPENING_WORDS].lower()
    return Profile(
        dense=dense,
        body=body,
        short=runs(body, shape.short),
        long=runs(body, shape.long),
        opening=runs(opening, shape.short),
        rest=in_lead[len(lead) :],
        lead_runs=runs(lead, _LEAD_RUN[dense]),
        lead_words=named | words(lead_text, dense=dense),
        headline=named,
        label=words(label[0], dense=dense) if (label := _LABEL.match(title)) else frozenset(),
        numbers=_numbers(f"{title}\n{news}", dense=dense),
        subjects=_subjects(title, lead_text, news, dense=dense),
        support=sum(unit in spoken for unit in named) / max(1, len(named)),
        digest=digest_of(all_letters),
        template=is_template(headline, text, len(body)),
        caption=is_caption(news, len(body), dense=dense),
    )


def _without_tail(text: str, *, dense: bool) -> str:
    before = next(
        (
            text[: match.start()]
            for match in reversed(list(_TAIL[dense].finditer(text)))
            if text[: match.start()].rstrip(" ")[-1:] in _BEFORE_TAIL
        ),
        None,
    )
    if before is None:
        return text
    kept = len(letters(before))
    is_long = dense and len(letters(text)) - kept > _MOST_TAIL * len(letters(text))
    return text if kept < _LEAST_BEFORE_TAIL or is_long else before


def _from_lead(text: str) -> str:
    lines = text.split("\n")
    captions = 0
    while captions < min(_MOST_CAPTIONS, len(lines) - 1) and is_caption_line(lines[captions]):
        captions += 1
    return "\n".join(lines[captions:])


def _numbers(text: str, *, dense: bool) -> frozenset[str]:
    """The numbers of two digits and more that are no year, day or time."""
    numbers = set()
    for whole, fraction, unit in _NUMBER.findall(text if dense else _DAY.sub(" ", text)):
        digits = whole.replace(",", "") + fraction
        if len(digits) > 1 and unit not in _CALENDAR and not _YEAR.fullmatch(digits):
            numbers.add(digits)
    return frozenset(numbers)


def _subjects(title: str, lead: str, news: str, *, dense: bool) -> frozenset[str]:
    """What the article is about: words of headline or lead that it tells most often."""
    leading = {stem_of(token, dense) for token in _TOKEN.findall(f"{title}\n{lead}") if token[0].isalpha()} - {""}
    counts = dict.fromkeys(leading, 0)
    told = Counter(_TOKEN.findall(f"{title}\n{news[:_MOST_TOLD]}"))
    if dense:
        openings = {stem[:SHORTEST_STEM] for stem in leading}
        names = [token for token in told if token[:SHORTEST_STEM] in openings]
    else:
        names = [token for token in told if token[0].isupper() and token.lower() not in told]
    for token in names:
        stem = stem_of(token, dense)
        if stem in counts:
            counts[stem] += told[token]
    least = max(_TOLD_TWICE, _AS_OFTEN * max(counts.values(), default=0))
    return frozenset(letters(stem) for stem, times in counts.items() if times >= least)
