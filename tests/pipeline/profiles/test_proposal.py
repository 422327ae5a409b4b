"""What a home page or a CV says of a person, and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.profiles import propose
from pipeline.profiles.lines import cv_lines

MARKDOWN = """# 서다인 (Dain Seo)

## About
Dain Seo is a researcher in the field of Automatic Speech Recognition (ASR).

## Work experience
* **2023.03 - Now**: [해솔랩](https://haesol.example), 대표
* **2019.07 - 2023.02**: [Maru Electronics](https://maru.example), Senior Research Engineer
* **2018.01 - 2019.06**: [Maru Electronics](https://maru.example), Research Engineer

## Education
* **2012.03 - 2017.08**: Ph.D. in Computer Science, Garam University (Advisor: Jiwoo Han)

## Projects
* **해솔랩**: [Haesol-Sori](https://x.example), [Dialect Bank](https://y.example)

## Publications
1. [Dialects](https://p.example) <br>
Jiwoo Han, **Dain Seo**, Garam Yoon <br>
2. [More dialects](https://p.example) <br>
**Dain Seo**, Jiwoo Han <br>
3. [Fewer dialects](https://p.example) <br>
Jiwoo Han, **Dain Seo** <br>
"""


def test_a_home_page() -> None:
    found = propose(MARKDOWN)
    assert {one.value for one in found.names} == {"서다인", "Dain Seo"}
    assert [(one.name, one.since, one.until) for one in found.affiliations] == [
        ("해솔랩", 2023, None),
        ("Maru Electronics", 2018, 2023),
        ("Garam University", 2012, 2017),
    ]
    assert [one.value for one in found.titles] == ["대표", "Senior Research Engineer", "Research Engineer"]
    assert [one.value for one in found.topics] == [
        "Automatic Speech Recognition",
        "ASR",
        "Haesol-Sori",
        "Dialect Bank",
    ]
    assert found.coauthors == (("Jiwoo Han", 3),)


def test_every_value_tells_its_line() -> None:
    lines = MARKDOWN.split("\n")
    found = propose(MARKDOWN)
    for one in (*found.names, *found.titles, *found.topics):
        assert one.value.split()[0] in lines[one.line.number - 1]


def test_html_is_read_like_markdown() -> None:
    page = (
        "<html><head><title>x</title><script>var a = 1;</script></head><body><h1>Dain Seo</h1><h2>Experience</h2>"
        "<ul><li>2020 - present: Researcher at <a href='/'>Haesol Lab</a></li></ul></body></html>"
    )
    found = propose(page)
    assert [one.value for one in found.names] == ["Dain Seo"]
    assert [(one.name, one.since, one.until) for one in found.affiliations] == [("Haesol Lab", 2020, None)]
    assert [one.value for one in found.titles] == ["Researcher"]


def test_korean_text() -> None:
    work, study = "2021년 3월 ~ 현재: 해솔랩, 수석연구원", "2014.03 ~ 2018.02: 가람대학교, 학사"
    found = propose(f"이름: 서다인\n\n# 경력\n- {work}\n# 학력\n- {study}\n")
    assert [one.value for one in found.names] == ["서다인"]
    assert [(one.name, one.since, one.until) for one in found.affiliations] == [
        ("해솔랩", 2021, None),
        ("가람대학교", 2014, 2018),
    ]


def test_a_page_without_a_name_gives_the_account() -> None:
    found = propose("# Resume\n[code](https://github.com/dainseo/x)\n")
    assert (found.names, found.account) == ((), "dainseo")


def test_a_name_that_the_user_gives_comes_first() -> None:
    assert propose("# Resume\n", "서다인").names[0].value == "서다인"


@pytest.mark.parametrize("text", ["", "# Curriculum Vitae", "2019 - 2020", "<html>", "(" * 500, "[" * 500])
def test_a_page_that_says_nothing_gives_nothing(text: str) -> None:
    found = propose(text)
    assert (found.names, found.affiliations) == ((), ())


@given(st.text(max_size=500))
def test_any_text_is_read(text: str) -> None:
    propose(text)
    assert all(line.text == " ".join(line.text.split()) != "" for line in cv_lines(text))


PRESS = """
## In the press
2024.05 | [해솔랩 서다인 대표 “사투리도 말이다”](https://a.example) | 마루일보
2024.04 | [해솔랩, 사투리 음성 공개](https://b.example) | 가람신문
2024.03 | [해솔랩·마루전자 협력](https://c.example) | 가람신문
2024.02 | [서다인은 누구인가](https://d.example) | 마루일보
2024.01 | [올해의 기업에 해솔랩](https://e.example) | 마루일보
"""


def test_what_the_press_calls_the_person() -> None:
    """A page in English that lists Korean headlines tells the Korean name, and how it is presented."""
    found = propose("# Dain Seo\n" + PRESS)
    assert [one.value for one in found.names] == ["Dain Seo", "서다인"]
    assert [one.value for one in found.titles] == ["대표"]
    assert [(one.name, one.since) for one in found.affiliations] == [("해솔랩", None)]


def test_a_korean_page_tells_the_latin_name() -> None:
    found = propose(
        "# 서다인\n\n## 논문\nJiwoo Han, Dain Seo, Garam Yoon: Dialects\nDa-in Seo: Words\nDain Seo: Sounds"
    )
    assert [one.value for one in found.names] == ["서다인", "Dain Seo"]


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("https://github.com/dainseo https://www.instagram.com/dain.seo", "Dain Seo"),
        (
            "https://github.com/hyejinyoon/a https://github.com/haesol/b https://twitter.com/hyejinyoon",
            "Hyejin Yoon",
        ),
        ("https://github.com/haesol-lab https://github.com/x123", ""),
    ],
)
def test_a_user_name_may_spell_the_name(page: str, name: str) -> None:
    assert propose(f"# Resume\n{page}").spelled == name


def test_two_spells_at_one_place_stay_apart() -> None:
    jobs = (
        "- 2023 - now: Researcher at Haesol\n- 2018 - 2019: Engineer at Haesol\n- 2017 - 2018: Analyst at Haesol\n"
    )
    found = propose(f"# Dain Seo\n## Experience\n{jobs}")
    assert [(one.name, one.since, one.until) for one in found.affiliations] == [
        ("Haesol", 2023, None),
        ("Haesol", 2017, 2019),
    ]


def test_projects_are_topics() -> None:
    entries = "- Sori: a recogniser of dialects\n- Marubank, Words and their sounds\n- one more\n"
    assert [one.value for one in propose(f"# Dain Seo\n## Projects\n{entries}").topics] == ["Sori", "Marubank"]
