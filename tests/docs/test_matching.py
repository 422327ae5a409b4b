"""The weights on docs/matching.md are those that the program uses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.identity import weights
from pipeline.items import Affiliation, Entity, EntityKind, Watchlist
from pipeline.mentions import Matcher

TEXT = (Path(__file__).parents[2] / "docs" / "matching.md").read_text(encoding="utf-8")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")

# The constants of each row, in its order; of a range, its ends.
IDENTITY = {
    "an organisation of the entity's is bound": (weights.BOUND_OWN, weights.BOUND_DOUBTFUL),
    "another organisation is bound": (weights.BOUND_STRANGE, weights.PERHAPS_STRANGE),
    "a private person": (weights.PRIVATE_PERSON,),
    "a title of the entity's at the name": (
        weights.OWN_TITLE,
        weights.LONGER_TITLE,
        weights.FIELD_TITLE,
        weights.TITLE_ELSEWHERE,
    ),
    "a title of another field": (weights.STRANGE_TITLE,),
    "an affiliation in the article": (
        weights.AFFILIATION,
        weights.FURTHER_AFFILIATION,
        weights.NOT_THAT_YEAR,
    ),
    "a topic near the name, or a companion": (weights.TOPIC_NEAR, weights.TOPIC, weights.FURTHER_TOPIC),
    "the article is about the entity's field": (
        weights.OWN_FIELD,
        weights.CLEARLY_OWN_FIELD,
        weights.STRANGE_FIELD[1],
        weights.STRANGE_FIELD[-1],
    ),
    "the outlet's section": (weights.OWN_SECTION, weights.STRANGE_SECTION),
    "an article with nothing of a full profile": (weights.SILENCE, weights.LONG_SILENCE),
    "a colleague on the watchlist": (weights.COLLEAGUE, weights.COMPANY_KEPT, weights.OUTLET),
    "a very common name": (
        weights.COMMON_NAME,
        weights.FOREIGN_NAME,
        weights.COMPANY_NAME,
        weights.ORDINARY_COMPANY_NAME,
    ),
    "the article fits another": (weights.NAMESAKE, weights.FORMER_NAME),
    "an excluded context": (weights.EXCLUDED_NEAR, weights.EXCLUDED),
}


def rows(heading: str) -> dict[str, tuple[float, ...]]:
    """Reason and numbers of each row of the table of weights under a heading."""
    section = TEXT.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    table = section.split("| reason | weight |\n|---|---|\n", 1)[1].split("\n\n", 1)[0]
    cells = [line.strip("| ").rsplit(" | ", 1) for line in table.splitlines()]
    return {reason: tuple(float(number) for number in NUMBER.findall(said)) for reason, said in cells}


def row(heading: str, reason: str) -> tuple[float, ...]:
    (numbers,) = [numbers for name, numbers in rows(heading).items() if name.startswith(reason)]
    return numbers


@pytest.mark.parametrize("reason", IDENTITY)
def test_the_weights_of_identity_are_those_of_the_code(reason: str) -> None:
    assert row("Who it is", reason) == IDENTITY[reason]


def test_every_row_of_identity_is_compared() -> None:
    compared = [name for name in rows("Who it is") if name.startswith(tuple(IDENTITY))]
    assert [*compared, "what was accepted and rejected before, by the words the articles share"] == list(
        rows("Who it is")
    )


def test_the_thresholds_are_those_of_the_code() -> None:
    assert f"sum up to {weights.CONFIRM:g}" in TEXT
    assert f"A doubtful mention needs {weights.CONFIRM + weights.DOUBTFUL_MENTION:g}" in TEXT
    assert f"**Rejected** at {weights.REJECT:g}" in TEXT


PERSON = Entity("person:한서연", EntityKind.PERSON, "한서연")
WORD = Entity("company:Anchor", EntityKind.COMPANY, "Anchor")
ACTOR = Entity("person:제임스", EntityKind.PERSON, "제임스")
MAKER = Entity("person:한도윤", EntityKind.PERSON, "한도윤", affiliations=(Affiliation("Garamsoft"),))
COMPANY = Entity("company:한빛전자", EntityKind.COMPANY, "한빛전자")


@pytest.mark.parametrize(
    ("reason", "place", "entity", "text", "kind"),
    [
        ("an ordinary word or", 0, WORD, "Shares of Anchor rose.", "ordinary word"),
        ("a particle or copula", 0, PERSON, "한서연은 말했다.", "particle"),
        ("a particle or copula", 1, PERSON, "한서연는 말했다.", "particle"),
        ("a title, kinship word", 1, PERSON, "한서연 씨가 왔다.", "title"),
        ("a legal form", 0, COMPANY, "㈜한빛전자가 공장을 지었다.", "legal form"),
        ("a foreign given name", 0, ACTOR, "제임스 딘이 출연했다.", "longer name"),
        ("a spelling that nobody wrote", 0, MAKER, "Han Do-yoon of Garamsoft left.", "spelling"),
        ("a spelling that nobody wrote", 1, MAKER, "D. Y. Han of Garamsoft left.", "initials"),
        ("a capital inside a sentence", 0, WORD, "Shares of Anchor rose.", "capital"),
    ],
)
def test_the_weights_of_mentions_are_those_of_the_code(
    reason: str, place: int, entity: Entity, text: str, kind: str
) -> None:
    language = "en" if text.isascii() else "ko"
    found = Matcher(Watchlist((entity,))).find("", text, language)
    used = [evidence.weight for mention in found for evidence in mention.evidence if evidence.kind == kind]
    assert row("Mentions", reason)[place] in used
