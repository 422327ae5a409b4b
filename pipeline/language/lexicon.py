"""Words that stand around names in the press: particles, titles, kinds of organisation, legal forms.

General knowledge of the two languages, kept as data. Nothing here is about one person, company or outlet.
"""

from __future__ import annotations

__all__ = [
    "AFTER_CONSONANT",
    "AFTER_EITHER",
    "AFTER_VOWEL",
    "COMMON_GIVEN_NAMES",
    "COMPANY_KINDS",
    "COMPANY_ROLES",
    "DEMONYMS",
    "ENGLISH_TITLES",
    "ENGLISH_WORDS",
    "HONORIFICS",
    "KINSHIP",
    "KOREAN_COMPANY_FORMS",
    "LATIN_COMPANY_FORMS",
    "LATIN_COMPANY_WORDS",
    "LATIN_ORGANISATION_HEADS",
    "ORGANISATION_HEADS",
    "PEOPLE_AND_PARTS",
    "PLACE_HEADS",
    "SENTENCE_OPENERS",
    "SMALL_WORDS",
    "SPACED_HEADS",
    "TITLES",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


HONORIFICS = _words(
    """
    군 귀하 님 모씨 선생 선생님 씨 양 여사 옹
    """
)

# What a person is called after the name; also what may stand before it (배우 김…, 전 의원 …).
TITLES = _words(
    """
    2단 3단 4단 5단 6단 7단 8단 9단 CDO CEO CFO CIO CISO CMO COO CPO CSO CTO DJ GM MC PD VJ VP 가수 각하 간사
    감독 감사 강사 개그맨 개그우먼 개발자 걸그룹 검사 검사장 경감 경사 경위 경장 경정 경제학자 경찰관 경호원
    고문 골키퍼 공격수 공동대표 공동위원장 공주 과장 과학자 관장 교감 교사 교수 교육감 교육자 교장 교주 교황
    구단주 구청장 국무위원 국무총리 국방장관 국왕 국장 국회의원 국회의장 군수 그룹장 기사 기수 기업인 기자
    기획자 내야수 노조위원장 논설위원 농부 단장 당선인 당선자 당수 대감 대리 대법관 대법원장 대변인 대사 대왕
    대위 대장 대주교 대통령 대통령당선인 대표 대표변호사 대표이사 댄서 도의원 도지사 독립운동가 동문 디렉터
    디자이너 래퍼 랩장 리더 리포터 마술사 만화가 매니저 머니매니저 멤버 명예교수 명예회장 모델 목사 무용가
    문화평론가 물리학자 미드필더 바둑기사 박사 발명가 발행인 방송인 배우 법무사 변호사 병장 보좌관 본부장
    부교수 부단장 부대변인 부대표 부본부장 부사장 부시장 부원장 부위원장 부의장 부장 부장검사 부장판사 부총리
    부총장 부총재 부통령 부행장 부회장 비대위원장 비상대책위원장 비서관 비서실장 사령관 사령탑 사무관 사무국장
    사무처장 사무총장 사업가 사외이사 사원 사장 사진작가 상무 상무이사 상병 상사 상원의원 선수 선임 선임연구원
    성우 센터장 셰프 소령 소방관 소설가 소위 소장 수녀 수비수 수사관 수석 수석대변인 수석부대표 수석부회장
    수석비서관 수석연구원 수의사 수학자 스님 승무원 시의원 시인 시장 신부 실장 심리학자 심사위원 심판 아나운서
    아티스트 애널리스트 앵커 약사 언론인 에디터 엔지니어 여사 여왕 역사학자 연구소장 연구원 연구위원 연예인
    연출가 영화감독 예비후보 왕 왕비 왕자 외교장관 외무장관 외야수 요리사 원내대변인 원내대표 원내수석부대표
    원장 웹툰작가 위원 위원장 유튜버 음악가 의사 의사자 의원 의장 이병 이사 이사장 이사회의장 일병 임원 작가
    작곡가 작사가 장관 장교 장군 재판관 전무 전무이사 전문위원 전문의 정책위의장 정치인 제독 조교수 조합장
    좌완 주교 주무관 주석 주연 주임 주장 주지사 준장 중령 중사 중위 중장 지검장 지사 지사장 지점장 지휘자
    진행자 차관 차장 창립자 창업자 책임 책임연구원 처장 청년 초단 총경 총괄 총괄사장 총괄회장 총리 총장 총재
    최고경영자 최고기술책임자 최고운영책임자 최고위원 최고재무책임자 추기경 치안감 카피라이터 캐스터 코미디언
    코치 큐레이터 타자 탤런트 투수 팀장 파트너 판사 평론가 포수 프로 프로게이머 프로골퍼 프로그래머 프로기사
    프로듀서 피디 피아니스트 하사 하원의원 학생 학장 해설가 해설위원 행장 혁신위원장 형사 화가 화백 화학자
    환자 황제 회계사 회장 후보 후보자 훈련병
    """
)

KINSHIP = _words(
    """
    가족 고모 남매 남편 누나 당시 동생 딸 막내 매형 며느리 모녀 모자 본인 부녀 부부 부인 부자 사단 사위 삼촌
    선배 아내 아들 아버님 아버지 아저씨 아줌마 어머니 어머님 언니 오라버니 오라버님 오빠 옹 이모 일가 일행
    자매 자신 장남 장녀 차남 차녀 처남 친구 할머니 할아버지 형 형제 후배
    """
)

# What a company's name is followed by when the company itself is meant.
COMPANY_ROLES = _words(
    """
    가입자 간 감독 경기 경영진 계 계열사 고객 고위 공장 공채 관계자 그룹 기자 내 노동조합 노조 뉴스 담당자 대
    대변인 대주주 대표 대표이사 등 라디오 류 매장 매출 모회사 및 발 방송 본사 본점 부사장 부회장 사건 사옥
    사용자 사장 사태 산 상무 상장 서비스 선수 소속 식 실적 아나운서 앱 앵커 연구소 연구원 연구진 이사 이사회
    이용자 인수 임원 임직원 자회사 전 전무 제 제품 주가 주식 주주 지분 지사 지점 직원 채용 처럼 최대주주 출신
    측 코치 팀 팀장 판 팬 표 합병 행 협력사 형 홈페이지 홈피 회원 회장 후
    """
)

# Suffixes that people and companies take without becoming another name.
PEOPLE_AND_PARTS = _words(
    """
    가 계 네 대 들 등 등등 류 발 본인 식 역 외 자신 전 조 쪽 측 파 판 팬 편 표 행 형 호
    """
)

# Heads that turn a company's name into the name of another organisation: 카카오 + 뱅크.
ORGANISATION_HEADS = _words(
    """
    개발원 건설 게임 게임즈 경제 고 고등학교 고속 골프 공단 공사 공업 관광 교육 교통 구단 글로벌 글로비스 금융
    금융그룹 금융지주 기계 기술원 나이츠 네트워크 네트웍스 노조 농구단 농산 뉴스 다이노스 당 대 대병원 대학
    대학교 대학원 동맹 디스커버리 디스플레이 라디오 라이온스 라이온즈 랜더스 랜드 랩 랩스 레드삭스 레코드 렌탈
    렌터카 로지스틱스 리그 리조트 마스터스 마트 매거진 맥주 머티리얼즈 메디칼 메디컬 메츠 면세점 모비스
    모빌리티 모터 모터스 몰 문고 문화재단 물류 물산 뮤직 미디어 바이오 바이오로직스 바이오사이언스 반도체 방송
    방송국 배구단 백화점 뱅크 베어스 벤처스 벤처투자 병원 보험 복지재단 부 브레인 브로드밴드 사 산업 상사 상선
    생명 서점 섬유 세이커스 소프트 소프트웨어 손보 손해보험 솔루션 솔루션즈 쇼핑 수산 슈퍼 스쿨 스타디움
    스타리그 스타일 스토리 스튜디오 스튜디오스 스틸 시네마 시멘트 시스템 시스템즈 시티 식품 신문 신탁 실업
    실트론 썬더스 아레나 아메리카 아시아 아울렛 애슬레틱스 야구단 약국 양키스 에너지 에너지솔루션 에어 엔터
    엔터테인먼트 엔터프라이즈 여대 여행 연구소 연구원 연구재단 연맹 연합 연합회 오일뱅크 오픈 온라인면세점
    와이번스 운수 운용 원 월드 웹툰 위 위원회 위즈 유나이티드 유럽 유업 유플러스 은행 음료 의료원 의료재단
    이글스 이노베이션 이노텍 이지스 인베스트먼트 인터내셔널 일보 자동차 자산운용 자이언츠 장학재단 장학회 재단
    재팬 저축은행 전기 전자 정밀 정유 제강 제과 제약 제지 제철 조선 조선해양 조합 주류 중공업 중학교 증권 지주
    진흥원 차 차이나 챔피언십 처 철강 청 초등학교 총연맹 축구단 축산 출판 출판사 칠성 카드 캐피탈 캐피털
    커머스 컴퍼니 컵 케미칼 케미컬 케어 코리아 코퍼레이션 클라우드 클래식 클럽 타이거즈 택배 테크 테크놀로지
    테크원 테크윈 텔레시스 텔레콤 톡 통신 통신사 투어 투자 투자증권 트윈스 티비 파크 팜 패션 페이 편의점
    평가원 푸드 푸드빌 푸드시스템 프라자 프로덕션 플라자 픽처스 픽쳐스 픽코마 필름 하이닉스 학원 학회 항공
    해운 헬스 헬스케어 협동조합 협회 호텔 홀딩스 홈쇼핑 화이트삭스 화재 화학 히어로즈
    """
)

# Of these, the ones that make another organisation also when written apart: 카카오 뱅크.
SPACED_HEADS = _words(
    """
    금융지주 나이츠 다이노스 대학 대학교 라이온스 라이온즈 랜더스 메츠 면세점 모빌리티 모터스 문화재단
    바이오로직스 바이오사이언스 백화점 뱅크 법인 베어스 병원 복지재단 브레인 생명 세이커스 손해보험 시티 신문
    썬더스 애슬레틱스 양키스 엔터테인먼트 엔터프라이즈 연맹 와이번스 위즈 유나이티드 은행 이글스 이지스 일보
    자산운용 자이언츠 장학재단 재단 저축은행 중공업 증권 카드 캐피탈 타이거즈 텔레콤 투자증권 트윈스 협회 홀딩스
    홈쇼핑 화재 히어로즈
    """
)

# What a company's name is introduced by: 결혼정보회사 한빛, 스타트업 새봄, 그룹 나루.
COMPANY_KINDS = tuple(
    """
    개발사 게임사 그룹 극단 기업 기획사 메신저 밴드 배급사 보험사 브랜드 소속사 스타트업 앱 언론사 업체 여행사
    운용사 제약사 제작사 출판사 통신사 포털 플랫폼 항공사 회사
    """.split()
)

# Heads that make any name the name of a place or a thing.
PLACE_HEADS = _words(
    """
    강 경기장 공원 공항 광장 구 군 기념관 길 대교 도 도서관 동 로 리 면 문학관 미술관 박물관 빌딩 산 섬 시
    아파트 역 읍 체육관 타워 터널 항
    """
)

KOREAN_COMPANY_FORMS = (
    "주식회사",
    "유한회사",
    "유한책임회사",
    "합자회사",
    "재단법인",
    "사단법인",
    "(주)",
    "㈜",
    "(유)",
    "(재)",
    "(사)",
)

LATIN_COMPANY_FORMS = _words(
    """
    a/s ab ag asa b.v bv co company corp corporation gmbh group holdings inc incorporated k.k kg kgaa kk
    limited llc llp lp ltd n.v nv oyj plc pte pty pvt s.a s.p.a sa se spa
    """
)

LATIN_ORGANISATION_HEADS = _words(
    """
    academy agency airlines airport airways albion arena association athletic authority automotive avenue
    bancorp bank biologics board boulevard brain broadcasting bureau capital casino center centre chemical
    chemicals church cinema city classic clinic club college commission committee consortium construction
    cosmetics council county court daily defence defense department development electronics energy engineering
    enterprise enterprises entertainment estate field finance financial foundation fund gallery games gardens
    gas hall healthcare heavy heights herald highway holdings hospital hotel hotels hotspur hynix industrial
    industries institute institution insurance international investment investments journal laboratories lake
    league library life logistics mall marine materials media medical memorial merchant mills ministry
    mobility mortgage motor motors mountain museum mutual national newspaper newspapers nuclear oil orchestra
    organisation organization park party petroleum pharma pharmaceutical pharmaceuticals pictures plaza post
    press productions properties province publishing racing radio railway records reef republic reserve resort
    resources restaurant river road rovers school sciences sdc sdi sds securities semiconductor shipbuilding
    shipping society stadium station steel street studio studios symphony telecom telecommunications
    television theater theatre times tobacco tower towers tribune trophy trust tunnel union united university
    utilities valley ventures wanderers webtoon weekly zoo
    """
)

# Before an English name: titles, and words of address. Compared in lower case, without the full stop.
ENGLISH_TITLES = _words(
    """
    acting actor actress admiral ambassador analyst archbishop attorney author bishop capt captain cardinal
    ceo cfo chair chairman chairperson chairwoman chancellor chief co-ceo co-founder coach col colonel
    columnist comedian congressman congresswoman coo corporal cto dame defender deputy director doctor dr
    economist editor engineer ex executive father former founder gen general goalkeeper gov governor head imam
    judge justice king lady late lawyer lead leader lieutenant lord lt major manager mayor midfielder minister
    miss mr mrs ms mx officer partner pitcher pope president prime prince princess principal private prof
    professor queen rabbi rapper rep reporter representative researcher rev reverend scientist secretary sen
    senator sergeant sgt sheikh singer sir spokesman spokesperson spokeswoman striker vice writer
    """
)

# Ordinary English words that also name companies: only the capitalised word can be the company, and where
# capitals say nothing (a sentence's first word, a headline in title case) it takes more than the word.
ENGLISH_WORDS = _words(
    """
    access act action adobe affirm air alibi alpha alphabet amazon ambition anchor angel apollo apple arc arch
    arrow asana ascend ask aspire atlas aurora avenue axis axon balance ball band bank bar base bay beacon
    beam bear bell best beyond bird black blade blaze blend block bloom blue board bolt bond boss boundless
    box brave breeze bridge bright bronze brook bubble buffer bull bumble burn butterfly button cable camp
    canvas capital carbon card care cargo carrier carter cascade castle catalyst cava center century chamber
    champion chance change channel charm chart chase chime choice chorus chrome cinch circle citizen city
    clarity clay clear clever cliff climb clip close cloud clover coach cobalt code coin column comet command
    common compass concept concord cone confluent connect constellation core corner corning cosmos courage
    cover craft crane cream credit crest crown cruise crystal cube cue curve dash data dawn day deal deep
    deliver delta den depot dial diamond dice direct discover discovery diversity dollar domino door dot dove
    dragon dream drift drive drop duke eagle early earth east echo eclipse edge elastic element elevate elite
    ember emerald emerge empire empower endeavor energy engage engine enterprise entrust envoy equal equity
    era essence essential etch eve ever evolve excel exchange expedition explore express extra eye fable face
    factor fair faith falcon fashion fast feather field fig figure final finch fire first fit five flag flame
    flash fleet flex flint float flora flow fluid flux fly focus folio force ford forge form forward fossil
    found foundation fountain fox frame free fresh frog front frontier fuel full fun fusion future galaxy gap
    garden gate gather gemini general genesis genius giant gig glass gleam glide global globe glow gold good
    grab grace grand grant graph gravity great green grid grip ground group grove grow growth guard guardian
    guess guide gulf hall halo hammer harbor harmony harvest haven hawk head health heart heat hello helm hero
    hill hinge hive home honest honey hope horizon hot house human hunt ice icon idea ideal illumine image
    impact imperial impulse index infinity ingredients insider insight inspire instant intact integral intent
    intuit invent invest iron island ivy jade jet join journal journey joy jump juniper just kernel key kind
    king kite lab lake lamp land lane lantern large lark launch laurel layer lead leaf leap ledger legacy
    legend lemonade level lever liberty life lift light lime limelight line link lion liquid little live
    lively local loft logic loop lotus loud love loyal lucid luck luminary lunar lush lux lyric mach magic
    magnet main major mammoth mandate mandiant maple march mark marker market marvel master match matter
    maverick max maze meadow medallion melody mercury merge merit message meta meteor metric might mind mint
    mirror mission mix mobile mode modern momentum monarch monday moon more mosaic motion motive mountain move
    muse music mustang native natural nature navigator near nest network new next night nimble noble node noon
    north nova now nucleus number nurture nutrient oak oasis object ocean octave odd omega one onward onyx
    opal open option oracle orange orbit orchard order orient origin orion osprey otter outback outlook owl
    oxygen pace pacific pagoda palm panther paper paradigm paragon parallel park part partner pass patch path
    patriot peak pear pearl pebble peloton penguin penny people perch perfect persona petal phase phoenix
    pickle pier pilot pine pinnacle pioneer pitch pivot pixel plaid plain plan planet plant platform play
    plenty plum plus point polar pony pool port portal post power premier present press prime principal print
    prism pro progress progressive promise proof property prosper proton proud prudential public pulse pure
    pursuit push quad quantum quartz quest quick quiet quill quote radar radiant radius rain rally ramp ranger
    rapid raven ray reach ready real realm rebel recursion red reed reef reflex refuge regal regent regions
    reign relay relic remedy remix render renew republic resonance resource result reveal revel revolut
    revolution rhythm rich ride ridge right ring ripple rise rival river road roar robin rock rocket root rose
    rough round route royal ruby rudder rush safari safe saga sage sail salt sand sapphire satellite savage
    scale scene scope scout screen script sea seal season second secret seed select sense sentinel sequoia
    serene series serve seven shadow shape share shark shed shell shelter shield shift shine ship shop shore
    shot show sierra signal signature signet silver simple single six sketch sky slack slate smart smile
    smooth snap snow snowflake social soft sol solar sold solid solo sonic sonnet soul sound source south
    southern spark spear spectrum speed sphere spice spin spiral spire spirit splash splice splunk spoke spot
    spring sprint sprout spruce spur square squarespace stable staff stage stamp standard staples star start
    state stay steady steam steel stellar stem step sterling stitch stock stone storm story strait strand
    stratus stream street stride stripe strong structure studio style sublime suit summit sun super support
    sure surface surge swan sweep sweet swift switch sycamore symphony sync system table tag take talent tally
    tandem tango target task team tech tempo ten tenet tense terra test the theory think thread three thrive
    throne thunder tide tiger time titan toast together token tomorrow top torch total touch tower town toy
    trace track trade trail train transfer travel travelers treasure tree trek trend tribe trident trinity
    trip triumph true trust truth tulip tune turn twin twist two type ultra umbrella under union unique unison
    unit united unity universal up upstage upward urban us valley value vanguard vantage vault vector velocity
    venture venus verge verse vertex very vessel via vibe victory view village vine vintage virgin virtue visa
    vision vista vital vivid vocal vogue voice volt vortex vote voyage wallet wave way wayfair wealth weave
    web wedge well west western whale wheel whip white whole wide wild will willow win wind window wing winner
    winter wire wise wish wolf wonder wood word work workday world yellow yes yield young youth zen zenith
    zephyr zero zest zone zoom
    """
)

# Whom people are introduced by: the Spaniard Nadal, Democrat Clinton.
DEMONYMS = _words(
    """
    american argentine argentinian australian austrian belgian brazilian british briton bulgarian cameroonian
    canadian chilean chinese colombian conservative croat croatian cuban czech dane danish democrat dutch
    dutchman egyptian englishman ethiopian european filipino finn finnish french frenchman frenchwoman german
    ghanaian greek hungarian indian indonesian iranian iraqi irish irishman israeli italian jamaican japanese
    jordanian kenyan korean latvian lebanese liberal malaysian mexican moroccan nigerian norwegian pakistani
    palestinian peruvian pole polish portuguese republican romanian russian saudi scot scottish serb serbian
    singaporean slovak socialist south spaniard spanish swede swedish swiss syrian taiwanese thai turk turkish
    ukrainian uruguayan vietnamese welsh welshman zimbabwean
    """
)

# Particles and copulas that follow a final consonant, a vowel, or either.
AFTER_CONSONANT = _words(
    """
    과 아 으로 으로는 으로도 으로부터 으로서 으로써 으로의 은 은커녕 을 이 이고 이구나 이군 이기 이기도 이기에
    이긴 이나 이나마 이냐 이네 이네요 이니 이니까 이다 이던 이던가 이던지 이든 이든지 이라 이라고 이라기보다
    이라는 이라도 이라며 이라면 이라면서 이라서 이라지만 이란 이랑 이며 이므로 이시여 이야 이야말로 이어서
    이었고 이었는데 이었다 이었던 이었으며 이었지만 이에요 이여 이예요 이자 이죠 이지 이지만
    """
)
AFTER_VOWEL = _words(
    """
    가 고 구나 군 기 기도 기에 긴 나 나마 냐 네 네요 는 는커녕 니 니까 다 던 든 든지 라 라고 라는 라도 라며
    라면 라면서 라서 라지만 란 랑 로 로는 로도 로부터 로서 로써 로의 를 며 므로 야 야말로 여 여서 였고 였는데
    였다 였던 였으며 였지만 예요 와 자 죠 지 지만
    """
)
AFTER_EITHER = _words(
    """
    간 간의 같이 과는 과도 과의 까지 까지는 까지도 께 께서 께서는 께서도 대로 더러 도 마다 마저 마저도 만
    만으로 만으로도 만은 만을 만의 만이 만큼 만큼은 만큼이나 밖에 보고 보다 보다는 보다도 보단 부터 부터가
    부터는 뿐 뿐만 뿐이다 뿐인 씩 에 에게 에게는 에게도 에게만 에게서 에겐 에관한 에는 에다 에다가 에대한
    에대해 에도 에따르면 에만 에서 에서는 에서도 에서의 에선 에의 에의해 와는 와도 와의 요 의 이라 이란 인
    인가 인가요 인데 인데요 인지 일 일까 일지 일지도 임 임에도 임을 임이 입니까 입니다 조차 조차도 처럼 처럼은
    치고 치고는 커녕 하고 하며 한테 한테서
    """
)

# Words that titles leave small; words around a company; words that open a sentence.
SMALL_WORDS = _words(
    """
    a an and as at but by de for from in into nor of off on or over per so the to up via vs with yet
    """
)

LATIN_COMPANY_WORDS = LATIN_COMPANY_FORMS | _words(
    """
    announced announces ceo cfo chairman chief co-founder cofounder coo cto employees executives founder
    launched launches plans president reported reports said says shares spokesman spokesperson spokeswoman
    stock subsidiary unveiled unveils
    """
)

SENTENCE_OPENERS = _words(
    """
    a after although and as asked at because before both but by despite during earlier even for friday from
    had has however if in instead later like meanwhile monday now of on once only saturday since so still
    sunday that the then this though thursday to today tomorrow tuesday under unlike until wednesday what when
    where whether while who why with yesterday yet
    """
)

# Korean given names that many thousands bear.
COMMON_GIVEN_NAMES = _words(
    """
    경숙 경희 광수 동현 명숙 미경 미숙 민수 민재 민정 민준 민지 민호 병철 보람 상민 상철 상현 상훈 서연 서준
    서현 선영 성민 성수 성진 성현 성호 성훈 수민 수빈 수진 수현 숙자 순자 승민 승현 승호 승훈 시우 영미 영수
    영숙 영순 영자 영준 영진 영철 영호 영환 영희 예은 예준 예지 용준 우진 유나 유진 윤서 윤아 은영 은정 은주
    은지 은희 인수 재민 재영 재현 재호 재훈 정민 정수 정숙 정순 정우 정은 정호 정훈 정희 종수 종현 주영 주원
    주현 준영 준혁 준호 지민 지선 지수 지아 지연 지영 지우 지원 지은 지현 지혜 지호 지훈 진수 진영 진우 진호
    창수 철수 태영 태현 태호 하윤 하은 하준 현숙 현아 현우 현정 현주 현준 현지 형준 혜경 혜영 혜진 희정
    """
)
