"""The names of the source kinds are those of the kinds, and cost nothing to load."""

import subprocess
import sys

import pytest

from spiders.sources.kinds import KINDS, SEARCHES
from spiders.sources.names import ADDRESS_KINDS, KIND_NAMES, SEARCH_KEYS, has_key


def test_names_are_those_of_the_kinds() -> None:
    assert tuple(KINDS) == KIND_NAMES
    assert tuple(SEARCHES) == tuple(SEARCH_KEYS)
    assert {*ADDRESS_KINDS, *SEARCH_KEYS} == set(KIND_NAMES)
    assert all(kind.name == name for name, kind in KINDS.items())


def test_one_whole_set_of_keys_is_enough() -> None:
    assert has_key("google-news", {})
    assert not has_key("naver-news", {})
    assert not has_key("naver-news", {"NAVER_API_KEY": "secret"})
    assert has_key("naver-news", {"NAVER_API_KEY": "secret", "NAVER_API_KEY_ID": "id"})


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("spiders.sources.names", ("scrapy", "twisted", "numpy", "feedparser")),
        ("spiders.outlets", ("scrapy", "twisted", "numpy", "feedparser")),
        ("spiders.settings", ("scrapy", "twisted", "numpy", "feedparser")),
        ("spiders.sources.kinds", ("scrapy", "twisted")),
    ],
)
def test_what_a_configuration_needs_loads_no_network(module: str, absent: tuple[str, ...]) -> None:
    program = f"import sys, {module}; print(*(set({absent!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
