"""Finding an article's text among the lines of a page.

Every line is worth something: a sentence its length, a bare link less than nothing. The subtree worth most is the
article (the maximum subsequence of Pasternack and Roth, "Extracting article text from the web with maximum
subsequence segmentation", WWW 2009, on a tree); names such as ``articleBody`` decide between subtrees worth about
the same. Inside it, what its names or its links give away as teasers, captions or furniture is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from pipeline.blocks import Outline, Run
from pipeline.furniture import is_credit, is_ending, is_furniture
from pipeline.markup import fold
from pipeline.noise import is_body_name, is_noise, is_suspect, words_of

__all__ = ["Body", "find_body"]

_SENTENCE_END = re.compile(r"[.!?…。]['\"”’)\]]*$|다\.?$|[:;]$")
_GOOD, _SHORT = 80, 40
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CONTAINERS = frozenset({"div", "section", "article", "main", "td", "center", "span", "body"})
_PARAGRAPHS = frozenset({"p", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "ul", "ol", "table", "figure"})
_HOST_SHARE = 0.1
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_POST = re.compile(r"tweet|instagram-media|tiktok-embed|fb-post|bluesky|threads", re.IGNORECASE)
_HIDDEN_TEXT = 0.25  # of a page's sentences: more is an article behind a button, not a message
_HEADER_LINE = 160
_TEASER = 30
_WRAPPERS = frozenset({"div", "section", "header", "article", "main", "span", "center"})
_ENDING_FROM = 0.5
_PURE = 0.85
_HOST = re.compile(r"(?:https?:)?//([^/?#:]+)", re.IGNORECASE)
_NOISE_REST = 0.15
_NAMED_SHARE = 0.5
_FIRST_SHARE = 0.3
_MAX_REPRIEVES = 8
_MOST = 0.8
_NEARLY_ALL = 0.93
_NOISE_TAGS = frozenset({"nav", "footer", "aside", "form", "figcaption", "menu", "dialog", "address", "fieldset", "label", "legend"})


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of an article and where they were found.

    `root` is the index of the element that holds them and `share` its part of all sentences on the page;
    `furniture` are short lines inside it that were left out (bylines among them), `teasers` the linked headings.
    """

    lines: tuple[str, ...] = ()
    root: int = 0
    share: float = 0.0
    furniture: tuple[str, ...] = ()
    teasers: int = 0


@dataclass(frozen=True, slots=True)
class _Context:
    """What is known of the page apart from its tree."""

    headline: str
    host: str


def find_body(page: Outline, *, headline: str = "", host: str = "") -> Body:
    """The article's lines, without the headline; no lines when the page holds no sentence.

    `host` is the page's host name: lists of nothing but links to it are pointers to other articles.
    """
    noisy = _noise(page)
    values = _values(page, noisy)
    worth = page.sums(values)
    if not worth or max(worth) <= 0:
        return Body()
    root = _container(page, worth, noisy)
    total = sum(value for value in values if value > 0)
    context = _Context(fold(headline), host.removeprefix("www."))
    inside = [
        (run, value)
        for run, value in zip(page.runs, values, strict=True)
        if root <= run.owner < page.ends[root] and not noisy[run.owner]
    ]
    lines, furniture = _kept(page, inside, root, context)
    share = worth[root] / total if total else 0.0
    return Body(tuple(lines), root, share, tuple(furniture), _teasers(page, inside, context.host))


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
    values = [max(0.0, value) for value in _values(page, [False] * len(page.elements))]
    amounts = page.sums(values)
    marks = _noise_marks(page, amounts)
    noisy: list[bool] = []
    for _ in range(_MAX_REPRIEVES):
        noisy = _spread(page, marks)
        left = sum(value for run, value in zip(page.runs, values, strict=True) if not noisy[run.owner])
        if left >= _NOISE_REST * amounts[0]:
            break
        held: dict[str, float] = {}
        for index, names in enumerate(marks):
            if names is not None:
                held[names] = held.get(names, 0.0) + amounts[index]
        if not held:
            break
        most = max(held.values())
        marks = [None if names is not None and held[names] >= most * _MOST else names for names in marks]
    return noisy


def _noise_marks(page: Outline, amounts: list[float]) -> list[str | None]:
    """The names of every element that its tag or names call noise and that holds text."""
    known: dict[str, bool] = {}
    marks: list[str | None] = [None] * len(page.elements)
    for index, element in enumerate(page.elements):
        tag = element.tag
        if index < 2:  # noqa: PLR2004 - html and body wear the names of everything below
            continue
        if _is_hidden(element) and not (amounts[index] > _HIDDEN_TEXT * amounts[0] and _in_article(page, index)):
            marks[index] = "<hidden>"
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


def _in_article(page: Outline, index: int) -> bool:
    while index > 0:
        if page.elements[index].tag in {"article", "main"} or _is_named_body(page, index):
            return True
        index = page.parents[index]
    return False


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and _HIDDEN.search(style))


