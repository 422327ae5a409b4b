"""Korean names in Latin letters: which spellings a Hangul name may have, and whether a spelling reads as it.

There is one official romanisation and nobody's passport follows it: 박 is Park, 이 is Lee, and 준 is jun, joon or
june. So spellings are checked against what each syllable may look like rather than produced and searched for;
the few that are produced are suggestions for a person to confirm.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from pipeline.language.korean_names import split_hangul_name
from pipeline.language.lexicon import COMMON_GIVEN_NAMES

__all__ = [
    "Romanisations",
    "given_splits",
    "is_common_name",
    "reads_as",
    "reads_korean",
    "romanisations_of",
    "suggest",
    "surname_spellings",
]


def _table(lines: str) -> dict[str, tuple[str, ...]]:
    rows = (line.strip().split(":") for line in lines.strip().splitlines())
    return {hangul: tuple(spellings.split()) for hangul, spellings in rows}


def _letters(spellings: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(letter.split()) or ("",) for letter in spellings.split("|"))


# Surname: its spellings in the press, the usual one first. Others are spelled by their letters.
_SPELLED = _table(
    """
    김:kim gim keem kym
    이:lee yi rhee ri li i ree rey leigh
    박:park pak bak bahk paik
    최:choi choe chae chey chwe
    정:jung jeong chung jong cheong joung
    강:kang gang kahng khang
    조:cho jo joe joh
    윤:yoon yun youn
    장:jang chang
    임:lim im yim rim leem
    한:han hahn hann
    오:oh o oe
    서:seo suh su sur so seu
    신:shin sin shinn sheen
    권:kwon gwon kweon
    황:hwang whang
    안:ahn an ann aan
    송:song
    류:ryu yoo lyu ryoo
    전:jeon jun chun chon
    홍:hong
    고:ko koh goh go kho
    문:moon mun
    양:yang ryang
    손:son sohn shon
    배:bae pae bai
    백:baek baik back paik paek
    허:heo hur huh her
    유:yoo yu you ryu
    남:nam nahm
    심:shim sim
    노:noh roh no ro rho
    하:ha hah
    곽:kwak gwak
    성:sung seong
    차:cha char chah
    주:joo ju jou
    우:woo wu u
    구:koo ku goo gu
    민:min
    나:na rah nah ra
    진:jin chin
    지:ji chi jee
    엄:um eom uhm
    채:chae chai
    원:won weon
    천:cheon chun chon
    방:bang pang bahng
    공:gong kong
    현:hyun hyeon
    함:ham hahm
    변:byun byeon pyun
    염:yeom yum youm
    여:yeo yuh yo
    추:choo chu
    도:do doh
    소:so soh
    석:seok suk sok
    선:sun seon
    설:seol sul sull
    마:ma mah
    길:gil kil gill kill
    연:yeon youn yun
    위:wi wee
    표:pyo
    명:myung myeong
    기:ki gi kee
    반:ban bahn
    왕:wang
    금:keum geum kum
    옥:ok ock oak
    육:yook yuk
    인:in ihn
    맹:maeng
    제:je
    모:mo moh
    탁:tak
    국:kook kuk guk
    어:eo uh
    은:eun
    편:pyun pyeon
    용:yong
    예:ye
    경:kyung kyeong
    봉:bong
    사:sa
    부:boo bu
    가:ka ga
    복:bok
    태:tae
    목:mok
    형:hyung
    피:pi
    두:doo du
    감:kam
    음:eum
    동:dong
    온:on
    호:ho
    범:bum beom
    좌:jwa
    팽:paeng
    승:seung
    간:kan gan
    견:kyun
    단:dan
    빈:bin
    남궁:namgung namkung namkoong namgoong namkoung namgoog
    황보:hwangbo whangbo
    제갈:jegal jaegal chegal
    선우:sunwoo seonwoo sunwu
    독고:dokgo dokko
    사공:sagong sakong
    서문:seomun suhmoon
    동방:dongbang
    """
)

# Spellings by letter, in Unicode order. A bar separates letters; an empty place is silent.
_INITIALS = _letters("g k|kk gg k|n|d t|tt dd|r l n|m|b p|pp bb|s sh|ss s||j ch z|jj|ch c tch|k|t|p f|h wh")
_VOWELS = _letters(
    "a ah|ae ai e ay eh|ya ia|yae yeh|eo u uh o ou|e eh ei ae|yeo you yo yu yuh ye eo|ye yae e|o oh|wa oa|wae oae"
    "|oe oi we wi|yo yoh|u oo ou woo|wo weo o|we|wi ui we wee|yu yoo you ew oo|eu u oo e"
    "|ui eui yi ee i hee|i ee y ie yi"
)
_FINALS = _letters("|k g c ck|k|k|n nn|n|n|t d|l r ll|k|m|l|l|l|l|l|m|p b|p|t s d|t|ng|t|t|k|t|p|t h")
# Syllables whose usual spelling in names is not the official one, the usual first.
_USUAL = _table(
    """
    영:young yeong
    현:hyun hyeon
    훈:hoon hun
    준:jun joon
    성:sung seong
    선:sun seon
    석:suk seok
    철:chul cheol
    희:hee hui
    우:woo u
    경:kyung gyeong
    정:jung jeong
    주:joo ju
    수:soo su
    순:soon sun
    혁:hyuk hyeok
    형:hyung hyeong
    연:yeon youn
    승:seung
    근:geun keun
    규:kyu gyu
    기:ki gi
    건:gun geon kun
    광:kwang gwang
    국:kook guk
    구:koo gu
    균:kyun gyun
    길:gil kil
    범:bum beom
    병:byung byeong
    부:boo bu
    윤:yoon yun
    유:yoo yu
    웅:woong ung
    욱:wook uk
    언:un eon
    열:yeol yul
    춘:choon chun
    중:joong jung
    숙:sook suk
    섭:sub seop
    """
)


def is_common_name(name: str) -> bool:
    """Whether many people are likely to bear this name, written in Hangul."""
    split = split_hangul_name(name)
    return split is not None and split[1] in COMMON_GIVEN_NAMES


def reads_korean(name: str) -> bool:
    """Whether a Latin name has a Korean surname on one side and two Korean syllables on the other."""
    parts = name.replace(",", "").split(" ")
    if not 2 <= len(parts) <= 3:
        return False
    surnames = surname_spellings()
    for surname, given in ((parts[0], parts[1:]), (parts[-1], parts[:-1])):
        if surname.lower() in surnames and given_splits("".join(given).replace("-", "")):
            return True
    return False


@cache
def surname_spellings() -> frozenset[str]:
    """Every spelling of a Korean surname in lower-case Latin letters."""
    return frozenset(spelling for spellings in _SPELLED.values() for spelling in spellings)


def _surname_spellings(surname: str) -> tuple[str, ...]:
    """The spellings of one surname, the usual one first."""
    return _SPELLED.get(surname) or ("".join(map(_official, surname)),)


def _official(syllable: str) -> str:
    """A syllable in the official romanisation."""
    initial, vowel, final = _parts(syllable)
    return _INITIALS[initial][0] + _VOWELS[vowel][0] + _FINALS[final][0]


def _parts(syllable: str) -> tuple[int, int, int]:
    index = ord(syllable) - 0xAC00
    return index // 588, index // 28 % 21, index % 28


def _spellings(syllable: str) -> list[str]:
    initial, vowel, final = _parts(syllable)
    made = ["".join(parts) for parts in product(_INITIALS[initial], _VOWELS[vowel], _FINALS[final])]
    usual = _USUAL.get(syllable, ())
    silent_e = [spelling + "e" for spelling in usual if spelling.endswith("n")]  # June, Jeanne
    return sorted({*made, *usual, *silent_e}, key=lambda spelling: (-len(spelling), spelling))


class Romanisations(NamedTuple):
    """How the surname of a Korean name may be spelled, and each syllable of its given name, in lower case."""

    surnames: tuple[str, ...]
    given: tuple[tuple[str, ...], ...]


def romanisations_of(hangul: str) -> Romanisations | None:
    """The spellings of a Hangul name, part by part; None when it cannot be a Korean name."""
    split = split_hangul_name(hangul)
    if split is None:
        return None
    return Romanisations(_surname_spellings(split[0]), tuple(tuple(_spellings(syllable)) for syllable in split[1]))


@lru_cache(maxsize=4096)
def _reading(name: str) -> re.Pattern[str] | None:
    """A pattern for the ways to write a Hangul name; hyphens, spaces and apostrophes between given syllables."""
    spelled = romanisations_of(name)
    if spelled is None:
        return None
    family = "(?:" + "|".join(sorted(spelled.surnames, key=len, reverse=True)) + ")"
    first = "[-' ]?".join("(?:" + "|".join(syllable) + ")" for syllable in spelled.given)
    return re.compile(f"(?:{family},? {first}|{first},? {family})", re.IGNORECASE)


def reads_as(latin: str, hangul: str) -> bool:
    """Whether a Latin spelling, in either order, can be this Korean name: ``Chan-jun Park`` and 박찬준."""
    pattern = _reading(hangul)
    return pattern is not None and pattern.fullmatch(latin.strip()) is not None


# A Korean syllable as the press spells it: optional initial, vowel group, optional final.
_SYLLABLE = re.compile(
    r"(?:kk|gg|tt|dd|pp|bb|ss|jj|ch|sh|wh|[bcdfghjklmnprstz])?"
    r"(?:yeo|yae|you|yoo|yuh|wae|weo|woo|eui|hee|wee|eo|eu|ae|ai|ay|ya|ye|yo|yu|wa|we|wi|wo|oe|oi|oo|ou|ui|ee|ie|ah|eh|oh|uh"
    r"|[aeiouy])"
    r"(?:ng|ck|ll|nn|[bcgklmnprst])?e?"
)


def given_splits(given: str, hangul: str | None = None) -> tuple[tuple[str, str], ...]:
    """The ways to cut a joined given name (``Chanjun``) into two Korean syllables.

    `hangul`, the given name in Hangul, decides when it is known; without it every cut that leaves two possible
    syllables is given. Empty when the word is not two Korean syllables.
    """
    low = given.lower()
    cuts = []
    for at in range(2, len(low) - 1):
        head, tail = low[:at], low[at:]
        if hangul is not None:
            fits = len(hangul) == 2 and head in _spellings(hangul[0]) and tail in _spellings(hangul[1])
        else:
            fits = bool(_SYLLABLE.fullmatch(head) and _SYLLABLE.fullmatch(tail))
        if fits:
            cuts.append((given[:at], given[at:]))
    return tuple(cuts)


def suggest(hangul: str) -> tuple[str, ...]:
    """The usual Latin spellings of a Korean name, most usual first: a handful for a person to choose from."""
    split = split_hangul_name(hangul)
    if split is None:
        return ()
    surname, given = split
    family = _surname_spellings(surname)[0].capitalize()
    choices = [tuple(dict.fromkeys((*_USUAL.get(syllable, ())[:2], _official(syllable))))[:2] for syllable in given]
    made = []
    for syllables in product(*choices):
        joined = "".join(syllables).capitalize()
        hyphened = "-".join(syllables).capitalize()
        made += [f"{joined} {family}"] if len(syllables) == 1 else [f"{joined} {family}", f"{family} {hyphened}"]
    return tuple(dict.fromkeys(made))
