"""docs/matching.md shows the weights that the code uses."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.identity import weights as w
from pipeline.identity.past_decisions import _LIMIT

WEIGHTS = [
    (w.BOUND_OWN, w.BOUND_DOUBTFUL),
    (w.BOUND_STRANGE, w.PERHAPS_STRANGE),
    (w.PRIVATE_PERSON,),
    (w.OWN_TITLE, w.LONGER_TITLE, w.FIELD_TITLE, w.TITLE_ELSEWHERE),
    (w.STRANGE_TITLE,),
    (w.AFFILIATION, w.FURTHER_AFFILIATION, w.NOT_THAT_YEAR),
    (w.TOPIC_NEAR, w.TOPIC, w.FURTHER_TOPIC),
    (w.OWN_FIELD, w.CLEARLY_OWN_FIELD, w.STRANGE_FIELD[1], w.STRANGE_FIELD[-1]),
    (w.OWN_SECTION, w.STRANGE_SECTION),
    (w.SILENCE, w.LONG_SILENCE),
    (w.COLLEAGUE, w.COMPANY_KEPT, w.OUTLET),
    (w.COMMON_NAME, w.FOREIGN_NAME, w.COMPANY_NAME, w.ORDINARY_COMPANY_NAME),
    (w.NAMESAKE, w.FORMER_NAME),
    (w.EXCLUDED_NEAR, w.EXCLUDED),
    (-_LIMIT, _LIMIT),
]


def test_the_table_of_weights_is_the_codes() -> None:
    document = (Path(__file__).resolve().parents[3] / "docs" / "matching.md").read_text(encoding="utf-8")
    table = (
        document.partition("## Who it is")[2].partition("| reason | weight |\n|---|---|\n")[2].partition("\n\n")[0]
    )
    shown = [tuple(map(float, re.findall(r"-?\d+(?:\.\d+)?", row.split("|")[2]))) for row in table.splitlines()]
    assert shown == [tuple(map(float, row)) for row in WEIGHTS]


def test_the_thresholds_are_the_codes() -> None:
    document = (Path(__file__).resolve().parents[3] / "docs" / "matching.md").read_text(encoding="utf-8")
    assert f"sum up to {w.CONFIRM:g} and" in document
    assert f"doubtful mention needs {w.CONFIRM + w.DOUBTFUL_MENTION:g}." in document
    assert f"**Rejected** at {w.REJECT:g} and less" in document
