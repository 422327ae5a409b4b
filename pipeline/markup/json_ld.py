"""What a page says of its article in JSON-LD (schema.org), read leniently.

https://schema.org/Article and https://www.w3.org/TR/json-ld11/ ; of JSON-LD only what news pages use is read:
`@graph`, `@id` references, lists, language maps, and types given as names or URLs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.language.scripts import comparable
from pipeline.markup.html import fragment_text

__all__ = ["LinkedArticle", "is_article_type", "load_json", "read_linked_article"]

Node = dict[str, object]

# Strongest first: a page that carries several kinds is about the first of them.
_ARTICLE_TYPES = {
    "newsarticle": 0, "reportagenewsarticle": 0, "analysisnewsarticle": 0, "opinionnewsarticle": 0,
    "backgroundnewsarticle": 0, "reviewnewsarticle": 0, "askpublicnewsarticle": 0, "advertisercontentarticle": 0,
    "satiricalarticle": 0, "liveblogposting": 0,
    "article": 1, "blogposting": 1, "report": 1, "scholarlyarticle": 1, "techarticle": 1,
    "medicalscholarlyarticle": 1, "socialmediaposting": 1, "discussionforumposting": 1, "apireference": 1,
    "review": 2, "recipe": 2, "howto": 2, "podcastepisode": 2, "videoobject": 3, "creativework": 3,
    "webpage": 4, "itempage": 4, "medicalwebpage": 4, "faqpage": 4, "aboutpage": 5, "qapage": 4,
}  # fmt: skip
_LIST_TYPES = frozenset({"collectionpage", "searchresultspage", "itemlist", "profilepage", "contactpage"})
# Nodes under these keys are other things than the page's own article.
_ELSEWHERE = frozenset({
    "itemlistelement", "isbasedon", "citation", "comment", "comments", "mentions", "relatedlink", "review",
    "reviews", "potentialaction", "ispartof", "author", "publisher", "image", "logo", "thumbnail",
    "breadcrumb", "about", "sameas", "aggregaterating", "offers", "hasoffercatalog", "liveblogupdate",
    "suggestedanswer", "acceptedanswer", "subjectof",
})  # fmt: skip
_OTHER_THINGS = 3  # the rank of videos and creative works; behind it that of pages
_MAX_NODES = 3000
_PROVIDERS = ("provider", "sourceOrganization", "copyrightHolder")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$")
_FIELD = re.compile(r'"(headline|datePublished|dateModified|articleSection)"\s*:\s*"((?:[^"\\]|\\.){1,500})"')


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """The article of a page as JSON-LD tells it; empty where it is silent.

    `types` are the schema.org types in lower case; `is_list` says that the page calls itself a list.
    Dates and URLs are raw strings; `authors` are names as given, not yet cleaned, without what is called an
    organisation; `persons` are those of them that are called persons.
    """

    types: tuple[str, ...] = ()
    headline: str = ""
    authors: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    published: str = ""
    modified: str = ""
    publisher: str = ""
    provider: str = ""
    site_names: tuple[str, ...] = ()
    section: str = ""
    language: str = ""
    url: str = ""
    body: str = ""
    is_list: bool = False


def is_article_type(kind: str) -> bool:
    """Is a schema.org type, by name or address, that of an article or of a page?"""
    rank = _ARTICLE_TYPES.get(kind.strip().rstrip("/").rsplit("/", 1)[-1].lower())
    return rank is not None and rank != _OTHER_THINGS


def load_json(text: str) -> object | None:
    """The value of a JSON text, with comments around it and trailing commas taken away; None if hopeless."""
    text = text.strip()
    if not (text.startswith(("{", "[")) and text.endswith(("}", "]"))):
        for _ in range(2):
            text = _WRAPPING.sub("", text).strip()
        text = text.rstrip(";")
    for mend in (str, _without_trailing_commas):
        try:
            value: object = json.loads(mend(text), strict=False)
        except (ValueError, RecursionError):
            continue
        return value
    try:  # several values, one after the other: the first
        value, _end = json.JSONDecoder(strict=False).raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return value


def _without_trailing_commas(text: str) -> str:
    return _TRAILING_COMMA.sub("", text)


def read_linked_article(
    scripts: Iterable[str], page_urls: Collection[str] = (), page_titles: Collection[str] = ()
) -> LinkedArticle:
    """The page's own article among all nodes of its JSON-LD scripts.

    A node is the page's when it names one of `page_urls` as its address, or one of `page_titles` is its headline;
    an article is also when it names no address. Videos, reviews, the home page and other articles are not. Fields
    that the best node lacks are taken from other nodes of the page that do not contradict its headline.
    """
    roots: list[object] = []
    broken: list[str] = []
    for script in scripts:
        value = load_json(script)
        if value is None:
            broken.append(script)
        else:
            roots.append(value)
    nodes = list(_walk(roots))
    by_id = {ref: node for node, _ in nodes if isinstance(ref := node.get("@id"), str) and len(node) > 1}
    here = {_address(url) for url in page_urls if url} - {""}
    titles = [comparable(title) for title in page_titles if title]
    ranked = sorted(
        (
            (rank, 0 if _address(_url_of(node)) in here else 1, order, node)
            for order, (node, inside) in enumerate(nodes)
            if inside and (rank := _rank(node)) is not None and _is_of_page(node, rank, here, titles)
        ),
        key=lambda entry: entry[:3],
    )
    is_list = any(inside and _LIST_TYPES & _types(node) for node, inside in nodes)
    chosen = _compatible([node for *_, node in ranked])
    if not chosen:
        return _from_fragments(broken) if broken else LinkedArticle(is_list=is_list)
    return _assemble(chosen, by_id, is_list=is_list, site_names=tuple(_site_names(nodes)))


def _is_of_page(node: Node, rank: int, here: Collection[str], titles: Sequence[str]) -> bool:
    address = _address(_url_of(node))
    headline = comparable(_text(node.get("headline")) or _text(node.get("name")))
    if address in here or any(_are_one(headline, title) for title in titles):
        return True
    if rank >= _OTHER_THINGS and (rank == _OTHER_THINGS or address or headline):
        return False
    return not address or not headline or not titles


def _are_one(headline: str, title: str) -> bool:
    """Is a headline the better part of a title, or the reverse?"""
    shorter, longer = sorted((headline, title), key=len)
    return shorter in longer and len(shorter) * 2 > len(longer)


def _walk(roots: list[object]) -> Iterator[tuple[Node, bool]]:
    """Every object, breadth first, and whether it may be the page's own article."""
    queue: list[tuple[object, bool]] = [(root, True) for root in roots]
    seen = 0
    while queue and seen < _MAX_NODES:
        following: list[tuple[object, bool]] = []
        for value, inside in queue:
            seen += 1
            if isinstance(value, list):
                following.extend((item, inside) for item in value)
            elif isinstance(value, dict):
                yield value, inside
                following.extend(
                    (child, inside and str(key).lower() not in _ELSEWHERE)
                    for key, child in value.items()
                    if isinstance(child, dict | list)
                )
        queue = following


