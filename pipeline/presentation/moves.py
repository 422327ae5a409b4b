"""Whether an article says that the bearer of a name comes to an organisation: 영입, 선임, 이적, 취임."""

from __future__ import annotations

import re

from pipeline.presentation.text import Text, has_organisation_head, is_person, may_name
from pipeline.presentation.titles import title_of
from pipeline.presentation.values import Draft

__all__ = ["read_move"]

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
        if name and name not in text.known and text.has_ending(end - 1, end):
            continue  # 밝히며: the end of a clause
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
