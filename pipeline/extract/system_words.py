"""The words in which systems speak to readers: of errors, log-ins, consents. Headlines have other words besides."""

from __future__ import annotations

import re

from pipeline.language.scripts import is_hangul

__all__ = ["is_of_a_system", "is_of_absence"]

_ENGLISH = frozenset(
    """
    a about accept access account again all allowed already an and any anymore are article articles as at
    attention available back bad be been before below blocked broken browser busy but by can cannot cant
    captcha change changed check checking choices click code confirm connection consent content continue
    cookie cookies could couldn couldnt create currently data deleted denied detected didn do document does
    doesn doesnt don dont email enable encountered enter error exclusive exist exists expired failed file
    find follow followed following for forbidden form found free from gateway go gone has have here home
    homepage http human if in incorrect internal invalid is isn isnt it its javascript just later like limit
    link log logged login longer looking looks maintenance manage may member members message missing moment
    moved must need needed new no not nothing notice now occurred of offline on only oops or our out page
    partners password please policy post preferences press privacy problem processing protection prove
    reached read reading redirecting refresh register registered removed renamed request requested required
    resource restricted results return right robot search secure security server service session settings
    show sign signin signup site something sorry status story subscribe subscriber subscribers subscription
    t temporarily term terms than that the there these they this to too try type typed uh unable
    unauthorized unavailable under unknown unsubscribe up url us use user uses using valid value verify
    verifying view visit wait want was we website welcome went were whoops with wrong you your youre
    """.split()
)
# Nouns and stems of verbs, to which particles and endings are added.
_KOREAN = (
    "가능|가입|간편|감사|개인정보|게시|게시글|게시물|결과|경로|계속|계정|고객|고객님|공간|과부하|구독|구독자|권한|"
    "기사|내부|내용|네트워크|누르|뉴스|다른|다시|다음|단말기|닫|데이터|도메인|독자|돌아가|동의|됐|되|된|될|됩|"
    "드려|드리|드립|또는|로그아웃|로그인|로딩|로봇|링크|만료|많|메뉴|미만|메시지|메인|못|문서|문의|문제|바뀌|바뀐|"
    "바랍|바로가기|발견|발생|발행|방문|버튼|변경|보|보안|본인|볼|부탁|불가|불가능|불편|브라우저|비공개|"
    "비밀번호|비정상|사라|사라졌|사용|사용자|사이트|삭제|새로고침|서버|서비스|선택|설정|성인|소식|수집|"
    "스크립트|승인|시간|시도|시스템|신문|실패|아니|아래|아이디|안내|않|암호|약관|양해|언론사|없|에러|연결|"
    "연락|열람|오류|올바르|올바른|완료|요청|원하|원활|유료|유효|의하여|의해|이동|이미|이상|이용|이용자|이전|인증|"
    "인터넷|일부|일시|일시적|입력|있|있었|자동|자바스크립트|작성|작성자|작업|잘못|잠시|재시도|저희|전문|전용|전체|점검|"
    "접근|접속|접속자|정기|정보|정상|정책|정확|제공|제한|조회|존재|종료|죄송|주|주소|주소창|준비|중|중단|중지|지금|지원|"
    "차단|찾|찾으|처리|처음|초과|취소|컨텐츠|코드|콘텐츠|쿠키|클릭|통합|통해|페이지|포함|표시|필요|하|해|해당|"
    "했|허가|허용|현재|혹은|홈페이지|화면|확인|회원|회원가입|회원님"
)
_ENDING = (
    "[가거고과기까나는니다도되된될됨됩됐로를만면부서세셔셨소수습시신실십아았어었에여였와요오으은을음의이"
    "인임입지중터하한할함합해했후]"
)
_KOREAN_WORD = re.compile(
    rf"(?:{_KOREAN})(?:{_KOREAN})?(?:{_ENDING}|않|없|있|주){{0,8}}"
    r"|[이그저본글수중후시및더안잘곧각등님때것만세]|수가|수도|것은|것이|분은"
)
# Those that say what is the matter; without one a text may be anybody's: "We need more".
_MATTER = re.compile(
    r"\b(?:40[0-9]|410|451|50[0-4])\b|not (?:be )?found|n.?t find|attention required|error occurred|"
    r"cannot find|unable to find|no longer|doesn.?t exist|does not exist|isn.?t available|not available|"
    r"unavailable|been (?:removed|deleted|moved)|\berror\b|went wrong|\boops\b|access denied|forbidden|"
    r"unauthorized|blocked|bad (?:request|gateway)|just a moment|robot\b|human\b|captcha|security check|"
    r"maintenance|log ?in\b|sign ?in\b|sign ?up\b|\bregister\b|create an? account|password|subscri|"
    r"members only|cookies?\b|consent|your privacy|before you continue|session|enable javascript|"
    r"has moved|be broken|free account|exclusive|limit of|죄송합니다|드려 죄송|회원 ?전용|"
    r"(?:페이지|기사|결과) 없음|"
    r"중단|이용 불가|아이디 찾기|"
    r"redirecting|오류|에러|찾을 수 없|찾지 못|존재하지 않|없거나|없는 (?:페이지|기사|게시|글|주소)|"
    r"없습니다|삭제|비공개|만료|잘못된|비정상|점검|접근|접속|차단|제한|로그인|회원 ?가입|본인 ?인증|"
    r"성인 ?인증|통합 ?회원|비밀번호|쿠키|개인정보|동의|유료|회원만|회원 전용|구독자? 전용|준비 ?중|로봇|"
    r"자바스크립트|열람|서비스가? 종료",
    re.IGNORECASE,
)
# Those that say that what was asked for is not, or no longer, there.
_ABSENT = re.compile(
    r"\b(?:404|410)\b|not (?:be )?found|n.?t find|cannot find|unable to find|no longer|doesn.?t exist|"
    r"does not exist|been (?:removed|deleted)|찾을 수 없|찾지 못|존재하지 않|"
    r"없는 (?:페이지|기사|게시|글|주소)|삭제|게시가? 종료",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?|[가-힣]+")
_LONGEST = 160  # characters of a sentence that systems speak


def is_of_a_system(text: str) -> bool:
    """Whether a headline or sentence is made of nothing but a system's words, and says what is the matter."""
    if not text or len(text) > _LONGEST or not _MATTER.search(text):
        return False
    return all(_is_known(word) for word in _WORD.findall(text))


def is_of_absence(text: str) -> bool:
    """Whether a system says with a headline or sentence that a page is not, or no longer, there."""
    return is_of_a_system(text) and _ABSENT.search(text) is not None


def _is_known(word: str) -> bool:
    if is_hangul(word[0]):
        return _KOREAN_WORD.fullmatch(word) is not None
    return re.sub("['’]", "", word.lower()) in _ENGLISH
