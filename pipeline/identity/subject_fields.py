"""Fields of public life: which titles and words belong to which.

A title of another field next to a name is the strongest sign of a namesake. Words of a field are a weak sign; they
never decide that somebody is the person we track.
"""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum

__all__ = ["Field", "field_of_section", "fields_of_title", "fields_of_words", "words_by_field"]


class Field(StrEnum):
    """A field of public life."""

    POLITICS = "politics"
    BUSINESS = "business"
    SPORTS = "sports"
    ENTERTAINMENT = "entertainment"
    RESEARCH = "research"
    PRESS = "press"
    LAW = "law"
    MEDICINE = "medicine"
    ARTS = "arts"
    SERVICES = "police, fire brigade and army"
    RELIGION = "religion"


_TITLES = {
    Field.POLITICS: """
        의원 국회의원 시의원 도의원 구의원 상원의원 하원의원 장관 차관 대통령 부통령 총리 국무총리 부총리 시장
        부시장 도지사 지사 주지사 구청장 군수 후보 예비후보 대변인 원내대표 최고위원 정책위의장 위원장
        비대위원장 비상대책위원장 법사위원장 국회의장 의장 부의장 당선인 당선자 수석 민정수석 수석비서관
        비서관 비서실장 대표 사무총장 총재 대사 외교장관 외무장관 국방장관 국왕 여왕 왕 왕자 공주 교육감
        행정관 보좌관 위원 당대표 상임위원 공동대표 국장 청장 처장 사무관 주무관 president minister senator
        congressman congresswoman representative governor mayor lawmaker ambassador chancellor premier
        secretary politician king queen prince
    """,
    Field.BUSINESS: """
        회장 부회장 명예회장 총괄회장 사장 부사장 대표 대표이사 공동대표 부대표 전무 상무 이사 사외이사 감사
        임원 행장 은행장 부행장 지점장 본부장 팀장 실장 부장 과장 차장 대리 사원 센터장 창업자 창립자
        최고경영자 최고기술책임자 최고재무책임자 최고운영책임자 의장 CEO CTO CFO COO CMO CPO CSO 애널리스트
        연구원 연구위원 이사장 매니저 파트너 기업인 사업가 디렉터 엔지니어 개발자 리더 책임 수석 선임 총괄
        프로 지사장 법인장 공장장 소장 고문 ceo cto cfo coo founder co-founder chairman chairwoman chief
        executive director president manager analyst engineer developer entrepreneur partner investor
    """,
    Field.SPORTS: """
        감독 코치 선수 투수 타자 포수 내야수 외야수 골키퍼 공격수 수비수 미드필더 윙어 스트라이커 가드 포워드
        센터 세터 리베로 주장 해설위원 해설가 단장 구단주 심판 사령탑 프로골퍼 골퍼 파이터 챔피언 마무리 선발
        에이스 용병 좌완 우완 1루수 2루수 3루수 유격수 트레이너 국가대표 기수 캐스터 총재 복서 레슬러 coach
        striker goalkeeper midfielder defender pitcher batter captain player golfer boxer quarterback referee
        swimmer skater athlete fighter
    """,
    Field.ENTERTAINMENT: """
        배우 가수 탤런트 개그맨 개그우먼 코미디언 방송인 MC 아나운서 래퍼 모델 감독 연출 연출자 PD 피디 멤버
        아이돌 리더 작가 성우 DJ 뮤지션 댄서 프로듀서 진행자 리포터 엔터테이너 영화감독 작곡가 작사가 각본가 걸그룹
        보컬 기타리스트 드러머 연기자 영화배우 뮤지컬배우 셰프 유튜버 제작자 캐스터 연예인 actor actress
        singer rapper comedian director producer filmmaker musician host entertainer screenwriter songwriter
        model
    """,
    Field.RESEARCH: """
        교수 부교수 조교수 명예교수 석좌교수 박사 연구원 선임연구원 책임연구원 수석연구원 연구위원 연구소장
        연구교수 학장 총장 부총장 원장 소장 과학자 물리학자 화학자 수학자 경제학자 심리학자 역사학자 강사 학생
        교사 교장 평론가 센터장 단장 professor researcher scientist engineer economist historian psychologist
        dean lecturer physicist chemist mathematician student teacher
    """,
    Field.PRESS: """
        기자 특파원 논설위원 앵커 편집국장 칼럼니스트 사진기자 에디터 발행인 PD 피디 아나운서 언론인 리포터
        reporter correspondent editor columnist journalist anchor
    """,
    Field.LAW: """
        변호사 검사 판사 부장검사 부장판사 대법관 대법원장 검사장 지검장 재판관 검찰총장 법무사 재판장
        대표변호사 수사관 lawyer attorney prosecutor judge justice
    """,
    Field.MEDICINE: """
        의사 전문의 원장 약사 한의사 치과의사 간호사 병원장 수의사 과장 교수 doctor physician surgeon nurse dr
    """,
    Field.ARTS: """
        화가 화백 소설가 시인 작가 지휘자 피아니스트 바이올리니스트 첼리스트 성악가 무용가 조각가 사진작가
        만화가 웹툰작가 디자이너 큐레이터 건축가 미술가 동화작가 번역가 작곡가 관장 아티스트 감독 단장 artist
        painter novelist poet conductor pianist violinist designer architect author writer curator
    """,
    Field.SERVICES: """
        경감 경위 경사 경장 경정 총경 치안감 형사 경찰관 소방관 소방장 소방교 대령 중령 소령 대위 중위 소위
        상사 중사 하사 병장 상병 일병 이병 장군 사령관 준장 소장 중장 대장 제독 교도관 경찰서장 서장 general
        colonel major captain lieutenant sergeant admiral sheriff officer
    """,
    Field.RELIGION: """
        목사 신부 스님 수녀 주교 대주교 추기경 교황 교주 법사 priest pastor bishop cardinal pope rabbi imam
        reverend monk
    """,
}

