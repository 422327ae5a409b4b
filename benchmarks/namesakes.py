"""Whether namesakes in the same trade are told apart, on articles made from written frames.

    python benchmarks/namesakes.py [--half tune|kept|all] [--seeds N] [--errors N]

Each frame is a sentence of the press with places for a name, the organisation it is bound to, another organisation
and a title. It is filled for every profile of its language, once with the tracked organisation bound to the name
and once with another one. Some frames have two bearers of the name, or one who changes employers. Half of the
frames, by turns, are for making rules, half for looking at the end.

`--seeds` renames all people and organisations by invented ones of the same shape, so many times: the outcome must
be the same.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.identity import judge
from pipeline.items import Affiliation, Entity, EntityKind, Watchlist
from pipeline.mentions import Matcher

BOUND_KO = """
{org} {name} {title}는 3일 새 계획을 밝혔다.
{name} {org} {title}가 무대에 올랐다.
{name} {title}({org})는 강연을 마쳤다.
{name}({org} {title}) 씨가 상을 받았다.
{org}의 {name} {title}는 말을 아꼈다.
{org}를 이끄는 {name} {title}가 자리를 지켰다.
{org} {title} {name}은 고개를 저었다.
{org} {title}인 {name} 씨는 4일 출국했다.
{name}(47) {org} {title}는 두 시간 동안 답했다.
㈜{org}({title} {name})는 새 공장을 열었다.
이날 토론회에는 {name} {org} {title} 등이 나왔다.
{other} 맹서린 부장과 {org} {name} {title}가 만났다.
{org} {name} {title}·{other} 맹서린 이사가 손을 잡았다.
▲ {name} {org} {title}가 인사말을 하고 있다.
◇{other} ▲부장 맹서린 ◇{org} ▲{title} {name}
▲표창 맹서린({other}) {name}({org})
▲맹서린씨 별세, {name}({org} {title})씨 모친상 = 3일
{name}은 {org} {title}다.
{org} 측은 {org} {name} {title}의 말을 전했다. {other}도 같은 뜻을 밝혔다.
{name} 전 {org} {title}가 강연했다.
{org}에서 일하는 {name} {title}가 답했다.
{name} 현 {org} {title}는 걸어서 출근한다.
{other}가 새 제품을 냈다. 이를 두고 {name} {org} {title}는 “시장은 넓다”고 했다.
사진은 {org} {name} {title}. {other} 제공
{org}가 이렇게 밝혔다.¶{org} {name} {title}는 “더 만들겠다”고 했다.¶{name} {title}는 말을 맺었다.
[사진] {name} {title}({org})가 책을 들어 보이고 있다. {other} 제공
왼쪽부터 {other} 맹서린 부장, {org} {name} {title}.
{name} {title}({org})·맹서린 부장({other})이 나란히 섰다.
◇{org} ▲{title} {name} ▲부장 맹서린¶◇{other} ▲부장 강노을
[부고] 맹서린({other} 부장)씨 부친상, {name}({org} {title})씨 빙부상
▲대상 {name}({org}) ▲우수상 맹서린({other})
{other}를 떠난 맹서린 이사의 자리는 {org} 출신 {name} {title}가 맡는다.
{org} 소속 {name} {title}는 5일 답변서를 냈다.
행사 뒤 {name} {org} {title}와 {other} 관계자들이 사진을 찍었다.
{org}({title} {name})와 {other}(부장 맹서린)가 협약을 맺었다.
올해 상은 {org}의 {name} {title}에게 돌아갔다. {other}는 빈손이다.
{name} {title}는 {org}에서 10년을 일했다. {name} {org} {title}의 방은 작다.
“늦었다”고 {org} {name} {title}는 말했다. {other}의 생각은 다르다.
"""

# Two bearers of the name in one article, or one who goes from an organisation to another: the tracked organisation
# is one of the two, or neither.
PAIR_KO = """
{org} {name} {title}와 {other} {name} {title}는 이름이 같다.
{org}의 {name} {title}가 말했다. 같은 날 {other} {name} {title}도 말했다.
{org}가 {name} 전 {other} {title}를 영입했다고 3일 밝혔다.
{other} {name} {title}가 {org}로 자리를 옮겼다.
{name} 전 {other} {title}가 {org}에 합류했다.
{name} {org} {title}(전 {other} 부장)는 책을 냈다.
"""

AWAY_KO = """
{own}를 대리한 {name} 변호사는 법정에서 변론했다.
{own} 협력업체 직원 {name}(51) 씨가 다쳤다.
{own} 앞에서 만난 {name} 씨는 고개를 저었다.
{own}의 주가를 두고 {other} {name} 연구원은 목표를 올렸다.
{own} 제품을 써 온 {name}(33) 씨는 만족한다고 했다.
{own}를 수사한 한별경찰서 {name} 경감은 자료를 넘겼다.
{own}와 손잡은 {other}의 {name} {title}는 웃었다.
{own} 홍보 영상에 나온 배우 {name}은 손을 흔들었다.
{own} 맹서린 {title}와 {other} {name} {title}가 악수했다.
{own}를 취재한 {name} 기자는 글을 남겼다.
{own}와 소송 중인 {other} {name} {title}는 답하지 않았다.
{own}의 새 제품을 두고 {other}의 {name} {title}는 “아쉽다”고 했다. {name} {title}는 더 묻지 말라고 했다.
◇{own} ▲부장 맹서린¶◇{other} ▲{title} {name}
[사진] {own} 본사 앞을 지나는 {name}(29) 씨.
▲신랑 {name}({other}) ▲신부 맹서린({own})
{own} {title} 맹서린과 {other} {title} {name}이 만났다.
"""

BOUND_EN = """
{org} {title} {name} spoke on Monday.
{name}, {title} of {org}, spoke on Monday.
{name}, the {title} of {org}, said little.
{name}, 47, {title} of {org}, left early.
{org}'s {name} spoke on Monday.
{org}'s {title}, {name}, said sales rose.
The {title} of {org}, {name}, declined to comment.
{name} of {org} told {other} to wait.
{name} ({org}) took the prize.
{name}, {org}'s {title}, praised {other}.
{name}, who leads {org}, met staff of {other}.
Former {org} {title} {name} wrote a book.
"{other} is slow," said {org} {title} {name}.
{name}, formerly {title} of {org}, now paints.
"We waited," {name}, {title} at {org}, told reporters. {other} did not.
From left: Ann Stone of {other} and {name} of {org}.
{org} {title} {name}, left, shakes hands with Ann Stone of {other}.
{name}, the former {title} of {org}, joined a choir.
{org}, whose {title} {name} lives nearby, sent flowers to {other}.
Ann Stone ({other}) and {name} ({org}) shared the prize.
Speaking for {other}, Ann Stone thanked {org} {title} {name}.
{name} is the {title} of {org}.
{name}, who runs {org}, has never met the head of {other}.
Under {name}, its {title}, {org} left {other} behind. "{org} grows," said {org}'s {name}.
The award went to {name}, {title} at {org}; {other} came second.
"""

PAIR_EN = """
{org} {title} {name} shares a name with {name} of {other}.
{org} named {name}, formerly {title} of {other}, to its board.
{name}, {title} of {other}, joins {org} next month.
{name}, {title} of {org} and once of {other}, wrote a book.
"""

AWAY_EN = """
{name}, a lawyer for {own}, told the court the claim was void.
{name}, 23, an intern at {own}, worked all summer.
Detective Sergeant {name} said the fire at {own} was no accident.
{name}, an analyst at {other}, raised her target for {own}.
{name}, a teacher in Dunmore, said {own} saved her an hour a day.
Our reporter {name} went to {own} on Monday.
{own} was fined. {other} {title} {name} called it late.
{other}'s {name} said {own} was too slow.
Singer {name} opened the fair that {own} paid for.
Rivals of {own} such as {name} of {other} were pleased.
{name}, 61, who lives across the street from {own}, complained of noise.
{own} was sued by {name}, {title} of {other}.
"{own} is no rival," said {name}, {other}'s {title}.
From left: Ann Stone of {own} and {name} of {other}.
{name}, a former customer of {own}, teaches in Dunmore.
Police officer {name} closed the road to {own}.
"""


@dataclass(frozen=True, slots=True)
class Profile:
    """A tracked person, organisations of the same trade, and the trade's title and topic."""

    name: str
    own: str
    others: tuple[str, ...]
    title: str
    topic: str
    language: str


