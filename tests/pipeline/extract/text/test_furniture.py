"""Lines that are not the article's, and sentences of reporting that must never be taken for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.text.furniture import is_credit, is_ending, is_furniture, trim_paragraph

FURNITURE = """
Advertisement
Story continues below
Read more: Council passes budget by one vote
RELATED: Harbor master to retire
Also read: Three held over pier fire
Most popular
You may also like
Sign up for our newsletter and never miss a story
Get the latest news straight to your phone with our app.
Share this article
Follow us on Facebook and Instagram
Follow The Courier on Twitter and Facebook.
12 comments
By Ann Example
By Ann Example and Otto Muster
By ANN EXAMPLE, Staff Writer
Tuesday, 14 May 2019
May 14, 2019 3:15 p.m.
Published May 14, 2019
Updated: 14 May 2019 at 10:00
3 min read
Filed under: Politics
Reporting by Ann Example; editing by Otto Muster
© 2024 The Courier. All rights reserved.
This material may not be published, broadcast or redistributed.
This content is reserved for subscribers.
We may earn a commission when you buy through our links.
ann@courier.example
홍길동 기자
홍길동 기자 gildong@courier.example
[예시일보 홍길동 기자]
예시일보=홍길동 기자
글·사진 홍길동 기자
홍길동 기자 구독
입력 2024.05.14 10:00
2024/05/14 10:00 송고
저작권자 © 예시일보 무단전재 및 재배포 금지
<저작권자(c) 예시통신, 무단 전재-재배포, AI 학습 및 활용 금지>
Copyright ⓒ 예시일보. All rights reserved.
▶ 관련기사
관련기사
많이 본 뉴스
☞ 예시일보 네이버 채널 구독하기
제보는 카카오톡 '예시제보' 또는 02-123-4567
이 기사를 공유합니다
댓글 3
글자크기 조절
기사 저장
AI 요약은 최신 기술을 활용해 핵심 내용을 제공합니다. 전체 맥락은 본문을 확인하세요.
※ 우울감 등 어려움이 있으면 자살예방 상담전화 109에서 상담받을 수 있습니다.
(끝)
"""
CREDITS = """
Photo: Ann Example
Photograph by Otto Muster
Image credit: The Courier
Mayor Odalys Brandt cuts the ribbon. (Photo: Perrin Holt)
Crews at the dock on Friday. Jan Field/Getty Images
Source: Ministry of Works
Getty Images
(사진=예시일보)
사진 제공=예시대학교
▲ 홍길동 대표가 2일 서울에서 발언하고 있다. (사진=예시전자)
홍길동 대표가 발언하고 있다. /사진=예시뉴스
별하배터리 연구원이 시료를 살피고 있다. 별하배터리 제공
"""
SENTENCES = """
The company plans to cut 500 jobs by the end of the year, Reuters reported on Monday.
Images of the crash spread within minutes of the first call to the police.
Video of the incident shows an officer running towards the pier.
Photos of the old shafts will be shown at the museum in May.
Related companies were not named in the indictment.
Comments from the ministry were not available on Friday.
Subscribers to the service rose by a third in the quarter.
By Monday the water had reached the second floor of the town hall.
By the time the crews arrived, the roof had fallen in.
Share prices fell by four percent after the announcement.
Follow-up tests are planned for the autumn, the hospital said.
More in the region have lost their homes than in any year since 1953.
Copyright law does not cover such works, the court found.
The victims may be compensated by the state, the minister said.
The broker earns a commission of two percent on every sale.
Contact with the crew was lost at 3:40 a.m., the coast guard said.
Reporting on the trial was restricted by the judge.
Sources close to the talks said a deal was near.
Watch makers in the valley fear for their exports.
홍길동 기자는 지난해 이 사건을 처음 보도했다.
관련 기사에 따르면 회사는 이를 부인했다.
관련 뉴스가 전해지자 주가가 급등했다.
회사는 뉴스레터 서비스를 다음 달 시작한다고 밝혔다.
앱 다운로드 수가 100만 건을 넘었다.
경찰은 사진을 무단 배포한 혐의로 두 사람을 입건했다.
저작권법의 적용 범위를 두고 의견이 갈렸다.
정부는 자살예방 상담 인력을 두 배로 늘린다고 밝혔다.
제보는 익명으로 접수된다고 위원회는 설명했다.
▲지난해 매출 3조 원 ▲영업이익 2천억 원을 거뒀다.
구독자는 한 해 만에 세 배로 늘었다.
댓글 창을 닫은 뒤 방문자가 줄었다고 한다.
사진 전시는 다음 달 10일까지 이어진다.
등록 2년 만에 회원이 만 명을 넘었다.
광고 매출은 12% 줄어든 310억 원이었다.
"""


def lines(block: str) -> list[str]:
    return block.strip().splitlines()


@pytest.mark.parametrize("line", lines(FURNITURE))
def test_furniture_is_told(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize("line", lines(CREDITS))
def test_credits_are_told(line: str) -> None:
    assert is_credit(line) or is_furniture(line)


@pytest.mark.parametrize("line", lines(SENTENCES))
def test_a_sentence_of_reporting_stays(line: str) -> None:
    """A lost paragraph may be the missed mention."""
    assert not is_furniture(line)
    assert not is_credit(line)
    assert trim_paragraph(line) == line


@pytest.mark.parametrize(
    ("line", "trimmed"),
    [
        ("(서울=예시통신) 홍길동 기자 = 회의가 열렸다.", "회의가 열렸다."),
        ("[부산=예시뉴스] 홍길동 성춘향 기자 = 회의가 열렸다.", "회의가 열렸다."),
        ("[예시일보 홍길동 기자] 회의가 열렸다.", "회의가 열렸다."),
        ("홍길동 기자 = 회의가 열렸다.", "회의가 열렸다."),
        ("회의가 열렸다. 홍길동 기자 gildong@courier.example", "회의가 열렸다."),
        ("회의가 열렸다. /예시=홍길동 기자", "회의가 열렸다."),
        ("회의가 열렸다. [사진=예시일보]", "회의가 열렸다."),
        ("홍길동 기자는 회의에 갔다.", "홍길동 기자는 회의에 갔다."),
        ("(서울) 회의가 열렸다.", "(서울) 회의가 열렸다."),
        ("회의에는 홍길동 기자도 참석했다.", "회의에는 홍길동 기자도 참석했다."),
        ("WASHINGTON (AP) — The council met.", "WASHINGTON (AP) — The council met."),
    ],
)
def test_bylines_are_cut_off_either_end(line: str, trimmed: str) -> None:
    assert trim_paragraph(line) == trimmed


@pytest.mark.parametrize(
    "line", ["Related stories", "More from the archive", "About the author", "Comments", "관련 기사"]
)
def test_endings_are_told(line: str) -> None:
    assert is_ending(line)


@given(st.text(alphabet="가나다 기자=()[]@.·,사진By Annx©1", max_size=300))
def test_trimming_only_takes_away(line: str) -> None:
    assert trim_paragraph(line) in line
