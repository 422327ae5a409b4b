"""The table that the program was asked for: what is truly wrong in its 77 rows, gone through by hand, against what
the audit says. Its pages are stand-ins, dated as their addresses say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scrape.table.read import read_table
from tests.scrape.shell import scrape
from tests.scrape.table.stand_ins import SEED, archive_of, stand_ins

# By line of the file: what is wrong, and why. Nothing else is:
# - techcntlab.com (27, 44) is the content lab of the outlet that 27 names, and known by one witness alone;
# - 중앙일보 Plus (16) is an edition of 중앙일보, and a list of outlets (76) has the one of the address;
# - what the newsroom of the company publishes (73) is named for the papers that ran it;
# - channels of YouTube (13, 61, 80) are no outlets that are known;
# - 25 and 33 have one headline, at two blogs: only their texts could make them one;
# - all months fall, and but for line 40 none is another than that in an address that has one.
TRUTH = {
    ("outlet", (37,)): "labelled 연합뉴스, and 008 is the number of 머니투데이 on Naver",
    ("spelling", (11, 24)): "디지털데일리, which four other rows write 디지털 데일리",
    ("spelling", (6,)): "ZDNET, which is ZDNET Korea in line 28",
    ("spelling", (19,)): "테크 월드, which two other rows write Tech World News",
    ("spelling", (57, 65, 66)): "인공지능 신문 and AI TIMES for aitimes.kr, which is 인공지능신문 in line 68",
    ("month", (40,)): "2024.04, and the address says 2024/03/31",
}


@pytest.mark.shared
def test_the_errors_of_the_seed_table_are_found_and_nothing_else(shared_data: Path, tmp_path: Path) -> None:
    file = shared_data / "seed-coverage.md"
    rows = read_table(file).rows
    (tmp_path / "scrape.toml").write_text(SEED.watchlist(), encoding="utf-8")
    archive = archive_of(stand_ins(rows, SEED), tmp_path / "pages")
    ended = scrape("audit", file, "--replay", archive, "--format", "json", cwd=tmp_path)
    audit = json.loads(ended.out)
    found = {
        (finding["kind"], tuple(sorted(row["line"] for row in finding["rows"]))) for finding in audit["findings"]
    }
    assert found == set(TRUTH)
    assert (ended.code, audit["rows"], len(audit["findings"])) == (1, len(rows), len(TRUTH))
    assert [row["line"] for row in audit["unchecked"]] == [13, 61, 80]  # videos


@pytest.mark.shared
def test_what_the_table_itself_shows_is_found_without_its_pages(shared_data: Path, tmp_path: Path) -> None:
    (tmp_path / "scrape.toml").write_text(SEED.watchlist(), encoding="utf-8")
    ended = scrape("audit", shared_data / "seed-coverage.md", "--offline", "--format", "json", cwd=tmp_path)
    audit = json.loads(ended.out)
    found = {
        (finding["kind"], tuple(sorted(row["line"] for row in finding["rows"]))) for finding in audit["findings"]
    }
    assert found == set(TRUTH)
    assert len(audit["unchecked"]) == audit["rows"]
