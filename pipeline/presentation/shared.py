"""What a list of names shares: 이서준·한도윤 의원, 배우 한서연과 이도현."""

from __future__ import annotations

import re

from pipeline.presentation.after import read_after
from pipeline.presentation.before import read_before
from pipeline.presentation.text import Text, is_person
from pipeline.presentation.titles import title_of
from pipeline.presentation.values import Draft

__all__ = ["read_list"]

_MARK = r"(?:\([^()]{1,30}\))?(?: ?씨)?(?P<mark>, ?| ?[·ㆍ] ?|와 |과 )"
_ITEM_AFTER = re.compile(_MARK + r"(?P<org>)(?P<name>[가-힣]{2,4})(?![가-힣]{2})")
_ITEM_OF_ORG_AFTER = re.compile(_MARK + r"(?P<org>[가-힣A-Za-z&]+ )(?P<name>[가-힣]{2,4})(?![가-힣]{2})")
_ITEM_BEFORE = re.compile(
    r"(?<![가-힣])(?P<name>[가-힣]{2,4}?)(?:\([^()]{1,30}\))?(?: ?씨)?(?P<mark>, ?| ?[·ㆍ] ?|와 |과 )$"
)
_TITLE_AFTER = re.compile(r"(?:\([^()]{1,30}\))? ?(?:등 )?(?P<title>[가-힣A-Za-z]+)")
_MOST = 10


def read_list(text: Text, start: int, end: int, limits: tuple[int, int], draft: Draft) -> None:
    """Add the title, and the organisation, that the name shares with the others of its list."""
    first, last = limits
    if not draft.titles:
        _read_behind(text, end, last, draft)
    if not draft.bindings or not draft.titles:
        _read_ahead(text, start, first, draft)


def _read_behind(text: Text, end: int, last: int, draft: Draft) -> None:
    at, own, items = end, True, 0
    for _ in range(_MOST):
        item = _item_after(text.text, at, last)
        if item is None:
            break
        items += 1
        own = own and not item["org"] and item["mark"].strip() in ("·", "ㆍ", ",")
        at = item.end()
    is_headline = text.text[last : last + 1] not in (".", "?", "!")
    if at == end or (items == 1 and is_headline and text.text[end] == ","):
        return  # 박지원, 반기문 총장 만나: the comma stands for the particle of the subject
    title = _TITLE_AFTER.match(text.text, at, last)
    following = title_of(title["title"]) if title else None
    if following is not None and following.is_address:
        return
    if own and (not draft.bindings or following is None):
        shared = Draft()
        read_after(text, at, last, shared)
        if not shared.is_addressed and shared.titles:
            for word in shared.titles:
                draft.title(word)
            if not draft.bindings:
                draft.bindings += shared.bindings
            return
    if following is not None:
        draft.title(following.word)


def _item_after(text: str, at: int, last: int) -> re.Match[str] | None:
    """The next of a list, with its organisation or without."""
    items = (pattern.match(text, at, last) for pattern in (_ITEM_AFTER, _ITEM_OF_ORG_AFTER))
    return next((item for item in items if item is not None and is_person(item["name"])), None)


def _read_ahead(text: Text, start: int, first: int, draft: Draft) -> None:
    at = start
    for _ in range(_MOST):
        item = _ITEM_BEFORE.search(text.text, max(first, at - 40), at)
        if item is None or not is_person(item["name"]):
            break
        at = item.start()
    if at == start:
        return
    shared = Draft()
    read_before(text, at, first, shared)
    if not draft.titles:
        for word in shared.titles:
            draft.title(word)
    if not draft.bindings:
        draft.bindings += shared.bindings
