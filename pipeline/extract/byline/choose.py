"""Who wrote it: the declared authors, borne out or completed by the byline that readers see."""

from __future__ import annotations

import re
from collections.abc import Collection

from pipeline.extract.byline.names import clean_authors, looks_like_person
from pipeline.extract.byline.shown import ShownAuthors
from pipeline.language.scripts import comparable
from pipeline.markup.declared import Survey

__all__ = ["find_authors"]

_METAS = (
    "author", "byl", "parsely-author", "sailthru.author", "article:author_name", "article:author:name",
    "dable:author", "cxenseparse:author", "article:author", "authors", "news_author", "citation_author",
    "dc.creator", "dcterms.creator",
)  # fmt: skip
_CARD_LABELS = frozenset({"written by", "author", "authors", "posted by", "by", "글쓴이", "작성자"})
_SLUG = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*|[\w.-]*\d[\w.-]*")
_HONORIFIC = re.compile(r"^(?:dr|prof|sir|dame|rev)\b\.?\s+")
_REVERSED = re.compile(r"^[^\s,]+, [^,]+$")


def find_authors(page: Survey, headline_at: int | None, outlets: Collection[str]) -> tuple[str, ...]:
    """The authors of a page's article, in the order given, without roles, desks and the outlet's own name.

    Declared persons (JSON-LD, then meta tags) are trusted, unless the visible byline names them and more, or meta
    tags name somebody else than the one to whose own page the byline links. What is no person's name is believed
    less than the byline: an agency in JSON-LD, a user name, at last the outlet itself.
    """
    linked = _without_host(clean_authors(page.linked.authors, outlets), page.host)
    metas = _without_host(clean_authors(_meta_authors(page), outlets), page.host)
    visible = ShownAuthors(page, headline_at, outlets)
    for declared in (linked, metas):
        if any(map(_is_person, declared)):
            near = visible.byline(far=False)
            if len(near) > len(declared) and _begins(near, declared):
                return near
            outvoted = declared is metas and near and near[0] not in declared and near[0] in visible.linked()
            return near if outvoted else declared
    shown = visible.byline()
    agencies = tuple(name for name in linked if not _SLUG.fullmatch(name))
    return (
        agencies
        or shown
        or metas
        or visible.pseudonym()
        or visible.linked()
        or visible.others()
        or linked
        or clean_authors([*page.linked.authors, *_meta_authors(page)][:1])  # a personal site bears a person's name
        or tuple(name for name in ShownAuthors(page, headline_at, ()).byline() if looks_like_person(name))
    )


def _without_host(names: tuple[str, ...], host: str) -> tuple[str, ...]:
    """Names but those of one word that the site's address bears: the outlet's, not a person's."""
    labels = host.split(".")
    return tuple(name for name in names if " " in name or comparable(name) not in labels)


def _is_person(name: str) -> bool:
    return looks_like_person(name) or (not name.isascii() and " " not in name)


def _begins(shown: tuple[str, ...], declared: tuple[str, ...]) -> bool:
    return [_bare(name) for name in shown[: len(declared)]] == [_bare(name) for name in declared]


def _bare(name: str) -> str:
    return _HONORIFIC.sub("", comparable(name))


def _meta_authors(page: Survey) -> list[str]:
    for key in _METAS:
        values = [value for value in page.metas.get(key, ()) if value and "://" not in value.split(" ", 1)[0]]
        if values:
            if key.startswith(("citation", "dc")):  # libraries write "Family, Given"
                values = [" ".join(reversed(v.split(", "))) if _REVERSED.match(v) else v for v in values]
            return list(dict.fromkeys(values))
    return _card_authors(page)


def _card_authors(page: Survey) -> list[str]:
    """Who a labelled line of the Twitter card names: `twitter:label1` "Written by", `twitter:data1` the name."""
    return [
        name
        for number in "1234"
        if comparable(page.meta(f"twitter:label{number}")).rstrip(" :") in _CARD_LABELS
        and (name := page.meta(f"twitter:data{number}"))
    ]
