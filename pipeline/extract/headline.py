"""Which of the lines that could be the headline is it: the visible one that the page's declarations bear out.

A page names its headline up to five times (h1, JSON-LD, Open Graph, Twitter card, title), and each place has its
own failing: the h1 may be the outlet's logo, declarations carry the outlet's name or a search engine's wording.
The h1 that agrees with a declaration is what readers see, and wins.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.items import HeadlineSource
from pipeline.language.scripts import comparable

__all__ = ["Headline", "choose_headline"]

# Between headline and outlet. A plain hyphen needs blanks around it; the others do not occur inside words.
_SEPARATOR = re.compile(r"\s+[-–—:~/•·]\s+|\s*(?:\||ㅣ|│|｜|::|»|›|<|>|«|‹|❘|∣)\s*|\s*[-–—](?=[^-–—]{1,20}$)")
_WORD = re.compile(r"\w+")
_SUFFIXES = frozenset({
    "com", "net", "org", "co", "kr", "uk", "news", "the", "www", "online", "daily", "magazine", "blog",
})  # fmt: skip
# Sections that outlets put between headline and name: "… - 경제 : 뉴스", "… | Politics | …"
_SECTIONS = frozenset({
    "news", "politics", "business", "economy", "world", "opinion", "sports", "sport", "technology", "tech",
    "science", "health", "culture", "entertainment", "lifestyle", "life", "travel", "article", "articles",
    "blog", "home", "post", "national", "international", "local", "it",
    "정치", "경제", "사회", "국제", "문화", "스포츠", "연예", "기사", "뉴스", "생활", "산업", "금융", "증권",
    "부동산", "오피니언", "사설", "칼럼", "전국", "세계",
    "과학", "기사본문", "기사보기", "종합", "북한", "사람", "인물",
})  # fmt: skip
_GENERIC = frozenset({
    "blog", "news", "home", "menu", "our", "articles", "article", "search", "newsletter", "기사", "뉴스", "본문",
    "상세", "메뉴",
})  # fmt: skip
_BARS = frozenset("|ㅣ│｜»›")
_STEPS = frozenset("»›>")
_MIN_AGREEMENT = 0.5
_STRANGE = 0.2  # under which a top heading and a declaration have hardly a word in common
_MAX_SEGMENTS = 4  # behind a headline: section, subsection, outlet, its claim


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline and where it was read; both empty when there is none."""

    text: str = ""
    source: HeadlineSource = HeadlineSource.NONE


def choose_headline(
    h1s: Sequence[str],
    declared: Sequence[tuple[HeadlineSource, str]],
    site_names: Collection[str],
    host: str = "",
    subheads: Collection[str] = (),
) -> Headline:
    """The headline of a page.

    `h1s` are the visible top headings in page order, `subheads` those below, `declared` pairs of (source, text)
    with the most trusted first, all squeezed onto one line; `site_names` are names the outlet goes by, removed
    from either end.
    """
    names = _outlet_keys(site_names, host)
    claims = [
        Headline(text, source)
        for source, raw in declared
        if (text := _strip_outlet(raw, names)) and not _is_name(text, names)
    ]
    visible = [h1 for h1 in dict.fromkeys(h1s) if not _is_name(h1, names) and comparable(h1) not in _GENERIC]
    best, agreement = _most_borne_out(visible, [claim.text for claim in claims])
    if agreement < _STRANGE or _opens_trail(best, claims):
        below = _shown_below(claims, subheads)
        if below is not None:
            return below
    if best and (agreement >= _MIN_AGREEMENT or (_is_sentence(best) and (agreement > 0 or len(visible) == 1))):
        return Headline(_without_kicker(_strip_outlet(best, names), claims), HeadlineSource.H1)
    if claims:
        first = _without_claim_behind(claims)
        return _shown_part(first, subheads) or Headline(_strip_short_tail(first.text), first.source)
    if visible:
        return Headline(visible[0], HeadlineSource.H1)
    fallback = next(((source, text) for source, text in declared if text), None)
    return Headline(fallback[1], fallback[0]) if fallback else Headline()


def _most_borne_out(visible: Sequence[str], claims: Sequence[str]) -> tuple[str, float]:
    """The visible heading closest to a declaration, with that closeness in [0, 1]; the earlier wins a draw."""
    scored = [(h1, max((_agreement(h1, claim) for claim in claims), default=0.0)) for h1 in visible]
    best = max(scored, key=lambda entry: entry[1], default=("", 0.0))
    if best[1] >= _MIN_AGREEMENT:
        return best
    return next((entry for entry in scored if _is_sentence(entry[0]) and (entry[1] or len(scored) == 1)), best)


def _agreement(h1: str, claim: str) -> float:
    """1 when equal, else the share of words in common, with credit for a heading that the claim contains."""
    a, b = comparable(h1), comparable(claim)
    if a == b:
        return 1.0
    words_a, words_b = _WORD.findall(a), _WORD.findall(b)
    if words_a == words_b:
        return 0.99
    if not words_a or not words_b:
        return 0.0
    jaccard = len(set(words_a) & set(words_b)) / len(set(words_a) | set(words_b))
    if _is_last_segment(h1, claim):
        return 0.0
    if a in b or b in a:
        shorter = min(len(words_a), len(words_b))
        if shorter >= 3 or min(len(a), len(b)) >= 10:
            return max(jaccard, 0.8)
    return jaccard


