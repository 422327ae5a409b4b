"""Whether namesakes in the same trade are told apart, on articles made from written frames.

    python benchmarks/namesakes.py [--half tune|kept|all] [--seeds N] [--errors N]

Each frame is a sentence of the press with places for a name, the organisation it is bound to, another organisation
and a title. It is filled for every profile of its language, once with the tracked organisation bound to the name
and once with another one. Half of the frames, by turns, are for making rules, half for looking at the end.

`--seeds` renames all people and organisations by invented ones of the same shape, so many times: the outcome must
be the same.
"""

from __future__ import annotations

import argparse
import random
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


def frames(language: str, half: str) -> Iterator[tuple[str, bool]]:
    """Frames of a half, and whether the organisation they bind may be the tracked one."""
    bound, away = (BOUND_KO, AWAY_KO) if language == "ko" else (BOUND_EN, AWAY_EN)
    for text, may_be_own in ((bound, True), (away, False)):
        for number, line in enumerate(line for line in text.splitlines() if line):
            if half == "all" or (half == "tune") == (number % 2 == 0):
                yield line, may_be_own


def cases(half: str) -> Iterator[Case]:
    for profile in PROFILES:
        for frame, may_be_own in frames(profile.language, half):
            for number, other in enumerate(profile.others):
                known = {"name": profile.name, "title": profile.title, "own": profile.own}
                if may_be_own:
                    if number == 0:
                        text = frame.format(org=profile.own, other=other, **known)
                        yield Case(text, profile, frame, is_own=True)
                    third = profile.own  # the tracked organisation stands elsewhere in the sentence
                    yield Case(frame.format(org=other, other=third, **known), profile, frame, is_own=False)
                else:
                    yield Case(frame.format(other=other, **known), profile, frame, is_own=False)


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
