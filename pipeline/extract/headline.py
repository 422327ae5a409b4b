"""Which of the lines that could be the headline is it: the one that most of a page's places bear out.

A page names its headline up to five times (a heading, JSON-LD, Open Graph, Twitter card, title), and each place has
its own failing: the top heading may be the outlet's logo, declarations carry the outlet's name, a search engine's
wording, or are cut. What readers see counts where a declaration agrees with it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipeline.items import HeadlineSource
from pipeline.language.scripts import comparable
from pipeline.markup.declared import Survey, is_aside, shown_text
from pipeline.markup.html import fragment_text

__all__ = ["Heading", "Headline", "choose_headline", "declared_titles", "headings_of"]

# Between headline and outlet. A plain hyphen needs blanks around it; the others do not occur inside words.
_SEPARATOR = re.compile(r"\s+[-–—:~/•·]\s+|\s*(?:\||ㅣ|│|｜|::|»|›|<|>|«|‹|❘|∣)\s*|\s*[-–—](?=[^-–—]{1,20}$)")
_BORDER = re.compile(rf"{_SEPARATOR.pattern}|:\s+")
_WORD = re.compile(r"\w+")
_SUFFIXES = frozenset({
    "com", "net", "org", "co", "kr", "uk", "news", "the", "www", "online", "daily", "magazine", "blog",
})  # fmt: skip
_BARS = frozenset("|ㅣ│｜»›")
_CUT = re.compile(r"\s*(?:…|\.{3})$")
_MIN_AGREEMENT = 0.5
_SAME = 0.99
_STRANGE = 0.2  # under which a top heading and a declaration have hardly a word in common
_MAX_SEGMENTS = 4  # behind a headline: section, subsection, outlet, its claim
_MAX_TAIL = 25  # characters of an outlet's name
_MAX_TITLE = 500  # characters
_MAX_HEADINGS = 12  # at the top level; of lower ones
_MAX_LOWER = 20


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline and where it was read; both empty when there is none."""

    text: str = ""
    source: HeadlineSource = HeadlineSource.NONE


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that a page shows: its text, its level, the strings of the elements that it is made of, and whether
    it is a link to the home page, as the name of a site is.
    """

    text: str
    level: int = 1
    pieces: tuple[str, ...] = ()
    leads_home: bool = False


def headings_of(page: Survey) -> list[Heading]:
    """The headings of a page that may be its headline, those of the top level first."""
    at, elements = page.tree.at, page.elements
    top = [elements[index] for index in at.get("h1", [])[:_MAX_HEADINGS]]
    lower = sorted(index for tag in ("h2", "h3") for index in at.get(tag, [])[:_MAX_LOWER])
    headings = [_heading(element, 1) for element in top if not is_aside(element)]
    headings += [_heading(elements[index], 2) for index in lower]
    return [heading for heading in dict.fromkeys(headings) if heading.text]


def _heading(element: HtmlElement, level: int) -> Heading:
    link = element if element.tag == "a" else next(element.iter("a"), None)
    home = link is not None and level == 1 and _leads_home(link.get("href") or "")
    pieces = tuple(element.itertext()) if level == 1 and len(element) else ()
    return Heading(fragment_text(shown_text(element, 1000)), level, pieces, home)


def _leads_home(href: str) -> bool:
    try:
        address = urlsplit(href)
    except ValueError:
        return False
    return bool(href) and address.path in {"", "/"} and not address.query and (bool(address.netloc) or href == "/")


def declared_titles(page: Survey) -> list[tuple[HeadlineSource, str]]:
    """What a page declares its headline to be, the most trusted place first."""
    titles = (
        (HeadlineSource.JSON_LD, page.linked.headline),
        (HeadlineSource.OG, page.meta("og:title")),
        (HeadlineSource.TWITTER, page.meta("twitter:title")),
        (HeadlineSource.META, page.meta("headline", "dc.title", "title", "parsely-title", "sailthru.title")),
        (HeadlineSource.TITLE, page.title),
    )
    return [(source, text[:_MAX_TITLE]) for source, text in titles if text]


def choose_headline(
    headings: Sequence[Heading],
    declared: Sequence[tuple[HeadlineSource, str]],
    site_names: Collection[str],
    host: str = "",
) -> Headline:
    """The headline of a page.

    `headings` are those it shows, in order, the top level first; `declared` pairs of (source, text) with the most
    trusted first, all on one line; `site_names` are names the outlet goes by, removed from either end.
    """
    names = _outlet_keys(site_names, host)
    shown = [heading for heading in headings if not _is_name(heading.text, names)]
    stripped = [Headline(_strip_outlet(text, names), source) for source, text in declared]
    claims = _uncut([claim for claim in stripped if claim.text and not _is_name(claim.text, names)])
    claims = _confirmed(claims, shown)
    best, agreement = _most_borne_out([heading for heading in shown if heading.level == 1], claims)
    steps = [] if best is None else _titles_around(best.text, claims)
    if best is None or agreement < _STRANGE or steps:
        below = _lower(claims, shown, parts=best is None or agreement < _STRANGE or _is_site(best.text, steps))
        if below is not None:
            return below
    if best is not None:
        return Headline(_without_company(_strip_outlet(best.text, names), best, claims), HeadlineSource.H1)
    if claims:
        first = claims[0]
        had_outlet = any(text.startswith(first.text) and text != first.text for _, text in declared)
        return Headline(_strip_short_tail(first.text, had_outlet=had_outlet), first.source)
    if shown and (shown[0].level == 1 or not declared):
        return Headline(shown[0].text, HeadlineSource.H1)
    return next((Headline(text, source) for source, text in declared if text), Headline())


def _most_borne_out(top: Sequence[Heading], claims: Sequence[Headline]) -> tuple[Heading | None, float]:
    """The top heading closest to a declaration, with that closeness in [0, 1]; the earlier wins a draw.

    One that shares few words with them, or a link to the home page, needs the looks of a headline.
    """
    scored = [
        (heading, max((_agreement(heading.text, claim.text) for claim in claims), default=0.0)) for heading in top
    ]
    best = max(scored, key=lambda pair: pair[1], default=(None, 0.0))
    if best[1] >= _MIN_AGREEMENT and (best[0] is None or not best[0].leads_home or best[1] >= _SAME):
        return best
    sentences = [pair for pair in scored if _is_sentence(pair[0].text) and not pair[0].leads_home]
    return next((pair for pair in sentences if pair[1] or len(scored) == 1), (None, 0.0))


def _lower(claims: Sequence[Headline], shown: Sequence[Heading], *, parts: bool) -> Headline | None:
    """The declared headline, or with `parts` what stands between its bars, that is shown as a lower heading."""
    lower = {comparable(heading.text) for heading in shown if heading.level > 1 and _is_sentence(heading.text)}
    for claim in claims:
        if comparable(claim.text) in lower:
            return claim
    pieces = ((claim, part) for claim in claims for part in _parts(claim.text) if parts)
    return next((Headline(part, claim.source) for claim, part in pieces if comparable(part) in lower), None)


def _titles_around(heading: str, claims: Sequence[Headline]) -> list[list[str]]:
    """The parts of the titles of which a heading is one; none when a declaration is the heading and no more."""
    wanted = comparable(heading)
    if any(wanted == comparable(claim.text) for claim in claims):
        return []
    titles = (list(map(comparable, _parts(claim.text))) for claim in claims)
    return [parts for parts in titles if wanted in parts]


def _is_site(heading: str, titles: Sequence[list[str]]) -> bool:
    """Is a short heading, or the first of many steps, what a title begins with, as with the name of a blog?"""
    return any(
        parts[0] == comparable(heading) and (len(parts) > 2 or not _is_sentence(heading)) for parts in titles
    )


def _parts(title: str) -> list[str]:
    """What stands between the bars and colons of a title that has some."""
    cuts = [(0, 0), *(match.span() for match in _BORDER.finditer(title)), (len(title), len(title))]
    return [title[end:start].strip() for (_, end), (start, _) in pairwise(cuts)] if len(cuts) > 2 else []


def _uncut(claims: list[Headline]) -> list[Headline]:
    """The declarations without those that are another one's beginning, cut inside a sentence."""
    return [claim for claim in claims if not any(_is_cut(claim.text, longer.text) for longer in claims)]


