"""Words of other languages that are ordinary words in Korean, though dictionaries have many of them as names."""

from __future__ import annotations

__all__ = ["LOANWORDS"]

LOANWORDS = frozenset(
    """
    가든 그레이 글로리 기프트 나이트 내추럴 네이처 노블 다이아 데일리 듀오 라이언 럭키 레인보우 로드 로즈
    루비 리치 마운틴 매직 모먼트 모멘트 뮤즈 미라클 바이올렛 벨벳 보이스 뷰티 브라운 블랭크 블루 샤인
    선데이 소나타 소울 수프림 스노우 스카이 시그널 시크릿 에코 엠파이어 오로라 오리진 오션 온리 원더 위너
    이모션 인사이트 저니 조이 캐슬 캔디 캡틴 커넥트 코랄 코스모스 퀸 크라운 크리스탈 키즈 킹덤 타이거
    테라 파라다이스 퍼플 포레스트 프라임 프렌즈 플라워 플래닛 핑크 허니 호라이즌 홀리데이 화이트 히어로
    """.split()
)
