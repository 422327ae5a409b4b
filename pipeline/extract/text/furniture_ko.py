"""Lines of Korean pages that are not the article's text: copyright, bylines, captions, pointers; and what of them
stands at either end of a paragraph.

A line that ends as a Korean sentence does (…다.) is taken for text unless it says what no reporting says.
"""

from __future__ import annotations

import re

__all__ = ["is_korean_byline", "is_korean_credit", "is_korean_furniture", "trim_korean"]

_MAX_BYLINE, _MAX_CAPTION = 140, 120
_EDGE = 160  # characters at either end of a paragraph where a byline may stand
_SENTENCE = re.compile(r"(?:다|요|까|죠)[.?!]['\"”’)\]]*$")
_TITLE = r"(?:기자|특파원|논설위원|통신원|인턴|리포터|편집위원|칼럼니스트|에디터|PD)"
_HAS_TITLE = re.compile(_TITLE)
_PICTURED = re.compile(
    r"사진|제공|자료|캡처|갈무리|출처|[ⓒ©]|연합뉴스|뉴시스|뉴스1|DB\b|게티|로이터|모습$|장면$|전경$|[=:]"
)

# Said by no article, whatever else the line says.
_INSIDE = re.compile(
    r"""
    무단\s*(?:전재|복제|배포|사용).{0,30}금지|저작권자\s*[ⓒ©(<]|재배포\s*(?:및.{0,12})?금지|
    AI\s*학습.{0,16}금지\s*[.\]>)]*$|
    copyrights?\s*[ⓒ©(\d]|[ⓒ©]\s?\S.{0,60}$|기사를\s*(?:공유합니다|읽어드립니다|들려드립니다)|
    AI\s*(?:가\s*)?요약(?:은|한|이)\s.{0,160}|
    제보.{0,60}(?:카카오톡|카톡|이메일|전화|☎|@|\d{2,4}-\d{3,4})|(?:카카오톡|카톡)\s*(?:으로|:|→|ID|아이디|
    검색).{0,40}제보|
    (?:채널|뉴스스탠드|유튜브|네이버).{0,20}(?:구독|추가|팔로우)\s*(?:하기|해\s*주세요|하세요)|
    (?:자살\s?예방|생명의\s*전화|정신건강).{0,80}\d{3,4}|이\s*기사는.{0,40}(?:자동\s*(?:작성|생성)|
    인공지능).{0,60}
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Without one of these words (or a part of it) `_INSIDE` finds nothing; asked of every line: quicker by far.
_WORDS_INSIDE = (
    "무단", "저작권자", "재배포", "학습", "copyr", "ⓒ", "©", "기사를", "요약", "제보", "구독", "추가", "팔로우",
    "예방", "생명의", "정신건강", "기사는",
)  # fmt: skip
# Labels: whole lines that are no sentences.
_LABEL = re.compile(
    r"""
    [▶▷☞※■◆◇□●○►▣☎➤*\-\[<(【〈]*\s*
      (?:관련\s*(?:기사|뉴스|글|영상|키워드)|추천\s*(?:기사|뉴스)|많이\s*본\s*(?:기사|뉴스)|주요\s*(?:기사|
      뉴스)|인기\s*(?:기사|뉴스)|
        최신\s*(?:기사|뉴스)|지금\s*뜨는.{0,10}|핫\s*(?:이슈|뉴스|클릭)|실시간\s*(?:뉴스|인기|검색|
        이슈).{0,8}|이\s*시각\s*(?:주요|뉴스).{0,8}|
        오늘의\s*(?:핫|주요).{0,12}|함께\s*(?:보면|읽으면).{0,12}|다른\s*기사\s*(?:보기)?|연관\s*(?:기사|
        뉴스))\s*[\]>)】〉:]*.{0,60}|
    [▶▷☞►➤].{0,120}(?:기사|뉴스|영상|보기|보러|클릭|바로가기|구독|채널|제보|카카오|페이스북|인스타|네이버|
    유튜브|홈페이지|앱|이벤트).{0,40}|
    (?:공유(?:하기)?|댓글(?:\s*\d+|달기|쓰기)?|좋아요(?:\s*\d+)?|글자\s*크기.{0,20}|글씨\s*크기.{0,20}|
    스크랩|인쇄(?:하기)?|프린트|
      구독(?:하기|중)?|기사\s*(?:저장|공유|듣기|원문|읽기)|기사\s*본문.{0,10}|본문\s*(?:듣기|보기)|닫기|
      열기|더\s*보기|목록|
      이전(?:\s*기사)?|다음(?:\s*기사)?|페이스북|트위터|카카오(?:스토리|톡)?|네이버.{0,8}|링크\s*복사|
      URL\s*복사|이메일|메일|
      사진\s*확대|이미지\s*확대(?:보기)?|클린뷰|음성으로\s*듣기|(?:뉴스|AI|기사)\s*요약.{0,6}|요약(?:문)?|
      광고|AD|뉴스\s*레터(?:\s*(?:구독|신청).{0,20})?)|
    (?:기사\s*)?(?:입력|수정|등록|승인|송고|최종\s*수정|업데이트|발행|게재)(?:일|시간|
    일시)?\s*[:：]?\s*(?:19|20)?\d\d\s?[.\-/년].{0,60}|
    (?:19|20)?\d\d\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{1,2}.{0,14}(?:송고|입력|등록|수정|승인)|
    \(?끝\)?\.?|<\s*끝\s*>|
    (?:영상\s*(?:취재|편집|기자)|촬영\s*기자|그래픽|자료\s*(?:조사|사진)|취재\s*기자|CG|
    디자인)\s*[:：=ㅣ|].{0,40}|
    [\[【〈<(]\s*(?:앵커(?:\s*멘트)?|리포트|기자|인터뷰|VCR|자막뉴스)\s*[\]】〉>)]
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BYLINE = re.compile(
    rf"""
    [/\[(【〈<=■▲◆*#\s·-]*
    (?:(?:글|사진|취재|기사|정리|작성|영상)\s*[·/&,=:ㆍ]?\s*(?:사진|영상)?\s*[=:ㆍ]?\s*)?
    (?:[가-힣A-Za-z0-9·.&\s]{{2,20}}[\s=|/])?
    [가-힣]{{2,4}}\s*(?:[·,ㆍ/]\s*[가-힣]{{2,4}}\s*){{0,4}}
    (?:[가-힣]{{0,8}}\s?)?{_TITLE}
    (?:\s*(?:외\s*\d+\s*[명인]|[·,ㆍ/|]\s*[가-힣]{{2,4}}\s*(?:[가-힣]{{0,6}}\s?)?{_TITLE})){{0,6}}
    \s*(?:=\s*)?(?:[(<\[]?\s*[\w.+-]+@[\w.-]*[)>\]]?)?\s*[\])】〉>.|]*
    (?:\s*(?:구독|페이스북|트위터|다른\s*기사\s*보기|기자\s*페이지|메일\s*보내기|입력|팔로우|더보기).{{0,40}})?
    """,
    re.VERBOSE,
)
_MAIL_BYLINE = re.compile(
    r"[/(\[<]?\s*[가-힣]{2,4}\s*(?:기자)?\s*[(<]?\s*[\w.+-]{2,40}@[\w-]+(?:\.[\w-]+)+\s*[)\]>]{0,2}"
)
_CREDIT = re.compile(
    r"""
    [(\[<【◀▲△▼▽■\s]*(?:사진|자료|이미지|그래픽|출처|영상|캡처|자료사진)\s*(?:제공|출처)?\s*(?:=|:|ㅣ|\||/|
    ⓒ|©|┃).{0,60}|
    [(\[<【]\s*(?:사진|자료|이미지)\s*제공.{0,40}|
    .{0,160}[(\[<【〈/]\s*(?:사진|자료|이미지|출처|그래픽)\s*(?:제공)?\s*[=:ㅣ|]?\s*[^.]{1,40}[)\]>】〉]?|
    .{0,160}\s(?:사진|자료)\s?(?:=|제공|캡처|:)\s?[^.]{0,30}|.{0,160}(?:자료사진|[©ⓒ]\s?\S{1,20}|
    /\s?(?:연합뉴스|뉴스1|뉴시스))\s*[)\]>】]?
    """,
    re.VERBOSE,
)
# The same of `_CREDIT`.
_WORDS_OF_CREDIT = (
    "사진", "자료", "이미지", "그래픽", "출처", "영상", "캡처", "ⓒ", "©", "연합뉴스", "뉴스1", "뉴시스"
)  # fmt: skip
_PROVIDED = re.compile(r"[.다]\s+[^.]{1,24}\s(?:제공|캡처|갈무리)\.?$")
_LEAD = re.compile(
    r"^\s*(?:[(\[【〔<〈](?P<inside>[^()\[\]【】〔〕<>〈〉]{1,40})[)\]】〕>〉]\s*)?"
    r"(?P<name>(?:[가-힣]{2,4}\s*[·,ㆍ/]?\s*){1,4}(?:[가-힣]{0,6}\s?)?(?:기자|특파원|통신원|논설위원))?\s*"
    r"(?P<mail>[\w.+-]+@[\w.-]+\w)?\s*(?P<equals>=)?\s*"
)
_INSIDE_BYLINE = re.compile(r"[가-힣]{2,4}\s*(?:[가-힣]{0,6}\s?)?(?:기자|특파원|통신원|논설위원|인턴)|=")
_TAIL = re.compile(
    r"""(?<=[.!?。"”’')\]])\s*[/=\[(<【]*\s*(?:[가-힣A-Za-z0-9·.]{2,16}\s*[=|/]\s*)?[가-힣]{2,4}\s*(?:[·,ㆍ]\s*[가-힣]{2,4}\s*){0,3}
    (?:[가-힣]{0,6}\s?)?(?:기자|특파원|논설위원|통신원)?\s*[(<\[]?\s*[\w.+-]+@[\w.-]+\w\s*[)>\]]*\s*$|
    (?<=[.!?。"”’')\]])\s*[/=\[(<【]+\s*(?:[가-힣A-Za-z0-9·.]{2,16}\s*[=|/]?\s*)?[가-힣]{2,4}\s*(?:[가-힣]{0,6}\s?)?
    (?:기자|특파원|논설위원|통신원)\s*[)>\]】]*\s*$""",
    re.VERBOSE,
)
_PICTURE_MARK = re.compile(
    r"\s*[(\[【<]\s*(?:사진|자료사진|자료|이미지|영상|출처)\s*(?:제공)?\s*[=:ㅣ|]?\s*[^()\[\]【】<>]{1,40}[)\]】>]\s*$"
)


def is_korean_furniture(line: str) -> bool:
    """Copyright, invitations, labels and pointers."""
    lowered = line.lower()
    if any(word in lowered for word in _WORDS_INSIDE) and _INSIDE.search(line):
        return True
    return not _SENTENCE.search(line) and bool(_LABEL.fullmatch(line))


def is_korean_byline(line: str) -> bool:
    """A reporter's name with title or address, and nothing else."""
    if len(line) > _MAX_BYLINE:
        return False
    if "@" in line and _MAIL_BYLINE.fullmatch(line):
        return True
    return bool(_HAS_TITLE.search(line)) and bool(_BYLINE.fullmatch(line))


def is_korean_credit(line: str) -> bool:
    """The caption of a picture: a credit, or one sentence with a credit behind it."""
    if line[:1] in "◀▲△▼▽" and line.count(line[0]) == 1:
        return bool(_PICTURED.search(line))
    if _PROVIDED.search(line):
        return len(line) <= _MAX_CAPTION
    if not any(word in line for word in _WORDS_OF_CREDIT) or not _CREDIT.fullmatch(line):
        return False
    text = _PICTURE_MARK.sub("", line)
    return text == line or (len(text) <= _MAX_CAPTION and len(re.findall(r"다\.", text)) <= 1)


def trim_korean(line: str) -> str:
    """A paragraph without dateline and byline in front, without byline or picture credit behind.

    A name without "=" or a bracket in front may be the sentence's subject (홍길동 기자는 …) and stays.
    """
    lead = _LEAD.match(line[:_EDGE])
    if lead and lead.end() and (lead["name"] or _INSIDE_BYLINE.search(lead["inside"] or "")):
        rest = line[lead.end() :]
        if rest and (lead["equals"] or lead["inside"]):
            line = rest
    front, back = line[:-_EDGE], line[-_EDGE:]
    return (front + _PICTURE_MARK.sub("", _TAIL.sub("", back))).strip()
