"""Names of authors from what pages write around them: roles, desks, e-mail addresses, outlets, "By" and 기자.

Two ways in: `clean_authors` trusts that its input names authors (JSON-LD, meta tags) and takes the rest away;
`read_byline` distrusts it (a line of the page) and accepts only what has the shape of a byline.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from pipeline.language.scripts import comparable, has_hangul
from pipeline.markup.html import squeeze

__all__ = [
    "clean_authors",
    "is_date_line",
    "is_pen_name",
    "is_whole_name",
    "looks_like_person",
    "names_in_pieces",
    "opens_byline",
    "read_byline",
]

_MAX_NAME = 60
_MAX_KOREAN_BYLINE = 80
_MAX_AUTHORS = 30
_LATEST = 3  # pieces of a byline among which its first name is
_CONTACT = re.compile(r"<?\b[\w.+-]+@[\w-]+(?:\.[\w-]+)*>?|https?://\S+|\bwww\.\S+|(?<!\w)@\w+")
_BY = re.compile(
    r"^\W*(?:(?:this\s+\w+\s+(?:was|is|has\s+been)\s+(?:\w+\s+)?)?(?:written|authored|posted|published|words|story|text|report(?:ed|ing)?|article|analysis|review(?:ed)?|interview(?:ed)?|created|"
    r"contributed|compiled|edited|submitted|presented|photos?|photographs?|video)(?:\s+(?:and|&)\s+\w+)?\s+by\b|"
    r"by(?=\s|:)|from(?=\s)|authors?\s*:|authors?(?:\(s\))?(?=\s*$)|contributors?\s*:|writer\s*:|글쓴이|작성자|글\s*[·/]\s*사진|취재|글)\s*[:=]?\s*",
    re.IGNORECASE,
)
_LATE_BY = re.compile(
    r"^(?:(?:posted|published|updated|written|added)\b.{0,60}?\bby\b|.{0,40}\d{4}.{0,20}?\bby\b)\s*:?\s*",
    re.IGNORECASE,
)
_BAR = re.compile(r"\s*([|•·∙]|,|\s[-–—])\s+")
_DATE_HEAD = re.compile(
    r"\s*(?:on\s+|updated\s+|published\s+)?(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
    r"(?:(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s+\d|\d{1,2}[\s./-]|\d{4}[./-])",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"^.*?[(\[【〔][^()\[\]【】]{1,30}=[^()\[\]【】]{1,20}[)\]】〕]\s*|^[^=]{1,20}=\s*(?=[가-힣]{2,4}\s*\S*기자)"
)
_SPLIT = re.compile(
    r"(\s*[;,/•·ㆍ∙、▪]\s*|\s+(?:and|und|et|with|y)\s+|\s*&\s*|\n|(?<=기자)\s+(?=[가-힣]{2,4}\s?\S{0,3}기자))",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\s*\|\s*|\s+[-–—]\s+")  # between a name and where its bearer works
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|<[^<>]*>|〈[^〈〉]*〉|=\s*[가-힣]{2,8}$")
_INNER_NAME = re.compile(r"(?<=[a-z] )\(([A-Z][a-z]+)\)(?= [A-Z][a-z])")  # Ann (Muster) Example
_AFFILIATED = re.compile(r"\s+(?:for|in|at|of|from|on|via|is|to|has|was)(?:\s.*)?$", re.IGNORECASE)
_OFFICE = re.compile(  # "…, Head of Marketing and Research": what follows "of" is no further author
    r"[,|]\s*(?:[\w-]+\s+){0,3}(?:head|director|chief|professor|editor|manager|president|lead|chair)\w*\s+of\s[^,;|]*",
    re.IGNORECASE,
)
_POSTED_BY = re.compile(
    r"^\W*(?:written|posted|published|authored)\s+by\s*:?\s*([^\W\d_]{3,20})\s*(?:[@|,·]|$)", re.IGNORECASE
)
_DATE_TAIL = re.compile(
    r"\s*(?:\b(?:updated|published|posted|last|on)\b.*|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?\s+\d.*|\d.*)$",
    re.IGNORECASE,
)
_ROLE_KO = (
    r"(?:[가-힣]{1,5}(?:부|팀|국|센터|본부)\s?)?(?:선임|수석|전문|객원|인턴|수습|시민|명예|취재|사진|영상|산업|경제|정치|사회)?\s*"
    r"(?:기자|특파원|논설위원|통신원|리포터|앵커|에디터|편집위원|편집장|칼럼니스트|PD|아나운서|작가|평론가|주간|국장|"
    r"팀장|부장|차장|위원|교수|대표|소장|변호사|연구원|연구위원|박사|원장|회장|이사)"
)
_KOREAN_NAME = re.compile(r"[가-힣]{2,4}")
_REPORTER_LINE = re.compile(r"기자|특파원|논설위원|통신원")
_NO_NAME_KO = re.compile(
    r"기자|특파원|신문$|일보$|뉴스$|방송$|통신$|경제$|^(?:선임|수석|전문|객원|인턴|수습|취재|사진|영상|글)$|(?:부|팀|국)$"
)
_KOREAN_NAMED = re.compile(rf"(?<![가-힣])([가-힣]{{2,4}})\s*(?:{_ROLE_KO})(?![가-힣])")
_KOREAN_SHARED = re.compile(
    r"(?<![가-힣])((?:[가-힣]{2,4}\s*[·,ㆍ∙]\s*){1,6}[가-힣]{2,4})\s*(?:선임|인턴|수습|전문|객원)?기자(?![가-힣])"
)
_DESK_KO = re.compile(
    r"(?:[가-힣\d]*(?:뉴스|온라인|디지털|국제|정치|경제|사회|문화|보도|편집|취재|사진|영상)[가-힣\d]*)?\d*(?:부|팀|국|룸)"
)
# 기자 한도윤, Han Do-yoon 기자; 한도윤 (새빛대 교수)
_TITLE_AROUND = re.compile(r"^(?:취재|사진|인턴|객원|선임)?\s?기자\s+(?=[가-힣]{2,4}$)|(?<=[a-z])\s+기자$")
_AFFILIATION_BEHIND = re.compile(r"([가-힣]{2,4})\s?\([^()]{2,30}\)")
_OTHERS = re.compile(r"\s*외\s*\d+\s*(?:명|인).*$")
_ROLES = frozenset({
    "editor", "reporter", "writer", "correspondent", "columnist", "journalist", "contributor", "author",
    "producer", "critic", "staff", "intern", "analyst", "photographer", "manager", "director", "officer",
    "president", "founder", "ceo", "cto", "chief", "assistant", "associate", "senior", "junior", "managing",
    "executive", "deputy", "editorial", "specialist", "anchor", "host", "bureau", "desk", "team", "newsroom",
    "department", "lead", "head", "strategist", "professor", "lawyer", "consultant", "expert", "blogger",
    "freelancer", "freelance", "contributing", "updated", "published", "representative", "attorney",
    "coordinator", "adviser", "advisor", "dietitian", "nutritionist", "physician", "scientist", "researcher",
    "engineer", "economist", "historian", "strategy", "marketing", "presenter",
})  # fmt: skip
_NOBODY = frozenset({
    "mon", "tue", "wed", "thu", "fri", "sat", "sun",
    "admin", "administrator", "staff", "editor", "editors", "editorial", "author", "unknown", "none",
    "null", "undefined", "user", "guest", "anonymous", "root", "webmaster", "by", "follow", "share", "published",
    "updated", "posted", "subscribe", "name", "more", "von", "par", "por", "no author", "agencies", "agency",
    "reuters",
    "관리자", "편집부", "편집국", "뉴스팀", "온라인뉴스팀",
    "디지털뉴스팀", "편집팀", "취재팀", "기자", "없음", "운영자", "보도자료",
})  # fmt: skip
_CHROME = frozenset({
    "join", "now", "app",
    "view", "all", "more", "read", "see", "share", "follow", "following", "contact", "bio", "profile",
    "posts", "subscribe", "comments", "comment", "photo", "photos", "credit", "courtesy", "getty", "images",
    "image", "stock", "shutterstock", "print", "email", "save", "listen", "watch", "click", "here", "sign",
    "login", "menu", "home", "search", "skip", "about", "updated", "published", "minutes", "minute", "min",
    "ago", "advertisement", "advertiser", "disclosure", "full", "story", "latest", "live", "new", "next",
    "previous", "top", "stories", "facebook", "twitter", "linkedin", "instagram", "youtube", "whatsapp",
    "reddit", "pinterest", "copy", "link", "google", "news", "add", "preferred", "source", "privacy",
    "policy", "terms", "table", "contents", "author", "authors", "archive",
})  # fmt: skip
_DEGREES = frozenset({
    "jr", "sr", "ii", "iii", "iv", "md", "phd", "mba", "cpa", "cfa", "cfp", "esq", "jd", "dds", "dvm", "rn",
    "rd", "msc", "ma", "bsc", "ba", "mph", "ms", "edd", "pe", "faia", "mscm", "rdn", "ldn", "cissp",
})  # fmt: skip
_ORGANISATION = re.compile(
    r"\b(?:news|press|times|post|magazine|media|network|wire|inc|llc|ltd|corp|company|agency|institute|university|association|"
    r"group|foundation|collective|society|board|bank|team|staff|desk|newsroom|bureau|\w{3,}\.[a-z]{2,})\b|신문|일보|뉴스|방송|언론|매체|미디어",
    re.IGNORECASE,
)
_PARTICLES = frozenset({
    "de", "da", "di", "del", "della", "der", "den", "van", "von", "el", "al", "bin", "ibn", "la", "le",
    "du", "dos", "das", "ter", "ten", "st", "y", "e", "d",
})  # fmt: skip
_HANGUL_NAME = re.compile(r"[가-힣]{2,4}")
_USER = re.compile(r"[^\W\d_가-힣][\w.-]+")
_ADMIN = re.compile(r"admin|editor|redak|staff|team|desk|news")
_ACRONYM = re.compile(r"(?!III$)[A-Z]{3,}")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_](?:[\w'’.\-]*\w)?\.?")


def clean_authors(raw: Iterable[str], outlets: Collection[str] = ()) -> tuple[str, ...]:
    """The names in strings that are said to name authors, in order, each once.

    Taken away: "By", roles, degrees, contact data, datelines, outlets (`outlets` are the names this one goes by),
    desks and placeholders such as "admin". Korean names lose 기자 and other titles.
    """
    unwanted = {_key(outlet) for outlet in outlets} - {""}
    kept: dict[str, str] = {}
    for text in raw:
        if _key(text) in unwanted:
            continue  # as a whole: Example & Sample
        for name in _names_in(squeeze(text)[:1000]):
            key = comparable(name)
            if key and _key(name) not in unwanted and key not in kept:
                kept[key] = name
    return tuple(list(kept.values())[:_MAX_AUTHORS])


def read_byline(line: str, outlets: Collection[str] = ()) -> tuple[str, ...]:
    """The authors that one visible line names, or none when it does not have the shape of a byline.

    The shape: "By" and names; a name, a bar and a role or a date; or a Korean name with a reporter's title.
    """
    line = squeeze(line)
    if not line or len(line) > 300:
        return ()
    korean = list(_korean_names(line))
    if korean:
        is_byline = (
            _REPORTER_LINE.search(line) and len(line) <= _MAX_KOREAN_BYLINE and not line.endswith(("다.", "다"))
        )
        return clean_authors(korean, outlets) if is_byline else ()
    opening = _BY.match(line) or _LATE_BY.match(line)
    if not opening:
        return _name_before_role(line, outlets)
    if (alone := _POSTED_BY.match(line)) and not _is_role(alone[1]) and comparable(alone[1]) not in _NOBODY:
        return clean_authors([alone[1]], outlets)
    stripped = _DATE_TAIL.sub("", _CONTACT.sub(" ", line[opening.end() :]))
    return _leading_names(clean_authors([stripped], outlets), looks_like_person)


def _name_before_role(line: str, outlets: Collection[str]) -> tuple[str, ...]:
    """The name in lines such as: Ann Example | Senior Writer | July 2, 2025."""
    bar = _BAR.search(line)
    if bar is None:
        return ()
    first, rest = line[: bar.start()], line[bar.end() :]
    if not rest or len(rest) > 100 or not looks_like_person(first.strip()):
        return ()
    next_part = _BAR.split(rest)[0]
    if _is_role(next_part) or _DATE_HEAD.match(rest):
        return clean_authors([first], outlets)
    return ()


def opens_byline(piece: str) -> bool:
    """Is a piece of text nothing but the word that a name follows: "By", "Written by:", 글쓴이?"""
    opening = _BY.match(piece + " ")
    return bool(opening) and opening is not None and opening.end() >= len(piece)


def names_in_pieces(pieces: Iterable[str], outlets: Collection[str] = ()) -> tuple[str, ...]:
    """The authors named by the separate pieces of text of one short element (a byline's links and words).

    Roles, dates and buttons between the names are passed over; a piece with none of the shape of a name after
    the first name ends the byline.
    """
    kept: dict[str, str] = {}
    for index, piece in enumerate(pieces):
        if not kept and index >= _LATEST:
            break  # whom a byline names it names early: "Sports Desk / May 6 / Share / Text Size"
        korean = list(_korean_names(piece))
        stripped = "" if korean else _DATE_TAIL.sub("", _CONTACT.sub(" ", _BY.sub("", piece)))
        if kept and _is_label(piece):
            break  # "Search for this author in:", and what follows is none
        for name in clean_authors(korean or [stripped], outlets):
            if korean or looks_like_person(name):
                _add_name(kept, name)
    return tuple(kept.values())[:_MAX_AUTHORS]


def _is_label(piece: str) -> bool:
    """Four words or more, mostly in lower case, that are no role: they tell what is to come."""
    words = piece.split()
    mostly_lower = len(words) >= 4 and sum(word.islower() for word in words) * 2 > len(words)
    return mostly_lower and (piece.endswith(":") or not _is_role(piece))


def looks_like_person(name: str) -> bool:
    """Two to five words that are written as names are."""
    words = name.partition(",")[0].split()  # a degree may follow
    if has_hangul(name):
        return False  # two words in Hangul are no name; one is told by its title
    if not 2 <= len(words) <= 5 or words[0].lower() == "the" or any(char.isdigit() for char in name):
        return False
    folded = [comparable(word) for word in words]
    if _is_role(name) or comparable(name) in _NOBODY or not _CHROME.isdisjoint(folded):
        return False
    if not name.isupper() and any(_ACRONYM.fullmatch(word) for word in (words[:2] if len(words) > 2 else words)):
        return False
    return all(
        _WORD.fullmatch(word) and (word[0].isupper() or comparable(word) in _PARTICLES or not word[0].isascii())
        for word in words
    )


def is_whole_name(name: str) -> bool:
    """Is a cleaned name written as a person's whole name, in Latin letters or in Hangul?"""
    return looks_like_person(name.title() if name.islower() else name) or (has_hangul(name) and " " not in name)


def is_pen_name(name: str) -> bool:
    """One word in Latin letters, as a first name or the name of a user is: Ann, annexample, ann.example."""
    word = comparable(name)
    return (
        bool(_USER.fullmatch(word))
        and not _ACRONYM.fullmatch(name)
        and not _ADMIN.search(word)
        and word not in _NOBODY | _CHROME
        and not _is_role(name)
    )


def is_date_line(line: str) -> bool:
    """Does a short line begin with a date?"""
    return len(line) < 60 and bool(_DATE_HEAD.match(line))


def _leading_names(names: Iterable[str], accept: Callable[[str], bool]) -> tuple[str, ...]:
    kept: list[str] = []
    for name in names:
        if not accept(name):
            break
        kept.append(name)
    return tuple(kept)


def _add_name(kept: dict[str, str], name: str) -> None:
    """Keep one form of a name that a tooltip or a picture repeats."""
    key = comparable(name)
    for known in kept:
        if known.startswith(key) or key.startswith(known):
            return
    kept[key] = name


def _names_in(text: str) -> Iterator[str]:
    if not text:
        return
    if affiliated := _AFFILIATION_BEHIND.fullmatch(text):
        text = affiliated[1]
    korean = [] if _TITLE_AROUND.search(text) else list(_korean_names(text))
    if korean:
        yield from korean
        return
    text = _OTHERS.sub("", _CONTACT.sub(" ", text))
    text = _TITLE_AROUND.sub("", text.strip())
    text = _INNER_NAME.sub(r"\1", _DATELINE.sub("", text))
    text = _OFFICE.sub("", squeeze(_BRACKETS.sub(" ", text)))
    segments = [
        segment for segment in _PLACE.split(_without_by(text)) if segment and not _is_role(_SPLIT.split(segment)[0])
    ]
    names: list[str] = []
    in_office = False  # what a comma divides from an office is where it is held
    joint = ""
    for index, part in enumerate(_SPLIT.split(segments[0] if segments else text)):
        if index % 2:
            joint = part.strip()
            continue
        name = _tidy(part)
        in_office = in_office and joint == ","
        if not name or comparable(name) in _NOBODY or len(name) > _MAX_NAME or _DESK_KO.fullmatch(name):
            continue
        if index and _is_degree(name):
            if names:
                names[-1] += f", {name}"
        elif index and (_is_role(name) or _DIGIT.search(name)):
            in_office = True
        elif not in_office:
            names.append(name)
    yield from names


def _korean_names(text: str) -> Iterator[str]:
    """Hangul names that a reporter's title marks: 김철수 기자, 김철수·이영희 기자."""
    if text.isascii() or ("기자" not in text and not _KOREAN_NAMED.search(text)):
        return
    named = {match.start(1): match.group(1) for match in _KOREAN_NAMED.finditer(text)}
    for shared in _KOREAN_SHARED.finditer(text):
        named |= {shared.start(1) + name.start(): name.group() for name in _KOREAN_NAME.finditer(shared.group(1))}
    yield from (named[at] for at in sorted(named) if _is_korean_name(named[at]))


def _is_korean_name(name: str) -> bool:
    return name not in _NOBODY and not _NO_NAME_KO.search(name)


def _without_by(text: str) -> str:
    """The line without "By" in front and without those who did something else: Story by A; photos by B."""
    text = _BY.sub("", text)
    return re.sub(
        r"\s+(?:photos?|video|edited|illustrations?|additional reporting|reviewed)\s+by\s.*$",
        "",
        text,
        flags=re.IGNORECASE,
    )


def _tidy(part: str) -> str:
    part = _BY.sub("", part.strip())
    part = _AFFILIATED.sub("", part)
    part = re.sub(r"^(?:the)\s+", "", part) if part.islower() else part
    words = part.strip(" \t.,:;|/-–—·•=\"'“”‘’*_").split()
    again = next((at for at, word in enumerate(words) if at > 1 and word == words[0]), len(words))
    return " ".join(words[:again])  # a tooltip or a picture says the name again


def _is_role(name: str) -> bool:
    words = [word.removesuffix("s") for word in re.findall(r"\w+", comparable(name))]
    return bool(words) and (not _ROLES.isdisjoint(words) or bool(_ORGANISATION.search(name)))


def _is_degree(name: str) -> bool:
    return all(word.replace(".", "") in _DEGREES for word in comparable(name).split())


def _key(name: str) -> str:
    return re.sub(r"\W+|^the\b", "", comparable(name).removeprefix("the "))
