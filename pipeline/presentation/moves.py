"""Whether an article says that the bearer of a name comes to an organisation (영입, 선임, 이적), or is renamed."""

from __future__ import annotations

import re

from pipeline.presentation.text import Text, has_organisation_head, is_person, may_name
from pipeline.presentation.titles import title_of
from pipeline.presentation.values import Draft

__all__ = ["read_move", "read_rename"]

_TAKEN = r"(?:전격 ?)?(?:영입|선임|임명|위촉|발탁|내정|스카우트|지명)"
_NEXT = r"(?:[가-힣A-Za-z0-9()·]+ ){0,4}?"
_IS_TAKEN = re.compile(rf"[^.\n]{{0,40}}?[을를] {_NEXT}{_TAKEN}|[^.\n을를은는]{{0,16}}{_TAKEN}$")
_SUBJECT = re.compile(r"\W*(?P<org>[가-힣A-Za-z0-9&㈜]+(?: [가-힣A-Za-z0-9&]+)?)(?:은|는|이|가|,) ")
_SUBJECT_ENDING = re.compile(r"[은는이가을를의에]$")
_GOES = re.compile(
    r"(?P<org>[가-힣A-Za-z0-9&]+?(?: [가-힣A-Za-z0-9&]+?)?)(?:"
    r"(?:으로|로) (?:전격 |이미 |최근 )?(?:이적|이직|자리를 옮|옮겼|옮긴|옮긴다|옮긴다고)"
    r"|에 (?:전격 |새로 |최근 )?(?:합류|입단|입사|취임|부임|둥지)"
    r"| [가-힣]{2,12}(?:으로|로|에) (?:취임|선임|내정|영입|임명|발탁|부임)"
    r"| [가-힣]{2,12}(?:으로|로) 합류)"
)


def read_move(text: Text, span: tuple[int, int], limits: tuple[int, int], draft: Draft) -> None:
    """Bind the organisation that the bearer comes to, as a new one."""
    first, last = limits
    taken = _IS_TAKEN.match(text.text, span[1], last)
    subject = _SUBJECT.match(text.text, first, span[0]) if taken else None
    for match in (subject, *_GOES.finditer(text.text, span[1], last)):
        if match is None:
            continue
        name = next((known for known in text.known if match["org"].endswith(known)), "") or _name_in(match["org"])
        end = match.start("org") + match["org"].rfind(name) + len(name)
        told = name in text.known or has_organisation_head(name)
        if name and not told and (text.has_ending(end - 1, end) or text.is_common_noun(end - len(name), end)):
            continue  # 밝히며: the end of a clause; 캠프, 대표팀: no employer
        if name:
            draft.bind(name, "NAME comes to ORG", is_sure=has_organisation_head(name), is_new=True)
            return


def _name_in(words: str) -> str:
    """The organisation's name in one or two words, without a title or what else stands before it."""
    parts = words.split(" ")
    if len(parts) == 2 and _SUBJECT_ENDING.search(parts[0]):
        parts.pop(0)
    while parts and (title_of(parts[-1]) is not None or not may_name(parts[-1])):
        parts.pop()
    if not parts or is_person(parts[-1]):
        return ""
    whole = len(parts) == 2 and may_name(parts[0]) and has_organisation_head("가나" + parts[1])
    return " ".join(parts) if whole else parts[-1]


_NAME = r"[‘'“\"]?(?P<new>[가-힣A-Za-z0-9&]+(?: [A-Z][A-Za-z0-9&]*)*)[’'”\"]?"
_CHANGED = r"(?:변경|바꾸|바꾼|바꿨|바뀌|바뀐|바뀐다|교체|개명)"
_CALLED = r"(?:사명|회사명|상호|이름|간판)"
_RENAMED_BEHIND = (
    re.compile(
        rf"(?:은|는|이|가)? (?:[^.\n]{{0,30}} )?{_CALLED}을 (?:[^.\n]{{1,20}}에서 )?{_NAME}(?:으로|로) {_CHANGED}"
    ),
    re.compile(rf"에서 {_NAME}(?:으로|로) (?:{_CALLED}[을를] )?{_CHANGED}"),
    re.compile(
        r"(?: has| will| is being| was| is)? (?:renamed|renames|rebranded|rebrands|chang(?:ed|es|ing) its name)"
        r"(?: itself)?(?: as| to)? (?P<new>[A-Z][\w&]*(?: [A-Z][\w&]*)*)"
    ),
)
_RENAMED_BEFORE = (
    re.compile(r"(?P<new>[가-힣A-Za-z0-9&]+)\((?:옛|구|舊|前|옛 이름|옛 사명) ?$"),
    re.compile(r"(?P<new>[A-Z][\w&]*(?: [A-Z][\w&]*)*)(?:, | \()formerly (?:known as )?$"),
)


def read_rename(text: Text, start: int, end: int) -> str:
    """The new name of the organisation whose name stands at `start` to `end`, as the text tells; empty when not."""
    first, last = text.stretch(start, end)
    behind = (pattern.match(text.text, end, last) for pattern in _RENAMED_BEHIND)
    before = (pattern.search(text.text, first, start) for pattern in _RENAMED_BEFORE)
    for match in (*behind, *before):
        if match is not None and may_name(match["new"]) and match["new"] != text.text[start:end]:
            return match["new"]
    return ""
