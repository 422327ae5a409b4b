"""What outlets put around the same text: datelines, bylines, addresses, copyright lines, invitations.

What remains is what two outlets that ran one text have in common, as letters and digits alone. It may take away
more than a reader would: what is lost on both sides alike does no harm to a comparison.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["letters", "without_boilerplate"]

_NOT_LETTERS = re.compile(r"[\W_]+")

# Opening of a paragraph: (서울=가나통신) 홍길동 기자 =, [가나일보 홍길동 기자], LONDON, Jan 2 (Agency) -
_OPENING = re.compile(
    r"""\s*(?:
      (?:[\[(【〔<〈][^\[\](){}【】〔〕<>〈〉\n]{1,40}[\])】〕>〉]\s*){1,2}
        (?:(?:[가-힣]{2,4}\s?[·,]?\s?){1,3}\s?(?:[가-힣]{0,4}기자|특파원|통신원|리포터)\s*)?(?:=|[-–—:]\s)?
    | (?:[가-힣]{2,4}\s?[·,]?\s?){1,3}\s?(?:[가-힣]{0,4}기자|특파원|통신원|리포터)\s*=
    | [A-Z][A-Za-z.'’]*(?:[ -][A-Z][A-Za-z.'’]*){0,3}(?:,\s[A-Z][\w.]*(?:\s[A-Z][\w.]*)?){0,2}(?:,?\s\d{1,2})?\s?
        (?:\([^()\n]{2,30}\)\s?[-–—]{1,2}|[–—]|--)\s
    )""",
    re.VERBOSE,
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]{2,40}\s?@\s?[\w-]+(?:\.[\w-]+)+")
_REPORTER_LINE = re.compile(
    r"""\W*(?:
      (?:by|reporting\ by|written\ by|edited\ by|editing\ by|additional\ reporting\ by)\b.{0,80}
    | .{0,24}[가-힣]{2,4}\s?(?:[가-힣]{0,6}\s?)?(?:기자|특파원|통신원|인턴|리포터|논설위원|PD|앵커|캐스터).{0,16}
    | [\[【(<〈][^\n]{1,30}[\]】)>〉]
    )\W*""",
    re.VERBOSE | re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"""[<(\[ⓒ©]{0,9}\s{0,9}(?:저작권자|무단\s?전재|무단\s?복제|무단\s?배포|재배포\s?금지|
      copyright\b|all\ rights\ reserved|ⓒ|©|
      this\ material\ may\ not\ be\ published|the\ associated\ press\ contributed\ to\ this)""",
    re.VERBOSE | re.IGNORECASE,
)
# None with a letter that ignoring case takes for another one, as it does the long s for an s.
_OF_RIGHTS = ("저작권자", "무단", "재배포", "copyr", "all r", "ⓒ", "©", "may not be", "ated pre")
_OF_ADDRESS = ("@", "www.", "://")
_INVITATION = re.compile(
    r"""\s*(?:
      [▶☞▷►■◆●※✔👉]
    | .{0,30}(?:구독|제보|카카오톡|카톡|텔레그램|네이버에서|뉴스레터|앱\s?다운로드|
        기사\s?더\s?보기|관련\s?기사|바로\s?가기)
    | (?:also\ )?(?:read\ (?:more|also|next)|related|see\ also|sign\ up|subscribe|follow\ (?:us|@|the)|click\ here|
        download\ (?:the|our)|share\ this|like\ us\ on|chat\ with\ us|find\ us\ on|get\ the\ latest|
        watch(?:\ (?:now|live))?:|more:|advertisement|story\ continues|story\ highlights|media\ playback)\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_MAX_REPORTER_LINE = 80
_MAX_FURNITURE_LINE = 160


def letters(text: str) -> str:
    """Letters and digits alone, compatibility forms unified, lower case."""
    return _NOT_LETTERS.sub("", "".join(unicodedata.normalize("NFKC", text).lower().split()))


@lru_cache(maxsize=64)  # a text is first sketched, then compared
def without_boilerplate(text: str) -> str:
    """The paragraphs that tell something, without what stands around them; one a line."""
    # Asked of the whole text before it is asked of every line: quicker by far.
    may_tell_rights = _may_tell_rights(text.lower())
    may_hold_address = any(part in text for part in _OF_ADDRESS)
    kept = (_trimmed(line, rights=may_tell_rights, address=may_hold_address) for line in text.split("\n"))
    return "\n".join(line for line in kept if line)


def _trimmed(line: str, *, rights: bool, address: bool) -> str:
    if len(line) <= _MAX_FURNITURE_LINE and _INVITATION.match(line):
        return ""
    if len(line) <= _MAX_REPORTER_LINE and (_REPORTER_LINE.fullmatch(line) or (address and _only_an_address(line))):
        return ""
    if rights and _may_tell_rights(line.lower()):
        told = _RIGHTS.search(line)
        if told is not None and len(line) - told.start() <= _MAX_FURNITURE_LINE:
            line = line[: told.start()]
    if address:
        line = _ADDRESS.sub(" ", line)
    opening = _OPENING.match(line)
    return line[opening.end() :].strip() if opening is not None else line.strip()


def _may_tell_rights(lowered: str) -> bool:
    return any(part in lowered for part in _OF_RIGHTS)


def _only_an_address(line: str) -> bool:
    return not line.rstrip().endswith((".", "다", "요", "”", '"')) and _ADDRESS.search(line) is not None