# Distinctive words; a Korean one counts inside longer words too.
_WORDS = {
    Field.POLITICS: """
        국회 여당 야당 당내 공천 총선 대선 지방선거 보궐선거 탄핵 청와대 대통령 국정감사 국감 본회의 상임위
        법안 개정안 의원총회 의총 당권 탈당 복당 전당대회 원내 여야 지지율 경선 무소속 출마 친박 비박 친문 친노
        정권 새누리당 민주당 국민의힘 정의당 자유한국당 한나라당 국민의당 바른정당 국무회의 최고위원 당대표
        정치권 정치인 유권자 선거구 지역구 낙선 당선 의원들 내각 총리 외교부 정상회담 국정 인사청문회 당론 계파
        대권 대변인 논평 최고위 비대위 비상대책위 원내수석 국정조사 특검 특위 법사위 예결위 대정부질문 예산안
        입법 개헌 후보단일화 전략공천 컷오프 공천관리위 유세 득표 표심 민심 여론조사 지지층 창당 신당 합당 야권
        범여권 대선주자 잠룡 비문 친윤 정치자금 정계 정국 개각 국무위원 광역단체장 지자체장 시의회 도의회
        구의회 의정활동 대통령실 영수회담 공천권 당정 당협 최고위원회의 parliament election senate congress
        lawmakers opposition cabinet legislation democrats republicans
    """,
    Field.BUSINESS: """
        매출 영업이익 순이익 주가 증시 코스피 코스닥 주주총회 인수합병 상장 경영권 지분 계열사 자회사 대기업
        중소기업 스타트업 시장점유율 신제품 재계 고객사 협력사 공시 증권 펀드 애널리스트 목표주가 투자자 수주
        납품 임직원 회장 부회장 경영진 시가총액 반도체 사업부 벤처기업 공동창업 창업 실적 매출액 영업손실
        흑자 적자 배당 지분율 최대주주 대주주 유상증자 공모가 투자유치 스톡옵션 지주사 총수 오너일가 이사회
        주총 임원인사 양산 신사업 해외법인 판매량 출하량 금융권 은행권 금융지주 보험사 카드사 유통업계 대형마트
        백화점 면세점 이커머스 벤처캐피탈 액셀러레이터 연구개발비 수출액 내수시장 revenue profit shares
        investors startup acquisition earnings
    """,
    Field.SPORTS: """
        축구 야구 농구 배구 골프 격투기 K리그 프로축구 프로야구 프로농구 프로배구 KBL KBO 월드컵 올림픽
        아시안게임 플레이오프 챔피언결정전 챔프전 챔스 정규리그 쿼터 이닝 홈런 안타 타율 평균자책점 마운드 등판
        어시스트 도움 리바운드 점슛 슈팅 골키퍼 골밑 득점 실점 완투 호투 선발투수 구원 역전승 완파 연승 연패
        결승골 후반전 전반전 유니폼 대표팀 국가대표 이적 연봉 구단 관중 코트 그라운드 백어택 서브 블로킹
        스파이크 감독대행 사령탑 용병 벤치 라운드 UFC 파이트 챔피언 데뷔전 공격수 수비수 미드필더 포워드 가드
        센터진 골문 패스 킥 유소년팀 트레이드 시즌 리그 메달 결승 준결승 예선 버디 홀인원 LPGA KLPGA PGA 상금왕
        상금랭킹 티샷 퍼팅 스피드스케이팅 쇼트트랙 빙상 세계선수권 득점왕 타석 볼넷 삼진 방어율 선발승 불펜
        출루율 만루 결승타 적시타 병살 도루 스프링캠프 전지훈련 세트스코어 속공 배드민턴 탁구 테니스 양궁 펜싱
        레슬링 복싱 체조 마라톤 해트트릭 헤딩 프리킥 페널티킥 코너킥 승부차기 A매치 원정경기 홈경기 경기력 승률
        타점 안방경기 상대전적 개막전 올스타전 신인왕 플레이를 승점 우승 준우승 승부처 코칭스태프
        웨이트트레이닝 stadium goalkeeper midfielder tournament championship playoff
    """,
    Field.ENTERTAINMENT: """
        드라마 영화 출연 예능 시청률 배우 여배우 촬영 개봉 관객 주연 조연 캐스팅 음원 앨범 신곡 콘서트 팬미팅
        소속사 컴백 뮤직비디오 라디오스타 복면가왕 시청자 제작발표회 스틸컷 극중 극본 흥행 영화제 여우주연상
        남우주연상 멜로 로맨스 코미디 걸그룹 보이그룹 아이돌 개그콘서트 개그맨 개그우먼 게스트 녹화 화보 열애
        토크쇼 방송인 방송된 연예인 연예계 누리꾼 품절남 품절녀 냉장고 해피투게더 황금어장 무한도전 수목드라마
        월화드라마 주말드라마 일일드라마 예능프로 예능감 여주인공 남주인공 주인공 연기력 연기파 열연 카메오
        티저 예고편 가요계 음악방송 쇼케이스 무대인사 레드카펫 연기대상 연예대상 가요대상 청룡영화상 대종상
        발라드 힙합 안무 데뷔곡 타이틀곡 정규앨범 미니앨범 음원차트 사극 시트콤 단막극 스릴러 극장가 박스오피스
        개봉작 안방극장 촬영장 촬영현장 셀카 열애설 결별 입담 버라이어티 서바이벌 오디션 명대사 배역 아역
        특별출연 더빙 수상소감 방영 극중에서 여심 남심 키스신 반전매력 브라운관 시즌제 케미 뮤지컬 스크린 하차
        종영 첫방송 신작 연출 셰프 래퍼 movie drama album concert actress premiere episode
    """,
    Field.RESEARCH: """
        논문 학회 연구팀 학술지 박사 석사 네이처 사이언스 연구진 신소재 유전자 학술대회 실험실 연구원 대학교수
        노벨상 이공계 researchers laboratory dissertation
    """,
    Field.PRESS: """
        취재 특파원 편집국 신문사 기자협회 newsroom
    """,
    Field.LAW: """
        재판 검찰 법원 변호인 구속 기소 선고 혐의 공판 판결 항소 대법원 고소 고발 영장 피고인 로펌 trial
        prosecutors indicted verdict
    """,
    Field.MEDICINE: """
        환자 수술 진료 질환 의료진 임상 백신 증상 투병 병동 patients surgery clinical
    """,
    Field.ARTS: """
        전시회 미술관 오케스트라 독주회 화랑 개인전 문학상 조각 소설집 시집 교향악단 exhibition orchestra
    """,
    Field.SERVICES: """
        경찰서 소방서 훈련병 육군 해군 공군 지구대 순찰 의사상자 firefighters
    """,
    Field.RELIGION: """
        교회 성당 사찰 예배 미사 신도 목회 조계종 church worship
    """,
}