def _types(node: Node) -> set[str]:
    value = node.get("@type", node.get("type"))
    values = value if isinstance(value, list) else [value]
    return {item.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for item in values if isinstance(item, str)}


def _rank(node: Node) -> int | None:
    ranks = [_ARTICLE_TYPES[name] for name in _types(node) if name in _ARTICLE_TYPES]
    if ranks:
        return min(ranks)
    return 3 if "headline" in node and "datePublished" in node else None


def _compatible(nodes: list[Node]) -> list[Node]:
    """The best node and those that tell of the same article: the same headline, or none."""
    if not nodes:
        return []
    best = nodes[0]
    headline = comparable(_text(best.get("headline")) or _text(best.get("name")))
    own_rank = _rank(best)
    kept = [best]
    for node in nodes[1:]:
        node_headline = comparable(
            _text(node.get("headline")) or (_text(node.get("name")) if _rank(node) == own_rank else "")
        )
        if not node_headline or not headline or node_headline in headline or headline in node_headline:
            kept.append(node)
    return kept


def _assemble(
    nodes: list[Node], by_id: dict[str, Node], *, is_list: bool, site_names: tuple[str, ...]
) -> LinkedArticle:
    def first(key: str) -> str:
        return next((text for node in nodes if (text := _text(node.get(key)))), "")

    articles = [node for node in nodes if (_rank(node) or 0) < 4] or nodes
    authors: list[tuple[str, bool]] = []
    for key in ("author", "creator", "contributor"):
        authors = next((typed for node in articles if (typed := list(_authors(node.get(key), by_id)))), [])
        if authors:
            break
    publishers = [name for node in nodes for name in _names(node.get("publisher"), by_id)]
    best = nodes[0]
    return LinkedArticle(
        types=tuple(sorted(_types(best))),
        headline=first("headline") or (_text(best.get("name")) if (_rank(best) or 0) < 4 else ""),
        authors=tuple(name for name, _ in authors),
        persons=tuple(name for name, is_person in authors if is_person),
        published=first("datePublished") or first("dateCreated") or first("uploadDate"),
        modified=first("dateModified"),
        publisher=publishers[0] if publishers else "",
        provider=next((name for key in _PROVIDERS for node in nodes for name in _names(node.get(key), by_id)), ""),
        site_names=(*dict.fromkeys(publishers), *site_names),
        section=first("articleSection"),
        language=first("inLanguage"),
        url=_url_of(best),
        body=max(map(_body_of, articles), key=len),
        is_list=is_list and (_rank(best) or 0) >= 4,
    )


