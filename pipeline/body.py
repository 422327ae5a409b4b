"""Finding an article's text among the lines of a page.

Every line is worth something: a sentence its length, a bare link less than nothing. The subtree worth most is the
article (the maximum subsequence of Pasternack and Roth, "Extracting article text from the web with maximum
subsequence segmentation", WWW 2009, on a tree); names such as ``articleBody`` decide between subtrees worth about
the same. Inside it, what its names or its links give away as teasers, captions or furniture is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.blocks import Outline, Run
from pipeline.furniture import is_credit, is_furniture
from pipeline.noise import is_body_name, is_noise, is_suspect, words_of

__all__ = ["Body", "find_body"]

_SENTENCE_END = re.compile(r"[.!?…。]['\"”’)\]]*$|다\.?$|[:;]$")
_GOOD, _SHORT = 80, 40
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CONTAINERS = frozenset({"div", "section", "article", "main", "td", "center", "span", "body"})
_PARAGRAPHS = frozenset({"p", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "ul", "ol", "table", "figure"})
_HOST_SHARE = 0.1
_NOISE_REST = 0.15
_NAMED_SHARE = 0.5
_FIRST_SHARE = 0.3
_MAX_REPRIEVES = 8
_NEARLY_ALL = 0.93
_NOISE_TAGS = frozenset({"nav", "footer", "aside", "form", "figcaption", "menu", "dialog", "address", "fieldset", "label", "legend"})


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of an article and the index of the element that holds them."""

    lines: tuple[str, ...]
    root: int
    share: float


def find_body(page: Outline) -> Body:
    """The article's lines; no lines when the page holds no sentence."""
    noisy = _noise(page)
    values = _values(page, noisy)
    worth = page.sums(values)
    if not worth or max(worth) <= 0:
        return Body((), 0, 0.0)
    root = _container(page, worth, noisy)
    total = sum(value for value in values if value > 0)
    return Body(tuple(_kept(page, root, noisy, values)), root, worth[root] / total if total else 0.0)


def _values(page: Outline, noisy: list[bool]) -> list[float]:
    """What each run is worth; nothing when it is noise or says again what was said above."""
    seen: set[str] = set()
    values = []
    for run in page.runs:
        value = 0.0 if noisy[run.owner] else _worth(run, page)
        if value >= _GOOD:
            if run.text in seen:
                value = 0.0
            seen.add(run.text)
        values.append(value)
    return values


def _worth(run: Run, page: Outline) -> float:
    if run.links > 0.6:  # noqa: PLR2004
        return -10 - run.weight * 0.3
    own = run.weight * (1 - run.links)
    tag = page.elements[run.owner].tag
    if tag in _HEADINGS:
        return 0.0
    if own >= _GOOD or (own >= _SHORT and _SENTENCE_END.search(run.text)):
        return own
    return own * 0.2 if tag in {"li", "td", "dd", "dt", "p"} else -3.0


def _noise(page: Outline) -> list[bool]:
    """For every element, whether it or one it stands in is noise by name or tag.

    When that would leave little of the page's sentences, the names that cover most of them are layout, whatever
    they say, and are believed no longer.
    """
    values = [max(0.0, _worth(run, page)) for run in page.runs]
    amounts = page.sums(values)
    marks = _noise_marks(page, amounts)
    noisy: list[bool] = []
    for _ in range(_MAX_REPRIEVES):
        noisy = _spread(page, marks)
        lost: dict[str, float] = {}
        left = 0.0
        for run, value in zip(page.runs, values, strict=True):
            if not noisy[run.owner]:
                left += value
        if left >= _NOISE_REST * amounts[0]:
            break
        for index, names in enumerate(marks):
            if names is not None and not noisy[page.parents[index]]:
                lost[names] = lost.get(names, 0.0) + amounts[index]
        if not lost:
            break
        worst = max(lost, key=lambda names: lost[names])
        marks = [None if names == worst else names for names in marks]
    return noisy


def _noise_marks(page: Outline, amounts: list[float]) -> list[str | None]:
    """The names of every element that its tag or names call noise and that holds text."""
    known: dict[str, bool] = {}
    marks: list[str | None] = [None] * len(page.elements)
    for index, element in enumerate(page.elements):
        tag = element.tag
        if index < 2:  # noqa: PLR2004 - html and body wear the names of everything below
            continue
        names = f"{element.get('class', '')} {element.get('id', '')}"
        if tag in _NOISE_TAGS:
            names += f" <{tag}>"
        if len(names) == 1:
            continue
        noise = known.get(names)
        if noise is None:
            noise = known[names] = tag in _NOISE_TAGS or is_noise(words_of(names))
        if noise:
            marks[index] = names
    return marks


def _spread(page: Outline, marks: list[str | None]) -> list[bool]:
    noisy = [mark is not None for mark in marks]
    for index in range(1, len(noisy)):
        noisy[index] = noisy[index] or noisy[page.parents[index]]
    return noisy


