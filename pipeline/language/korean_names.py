"""What Korean people are called: the registered surnames, and the syllables of given names.

A name in Hangul may be Korean or foreign (제니퍼, 나가노), and its syllables tell: each has a weight, the natural
logarithm of how much likelier it is at its place in a Korean name than in a foreign one, rounded. The weights come
from the 147,000 names of three syllables in mecab-ko-dic (Apache License 2.0), a dictionary of Korean, told apart
by expectation and maximisation (Dempster, Laird and Rubin, 1977). The surnames are those of the census of 2000
(Statistics Korea) and the spellings of the North, each with the Chinese characters it is written in.
"""

from __future__ import annotations

__all__ = ["HANJA", "SURNAMES", "is_given_name", "is_korean_name", "split_hangul_name"]


def _weights(lines: str) -> dict[str, int]:
    rows = (line.strip().split(":") for line in lines.strip().splitlines())
    return {syllable: int(weight) for weight, syllables in rows for syllable in syllables}


_REGISTER = """
    가賈 간簡 갈葛 감甘 강姜康强彊剛 견甄堅 경慶景 계桂 고高 공孔公 곽郭 교橋 구具丘邱 국鞠國菊 군君 궁弓 궉鴌
    권權 근斤 금琴 기奇箕 길吉 김金 나羅 난欒 남南 남궁南宮 낭浪 내乃奈 노盧魯路 뇌雷 누樓 단單段端 담譚 당唐
    대大 도都道陶 독고獨孤 돈頓 동董 동방東方 두杜頭 등鄧 라羅 란欒 량梁 려呂 련連 렴廉 로盧魯 뢰賴雷 류柳劉
    륙陸 리李 림林 마馬麻 만萬 망절網切 매梅 맹孟 명明 모牟毛 목睦 묘苗 무武 묵墨 문文門 미米 민閔 박朴 반潘班
    방方房邦龐 배裵裴 백白 범范凡 변卞邊 보甫 복卜 봉奉鳳 부夫傅 비丕 빈賓彬 빙氷 사史舍謝 사공司空 삼森杉 상尙
    서徐西 서문西門 석石昔 선宣 선우鮮于 설薛偰 섭葉 성成星 소蘇邵肖 손孫 송宋松 수水洙 순淳荀舜順 승承昇 시施柴
    신申辛愼 심沈 십辻 아阿 안安 애艾 야夜 양梁楊樑襄 어魚 어금魚金 엄嚴 여呂余汝 연延燕連涓 염廉 엽葉 영永榮影
    예芮乂 오吳 옥玉 온溫 옹邕雍 왕王 요姚 용龍 우禹于宇 운雲芸 원元袁苑 위魏韋 유柳劉兪庾 육陸 윤尹 은殷 음陰
    이李異伊 인印 임林任 자慈 장張章蔣莊 저邸 전全田錢 점占 정鄭丁程 제諸 제갈諸葛 조趙曺曹 종宗鍾 좌左 주朱周
    준俊 즙汁 증曾增 지池智 진陳晉秦眞 차車 창昌倉 채蔡菜采 천千天 초楚 최崔 추秋 춘椿 탁卓 탄彈 태太 판判 팽彭
    편片 평平 포包 표表 풍馮 피皮 필弼 하河夏 학郝 한韓漢 함咸 해海 허許 현玄 형邢 호胡扈 홍洪 화化 환桓 황黃
    황보皇甫 후候 흥興
"""


def _written_in_hanja(entry: str) -> tuple[str, tuple[str, ...]]:
    surname = "".join(char for char in entry if "가" <= char <= "힣")
    hanja = entry.removeprefix(surname)
    return surname, tuple(hanja) if len(surname) == 1 else (hanja,)


HANJA = dict(map(_written_in_hanja, _REGISTER.split()))
"""Each surname and its Chinese characters."""

SURNAMES = frozenset(HANJA)

