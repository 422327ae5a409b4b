"""Classes of words that say what stands at a name: whose a title is, and what is no organisation.

General knowledge of the two languages, kept as data. Nothing here is about one person, company or outlet.
"""

from __future__ import annotations

from pipeline.language.lexicon import HONORIFICS, TITLES

__all__ = [
    "ALL_TITLES",
    "CATEGORIES",
    "COMPOUND_TITLES",
    "COUNTRIES",
    "DEPARTMENTS",
    "ENGLISH_ROLES",
    "FORMER",
    "KNOWN_HEADS",
    "LEADING_VERBS",
    "MEMBER_VERBS",
    "MOVES",
    "NOT_ORGANISATIONS",
    "OFFICES",
    "POLITICAL",
    "PRIVATE",
    "RELATIONS",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Roles of people whom nobody tracks for them: whoever is presented so beside an organisation is not its head.
PRIVATE = _words(
    """
    customer employee fan intern pensioner resident student subscriber trainee user victim visitor volunteer
    worker 가입자 간병인 강연자 고객 고교생 고등학생 관객 관계자 관람객 구직자 군인 근로자 기증자 노동자 농민 농부
    대학생 대학원생 독자 동문 목격자 방문객 배달원 사용자 사원 상인 세입자 소비자 손님 수강생 승객 시민 신입사원
    아르바이트생 어민 어부 여행객 용의자 운전자 유가족 유학생 의인 이용자 인턴 인턴사원 입주민 입주자 자원봉사자
    재학생 점원 조합원 졸업생 주민 주부 중학생 직원 참가자 청년 초등학생 취업준비생 택배기사 팬 피의자 피해자
    하청노동자 학부모 학생 환자 회사원 회원
    """
)

# Titles beside those of the lexicon.
_MORE_TITLES = _words(
    """
    CHO CIO CLO CRO CSO 간호부장 간호사 감정평가사 강연가 강연자 건축가 경감 경무관 경찰서장 공동대표이사
    공동창업자 공보관 과학관장 관리관 교도관 교육위원 교육장 구단장 구의원 국회부의장 군의원 극작가 기관사
    기상캐스터 기술이사 노무사 단체장 담당관 대령 대사관 대원 도예가 동화작가 디자인총괄 랩장 만화가 매니징디렉터
    명예교수 명창 무술감독 물리치료사 미술감독 방송작가 배구선수 번역가 법원장 변리사 보육교사 부교수 부국장
    부서장 부소장 부제 부지사 부총재 부학장 사무관 사서 사육사 사진가 사회복지사 상근부회장 상임감사 상임대표
    상임위원 상임이사 석좌교수 선임기자 선장 설립자 세무사 소믈리에 소방경 소방령 소방서장 소방위 소방장
    수석디자이너 수석코치 수의사 수필가 순경 스타일리스트 승무원 시의장 시인 신인가수 안무가 약사 여행가 연구교수
    연구실장 연주자 영양사 영업대표 요리연구가 우체국장 운영위원장 원내대변인 원로배우 원사 원장 위원장대행
    음악감독 이사대우 이장 임원 작사가 장로 전도사 전임연구원 점장 정무수석 제작자 조각가 조교 조교사 조련사
    주방장 준위 지배인 지부장 지청장 창업주 책임프로듀서 청장 총무 총영사 총지배인 촬영감독 최고기술책임자
    최고인사책임자 최고전략책임자 최고제품책임자 칼럼니스트 큐레이터 크리에이터 탐험가 통역사 트레이너 팀장 파일럿
    펀드매니저 평론가 프로골퍼 하우스장 학원장 한의사 해설위원 행정관 행정사 협회장 홍보관 홍보팀장 회계사
    1루수 2루수 3루수 가드 각본가 검찰총장 경제부총리 골퍼 공장장 기타리스트 당대표 드러머 레슬러 리베로
    뮤지션 뮤지컬배우 미술가 민정수석 바이올리니스트 법사위원장 법인장 병원장 보컬 복서 부총리 사진기자
    성악가 세터 소방교 스트라이커 연기자 연출자 영화배우 우완 윙어 유격수 은행장 재판장 좌완 챔피언 첼리스트
    치과의사 특파원 파이터 편집국장 포워드
    강원지사 경기지사 경남지사 경북지사 전남지사 전북지사 제주지사 충남지사 충북지사
    """
)

ALL_TITLES = TITLES | HONORIFICS | _MORE_TITLES | {word for word in PRIVATE if not word.isascii()}

# Endings that make a title of any word before them: 법사+위원장, 디자인+총괄. No 연구원, which is an institute too.
COMPOUND_TITLES = tuple(
    sorted(
        _words(
            """
            가수 감독 개발자 검사장 공장장 과장 관장 교수 국장 그룹장 기자 단장 담당 담당관 대변인 대표 대표이사
            디렉터 디자이너 매니저 배우 법인장 변호사 본부장 부사장 부장 부회장 비서관 사무관 사무처장 사무총장
            상무 선수 선임연구원 센터장 수석연구원 실장 심의관 아나운서 애널리스트 앵커 엔지니어 연구위원 원장
            위원 위원장 의원 의장 이사 이사장 작가 장관 전무 지검장 지사장 지점장 차관 책임연구원 책임자 처장 청장
            총괄 총장 코치 타자 투수 특파원 팀장 평론가 프로듀서 학장 행정관 회장
            """
        ),
        key=len,
        reverse=True,
    )
)

# Offices are always of something: who is presented by one alone may hold it anywhere. Trades (가수, 투수) are not.
OFFICES = _words(
    """
    CEO CFO CIO CMO COO CPO CSO CTO analyst boss ceo cfo chair chairman chairwoman chief co-founder coach coo cto
    dean director editor executive founder head lawyer leader lecturer manager mayor minister officer partner
    president principal professor reporter researcher scientist secretary spokesman spokeswoman 감독 감사 강사
    고문 공동대표 공동창업자 과장 관장 교사 교수 교장 국장 군수 기자 단장 담당 대리 대변인 대표 대표이사 리더
    매니저 명예교수 박사 변호사 본부장 부교수 부대표 부사장 부장 부회장 사무관 사무총장 사외이사 사원 사장 상무
    상임대표 석좌교수 선임연구원 설립자 센터장 소장 수석 수석연구원 시장 실장 애널리스트 연구소장 연구원 연구위원
    원장 위원 위원장 의사 의원 의장 이사 이사장 임원 장관 전무 전문의 점장 조교수 지점장 차관 차장 창립자 창업자
    책임연구원 처장 청장 총괄 총장 총재 최고경영자 최고기술책임자 최고운영책임자 최고재무책임자 코치 팀장 파트너
    학장 행장 회계사 회장
    """
)

# Offices of parties and parliaments: a noun before one says what kind of politician it is (중진, 핵심), no party.
POLITICAL = ("의원", "최고위원", "원내대표", "후보", "당선인", "위원장")

# Where the local firm of an organisation is: 한국가람전자, 일본 가람전자.
COUNTRIES = _words("한국 일본 미국 중국")

FORMER = _words("전 前 옛 고 故")
NOW = _words("현 現 신임 차기 초대 제1대 겸 및")

# After the object particle: who does this to an organisation belongs to it.
LEADING_VERBS = _words(
    """
    경영하는 경영해온 공동설립한 공동창업한 대표하는 만든 맡고 맡아온 맡은 설립한 세운 운영하는 운영해온 이끄는
    이끈 이끌고 이끌어온 지휘하는 지휘한 진두지휘하는 창단한 창립한 창업한 책임지는 총괄하는
    """
)
# After 에, 에서, 로: who does this at or into an organisation belongs to it.
MEMBER_VERBS = _words(
    """
    근무하는 근무하던 근무한 다니는 다니던 뛰고 뛰는 뛰던 몸담고 몸담은 부임한 소속된 영입된 옮긴 이적한 일하는
    일하던 입단한 입사한 재직하는 지낸 취임한 합류한 활동하고 활동하는 활약하고 활약하는
    """
)
# What stands between an organisation and somebody who does not belong to it.
RELATIONS = _words(
    """
    가맹점 거래처 경쟁사 경쟁업체 계약사 고객사 공급업체 광고모델 납품업체 노동조합 노조 대리인 대리점 라이벌
    법률대리인 변호인 부품사 사칭 상대 세입자 소비자 소액주주 손님 이용자 입점업체 입주사 자문 주주 출입 투자사
    투자자 파트너사 팬 팬클럽 피해자 하도급업체 하청업체 협력사 협력업체 홍보대사
    """
)
AWAY_VERBS = _words(
    """
    고발한 고소한 규탄한 꺾은 담당하는 대리하는 대리한 방문한 변호하는 변호한 분석하는 분석한 비판하는 비판한
    상대로 상대하는 수사하는 수사한 이긴 인수한 제소한 조사하는 조사한 찾은 출입하는 취재하는 취재한 후원하는
    후원한
    """
)

# Kinds of organisations: what stands before the name of one (기업 도레미) or is a kind by itself.
CATEGORIES = _words(
    """
    개발사 걸그룹 게임사 공기업 과외앱 구단 국내기업 그룹 극단 기관 기업 기획사 단체 대기업 로펌 매체 밴드 벤처
    벤처기업 병원 보이그룹 브랜드 서비스 소속사 스타트업 시민단체 식당 앱 언론사 업체 연구기관 연예기획사 유통업체
    은행 자산운용사 전문기업 전문업체 제약사 제작사 제조사 제조업체 중소기업 증권사 창업팀 출판사 카페 통신사
    투자사 플랫폼 학원 회사
    """
)

# Kinds that stand before their own name: 법무법인 도담, 극단 하루.
LEADING_HEADS = _words(
    """
    갤러리 걸그룹 그룹 극단 농업회사법인 도서출판 듀오 로펌 밴드 법률사무소 법무법인 보이그룹 사단법인 사회적기업
    세무법인 스튜디오 유한회사 의료법인 재단법인 주식회사 카페 특허법인 학교법인 협동조합 회계법인
    """
)

# Heads beyond those of the lexicon that no other word has: who has one is an organisation.
KNOWN_HEADS = _words(
    """
    건설 검찰 검찰청 게임즈 경찰서 경찰청 고검 고등법원 고법 공방 공업 공작소 과기원 관리청 교향악단 교회 구청
    국세청 군청 극단 극장 기술원 기획 네트웍스 노무법인 농원 농장 대교구 대사관 대학병원 도서관 도의회 도청
    래버러토리 랩스 로보틱스 모터스 무역 물산 미디어 미술관 바이오 박물관 법률사무소 법무법인 법원 베이커리 벤처스
    보건소 사무국 사무소 상공회의소 상회 서점 성당 세무서 소방서 소프트 솔루션 스튜디오 시민연대 시스템즈 시의회
    시청 식당 식품 안과 약국 양조장 어린이집 에너지 엔터테인먼트 여고 여대 연구센터 연구회 연대 영농조합 우체국
    운동본부 유치원 음악원 의회 이비인후과 정형외과 제과 제약 지검 지방법원 지법 지청 참여연대 책방 총영사관
    출판사 치과 캐피탈 컨설팅 코칭스태프 타이거스 테크 통상 파트너스 페이 피부과 학교 학원 한의원 합창단 헬스
    협의회 홀딩스 화랑 회계법인
    """
)

# Parts of an organisation: skipped on the way from a name to it.
DEPARTMENTS = (
    "단독",
    "사업본부",
    "사업부문",
    "사업부",
    "부문",
    "본부",
    "센터",
    "연구실",
    "학과",
    "공학과",
    "학부",
    "대학원",
    "대학",
    "과학과",
    "캠퍼스",
    "연구부",
    "지역위",
    "위원회",
    "지점",
    "지사",
    "병동",
    "팀",
    "과",
    "실",
    "국",
    "부",
    "반",
)

NOT_ORGANISATIONS = _words(
    """
    가나 가운데 각각 간판 감독판 강원 개막전 것 결국 경기 경남 경북 공격 공동 과거 관련 관련기사 광주 국가대표
    국내 국민 그 그날 그동안 그때 그러나 그런 그리고 그리스 글 금년 기자회견 나 나이지리아 남 남성 남아공 남자
    남한 내년 내달 너 네덜란드 노르웨이 노장 누구 뉴질랜드 다른 다시 다음 다음날 당내 당대 당시 당일 대구 대만
    대전 대표팀 대한 대해 더 덴마크 독일 동시 드라마 등 때 또 또는 또한 러시아 말레이시아 매년 매일 멕시코 몇 모두
    몽골 무대 문제 뮤지컬 미국 미녀 및 바로 반면 범친박 베테랑 베트남 벨기에 본지 부산 북한 분 브라질 비명 비문
    비박 비윤 사람 사실 사우디 사진 새 새벽 서울 선발 선배 세계 세르비아 소녀 소년 소설 소식 속 수 순간 스웨덴
    스위스 스타 스타급 스페인 신예 신인 신작 실제 싱가포르 쌍둥이 아르헨티나 아시아 아침 아프리카 앞서 야당 어제
    여기 여당 여성 여야 여자 역시 영국 영상 영화 오늘 오스트리아 오전 오후 올해 왜 우루과이 우리 우리나라
    우크라이나 울산 원조 위 유럽 유망주 유명 의혹 이 이날 이들 이라크 이란 이스라엘 이어 이에 이집트 이탈리아 이후
    인기 인도 인도네시아 인천 일 일본 일부 작년 작품 저녁 전국 전날 전남 전반 전북 전설 정도 정부 제 제공 제주
    조연 주역 주연 중 중국 지난 지난달 지난주 지난해 지역 직후 진박 진행 책 처음 천재 체코 최고 최근 최초 출연
    출연자 출연진 충남 충북 친명 친문 친박 친윤 칠레 카메룬 캐나다 콜롬비아 크로아티아 태국 터키 톱스타 튀르키예
    특히 편 평소 포르투갈 폴란드 프랑스 핀란드 필리핀 하지만 한 한국 한때 한편 해외 향후 헝가리 현장 현재 현지
    호주 홍콩 화제 후 후반
    """
)

# Words that tell of a move into an organisation.
MOVES = _words(
    """
    appointed appoints hired hires joined joining joins named names poached recruited signed signs tapped 내정
    발탁 부임 선임 선출 승진 영입 위촉 이적 임명 입단 입사 전격영입 취임 합류
    """
)

# English words for what somebody is, beside the titles of the lexicon; in lower case.
ENGLISH_ROLES = _words(
    """
    academic activist adviser advisor agent anchor architect artist assemblyman assemblywoman assistant associate
    astronomer banker baritone bassist batsman biologist boss boxer brigadier broadcaster campaigner cellist chef
    chemist choreographer clerk commander commissioner composer conductor consultant correspondent councillor
    councilman councilwoman counsel curator dancer dean designer detective developer drummer economist
    entrepreneur farmer filmmaker firefighter forward geologist goalie golfer guard guitarist historian host
    inspector instructor inventor investor journalist keeper lawmaker lecturer left-back librarian magistrate
    mathematician model musician novelist nurse organiser organizer owner painter paramedic pathologist pharmacist
    philosopher photographer physicist pianist pilot planner playwright poet politician producer programmer
    promoter prosecutor psychologist publisher quarterback referee right-back runner sculptor skipper solicitor
    soprano specialist spokesperson strategist superintendent surgeon swimmer teacher technician tenor trader
    trainer treasurer tutor undersecretary veteran violinist warden winger worker
    """
) | {word for word in PRIVATE if word.isascii()}
