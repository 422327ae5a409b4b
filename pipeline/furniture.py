"""Lines inside an article that are not its text: invitations, credits, bylines, copyright, pointers to other articles.

Korean and English house style alike. Patterns describe whole lines; what can open or close a paragraph (a dateline
with the reporter's name, a closing byline with an address) is cut off the paragraph instead.
"""

from __future__ import annotations

import re

__all__ = ["is_credit", "is_ending", "is_furniture", "trim_paragraph"]

_ENGLISH = re.compile(
    r"""
    adverts?(?:isements?)?|ads?|promoted(?:\ content)?|sponsored(?:\ (?:content|by\ .{0,40}))?|
    (?:story|article|content)\ continues?(?:\ .{0,40})?|continue\ reading.{0,60}|article\ content|scroll\ (?:down|to\ continue).{0,60}|
    (?:read|see|learn|find\ out|discover|view|show|load|watch|hear)\ (?:more|next|also|all|less|full\ story|now|it\ here)(?:\ (?:posts|stories|comments|articles|news))?|
    (?:also\ read|read\ (?:more|also|next)|see\ also|related|more(?:\ (?:on\ this|from\ .{1,40}|news|stories))?|recommended|watch|listen|don.t\ miss|must\ read|in\ case\ you\ missed\ it|editor.s\ picks?|what\ to\ read\ next|up\ next)\s*:.{0,160}|
    (?:(?:more|related|recommended|similar|popular|latest|recent|top|further|suggested|trending|most\ (?:popular|read|viewed|recent|commented))\ )
      (?:articles?|stories|posts?|content|coverage|links?|reading|topics?|news|videos?|reads?|on\ this(?:\ (?:story|topic))?|for\ you)|
    more\ (?:from|on|about|in)\ .{1,60}|recommended(?:\ (?:for\ you|by.{0,30}))?|trending(?:\ (?:now|stories))?|most\ (?:popular|read|viewed)|
    you\ (?:may|might|.ll)\ (?:also\ )?(?:like|love|enjoy|be\ interested\ in|want\ to\ read).{0,60}|related|see\ also|read\ also|also\ read|
    (?:please\ )?(?:click|tap)\ here.{0,120}|
    share(?:\ (?:this|on|via|with|article|story|post|page|your)\b.{0,40})?|tweet(?:\ this)?|e-?mail(?:\ this.{0,20})?|print(?:\ this.{0,20})?|pin(?:\ it)?|copy\ (?:link|url)|save(?:\ (?:this|article).{0,20})?|
    comments?(?:\ \(?\d*\)?)?|\d+\ comments?|(?:view|show|hide|see|read)\ (?:all\ )?(?:\d+\ )?comments?.{0,20}|(?:leave|post|add|write)\ (?:a|your)\ (?:comment|reply).{0,60}|join\ the\ (?:conversation|discussion).{0,40}|
    follow(?:\ (?:us|me|@?\w+)\b.{0,100})?|like\ us\ on.{0,60}|find\ us\ on.{0,60}|
    subscribe(?:\ (?:now|today|to|for|here)\b.{0,160})?|sign\ ?up(?:\ (?:now|today|here|for|to)\b.{0,160})?|(?:log|sign)\ in(?:\ .{0,60})?|register(?:\ (?:now|here))?|
    (?:get|receive|enjoy)\ .{0,60}\b(?:newsletter|inbox|notifications?)\b.{0,80}|join\ .{0,40}\bnewsletter\b.{0,60}|(?:our\ )?newsletters?|
    table\ of\ contents|contents|in\ this\ (?:article|story|guide|post):?|on\ this\ page:?|jump\ to(?:\ .{0,40})?|back\ to\ top|skip\ to\ .{0,30}|(?:quick\ )?links|
    (?:last\ )?(?:updated|modified|published|posted)(?:\ on)?:?\ .{0,20}\d{4}.{0,30}|\d+\ min(?:ute)?s?\ read|\d+\ (?:hours?|days?|minutes?)\ ago|
    tags?:.{0,200}|filed\ (?:under|in):?.{0,120}|topics?:.{0,120}|categor(?:y|ies):.{0,120}|keywords?:.{0,120}|
    about\ the\ authors?:?|(?:written|posted|reviewed|edited|authored|medically\ reviewed|fact[-\ ]checked)\ by:?(?:\ .{0,60})?|authors?:?(?:\ .{0,40})?|
    this\ (?:slideshow|video|site|page|content)\ requires\ .{0,60}|enable\ javascript.{0,80}|loading\.*|play(?:\ video)?|view\ (?:gallery|slideshow|image|in\ browser).{0,30}|
    (?:open|close|next|previous|prev|menu|search|home|skip|expand|collapse|download|reply|report|image|photo|video|gallery|slideshow|audio|transcript|poll|quiz|live|watch|listen|details|summary)|
    \(?(?:©|\(c\)|copyright\b).{0,200}|.{0,80}\ball\ rights\ reserved\b.{0,120}|.{0,40}may\ not\ be\ (?:published|reproduced|reprinted).{0,160}|
    \(?reporting\ (?:and\ writing\ )?by\b.{0,250}|\(?(?:additional|with)\ reporting\ (?:by|from)\b.{0,200}|\(?(?:compiled|edited|editing|translated)\ by\b.{0,120}|with\ (?:files|reports?|inputs?)\ from\b.{0,100}|
    (?:have\ a\ (?:news\ )?tip|got\ a\ (?:news\ )?tip|contact\ (?:us|the\ (?:author|reporter|writer))|email\ (?:us|the\ author)|send\ (?:us\ )?(?:tips|your)).{0,200}|
    (?:download|get)\ (?:the|our)\ .{0,30}\bapp\b.{0,60}|
    .{0,60}\b(?:subscribers?[-\ ]only|(?:reserved|exclusive|available|only)\ (?:for|to)\ (?:\w+\+?\ )?subscribers|already\ (?:a\ subscriber|have\ an\ account)|to\ (?:continue|keep)\ reading|unlock\ (?:this|the|more)\ (?:article|story)|create\ an\ account)\b.{0,100}|
    unlimited\ (?:online\ |digital\ )?access\ to\ .{0,120}|support\ (?:local|independent|quality)\ journalism.{0,60}|
    by\ submitting.{0,160}|(?:please\ )?enter\ (?:a\ valid\ |your\ )?e-?mail.{0,60}|thank(?:s|\ you)\ for\ (?:subscribing|signing|your\ (?:feedback|comment)).{0,60}|was\ this\ (?:article|page)\ helpful.{0,20}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_KOREAN = re.compile(
    r"""
    .{0,60}무단\s*(?:전재|복제|배포|사용).{0,120}|.{0,20}저작권(?:자|은|법).{0,160}|.{0,30}재배포\s*(?:및.{0,20})?금지.{0,60}|.{0,60}AI\s*학습.{0,40}금지.{0,60}|
    .{0,30}(?:copyrights?|ⓒ|©|\(c\)).{0,160}|
    [▶▷☞※■◆◇□●○►▣☎➤*\-\[<(【〈]*\s*(?:관련\s*(?:기사|뉴스|글|영상|키워드)|추천\s*(?:기사|뉴스)|많이\s*본\s*(?:기사|뉴스)|주요\s*(?:기사|뉴스)|인기\s*(?:기사|뉴스)|최신\s*(?:기사|뉴스)|지금\s*뜨는.{0,10}|핫\s*(?:이슈|뉴스|클릭)|실시간.{0,12}|이\s*시각.{0,12}|오늘의\s*(?:핫|주요).{0,12}|함께\s*(?:보면|읽으면).{0,12}|다른\s*기사\s*(?:보기)?|연관\s*(?:기사|뉴스))\s*[\]>)】〉:]*.{0,40}|
    [▶▷☞►➤].{1,160}|
    .{0,20}기사\s*제보.{0,80}|.{0,20}제보\s*(?:는|하기|:).{0,100}|.{0,40}(?:카카오톡|카톡)\s*(?:으로|:|→|ID|아이디|검색).{0,80}|
    (?:공유(?:하기)?|댓글(?:\s*\d+|달기|쓰기)?|좋아요(?:\s*\d+)?|글자\s*크기.{0,20}|글씨\s*크기.{0,20}|스크랩|인쇄(?:하기)?|프린트|구독(?:하기|중)?|기사\s*(?:저장|공유|듣기|원문|읽기|본문.{0,10})|본문\s*(?:듣기|보기)|닫기|열기|더\s*보기|목록|이전(?:\s*기사)?|다음(?:\s*기사)?|페이스북|트위터|카카오(?:스토리|톡)?|네이버.{0,8}|링크\s*복사|URL\s*복사|번역.{0,10}|이메일|메일|사진\s*확대|이미지\s*확대(?:보기)?|클린뷰|음성으로\s*듣기|뉴스\s*요약.{0,4}|요약(?:문)?|광고|AD)|
    .{0,10}기사를\s*(?:공유합니다|읽어드립니다|들려드립니다).{0,40}|이\s*기사는.{0,40}(?:자동\s*(?:작성|생성)|인공지능).{0,60}|
    (?:기사\s*)?(?:입력|수정|등록|승인|송고|최종\s*수정|업데이트|발행|게재)(?:일|시간|일시)?\s*[:：]?\s*(?:19|20)?\d\d\s?[.\-/년].{0,60}|
    .{0,20}(?:구독|팔로우).{0,6}(?:해\s*주세요|하세요|하기|신청).{0,40}|.{0,12}(?:네이버|다음|유튜브|구글).{0,10}(?:채널|뉴스스탠드|에서).{0,20}(?:구독|추가|만나).{0,30}|
    \(?끝\)?\.?|<\s*끝\s*>|.{0,10}뉴스\s*레터.{0,60}|.{0,30}앱\s*다운.{0,20}|자살\s*예방.{0,120}|.{0,100}(?:자살예방\s*(?:상담|핫라인)|생명의\s*전화).{0,100}|
    (?:영상\s*(?:취재|편집|기자)|촬영\s*기자|그래픽|자료\s*(?:조사|사진)|취재\s*기자|CG|디자인)\s*[:：=ㅣ|]?.{0,40}|
    [\[【〈<(]\s*(?:앵커(?:\s*멘트)?|리포트|기자|인터뷰|VCR|자막뉴스)\s*[\]】〉>)]
    """,
    re.IGNORECASE | re.VERBOSE,
)
_KOREAN_BYLINE = re.compile(
    r"""
    [/\[(【〈<=■▲◆*#\s·-]*                                              # /, [, =
    (?:(?:글|사진|취재|기사|정리|작성|영상)\s*[·/&,=:ㆍ]?\s*(?:사진|영상)?\s*[=:ㆍ]?\s*)?
    (?:[가-힣A-Za-z0-9·.&\s]{2,20}[\s=|/])?                            # outlet or place
    [가-힣]{2,4}\s*(?:[·,ㆍ/]\s*[가-힣]{2,4}\s*){0,4}
    (?:[가-힣]{0,8}\s?)?(?:기자|특파원|논설위원|통신원|인턴|리포터|편집위원|칼럼니스트|에디터|PD)
    (?:\s*(?:외\s*\d+\s*[명인]|[·,ㆍ/|]\s*[가-힣]{2,4}\s*(?:[가-힣]{0,6}\s?)?(?:기자|특파원|인턴|PD)))*
    \s*(?:=\s*)?(?:[(<\[]?\s*[\w.+-]+@[\w.-]*[)>\]]?)?\s*[\])】〉>.|]*
    (?:\s*(?:구독|페이스북|트위터|다른\s*기사\s*보기|기자\s*페이지|메일\s*보내기|입력|팔로우|더보기).{0,40})?
    """,
    re.VERBOSE,
)
_MAIL_LINE = re.compile(r"[/(\[<]?\s*(?:[가-힣]{2,4}\s*)?(?:기자)?\s*[\w.+-]{2,40}@[\w-]+(?:\.[\w-]+)+\s*[)\]>]?")
_CREDIT = re.compile(
    r"""
    [(\[◀▲△▼▽■<【]*\s*(?:photos?|images?|pictures?|pics?|video|illustration|graphic|photograph(?:er|y)?|courtesy|credits?|source|screenshot|screen\ ?grab)
      s?\ ?(?:credits?|courtesy|by|via|:|of\ )\s*:?.{0,100}|
    .{0,140}[(\[]\s*(?:image|photo|picture|pic|credit|photo\ by|image\ credit|file\ photo)s?\b[^()\[\]]{0,80}[)\]]\.?|
    .{0,160}(?:/|\||\bvia\ |,\ |\()(?:getty\ images?|reuters|ap(?:\ photo)?|afp|epa|shutterstock|istock(?:photo)?|alamy|unsplash|pexels|wikimedia|bloomberg|nurphoto|xinhua|zuma.{0,12}|pa\ (?:wire|images?)|adobe\ stock)(?:\ .{0,30})?\)?|
    getty(?:\ images?)?(?:/.{0,40})?|(?:ap|afp|reuters)(?:\ photo)?(?:/.{0,60})?|file\ photo.{0,60}|
    [(\[<【◀▲△▼▽■\s]*(?:사진|자료|이미지|그래픽|출처|영상|캡처|제공|자료사진|사진\s*제공|자료\s*제공|사진\s*출처)\s*(?:=|:|ㅣ|\||/|ⓒ|©|제공|출처|캡처|┃).{0,60}|
    [◀▲△▼▽].{1,200}|
    .{0,160}[(\[<【〈]?\s*(?:사진|자료|이미지|출처|그래픽)\s*(?:제공)?\s*[=:ㅣ|]\s*[^.]{1,40}|
    .{0,160}\s[/=]?\s?(?:사진|자료)\s?(?:제공|캡처|연합뉴스|뉴스1|뉴시스)|.{0,160}(?:사진제공|자료사진|사진\s*[=ㅣ/|]\s*\S{1,20}|©\s?\S{1,20}|ⓒ\s?\S{1,20}|/\s?(?:연합뉴스|뉴스1|뉴시스))\s*[)\]>】]?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MAX_LINE = 260
_MAX_CREDIT = 220
_LEAD_KO = re.compile(
    r"^\s*(?:[(\[【〔<〈](?P<inside>[^()\[\]【】〔〕<>〈〉]{1,40})[)\]】〕>〉]\s*)?"
    r"(?P<name>(?:[가-힣]{2,4}\s*[·,ㆍ/]?\s*){1,4}(?:[가-힣]{0,6}\s?)?(?:기자|특파원|통신원|논설위원))?\s*"
    r"(?P<mail>[\w.+-]+@[\w.-]+\w)?\s*(?P<equals>=)?\s*"
)
_INSIDE_BYLINE = re.compile(r"[가-힣]{2,4}\s*(?:[가-힣]{0,6}\s?)?(?:기자|특파원|통신원|논설위원|인턴)|=")
_TAIL_KO = re.compile(
    r"(?<=[.!?。\"”’')\]])\s*[/=\[(<【]*\s*(?:[가-힣A-Za-z0-9·.]{2,16}\s*[=|/]\s*)?[가-힣]{2,4}\s*(?:[·,ㆍ]\s*[가-힣]{2,4}\s*){0,3}"
    r"(?:[가-힣]{0,6}\s?)?(?:기자|특파원|논설위원|통신원|인턴기자)?\s*[(<\[]?\s*(?:[\w.+-]+@[\w.-]+\w)\s*[)>\]]*\s*$"
    r"|(?<=[.!?。\"”’')\]])\s*[/=\[(<【]+\s*(?:[가-힣A-Za-z0-9·.]{2,16}\s*[=|/]?\s*)?[가-힣]{2,4}\s*(?:[가-힣]{0,6}\s?)?(?:기자|특파원|논설위원|통신원)\s*[)>\]】]*\s*$"
)
_PHOTO_INSIDE = re.compile(r"\s*[(\[【<]\s*(?:사진|자료사진|자료|이미지|영상|출처)\s*(?:제공)?\s*[=:ㅣ|]\s*[^()\[\]【】<>]{1,40}[)\]】>]")
_ENDING = re.compile(
    r"(?:related|recommended|more|most|top|trending|popular|latest|recent|other|further|you\ (?:may|might|ll)\ also)\ (?:\w+\ )?"
    r"(?:articles?|stories|posts?|reading|links?|content|news|coverage|topics|videos?|reads?|from\ .{1,40}|like|read|viewed|popular|in\ .{1,30})"
    r"|related|about\ the\ (?:authors?|writer)|author\ bio|(?:\d+\ )?comments?|leave\ a\ (?:comment|reply)|discussion|share\ this.{0,30}"
    r"|footnotes|(?:관련|추천|인기|많이\s*본|주요|최신|다른)\s*(?:기사|뉴스).{0,20}|댓글.{0,10}|(?:필자|저자|글쓴이)\s*(?:소개|약력).{0,10}",
    re.IGNORECASE,
)


def is_furniture(line: str) -> bool:
    """Is a whole line furniture: an invitation, a pointer elsewhere, a date line, a byline, a copyright notice?"""
    if len(line) > _MAX_LINE:
        return False
    bare = line.strip(" \t:：|•·-–—»›>«<*▶☞→…")
    if not bare or not any(char.isalnum() for char in bare):
        return True
    if _ENGLISH.fullmatch(bare) or _MAIL_LINE.fullmatch(line):
        return True
    if line.isascii() and "(c)" not in line:
        return False
    return bool(_KOREAN.fullmatch(line) or _KOREAN_BYLINE.fullmatch(line))


def is_credit(line: str) -> bool:
    """Is a whole line the caption or credit of a picture?"""
    return len(line) <= _MAX_CREDIT and bool(_CREDIT.fullmatch(line))


def is_ending(line: str) -> bool:
    """Does a short heading open what follows an article: related news, comments, the author's portrait?"""
    return len(line) <= 60 and bool(_ENDING.fullmatch(line.strip(" :")))  # noqa: PLR2004


def trim_paragraph(line: str) -> str:
    """A paragraph without the dateline and byline in front of it and the byline behind it."""
    if line.isascii():
        return line
    lead = _LEAD_KO.match(line)
    if lead and lead.end() and (lead["name"] or _INSIDE_BYLINE.search(lead["inside"] or "")):
        rest = line[lead.end() :]
        # A name without "=" or a bracket may be the subject of the sentence: 홍길동 기자는 …
        if rest and (lead["equals"] or (lead["inside"] and not lead["name"]) or (lead["inside"] and lead["name"])):
            line = rest
    line = _TAIL_KO.sub("", line)
    return _PHOTO_INSIDE.sub("", line).strip()