def _is_last_segment(h1: str, claim: str) -> bool:
    """Is the heading what stands behind the last bar of a longer title? Then it is the outlet, not the headline."""
    cuts = _cuts_from_end(claim)
    return bool(cuts) and comparable(claim[cuts[0][1] :]) == comparable(h1) and cuts[0][0] >= len(h1)


def _is_sentence(heading: str) -> bool:
    """Long enough to be a headline on its own looks: four words, or two of Hangul with ten characters."""
    words = _WORD.findall(heading)
    return len(words) >= 4 or (len(words) >= 2 and len(heading) >= 10 and not heading.isascii())


def _without_kicker(heading: str, claims: Sequence[Headline]) -> str:
    """The heading without a section in front or a standfirst behind that share its element.

    Only a part that a declaration gives word for word is cut out.
    """
    words = _WORD.findall(comparable(heading))
    for claim in claims:
        wanted = _WORD.findall(comparable(claim.text))
        if len(wanted) < 3 or wanted == words:
            continue
        if words[-len(wanted) :] == wanted and _SEPARATOR.search(heading):
            return claim.text
        if words[: len(wanted)] == wanted and len(words) > len(wanted) + 3 and not _continues(heading, claim.text):
            return claim.text
    return heading


def _shown_part(claim: Headline, subheads: Collection[str]) -> Headline | None:
    """The part between the bars of a title that the page shows as a heading."""
    shown = {comparable(subhead) for subhead in subheads}
    cuts = [(0, 0), *_cuts(claim.text), (len(claim.text), len(claim.text))]
    parts = [claim.text[end:start] for (_, end), (start, _) in pairwise(cuts)]
    part_shown = next((part.strip() for part in parts if _is_sentence(part) and comparable(part) in shown), None)
    return Headline(part_shown, claim.source) if part_shown else None


def _shown_below(claims: Sequence[Headline], subheads: Collection[str]) -> Headline | None:
    """The declared headline, or a part of it, that stands under a top heading which says something else."""
    shown = {comparable(subhead) for subhead in subheads}
    whole = next((claim for claim in claims if _is_sentence(claim.text) and comparable(claim.text) in shown), None)
    return whole or next((part for claim in claims if (part := _shown_part(claim, subheads))), None)


def _opens_trail(heading: str, claims: Sequence[Headline]) -> bool:
    """Is a heading the first step of a title such as "Outlet » Archive » Headline"?"""
    for claim in claims:
        cuts = list(_cuts(claim.text))
        if cuts and all(set(claim.text[start:end]) & _STEPS for start, end in cuts):
            return comparable(claim.text[: cuts[0][0]]) == comparable(heading)
    return False


def _without_claim_behind(claims: Sequence[Headline]) -> Headline:
    """The first declaration; without what follows a bar, if another declaration is without it."""
    first = claims[0]
    bare = {comparable(claim.text) for claim in claims[1:]}
    parts = (first.text[:start].strip() for start, end in _cuts(first.text) if set(first.text[start:end]) & _BARS)
    bare_part = next((part for part in parts if _is_sentence(part) and comparable(part) in bare), None)
    return Headline(bare_part, first.source) if bare_part else first


def _continues(heading: str, claim: str) -> bool:
    """Does the heading go on after the claim as one sentence would, or does a new one begin?"""
    rest = comparable(heading)[len(comparable(claim)) :].strip()
    tail = heading[-len(rest) :].strip() if rest else ""
    return not tail[:1].isupper() or not comparable(heading).startswith(comparable(claim))


def _strip_short_tail(title: str) -> str:
    """A title nothing else vouches for, without a last segment behind a bar: that is an outlet we do not know."""
    for start, end in _cuts_from_end(title):
        tail = title[end:]
        if set(title[start:end]) & _BARS and len(tail) <= 25 and len(_WORD.findall(tail)) <= 3:
            return title[:start].strip() or title
        break
    return title


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
    for start, end in _cuts_from_end(title):
        if _says_name(title[end:], names):
            rest = title[:start].strip()
            return _strip_section(rest) if rest else title
    for start, end in _cuts(title):
        if _is_name(title[:start], names) and title[end:].strip():
            return title[end:].strip()
        break
    return title


def _says_name(segment: str, names: frozenset[str]) -> bool:
    """Is a last segment the outlet, perhaps with a word added or dropped: "Example News UK", "예시일보 뉴스"?"""
    key = _key(segment)
    if key in names:
        return True
    return any(
        (len(name) > 3 and (key.startswith(name) or key.endswith(name)) and len(key) <= 2 * len(name))
        or (len(key) > 3 and key in name and len(name) <= 3 * len(key) and len(_WORD.findall(segment)) <= 4)
        for name in names
    )


def _strip_section(title: str) -> str:
    for start, end in _cuts_from_end(title):
        words = comparable(title[end:])
        if words in _SECTIONS and title[:start].strip():
            return title[:start].strip()
        break
    return title


def _cuts(title: str) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in _SEPARATOR.finditer(title))


def _cuts_from_end(title: str) -> list[tuple[int, int]]:
    return list(_cuts(title))[: -_MAX_SEGMENTS - 1 : -1]
