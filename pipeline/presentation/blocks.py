"""Lists of appointments, deaths and prizes of several bodies: a name belongs to the heading of its block."""

from __future__ import annotations

import re

from pipeline.presentation.text import Text
from pipeline.presentation.titles import title_of
from pipeline.presentation.values import Draft

__all__ = ["read_block"]

_MARK = re.compile(r"[▲△▶▷◆◇■□○●◎※☆★]")
_HEADING = re.compile(
    r"[◆◇■□○●◎☆★] ?(?P<mark>[^\n▲△▶▷◆◇■□○●◎※☆★]{2,40})|[<\[【](?P<bracket>[^<>\[\]【】\n]{2,30})[>\]】]"
)
_RANK = re.compile(
    r"승진|전보|신규|임용|보임|선임|승격|파견|발령|위촉|전입|복귀|퇴임|명예퇴직|보직|내정|직무대리|채용|재임용|유임|겸임|\S*급$|\S*표창|\S*상$"
)
_NOTICE = re.compile(r"^[<\[【](?P<kind>[^<>\[\]【】]{2,8})[>\]】] ?(?P<body>.+)$")
_KINDS = ("인사", "부고", "동정", "부음", "임원", "승진", "화촉", "결혼", "수상")
_FEWEST = 2


def read_block(text: Text, start: int, headline: str, draft: Draft) -> None:
    """Bind the body under whose heading a name stands, when the text is a list."""
    notice = _NOTICE.match(headline)
    is_notice = notice is not None and notice["kind"].startswith(_KINDS)
    if not is_notice and len(_MARK.findall(text.text)) < _FEWEST:
        return
    body = _heading_before(text.text, start)
    if body:
        draft.bind(body, "in the block of ORG", is_sure=True)
    elif (
        is_notice
        and notice is not None
        and not re.search(r"[·ㆍ,]| 외 | 등$", notice["body"])
        and _is_body(notice["body"])
    ):
        draft.bind(notice["body"].strip(), "in a notice of ORG", is_sure=False)


def _heading_before(text: str, start: int) -> str:
    for match in reversed(list(_HEADING.finditer(text, 0, start))):
        heading = (match["mark"] or match["bracket"]).strip()
        if match.end() > start or heading.startswith(_KINDS):
            continue
        if match["mark"] and start <= match.end() + 1:
            continue
        if _is_body(heading):
            return heading
    return ""


def _is_body(heading: str) -> bool:
    """Whether a heading names a body, and not a rank or a kind of news."""
    words = heading.split()
    return bool(words) and len(words) <= 4 and not any(_RANK.search(word) or title_of(word) for word in words)
