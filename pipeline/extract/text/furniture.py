"""Lines inside an article that are not its text: invitations, credits, bylines, copyright, pointers elsewhere.

Korean and English house style. Patterns describe whole lines, and only such as reporting does not write: a line
that is a sentence of the article must never match. What can open or close a paragraph (a dateline with the
reporter's name, a closing byline with an address) is cut off the paragraph instead.
"""

from __future__ import annotations

import re

from pipeline.extract.text.furniture_ko import is_korean_byline, is_korean_credit, is_korean_furniture, trim_korean

__all__ = ["is_credit", "is_ending", "is_furniture", "trim_paragraph"]

_MAX_LINE = 260
_MAX_CREDIT = 220
_MAX_ENDING = 60

_WHOLE = re.compile(
    r"""
    adverts?(?:isements?)?|most\ (?:popular|read|viewed)|\d+\ (?:comments?|min(?:ute)?s?\ read)|
    (?:story|article|content)\ (?:continues?(?:\ .{0,40})?|content)|
    (?:read|see|learn|find\ out|discover|view|show|load|watch|hear)\ (?:more|next|also|all|less|full\ story|now)
      (?:\ (?:posts|stories|comments|articles|news))?|
    (?:also\ read|read\ (?:more|also|next)|see\ also|related|more|recommended|watch|listen|don.t\ miss|must\ read|
      in\ case\ you\ missed\ it|editor.s\ picks?|what\ to\ read\ next|up\ next)\s*:.{0,160}|
    (?:(?:more|related|recommended|similar|popular|latest|recent|top|further|suggested|trending|
        most\ (?:popular|read|viewed|recent|commented))\ )
      (?:articles?|stories|posts?|content|coverage|links?|reading|topics?|news|videos?|reads?|
      on\ this(?:\ (?:story|topic))?|for\ you)|
    more\ (?:from|on|about)\ .{1,60}|related|see\ also|
    you\ (?:may|might|.ll)\ (?:also\ )?(?:like|love|enjoy|be\ interested\ in|want\ to\ read).{0,60}|
    (?:please\ )?(?:click|tap)\ here.{0,120}|share(?:\ (?:this|on|via|article|story|post|page)\b.{0,40})?|
    join\ the\ (?:conversation|discussion).{0,40}|follow(?:\ (?:us|me)\b.{0,100}|\ @\w+.{0,60})?|
    subscribe(?:\ (?:now|today|to|for|here)\b.{0,160})?|sign\ ?up(?:\ (?:now|today|here|for|to)\b.{0,160})?|
    (?:log|sign)\ in(?:\ .{0,60})?|
    (?:get|receive)\ .{0,60}\b(?:newsletter|inbox|notifications?)\b.{0,80}|join\ .{0,40}\bnewsletter\b.{0,60}|
    get\ the\ (?:latest|best)\ .{0,100}\b(?:phone|inbox|app|newsletter|email)\b.{0,60}|
    (?:table\ of\ )?contents|in\ this\ (?:article|story|guide|post):?|on\ this\ page:?|jump\ to(?:\ .{0,40})?|
    (?:last\ )?(?:updated|modified|published|posted)(?:\ on|\ at)?:?\ [^.]{0,24}\d{1,4}.{0,30}|
    (?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\ )?(?:\d{1,2}\ [a-z]{3,9}\.?,?|
    [a-z]{3,9}\.?\ \d{1,2},)\ (?:19|20)\d\d.{0,24}|
    (?:tags?|filed\ (?:under|in)|topics?|categor(?:y|ies)|keywords?)\s*:.{0,200}|
    about\ the\ authors?:?|authors?:?(?:\ [^.]{0,40})?|
    (?:written|posted|reviewed|edited|authored|medically\ reviewed|fact[-\ ]checked)\ by:?(?:\ [^.]{0,60})?|
    (?:open|close|next|previous|prev|menu|search|home|skip|expand|collapse|download|reply|report|image|photo|video|
      gallery|slideshow|audio|transcript|poll|quiz|live|watch|listen|details|summary)|
    \(?(?:©|\(c\)|copyright\b\s*(?:©|\(c\)|\d{4})).{0,200}|
    \(?(?:additional\ )?reporting\ (?:and\ writing\ )?(?:by|from)\b.{0,250}|
    \(?(?:compiled|edited|editing|translated)\ by\b.{0,120}|with\ (?:files|reports?|inputs?)\ from\b.{0,100}|
    (?:have|got)\ a\ (?:news\ )?tip.{0,200}|contact\ (?:us|the\ (?:author|reporter|writer)).{0,200}|
    unlimited\ (?:online\ |digital\ )?access\ to\ .{0,120}|
    support\ (?:local|independent|quality)\ journalism.{0,60}|
    thank(?:s|\ you)\ for\ (?:subscribing|signing\ up|your\ (?:feedback|comment)).{0,60}|
    (?:this\ (?:site|page|form)\ is\ )?protected\ by\ (?:re)?captcha\b.{0,160}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_INSIDE = re.compile(
    r"""
    \ball\ rights\ reserved\b|\b(?:material|article|story|content)\ may\ not\ be\ (?:published|reproduced|
    reprinted)\b|
    \bsubscribers?[-\ ]only\b|\b(?:reserved|exclusive|available\ only)\ (?:for|to)\ (?:\w+\+?\ )?subscribers\b|
    \balready\ (?:a\ subscriber|have\ an\ account)\?|\bto\ (?:continue|keep)\ reading\b|\bunlock\ (?:this|
    the|more)\ (?:article|story)\b|
    \bwe\ (?:may\ |might\ |will\ |can\ )?(?:earn|receive|
    get)\ (?:an?\ )?(?:small\ )?(?:affiliate\ )?commissions?\b|
    \bcontains?\ affiliate\ links?\b|\bas\ an\ \w+\ associate\b|\bthrough\ (?:our|these|the)\ links?\b.{0,60}
    \b(?:earn|commission|compensat\w+)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_WORDS_INSIDE = (
    "reserved", "may not be", "subscriber", "already", "reading", "unlock", "commission", "affiliate", "associate",
    "through",
)  # fmt: skip
_AGENCY = (
    r"(?:getty\ images?|reuters|ap(?:\ photo)?|afp|epa|shutterstock|istock(?:photo)?|alamy|unsplash|pexels|"
    r"wikimedia(?:\ commons)?|bloomberg|nurphoto|xinhua|zuma\ press|pa\ (?:wire|images?)|adobe\ stock|yonhap)"
)
_CREDIT = re.compile(
    rf"""
    [(\[]?\s*(?:photos?|images?|pictures?|pics?|video|illustration|graphic|photograph(?:er|s|y)?|screenshot|
      screen\ ?grab)\s?(?:(?:credits?|courtesy|source)\b|:)\s?:?.{{0,100}}|
    [(\[]?\s*(?:photos?|images?|pictures?|illustration|graphic|photograph(?:s|y)?)\ (?:by|via)\ [^.]{{0,60}}|
    [(\[]?\s*(?:credits?|source|courtesy)\s*(?::|of\b).{{0,100}}|
    {_AGENCY}(?:\s?/.{{0,40}})?|.{{0,60}}/\s?{_AGENCY}|file\ photo.{{0,60}}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CREDIT_BEHIND = re.compile(
    rf"""
    (?:[(\[]\s*(?:image|photo|picture|pic|credit|file\ photo)s?\b\s?(?:credits?|courtesy|by|via|of|
    :)?[^()\[\]]{{0,80}}[)\]]\.?|
    (?:/|\||\bvia\ )\s?{_AGENCY}\s?[)\]]?|[(\[]\s?{_AGENCY}\s?[)\]]|^[^.]+,\ (?:getty\ images?|ap\ photo))$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MAY_CREDIT = re.compile(r"[(\[/|]|\bvia |, (?:getty|ap photo)", re.IGNORECASE)  # how that begins