PROFILES = (
    Profile("한도윤", "가람소프트", ("두레식품", "봄날제과", "새롬전자"), "대표", "번역 모델", "ko"),
    Profile("서지안", "푸른숲대", ("온누리대", "한별대학교", "나루과학기술원"), "교수", "반도체", "ko"),
    Profile("오태경", "나라당", ("미래당", "한별시의회", "새길당"), "의원", "교통위원회", "ko"),
    Profile("안서림", "해오름증권", ("큰솔증권", "두레투자증권", "가람자산운용"), "연구원", "조선업", "ko"),
    Profile("류미르", "바른숲병원", ("맑은눈안과", "온결한의원", "한별대병원"), "원장", "관절염", "ko"),
    Profile(
        "Marcus Hale",
        "Fernwick",
        ("Loomfield", "Harrow Foods", "Brightwater Inc"),
        "chief executive",
        "batteries",
        "en",
    ),
    Profile(
        "Nora Whitlock",
        "Kestrel University",
        ("Alder College", "Moorgate University"),
        "professor",
        "glaciers",
        "en",
    ),
    Profile(
        "Priya Lindqvist",
        "Oakmere Bank",
        ("Greyloch Energy", "Halden Capital"),
        "chief financial officer",
        "pensions",
        "en",
    ),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One article, whether its bearer of the name is the tracked one, and of which frame it is."""

    text: str
    profile: Profile
    frame: str
    is_own: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("tune", "kept", "all"), default="all")
    parser.add_argument("--seeds", type=int, default=0)
    parser.add_argument("--errors", type=int, default=0)
    options = parser.parse_args()
    made = list(cases(options.half))
    outcomes = [outcome(case) for case in made]
    show(made, outcomes, options.errors)
    same = wrong = 0
    for seed in range(options.seeds):
        renamed = [rename(case, seed) for case in made]
        again = [outcome(case) for case in renamed]
        same += sum(one == other for one, other in zip(outcomes, again, strict=True))
        wrong += sum(one == "confirmed" and not case.is_own for one, case in zip(again, renamed, strict=True))
        for case, one, other in list(zip(renamed, outcomes, again, strict=True)):
            if one != other and options.errors:
                print(f"renamed: {one} -> {other}: {case.text} | {case.profile.own}")
    if options.seeds:
        share = 100 * same / (options.seeds * len(made))
        print(f"renamed {options.seeds} times: {share:.2f} % the same outcome, {wrong} wrongly confirmed")


def frames(language: str, half: str) -> Iterator[tuple[str, str]]:
    """Frames of a half, and their kind: an organisation is bound, or two are, or another than the tracked one."""
    texts = (BOUND_KO, PAIR_KO, AWAY_KO) if language == "ko" else (BOUND_EN, PAIR_EN, AWAY_EN)
    for text, kind in zip(texts, ("bound", "pair", "away"), strict=True):
        for number, line in enumerate(line for line in text.splitlines() if line):
            if half == "all" or (half == "tune") == (number % 2 == 0):
                yield line.replace("¶", "\n"), kind


def cases(half: str) -> Iterator[Case]:
    for profile in PROFILES:
        for frame, kind in frames(profile.language, half):
            if kind == "away":
                for other in profile.others:
                    yield _case(profile, frame, own=profile.own, other=other, is_own=False)
                continue
            first, second = profile.others[:2]
            yield _case(profile, frame, org=profile.own, other=first, is_own=True)
            if kind == "pair":
                yield _case(profile, frame, org=first, other=profile.own, is_own=True)
                yield _case(profile, frame, org=first, other=second, is_own=False)
                continue
            for other in profile.others:  # the tracked organisation stands elsewhere in the sentence
                yield _case(profile, frame, org=other, other=profile.own, is_own=False)


_WITH_PARTICLE = re.compile(r"\{(\w+)\}(는|은|가|이|와|를|로)(?= |\n|$)")
_PARTICLES = {
    "는": "은는",
    "은": "은는",
    "가": "이가",
    "이": "이가",
    "와": "과와",
    "를": "을를",
    "로": ("으로", "로"),
}


def _case(profile: Profile, frame: str, *, is_own: bool, **places: str) -> Case:
    words = {"name": profile.name, "title": profile.title, **places}

    def filled(match: re.Match[str]) -> str:
        word = words[match[1]]
        closed, opened = _PARTICLES[match[2]]
        return word + (closed if ends_closed(word) else opened)

    return Case(_WITH_PARTICLE.sub(filled, frame).format(**words), profile, frame, is_own=is_own)


def ends_closed(word: str) -> bool:
    """Whether a Hangul word ends in a consonant."""
    return "가" <= word[-1] <= "힣" and (ord(word[-1]) - ord("가")) % 28 > 0


def outcome(case: Case) -> str:
    profile = case.profile
    entity = Entity(
        "person:tracked",
        EntityKind.PERSON,
        profile.name,
        affiliations=(Affiliation(profile.own),),
        titles=(profile.title,),
        topics=(profile.topic,),
    )
    mentions = Matcher(Watchlist((entity,))).find("", case.text, profile.language)
    return judge(entity, "", case.text, mentions).status.value if mentions else "missed"


def show(made: list[Case], outcomes: list[str], errors: int) -> None:
    count = Counter((case.is_own, one) for case, one in zip(made, outcomes, strict=True))
    own = sum(number for (is_own, _), number in count.items() if is_own)
    confirmed = count[True, "confirmed"] + count[False, "confirmed"]
    print(
        f"{len(made)} articles: precision of confirmed {percent(count[True, 'confirmed'], confirmed)},"
        f" recall of confirmed {percent(count[True, 'confirmed'], own)},"
        f" namesakes rejected {count[False, 'rejected']},"
        f" in review {count[False, 'review']}, confirmed {count[False, 'confirmed']};"
        f" true bearers rejected {count[True, 'rejected']}, missed {count[True, 'missed']}"
    )
    for case, one in zip(made, outcomes, strict=True):
        if (one != "confirmed" if case.is_own else one == "confirmed") and errors:
            print(f"  {one}, {'own' if case.is_own else 'another'}: {case.text}")


def percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


# --- renaming ----------------------------------------------------------------------------------------------------

_SURNAMES = "김이박최정강조윤장임한오서신권황안송류홍문양배백허노하"
_GIVEN = "가강경관규기나다단도라래루리린마미민별보빈샘서선설성소솔수승아안연영온우원유윤은율이인재정주준지진찬채하"
_STEMS = """
    나래 다온 두루 마루 미르 바름 새길 세움 아라 예솔 은새 이든 정담 초롱 토담 푸르미 하람 해솔
    한울 늘봄 다솜 도담 모아 여울
""".split()
_LATIN = """
    Ash Birch Crane Dover Elm Frost Gale Holt Ivel Juno Kern Lyle Mere Nash Orme Pell Quill Rowe Stow
    Thorn Vale Wend
""".split()
_ENDS = "wick field mere ford gate hollow bridge stead".split()
_FIRST = """
    Anna Boris Clara Dennis Edith Felix Greta Henry Irene Jonas Karla Leo Mona Nils Olga Paul Rosa Simon
    Tessa Viktor
""".split()
_HEADS = (
    "소프트 식품 제과 전자 대학교 과학기술원 당 시의회 투자증권 자산운용 증권 대병원 병원 안과 한의원 대".split()
)


def rename(case: Case, seed: int) -> Case:
    """The same article about people and organisations of other names, of the same shape."""
    chance = random.Random(f"{seed} {case.profile.name}")
    text, profile = case.text, case.profile
    new = {old: new_organisation(old, chance) for old in (profile.own, *profile.others)}
    new[profile.name] = new_name(profile.name, chance)
    for old in sorted(new, key=len, reverse=True):
        text = text.replace(old, new[old])
    changed = Profile(
        new[profile.name],
        new[profile.own],
        tuple(new[other] for other in profile.others),
        profile.title,
        profile.topic,
        profile.language,
    )
    return Case(text, changed, case.frame, is_own=case.is_own)


def new_organisation(old: str, chance: random.Random) -> str:
    if not old.isascii():
        head = next(head for head in _HEADS if old.endswith(head))
        return chance.choice(_STEMS) + head
    words = old.split(" ")
    return " ".join([chance.choice(_LATIN) + chance.choice(_ENDS), *words[1:]])


def new_name(old: str, chance: random.Random) -> str:
    if not old.isascii():
        return chance.choice(_SURNAMES) + chance.choice(_GIVEN) + chance.choice(_GIVEN)
    return f"{chance.choice(_FIRST)} {chance.choice(_LATIN)}{chance.choice(_ENDS)}"


if __name__ == "__main__":
    main()
