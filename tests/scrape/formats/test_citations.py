"""References: read back field by field, with keys that stay, whatever strangers wrote."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

from hypothesis import given

from pipeline.items import Coverage
from tests.scrape.formats.rows import ROW, hostile_rows, many, words, written

ENTRY = re.compile(r"@(\w+)\{([A-Za-z0-9-]+),\n((?:  \w+ = \{.*\},\n)*)\}\n\n")
FIELD = re.compile(r"  (\w+) = \{(.*)\},\n")
NAMED = re.compile(r"\\(?:text(?:backslash|braceleft|braceright|asciitilde|asciicircum)\{\}|[#$%&_])")
PLAIN = {"backslash": "\\", "braceleft": "{", "braceright": "}", "asciitilde": "~", "asciicircum": "^"}


def entries(*rows: Coverage) -> dict[str, dict[str, str]]:
    """What stands in a file of BibTeX, by key; every brace of it has its other."""
    text = written("bibtex", rows).decode()
    assert ENTRY.sub("", text) == ""
    read = {}
    for kind, key, body in ENTRY.findall(text):
        for _, value in FIELD.findall(body):
            depths = [value[:at].count("{") - value[:at].count("}") for at in range(len(value) + 1)]
            assert min(depths) >= 0
            assert depths[-1] == 0
        assert key not in read
        read[key] = {"type": kind, **dict(FIELD.findall(body))}
    return read


def unescaped(value: str) -> str:
    """A field as LaTeX shows it. Nothing in it is a command but the names of characters."""
    inner = value[1:-1]
    bare = NAMED.sub("", inner)
    assert not re.search(r"[\\{}#$%&_~^]", bare), bare
    return NAMED.sub(lambda found: PLAIN.get(found[0][5:-2], found[0][1:]), inner)


def test_a_newspaper_article_has_what_is_known_of_it() -> None:
    ((key, entry),) = entries(ROW).items()
    assert re.fullmatch(r"press2024-[0-9a-f]{12}", key)
    assert entry == {
        "type": "article",
        "title": "{온결연구소, '소리결' 공개}",
        "author": "{누리통신}",
        "journal": "{누리통신}",
        "year": "2024",
        "month": "8",
        "day": "7",
        "url": "https://nuri.example/view/1",
        "language": "korean",
    }
    assert next(iter(entries(replace(ROW, outlet_role="newsroom")).values()))["type"] == "online"


def test_csl_has_the_same_in_its_own_fields() -> None:
    ((key, _),) = entries(ROW).items()
    assert json.loads(written("csl-json", [ROW])) == [
        {
            "id": key,
            "type": "article-newspaper",
            "title": "온결연구소, '소리결' 공개",
            "author": [{"literal": "누리통신"}],
            "container-title": "누리통신",
            "issued": {"date-parts": [[2024, 8, 7]]},
            "URL": "https://nuri.example/view/1",
            "language": "ko",
        }
    ]
    assert json.loads(written("csl-json", [])) == []


def test_a_date_is_as_exact_as_it_is_known() -> None:
    def parts(**changes: object) -> object:
        (item,) = json.loads(written("csl-json", [replace(ROW, **changes)]))  # type: ignore[arg-type]
        return item.get("issued", {}).get("date-parts")

    assert parts(published_on=None) == [[2024, 8]]
    assert parts(month="2024-09") == [[2024, 9]]  # set by hand: the day of the page is not of that month
    assert parts(month="2024") == [[2024]]
    assert parts(month="2024.13", published_on=date(2024, 1, 1)) == [[2024]]
    assert parts(month=None, published_on=None) is None


def test_each_article_is_one_reference_whose_key_stays() -> None:
    company = replace(ROW, id=2, entity_id="company:온결연구소", entity_name="온결연구소")
    assert entries(ROW) == entries(ROW, company) == entries(replace(ROW, id=30, article_id=31, story_id=32))
    assert len(entries(*many(50))) == 50
    assert list(entries(*many(3))) == [item["id"] for item in json.loads(written("csl-json", many(3)))]


def test_rows_without_a_link_have_keys_of_their_words() -> None:
    bare = replace(ROW, url="", article_id=0, story_id=0)
    assert len(entries(bare, replace(bare, headline="둘째"), replace(bare, month=None))) == 3


def test_hostile_rows_are_one_entry_each() -> None:
    rows = hostile_rows()
    read = entries(*rows)
    assert {entry["type"] for entry in read.values()} == {"article"}
    assert len(read) == len({row.url or row.headline for row in rows})
    assert all(re.fullmatch(r"https://[^\s{}\\]*", entry.get("url", "https://")) for entry in read.values())


@given(words())
def test_what_a_title_says_is_read_back(text: str) -> None:
    from scrape.output.export import one_line

    ((_, entry),) = entries(replace(ROW, headline=text, outlet="누리통신")).items()
    assert unescaped(entry.get("title", "{}")) == one_line(text)
