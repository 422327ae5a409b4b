"""Spellings of a name that nobody wrote on the watchlist."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from pipeline.identity import judge
from pipeline.items import Affiliation, CoverageStatus, Entity, EntityKind, Page, Reason, Watchlist
from pipeline.language.romanize import romanisations_of
from pipeline.mentions import Matcher
from pipeline.names import INITIALS, SPELLING, with_company_names
from pipeline.process import Reader

NOW = datetime(2026, 3, 4, tzinfo=UTC)
KIM = Entity(
    "person:김도겸",
    EntityKind.PERSON,
    "김도겸",
    affiliations=(Affiliation("온결"), Affiliation("Onkyul")),
    titles=("CEO",),
    exclude=("Dogyeom Kim",),
)
WHITLOCK = Entity(
    "person:Nora Whitlock", EntityKind.PERSON, "Nora Whitlock", affiliations=(Affiliation("Fernhollow"),)
)
MATCHER = Matcher(Watchlist((KIM, WHITLOCK)))


def found(text: str) -> list[tuple[str, str]]:
    return [(mention.form, mention.evidence[-1].kind) for mention in MATCHER.find("", text, "en")]


def status(entity: Entity, text: str) -> CoverageStatus:
    mentions = Matcher(Watchlist((entity,))).find("", text, "en")
    return judge(entity, "", text, mentions).status


@pytest.mark.parametrize(
    "name",
    ["Kim Do-kyum", "Do Kyum Kim", "Dokyum Kim", "DOKYUM KIM", "Kim To-gyŏm", "Kim, Do-kyeom", "Do-gyum Gim"],
)
def test_a_romanisation_beside_the_affiliation_is_a_guess(name: str) -> None:
    text = f"{name}, CEO of Onkyul, spoke."
    assert found(text) == [(name, SPELLING)]
    assert MATCHER.names_in(text, markup=False)


@pytest.mark.parametrize("name", ["D. K. Kim", "D.K. Kim", "DK Kim", "D. Kim", "Kim D.K.", "D.-G. Kim"])
def test_so_are_initials(name: str) -> None:
    assert found(f"{name} of Onkyul took questions.") == [(name, INITIALS)]


def test_the_initials_of_a_western_name() -> None:
    assert found("N. Whitlock and N. J. Whitlock of Fernhollow") == [
        ("N. Whitlock", INITIALS),
        ("N. J. Whitlock", INITIALS),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Kim Do-kyum won the race.",  # the affiliation is nowhere
        "Kimberly Do of Onkyul sang.",
        "Onkyul hired Kim Tae-ho and E. Kim.",
        "kim do kyum of Onkyul",
        "Onkyul, do kim",
        "Dogyeom Kim of Onkyul",  # the user excludes it
    ],
)
def test_what_is_no_spelling_of_the_name(text: str) -> None:
    assert found(text) == []


def test_the_headline_has_the_name_and_the_text_the_affiliation() -> None:
    assert [mention.form for mention in MATCHER.find("Kim Do-kyum steps down", "Onkyul said so.", "en")] == [
        "Kim Do-kyum"
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Kim Do-kyum, CEO of Onkyul, spoke.", CoverageStatus.REVIEW),
        ("D. K. Kim of Onkyul took questions.", CoverageStatus.REVIEW),
        ("Onkyul opened a plant. Kim Do-kyum cut the ribbon.", CoverageStatus.REVIEW),
        ("Onkyul opened a plant. D. K. Kim cut the ribbon.", CoverageStatus.REJECTED),
        ("Kim Do-kyum, an analyst at Pinecrest Securities, likes Onkyul.", CoverageStatus.REJECTED),
    ],
)
def test_a_guess_goes_to_review_at_most(text: str, wanted: CoverageStatus) -> None:
    assert status(KIM, text) is wanted


def test_an_alias_of_the_users_is_sure() -> None:
    sure = Entity(KIM.id, KIM.kind, KIM.name, ("Dokyum Kim",), KIM.affiliations, KIM.titles)
    assert status(sure, "Kim Do-kyum, CEO of Onkyul, spoke.") is CoverageStatus.CONFIRMED


def test_whoever_is_called_what_the_outcome_is_the_same() -> None:
    chance = random.Random(3)
    frames = ("{}, CEO of {}, spoke.", "The chief executive of {1}, {0}, resigned.", "{1}'s {0} took questions.")
    for _ in range(20):
        name = (
            chance.choice("김박최정강조윤") + chance.choice("동명병상성재태현") + chance.choice("규근수식진철호훈")
        )
        spelled = romanisations_of(name)
        assert spelled is not None
        given = "-".join(chance.choice(syllable) for syllable in spelled.given).capitalize()
        latin = f"{chance.choice(spelled.surnames).capitalize()} {given}"
        company = chance.choice(["Fernhollow", "Onkyul", "Brightwick"])
        entity = Entity(f"person:{name}", EntityKind.PERSON, name, affiliations=(Affiliation(company),))
        assert {status(entity, frame.format(latin, company)) for frame in frames} == {CoverageStatus.REVIEW}, latin


def test_a_guess_is_sure_where_the_name_itself_stands() -> None:
    mentions = MATCHER.find("", "김도겸(Do-kyum Kim) 온결 대표는 말했다.", "ko")
    assert [mention.form for mention in mentions if mention.confidence >= 0.5] == ["김도겸", "Do-kyum Kim"]


def test_an_affiliation_counts_under_every_name_of_the_company() -> None:
    company = Entity("company:온결", EntityKind.COMPANY, "온결", ("Onkyul Lab",))
    person = Entity("person:김도겸", EntityKind.PERSON, "김도겸", affiliations=(Affiliation("온결", since=2020),))
    completed, _ = with_company_names((person, company))
    assert completed.affiliations == (Affiliation("온결", since=2020), Affiliation("Onkyul Lab", since=2020))
    assert status(completed, "Kim Do-kyum, CEO of Onkyul Lab, spoke.") is CoverageStatus.REVIEW


@pytest.mark.parametrize(("name", "reason"), [("D. K. Kim", Reason.NAME_OUTSIDE_BODY), ("김도겸", Reason.COVERED)])
def test_a_guess_that_nothing_bears_out_is_no_coverage(name: str, reason: Reason) -> None:
    text = (
        f"<p>Onkyul opened a plant by the river on Friday. {name} cut the ribbon.</p>"
        + "<p>It stands by the water, is large, and makes tools.</p>" * 9
    )
    html = f"<html><head><title>Plant</title></head><body><article><h1>Plant</h1>{text}</article></body></html>"
    url = "https://harbor.example/plant"
    page = Page(url, url, 200, (("content-type", "text/html; charset=utf-8"),), html.encode(), NOW)
    outcome = Reader.of(Watchlist((KIM,)), ()).process(page)
    assert outcome.reason is reason