_BYLINE = re.compile(
    r"(?:By|BY)\s(?:[A-Z][\w.'’-]+\s?){2,4}(?:(?:,|and|&|\|)\s?(?:[A-Z][\w.'’-]+\s?){1,4}){0,4}(?:[,|•-].{0,60})?"
)
_MAIL_LINE = re.compile(
    r"[/(\[<]?\s*(?:e-?mail\s*:?\s*)?[\w.+-]{2,40}@[\w-]+(?:\.[\w-]+)+\s*[)\]>]?", re.IGNORECASE
)
_ENDING = re.compile(
    r"""
    (?:related|recommended|more|most|top|trending|popular|latest|recent|other|further|you\ (?:may|might|
    ll)\ also)\ (?:\w+\ )?
      (?:articles?|stories|posts?|reading|links?|content|news|coverage|topics|videos?|reads?|from\ .{1,40}|
      like|read|viewed|
        popular|in\ .{1,30})|
    related|about\ the\ (?:authors?|writer)|author\ bio|(?:\d+\ )?comments?|leave\ a\ (?:comment|reply)|
    discussion|
    share\ this.{0,30}|footnotes|(?:관련|추천|인기|많이\s*본|주요|최신|다른)\s*(?:기사|뉴스)\s*(?:더\s*보기|
    보기|목록)?|
    댓글.{0,10}|(?:필자|저자|글쓴이)\s*(?:소개|약력)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NETWORKS = frozenset({
    "facebook", "twitter", "instagram", "youtube", "tiktok", "linkedin", "telegram", "whatsapp", "threads",
    "bluesky", "mastodon", "pinterest", "reddit", "snapchat",
})  # fmt: skip
_FOLLOWED = "|".join(sorted(_NETWORKS | {"x", "google"}))
_WORD = re.compile(r"\w+")
# A sentence that calls readers to a network.
_CALL = re.compile(
    r"(?:^|(?<=[.!?]\s))(?:[^.!?]{0,200}(?:\b(?:and|or|also|please|by|don.t\sforget\sto)|,)\s)?"
    r"(?:follow(?:ing)?|like|find|join)\s(?:[^.!?]|\.(?=\S)){1,60}?\son\s(?:the\s)?"
    rf"(?:{_FOLLOWED})\b(?:[^.!?]|\.(?=\S)){{0,160}}(?:[.!?]\s*|$)",
    re.IGNORECASE,
)
_CALLED = re.compile(rf"\son\s(?:the\s)?(?:{_FOLLOWED})\b", re.IGNORECASE)  # where to
_ORNAMENT = " \t:：|•·-–—»›>«<*▶☞→…"


def is_furniture(line: str) -> bool:
    """Is a whole line furniture: an invitation, a pointer elsewhere, a date line, a byline, a copyright notice?"""
    if len(line) > _MAX_LINE:
        return False
    bare = line.strip(_ORNAMENT)
    if not any(map(str.isalnum, bare)):
        return True
    if (
        _BYLINE.fullmatch(line)
        or _WHOLE.fullmatch(bare)
        or (_may_say_inside(bare) and _INSIDE.search(bare))
        or ("@" in line and _MAIL_LINE.fullmatch(line))
    ):
        return True
    if _points_to_networks(line):
        return True
    return not line.isascii() and (is_korean_furniture(line) or is_korean_byline(line))


def _points_to_networks(line: str) -> bool:
    """Is a line a row of networks, or a call to follow somebody there?"""
    lowered = line.lower()
    if "google" not in lowered and not any(network in lowered for network in _NETWORKS):
        return False
    words = [word.lower() for word in _WORD.findall(line)]
    named = sum(word in _NETWORKS for word in words)
    return named * 5 >= max(len(words), 7) * 2 or (
        (named > 0 or "google" in words) and not _CALL.sub("", line).strip()
    )


def _may_say_inside(line: str) -> bool:
    """Whether a line has a word without which `_INSIDE` finds nothing, asked of every line: quicker by far."""
    lowered = line.lower()
    return any(word in lowered for word in _WORDS_INSIDE)


def is_credit(line: str) -> bool:
    """Is a whole line the caption or credit of a picture?"""
    if len(line) > _MAX_CREDIT:
        return False
    ends_as_credit = line.endswith((")", "]", ").", "].")) or line[-1:].isalpha()
    may_credit = ends_as_credit and _MAY_CREDIT.search(line) is not None
    return bool(_CREDIT.fullmatch(line) or (may_credit and _CREDIT_BEHIND.search(line))) or (
        not line.isascii() and is_korean_credit(line)
    )


def is_ending(line: str) -> bool:
    """Does a short heading open what follows an article: related news, comments, the author's portrait?"""
    return len(line) <= _MAX_ENDING and bool(_ENDING.fullmatch(line.strip(" :")))


def trim_paragraph(line: str) -> str:
    """A paragraph without the dateline and byline in front of it, the byline behind it, and calls to follow."""
    line = (_CALL.sub("", line) if _CALLED.search(line) else line).rstrip()
    return line if line.isascii() else trim_korean(line)