def _spread(page: Outline, marks: list[str | None]) -> list[bool]:
    """Marks handed down to everything below; a quoted post is the article's, whatever it is wrapped in."""
    noisy = [mark is not None for mark in marks]
    for index in range(1, len(noisy)):
        if not noisy[index] and noisy[page.parents[index]]:
            element = page.elements[index]
            noisy[index] = not (element.tag == "blockquote" and _POST.search(element.get("class") or ""))
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
    while page.elements[root].tag not in _CONTAINERS and root > 0:
        root = page.parents[root]
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


def _kept(page: Outline, inside: list[tuple[Run, float]], root: int, context: _Context) -> tuple[list[str], list[str]]:
    """The lines of the article, and the furniture that stood between them.

    All of the container is kept but captions, furniture, stray links, pointers to other articles and repetitions.
    """
    hosts = _hosts(page, inside)
    body_at = [k for k, (run, _) in enumerate(inside) if _host_of(page, run) in hosts]
    first, last = (body_at[0], body_at[-1]) if body_at else (0, len(inside))
    pointers = _pointer_lists(page, root, inside, context.host)
    kept: list[str] = []
    furniture: list[str] = []
    headings: set[int] = set()
    paragraphs: set[int] = set()
    seen: set[str] = set()
    for k, (run, value) in enumerate(inside):
        hosted = _host_of(page, run) in hosts
        if k < first and not hosted and _is_header_line(page, run):
            furniture.append(run.text)
            continue
        if _is_stray(page, run, hosted=hosted, between=first <= k <= last) or _in_figure(page, run, root):
            continue
        if is_ending(run.text) and (page.elements[run.owner].tag in _HEADINGS or run.weight < _SHORT):
            headings.add(len(kept))
        elif is_furniture(run.text) or is_credit(run.text) or fold(run.text) == context.headline:
            furniture.append(run.text)
            continue
        if run.links > _PURE and _list_of(page, run, root) in pointers:
            continue
        if run.weight >= _GOOD:
            if run.text in seen:
                continue
            seen.add(run.text)
        if hosted and value >= _GOOD:
            paragraphs.add(len(kept))
        kept.append(run.text)
    kept = _cut_at_ending(kept, headings, paragraphs)
    return [line for line in kept if not is_furniture(line)], furniture


def _teasers(page: Outline, inside: list[tuple[Run, float]], host: str) -> int:
    """How many headings in the container link to other pages of the site."""
    return sum(
        run.links > _PURE
        and run.weight >= _TEASER
        and any(page.elements[index].tag in _HEADINGS for index in (run.owner, page.parents[run.owner]))
        and _points_home(page.elements[run.owner], host)
        for run, _ in inside
    )


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
    if tag in _WRAPPERS and not hosted:
        return run.weight < _SHORT and not sentence
    return False


def _is_header_line(page: Outline, run: Run) -> bool:
    """Between headline and text stand dates, sections and bylines; sentences there belong to the article."""
    if page.elements[run.owner].tag not in _WRAPPERS:
        return False
    return not _SENTENCE_END.search(run.text) and run.weight < _HEADER_LINE


def _cut_at_ending(lines: list[str], headings: set[int], paragraphs: set[int]) -> list[str]:
    """Without what a heading such as "Related stories" or "About the author" opens near the end.

    A paragraph of the article after it says that it was but a box in between.
    """
    total = sum(map(len, lines))
    seen = 0
    for index, line in enumerate(lines):
        if index in headings and seen > _ENDING_FROM * total:
            about = line.lower().startswith(("about", "author"))
            if about or not any(later > index for later in paragraphs):
                return lines[:index]
        seen += len(line)
    return lines


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


def _list_of(page: Outline, run: Run, root: int) -> int | None:
    """The list a run stands in, inside the article."""
    index = run.owner
    while index > root:
        if page.elements[index].tag in {"ul", "ol"}:
            return index
        index = page.parents[index]
    return None


def _pointer_lists(page: Outline, root: int, inside: list[tuple[Run, float]], host: str) -> set[int]:
    """Lists whose items are nothing but links to other pages of the same site."""
    pure: dict[int, bool] = {}
    for run, _ in inside:
        index = _list_of(page, run, root)
        if index is not None:
            pure[index] = pure.get(index, True) and run.links > _PURE
    return {index for index, all_links in pure.items() if all_links and _points_home(page.elements[index], host)}


def _points_home(element: HtmlElement, host: str) -> bool:
    hrefs = [href for link in element.iter("a") if (href := link.get("href"))]
    home = 0
    for href in hrefs:
        if href.startswith("#"):
            continue
        named = _HOST.match(href)
        home += named is None or bool(host) and (named[1].endswith(host) or host.endswith(named[1].removeprefix("www.")))
    return home * 2 > len(hrefs)