def _is_cut(text: str, longer: str) -> bool:
    stem = _CUT.sub("", text)
    rest = longer[len(stem) :]
    if not longer.startswith(stem) or len(rest) < len(text) - len(stem) + 1:
        return False
    return stem != text or (stem[-1:].isalnum() and rest[:1].isalnum())


def _agreement(heading: str, claim: str) -> float:
    """1 when equal, else the share of words in common, with credit for a heading that the claim contains."""
    a, b = comparable(heading), comparable(claim)
    if a == b:
        return 1.0
    words_a, words_b = _WORD.findall(a), _WORD.findall(b)
    if words_a == words_b:
        return _SAME
    if not words_a or not words_b:
        return 0.0
    if [a] == [comparable(part) for part in _parts(claim)[-1:]] and len(b) >= 2 * len(a):
        return 0.0  # behind the last bar of a longer title stands the outlet
    jaccard = len(set(words_a) & set(words_b)) / len(set(words_a) | set(words_b))
    if (a in b or b in a) and (min(len(words_a), len(words_b)) >= 3 or min(len(a), len(b)) >= 10):
        return max(jaccard, 0.8)
    return jaccard


def _is_sentence(heading: str) -> bool:
    """Long enough to be a headline on its own looks: four words, or two of Hangul with ten characters."""
    words = _WORD.findall(heading)
    return len(words) >= 4 or (len(words) >= 2 and len(heading) >= 10 and not heading.isascii())