_SECTIONS = {
    Field.POLITICS: "정치 국회 대통령실 청와대 북한 외교 politics government",
    Field.BUSINESS: """
        경제 산업 증권 금융 부동산 기업 it 테크 과학기술 업계 business economy markets finance tech technology
        companies industry
    """,
    Field.SPORTS: "스포츠 야구 축구 골프 농구 배구 sports sport football baseball golf",
    Field.ENTERTAINMENT: "연예 엔터 방송 영화 드라마 가요 entertainment celebrity movies music tv k-pop",
    Field.RESEARCH: "과학 교육 학술 science education research",
    Field.ARTS: "문화 전시 공연 책 문학 arts culture books",
    Field.LAW: "법조 사건 court",
    Field.MEDICINE: "의료 건강 헬스 제약 health medicine",
}


def _by_word(table: dict[Field, str]) -> dict[str, frozenset[Field]]:
    fields_of: dict[str, set[Field]] = {}
    for field, words in table.items():
        for word in words.split():
            fields_of.setdefault(word.casefold(), set()).add(field)
    return {word: frozenset(fields) for word, fields in fields_of.items()}


_FIELDS_OF_TITLE = _by_word(_TITLES)
_FIELDS_OF_WORD = _by_word(_WORDS)
_FIELDS_OF_SECTION = _by_word(_SECTIONS)
_LATIN = re.compile(r"[a-z][a-z-]+")
_WORD = re.compile(r"[가-힣]+|[A-Za-z][A-Za-z-]+")