def _body_of(node: Node) -> str:
    """The text of an article, of a live blog that of its updates."""
    updates = node.get("liveBlogUpdate")
    posts = [post for post in updates if isinstance(post, dict)] if isinstance(updates, list) else []
    return _raw(node.get("articleBody")) or "\n".join(
        filter(None, (_raw(post.get("articleBody")) for post in posts))
    )


def _site_names(nodes: list[tuple[Node, bool]]) -> Iterator[str]:
    for node, _inside in nodes:
        types = _types(node)
        if types & {"organization", "newsmediaorganization", "website"} and "person" not in types:
            for key in ("name", "alternateName", "legalName"):
                if name := _text(node.get(key)):
                    yield name


def _authors(value: object, by_id: dict[str, Node]) -> Iterator[tuple[str, bool]]:
    """Names of authors that are not called organisations, and whether they are called persons."""
    for item in (value if isinstance(value, list) else [value])[:50]:
        reference = item.get("@id") if isinstance(item, dict) else item
        target = by_id.get(reference, {}) if isinstance(reference, str) else {}
        types = _types(target) | (_types(item) if isinstance(item, dict) else set())
        if "person" in types or not any(kind.endswith("organization") for kind in types):
            yield from ((name, "person" in types) for name in _names(item, by_id))


def _names(value: object, by_id: dict[str, Node], depth: int = 0) -> Iterator[str]:
    """Names of people or organisations: strings, objects, references, or lists of them."""
    if depth > 3:
        return
    if isinstance(value, list):
        for item in value[:50]:
            yield from _names(item, by_id, depth + 1)
    elif isinstance(value, dict):
        name = value.get("name") or value.get("alternateName")
        if not name and isinstance(ref := value.get("@id"), str) and ref in by_id and by_id[ref] is not value:
            target = by_id[ref]
            name = target.get("name") or target.get("alternateName")
        if isinstance(name, list | dict | str):
            yield from _names(name, by_id, depth + 1)
    elif isinstance(value, str):
        if value in by_id:
            yield from _names(by_id[value].get("name"), {}, depth + 1)
        elif text := fragment_text(value):
            yield text


def _text(value: object) -> str:
    """One plain line from a string, a language map ({"@value": …}) or the first string of a list."""
    return fragment_text(_raw(value)[:2000])


def _raw(value: object) -> str:
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, str | dict)), "")
    if isinstance(value, dict):
        value = value.get("@value", value.get("name", ""))
    return value if isinstance(value, str) else ""


def _url_of(node: Node) -> str:
    main = node.get("mainEntityOfPage")
    if isinstance(main, dict):
        main = main.get("@id") or main.get("url")
    for value in (main, node.get("url"), node.get("@id")):
        if isinstance(value, str) and value.startswith(("http", "/")):
            return value
    return ""


def _address(url: str) -> str:
    """A URL without what does not tell pages apart here: scheme, www, fragment, closing slash."""
    return re.sub(r"^https?://(?:(?:www|m|amp)\.)?", "", re.split(r"[?#](?!.*\d)|#", url, maxsplit=1)[0]).rstrip(
        "/"
    )


def _from_fragments(scripts: list[str]) -> LinkedArticle:
    """What can be read from JSON that does not parse."""
    fields: dict[str, str] = {}
    for script in scripts:
        for key, value in _FIELD.findall(script[:500_000]):
            fields.setdefault(key, fragment_text(value.replace('\\"', '"').replace("\\/", "/")))
    return LinkedArticle(
        headline=fields.get("headline", ""),
        published=fields.get("datePublished", ""),
        modified=fields.get("dateModified", ""),
        section=fields.get("articleSection", ""),
    )
