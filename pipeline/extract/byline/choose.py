"""Who wrote it: the persons on whom the places agree that declare or show an author."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from pipeline.extract.byline.names import clean_authors, is_pen_name, is_whole_name
from pipeline.extract.byline.shown import ShownAuthors
from pipeline.language.scripts import comparable
from pipeline.markup.declared import Survey

__all__ = ["find_authors"]

_METAS = (
    "author", "byl", "parsely-author", "sailthru.author", "article:author_name", "article:author:name",
    "dable:author", "cxenseparse:author", "article:author", "authors", "news_author", "citation_author",
    "dc.creator", "dcterms.creator",
)  # fmt: skip
_CARD_LABELS = frozenset({
    "written by", "author", "authors", "posted by", "interview by", "by", "글쓴이", "작성자",
})  # fmt: skip
_HONORIFIC = re.compile(r"^(?:dr|prof|sir|dame|rev)\b\.?\s+")
_REVERSED = re.compile(r"^[^\s,]+, [^,]+$")
# What a place weighs; places that name the same person first are added.
_LINKED, _META, _LINE, _CREDITED, _PROFILE, _CARD, _FAR, _CREDITED_FAR = 8, 6, 3, 2, 2, 2, 2, 2
_SHORT = 4  # letters of a part of an address that may be part of any name
_COMPLETES = _LINE  # others that only link to persons may link to more of them
_ENOUGH = 2  # one weak place by itself names nobody

Names = tuple[str, ...]


def find_authors(page: Survey, headline_at: int | None, outlets: Collection[str]) -> Names:
    """The authors of a page's article, in the order given: persons, no roles, desks, agencies, nor the outlet.

    Every place is a witness: JSON-LD, meta tags, a line "By …", an element called author, a link to a person's
    page. Who is named first by the places that weigh most counts; those that name the same person and more complete
    the list. A first name or a pen name counts where nobody else is named.
    """
    labels = page.host.replace("-", "").removeprefix("www.").split(".")
    host = [*labels[:-1], "".join(labels)]  # a.example may be called A.example, too
    shown = ShownAuthors(page, headline_at)
    visible = tuple(_shown(shown))
    said = (*page.linked.persons, *(name for names, _ in visible for name in names))
    own_names = {comparable(name) for name in said if is_whole_name(name)}  # a personal site bears a person's name
    outlets = [name for name in outlets if comparable(name) not in own_names]
    declared = ((page.linked.authors, _LINKED), (_meta_authors(page), _META))
    raw = (*declared, *visible, (_card_authors(page), _CARD))

    def kept(names: Iterable[str], accept: Callable[[str], bool]) -> Names:
        return tuple(name for name in clean_authors(names, outlets) if accept(name) and not _is_site(name, host))

    whole = [(kept(names, is_whole_name), weight) for names, weight in raw]
    pen_names = [(kept(filter(is_pen_name, names), is_pen_name), weight) for names, weight in raw]
    return _heaviest(whole) or _heaviest(pen_names) or kept(shown.others(), is_whole_name)


def _shown(shown: ShownAuthors) -> Iterator[tuple[Names, int]]:
    yield shown.line(), _LINE
    yield shown.credited(), _CREDITED
    yield shown.credited(far=True), _CREDITED_FAR
    yield shown.linked(), _PROFILE
    yield shown.far_line(), _FAR


def _is_site(name: str, host: list[str]) -> bool:
    """Does the address bear a name? It may bear that of a person, two words."""
    key = "".join(filter(str.isalnum, comparable(name)))
    if " " not in name:
        return key in host or (len(key) >= _SHORT and any(label.startswith(key) for label in host))
    return name.count(" ") > 1 and any(len(label) > _SHORT and label in key for label in host)


def _heaviest(witnesses: list[tuple[Names, int]]) -> Names:
    """The names whose first one weighs most over all witnesses, from the first of them or one that has more."""
    heard = [(names, weight) for names, weight in witnesses if names]

    def weight_of(names: Names) -> int:
        return sum(weight for others, weight in heard if _are_one(names[0], others[0]))

    best = max((names for names, _ in heard), key=weight_of, default=())
    if not best or weight_of(best) < _ENOUGH:
        return ()
    complete = (names for names, weight in heard if weight >= _COMPLETES and _begins(names, best))
    return max((best, *complete), key=len)


def _are_one(first: str, second: str) -> bool:
    """Are two names one person's: the same, or a first name and the whole?"""
    words, others = _bare(first).split(), _bare(second).split()
    shared = min(len(words), len(others))
    return words[:shared] == others[:shared]


def _begins(shown: Names, declared: Names) -> bool:
    return len(shown) >= len(declared) and [_bare(n) for n in shown[: len(declared)]] == [
        _bare(n) for n in declared
    ]


def _bare(name: str) -> str:
    return _HONORIFIC.sub("", comparable(name))


def _meta_authors(page: Survey) -> Names:
    for key in _METAS:
        values = [value for value in page.metas.get(key, ()) if value and "://" not in value.split(" ", 1)[0]]
        if values:
            if key.startswith(("citation", "dc")):  # libraries write "Family, Given"
                values = [" ".join(reversed(v.split(", "))) if _REVERSED.match(v) else v for v in values]
            return tuple(dict.fromkeys(values))
    return ()


def _card_authors(page: Survey) -> Names:
    """Who a labelled line of the Twitter card names: `twitter:label1` "Written by", `twitter:data1` the name."""
    return tuple(
        name
        for number in "1234"
        if comparable(page.meta(f"twitter:label{number}")).rstrip(" :") in _CARD_LABELS
        and (name := page.meta(f"twitter:data{number}"))
    )