def _without_company(text: str, heading: Heading, claims: Sequence[Headline]) -> str:
    """The heading without a section, a day, a count or a standfirst that share its element.

    Only what markup or a bar sets apart from a part that a declaration gives word for word is cut off.
    """
    letters = _letters(heading.text)
    borders = set(accumulate(len(_letters(piece)) for piece in heading.pieces))
    borders |= {len(_letters(heading.text[:start])) for start, _ in _cuts(heading.text)}
    said = [(claim.text, _letters(claim.text)) for claim in claims if _is_sentence(claim.text)]
    if any(wanted == letters for _, wanted in said):
        return text
    for title, wanted in said:
        behind = letters.startswith(wanted) and len(wanted) in borders
        ahead = letters.endswith(wanted) and len(letters) - len(wanted) in borders
        if behind or ahead:
            return title
    return text


def _letters(text: str) -> str:
    return "".join(_WORD.findall(comparable(text)))


def _confirmed(claims: Sequence[Headline], shown: Sequence[Heading]) -> list[Headline]:
    """The declarations, without the section, outlet or slogan behind what another place says alone."""
    said = {comparable(text) for text in (*(claim.text for claim in claims), *_texts(shown, 1))}
    lower = set(map(comparable, _texts(shown, 2)))
    confirmed = []
    for claim in claims:
        cuts = [] if lower & set(map(comparable, _parts(claim.text))) else _cuts(claim.text)
        heads = (claim.text[:start].strip() for start, _ in cuts)
        head = next((head for head in heads if _is_sentence(head) and comparable(head) in said), claim.text)
        confirmed.append(Headline(head, claim.source))
    return confirmed


def _texts(headings: Sequence[Heading], level: int) -> list[str]:
    return [heading.text for heading in headings if heading.level == level]


def _strip_short_tail(title: str, *, had_outlet: bool) -> str:
    """A title nothing else vouches for, without what a bar sets apart, an outlet we do not know, or without the
    word that stood in front of the outlet, a section.
    """
    start, end = (_cuts(title) or [(0, 0)])[-1]
    tail = title[end:]
    is_outlet = len(tail) <= _MAX_TAIL and len(_WORD.findall(tail)) <= 3 and bool(set(title[start:end]) & _BARS)
    is_section = had_outlet and len(tail.split()) == 1
    return title[:start].strip() if start and (is_outlet or is_section) else title


def _outlet_keys(site_names: Collection[str], host: str) -> frozenset[str]:
    keys = {_key(name) for name in site_names if name}
    labels = [label for label in host.lower().split(".") if label not in _SUFFIXES and len(label) > 2]
    keys.update(_key(label) for label in labels)
    keys.add(_key(host.removeprefix("www.")))
    return frozenset(keys - {""})


def _key(name: str) -> str:
    """A name as it is compared: letters and digits only, without "the", ".com" and the like."""
    words = _WORD.findall(comparable(name))
    kept = [word for word in words if word not in _SUFFIXES] or words
    return "".join(kept)


def _is_name(text: str, names: frozenset[str]) -> bool:
    return _key(text) in names


def _strip_outlet(title: str, names: frozenset[str]) -> str:
    cuts = _cuts(title)
    for start, end in cuts[: -_MAX_SEGMENTS - 1 : -1]:
        if _is_name(title[end:], names):
            return title[:start].strip() or title
    if cuts and _is_name(title[: cuts[0][0]], names):
        return title[cuts[0][1] :].strip() or title
    return title


def _cuts(title: str) -> list[tuple[int, int]]:
    return [match.span() for match in _SEPARATOR.finditer(title)]
