"""Small pages on which somebody else was taken for a tracked name, or a tracked one was not seen.

Each kind is tried on an article of our own; the pages beside the checkout are read too where they are.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.items import Affiliation, CoverageStatus, Entity, EntityKind, Page, Verdict, Watchlist
from pipeline.process import Reader
from scrape.config.settings import load_settings
from tests.waiting import LIMIT

CASES = {
    "analyst-near-org-en": {"review"},
    "caption-only": {"confirmed", "review"},
    "common-noun-read-as-proper": {"review"},
    "customer-near-org-en": {"review"},
    "list-brackets": {"review"},
    "list-of-bodies": {"review"},
    "name-not-korean": {"confirmed"},
    "one-word-company-in-longer-name-en": {"review"},
    "other-org-at-name": {"review"},
    "other-title-at-name": {"review"},
    "private-person-near-org": {"review"},
    "romanisation-with-affiliation-en": {"confirmed", "review"},
    "spaced-form-across-words": set[str](),
    "syllables-read-as-words": {"confirmed"},
    "title-alone": {"review"},
    "unknown-compound-word": {"review"},
}
# The organisation itself is in the article, and no doubt about it.
COMPANIES = {"company:가람소프트", "company:Fernhollow"}
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)

DIRECTOR = Entity(
    "person:류미르",
    EntityKind.PERSON,
    "류미르",
    affiliations=(Affiliation("바람전자"), Affiliation("Baram Electronics")),
    titles=("대표", "CEO"),
    topics=("축전지",),
)
FIRM = Entity("company:바람전자", EntityKind.COMPANY, "바람전자", aliases=("Baram Electronics",))
FILLER = (
    "모임은 저녁 여섯 시에 끝났고, 온 사람들은 차를 마시며 이야기를 더 나눴다.",
    "다음 모임은 겨울에 열리며 누구나 올 수 있다고 주최 측은 덧붙였다.",
)
OWN = (
    ("title alone", "나래제과를 이끄는 류미르 대표는 빵을 나눴다. 류미르 대표(나래제과)는 웃었다.", "review"),
    ("other organisation", "바람전자와 손잡은 나래제과의 류미르 대표가 축전지를 보았다.", "review"),
    ("other title", "바람전자를 대리한 류미르 변호사는 축전지 특허를 설명했다.", "review"),
    ("police", "바람전자를 조사한 나래경찰서 류미르 경감은 자료를 받았다.", "review"),
    ("private person", "바람전자 공장 앞에 사는 류미르(61) 씨는 시끄럽다고 했다.", "review"),
    ("list of bodies", "◇바람전자 ▲상무 맹서린 ◇나래시청 ▲과장 류미르", "review"),
    ("brackets of a list", "▲대상 맹서린(바람전자) ▲우수상 류미르(나래시청)", "review"),
    ("own block", "◇나래시청 ▲과장 맹서린 ◇바람전자 ▲대표 류미르", "confirmed"),
    ("own title", "류미르 바람전자 대표는 새 축전지를 내놓았다.", "confirmed"),
    ("caption in the text", "▲ 류미르 바람전자 대표가 축전지를 들고 있다.", "confirmed"),
)


def statuses(verdicts: tuple[Verdict, ...]) -> dict[str, str]:
    return {verdict.entity_id: verdict.status.value for verdict in verdicts}


def page(url: str, body: bytes) -> Page:
    return Page(url, url, 200, (("Content-Type", "text/html; charset=utf-8"),), body, NOW)


@pytest.mark.parametrize(("kind", "said", "wanted"), OWN, ids=[kind for kind, _, _ in OWN])
def test_our_own(kind: str, said: str, wanted: str) -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in (said, *FILLER))
    html = f"<html><head><meta property='og:type' content='article'><title>{kind}</title></head><body><article>"
    html += f"<h1>{kind}</h1>{paragraphs}</article></body></html>"
    outcome = Reader.of(Watchlist((DIRECTOR, FIRM)), ()).process(page("https://maru.example/1", html.encode()))
    assert statuses(outcome.verdicts)[DIRECTOR.id] == wanted


@pytest.mark.parametrize("name", CASES)
@pytest.mark.shared
def test_pages_that_were_judged_wrongly(shared_data: Path, name: str) -> None:
    folder = shared_data.parent / "cases" / f"who-{name}"
    watchlist = load_settings(folder / "scrape.toml", {}).watchlist()
    body = (folder / "page.html").read_bytes()
    found = statuses(Reader.of(watchlist, ()).process(page("https://maru.example/1", body)).verdicts)
    asked = {entity.id for entity in watchlist.entities}
    judged = {status for entity_id, status in found.items() if entity_id not in COMPANIES}
    assert judged == CASES[name] if len(CASES[name]) < 2 else judged and judged <= CASES[name]
    assert all(found[key] == CoverageStatus.CONFIRMED for key in COMPANIES & found.keys())
    if CASES[name]:
        assert asked - COMPANIES <= found.keys()


@pytest.mark.parametrize(
    "name", ["changes-jobs", "former-name-of-a-company", "romanised-name-beside-its-affiliation"]
)
@pytest.mark.shared
def test_presses_in_which_something_changed(shared_data: Path, name: str) -> None:
    folder = shared_data.parent / "cases" / f"monitor-{name}"
    scrape = Path(sys.executable).with_name("scrape")
    ended = subprocess.run(
        [sys.executable, "case.py"],
        cwd=folder,
        env={**os.environ, "SCRAPE": str(scrape), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert "RIGHT" in ended.stdout, ended
    assert "WRONG" not in ended.stdout, ended.stdout