def fields_of_title(title: str) -> frozenset[Field]:
    """The fields a title is used in; empty for titles of no field (씨) and unknown ones."""
    key = title.casefold()
    if key in _FIELDS_OF_TITLE:
        return _FIELDS_OF_TITLE[key]
    if key.startswith("chief ") and key.endswith(" officer"):
        return frozenset({Field.BUSINESS})
    return next(
        (fields for word, fields in _FIELDS_OF_TITLE.items() if len(word) > 1 and key.endswith(word)), frozenset()
    )


def fields_of_words(words: tuple[str, ...]) -> frozenset[Field]:
    """The fields that these topics belong to."""
    return frozenset().union(*(_FIELDS_OF_WORD.get(word.casefold(), frozenset()) for word in words))


def words_by_field(text: str) -> Counter[Field]:
    """How many different words of each field stand in a text; words of several fields count for none."""
    low = text.casefold()
    latin = {match.group() for match in _LATIN.finditer(low)}
    seen = (word for word in _FIELDS_OF_WORD if (word in latin if word.isascii() else word in low))
    return Counter(field for word in seen if len(_FIELDS_OF_WORD[word]) == 1 for field in _FIELDS_OF_WORD[word])


def field_of_section(section: str | None) -> frozenset[Field]:
    """The fields of an outlet's section, by the words of its name."""
    words = _WORD.findall((section or "").casefold())
    return frozenset().union(*(_FIELDS_OF_SECTION.get(word, frozenset()) for word in words))