_FAMILY = _weights(
    """
    5:강경계곽국권김남명문박방백변석성손송심엄여연염육윤임전정최편현홍황
    4:공동등맹목민서승신양원탁표한함형
    3:궁금담려류배복선설안엽용유이장조좌진차채천추평풍허
    2:감고구낭노뇌당묵범봉오옥왕우은인종주증팽학
    1:근기길나도련림묘반상소어예온옹위점지태하흥
    0:간견내단두량부섭십운음창화환
    -1:갈교대뢰마모빈빙삼영제초호
    -2:가궉라리만무사수순요저춘탄판피해후
    """
)
_FIRST = _weights(
    """
    5:경광권규근동명병봉석성순승영용의재정종창철평현형환효희
    4:갑관교극낙남능면범복상선억연웅원윤은을응익점준중찬충태택학항혁혜홍황흥
    3:강계국궁균금긍길대덕득문민백분삼송숙양열옥왕욱율장좌증진청춘쾌풍한해행향화회훈흠
    2:건공굉군귀기낭년녕농륜만맹목묘방붕수숭신쌍언여완운육음인적주채척천칠판표헌호활훤휘
    1:각격견결겸곤내달돈두등락려력맑박법벽변별본샛생서설섭식애약역염엽외유융일임전직집최탁통특필확흔힘
    0:개걸검겨과곽구꺽꽃끝난념녹단답도량련령례륙몽무묵미믿배벼보부빛새세소속손술습심악안예요우월읍입잎작잠제족죽지
    0:쩌참첨초총추출췌측츤층치칙탑턱편함합혈협후흑흡
    -1:가감같곡곰귤녠노다담당독둠래록룡륭릉막말매밈북불사산솔시십암엄오온왈위자쟁절조즉징차처취탐팔패팽품하햇횡휴
    -2:간거고궈김나낫냉뇌늘둘떼람료룽류름림립반번뷔빅뿔색섬셉실아앙앵업엥옹욤존줄짠착촉축칭큰탄퇴팡훼
    """
)
_SECOND = _weights(
    """
    5:경교국규균근대련렬배범병석섭숙순술승애열옥욱은채철출태표학혁현형환희
    4:각갑겸관권극녕득래례룡면묵복삼선성수식억연엽용웅율응익재중집택평해행효훈흥
    3:계곤광구길남년능덕동령륜률매명목문벽별봉붕상설업영원육윤의정종주준증진찬천춘칠탁팔필향헌협혜호홍화활회휘흠흡
    2:개걸견금긍기녀늘력륭림무민숭실심양완운을일전점좌죽줄창충풍하후훤
    1:강건결공굉군귀내늬님돈두락량려렴록륙립모물방백부빈빛쁨산생서송습신암언여역염우융음읍자장적제조즙직첨청촌총축
    1:쾌특한항확황휴흔흘흰
    0:검격곡과괄궁궐궤급낙념녘늠달담도돌둬등랑렷뢰릉맘맹뫼묘미박법보분새샘세셉속솔솜쇠숴슴쌍액월위유인임징찰초추측
    0:침퇴패폿품합혈혹횡횽
    -1:간감괴궈낭녹당둘듬란람륵름만말뮨발본봄섬소쇄슬싹아악안약예오왕울작지질쭤차착책톈포함
    -2:객갱고골굴나노뇌눌단둥똥로롬롱린망몽밀번비사삭셴손슝십썬온외요움윙이잠쟁절존쥰척첩최탑통파판팝훼
    """
)
_UNSEEN = -5
_FOREIGN_BELOW = -2
"""Names of today (권나라, 윤슬아) have syllables that were foreign to those of old: what is hardly more foreign
than Korean counts as Korean."""


def is_korean_name(name: str) -> bool:
    """Whether this looks like a Korean surname with a Korean given name, and not like a foreign name in Hangul."""
    split = split_hangul_name(name)
    return split is not None and len(split[1]) <= 2 and _weight(*split) >= _FOREIGN_BELOW


def is_given_name(word: str) -> bool:
    """Whether two syllables are rather a given name (서연, also 해수: sea water) than a surname with one."""
    if len(word) != 2:
        return False
    given = _weight_of_given(word)
    return given >= _FOREIGN_BELOW and given > _weight(word[0], word[1])


def _weight(surname: str, given: str) -> float:
    family = _FAMILY.get(surname, _UNSEEN) if len(surname) == 1 else 0
    return family + _weight_of_given(given)


def _weight_of_given(given: str) -> float:
    first, second = _FIRST.get(given[0], _UNSEEN), _SECOND.get(given[-1], _UNSEEN)
    return first + second if len(given) > 1 else (first + second) / 2


def split_hangul_name(name: str) -> tuple[str, str] | None:
    """Surname and given name of a Korean person's name written together, or None when it cannot be one."""
    if not 2 <= len(name) <= 5 or not all("가" <= char <= "힣" for char in name):
        return None
    if len(name) >= 3 and name[:2] in SURNAMES:
        return name[:2], name[2:]
    if len(name) <= 4 and name[0] in SURNAMES:
        return name[0], name[1:]
    return None