def _container(page: Outline, worth: list[float], noisy: list[bool]) -> int:
    """The subtree worth most, narrowed down to where that worth sits.

    Elements named as article bodies are believed when together they hold about half of it: one of them is the
    container; several are the parts of one article, or articles of their own, of which the first is the page's.
    """
    best = max(range(len(worth)), key=lambda index: (worth[index], index))
    named = _named_bodies(page, best, worth, noisy)
    total = sum(worth[index] for index in named)
    if not named or total < worth[best] * _NAMED_SHARE:
        return _narrow(page, worth, best)
    if len(named) > 1:
        common = _common_ancestor(page, named)
        if not any(_is_entry(page, index, common) for index in named):
            return common
    largest = max(worth[index] for index in named)
    first = next(index for index in named if worth[index] >= largest * _FIRST_SHARE)
    return _narrow(page, worth, first)


def _named_bodies(page: Outline, best: int, worth: list[float], noisy: list[bool]) -> list[int]:
    """Outermost elements in the best subtree that are named as bodies and hold some of its worth."""
    floor = worth[best] * 0.1
    found: list[int] = []
    index = best
    while index < page.ends[best]:
        if worth[index] < floor:
            index = page.ends[index]
        elif not noisy[index] and _is_named_body(page, index):
            found.append(index)
            index = page.ends[index]
        else:
            index += 1
    return found


def _common_ancestor(page: Outline, indices: list[int]) -> int:
    common = indices[0]
    while page.ends[common] <= indices[-1]:
        common = page.parents[common]
    return common


def _is_entry(page: Outline, index: int, root: int) -> bool:
    """Does an element stand in a list or in an article element of its own below `root`?"""
    index = page.parents[index]
    while index > root:
        element = page.elements[index]
        if element.tag in {"article", "li"} or element.get("role") in {"listitem", "article"}:
            return True
        index = page.parents[index]
    return False


def _narrow(page: Outline, worth: list[float], root: int) -> int:
    """Step into the child that holds nearly everything, as long as there is one."""
    floor = worth[root] * _NEARLY_ALL
    index = root + 1
    while index < page.ends[root]:
        if worth[index] >= floor and page.elements[index].tag in _CONTAINERS:
            root = index
            index += 1
        elif worth[index] >= floor:
            index += 1
        else:
            index = page.ends[index]
    return root


def _is_named_body(page: Outline, index: int) -> bool:
    element = page.elements[index]
    if element.tag in {"body", "html"}:
        return False
    if (element.get("itemprop") or "").lower() == "articlebody":
        return True
    return is_body_name(f"{element.get('class', '')} {element.get('id', '')}")


def _kept(page: Outline, root: int, noisy: list[bool], values: list[float]) -> list[str]:
    """The lines of the article: all of its container but noise, captions, furniture and stray links."""
    end = page.ends[root]
    inside = [
        (run, value)
        for run, value in zip(page.runs, values, strict=True)
        if root <= run.owner < end and not noisy[run.owner]
    ]
    hosts = _hosts(page, inside)
    body_at = [k for k, (run, _) in enumerate(inside) if _host_of(page, run) in hosts]
    first, last = (body_at[0], body_at[-1]) if body_at else (0, len(inside))
    kept: list[str] = []
    for k, (run, value) in enumerate(inside):
        hosted = _host_of(page, run) in hosts
        if _is_stray(page, run, hosted=hosted, between=first <= k <= last) or _in_figure(page, run, root):
            continue
        if is_furniture(run.text) or is_credit(run.text):
            continue
        kept.append(run.text)
    return kept


def _host_of(page: Outline, run: Run) -> int:
    """The element whose paragraphs a run is one of."""
    tag = page.elements[run.owner].tag
    if tag in {"li", "dd", "dt", "td", "th"}:
        return page.parents[page.parents[run.owner]]
    if tag in _PARAGRAPHS:
        return page.parents[run.owner]
    return run.owner


def _hosts(page: Outline, inside: list[tuple[Run, float]]) -> set[int]:
    """Elements that hold a good part of the article's paragraphs directly."""
    direct: dict[int, float] = {}
    for run, value in inside:
        if value > 0:
            host = _host_of(page, run)
            direct[host] = direct.get(host, 0.0) + value
    floor = _HOST_SHARE * sum(direct.values())
    return {host for host, amount in direct.items() if amount >= floor}


def _is_stray(page: Outline, run: Run, *, hosted: bool, between: bool) -> bool:
    """Links and scraps that stand alone, where the article's paragraphs do not."""
    tag = page.elements[run.owner].tag
    sentence = bool(_SENTENCE_END.search(run.text))
    if run.links > 0.6:  # noqa: PLR2004
        if tag in _HEADINGS:
            return not between
        if tag in {"li", "dd", "dt", "td", "th"}:
            return not between
        return not (hosted and sentence and run.weight >= _SHORT)
    if tag in {"div", "section", "article", "main", "span", "center"} and not hosted:
        return run.weight < _SHORT and not sentence
    return False


def _in_figure(page: Outline, run: Run, root: int) -> bool:
    index = run.owner
    while index > root:
        tag = page.elements[index].tag
        if tag in {"table", "blockquote", "pre"}:
            return False
        if tag in {"figure", "figcaption"}:
            return True
        index = page.parents[index]
    return False
