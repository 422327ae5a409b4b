"""Tokens are read from the environment, and named in no message."""

from __future__ import annotations

import pytest

from pipeline.errors import ConfigError, UsageError
from scrape.web.safety.access import Access, is_loopback, read_tokens, refuse_open_door

LONG = "0123456789abcdefghij"


def test_tokens_have_names() -> None:
    pairs = f"지혜:{LONG}-1, minsu : {LONG}:2,"
    tokens = read_tokens({"SCRAPE_WEB_TOKEN": LONG, "SCRAPE_WEB_TOKENS": pairs})
    assert tokens == {LONG: "team", f"{LONG}-1": "지혜", f"{LONG}:2": "minsu"}


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"SCRAPE_WEB_TOKEN": LONG[:-1]}, r"\$SCRAPE_WEB_TOKEN has 19 characters; expected at least 20"),
        ({"SCRAPE_WEB_TOKENS": f"a:{LONG},b:short"}, "the token of b has 5 characters"),
        ({"SCRAPE_WEB_TOKENS": LONG}, "pair 1: expected name:token"),
        ({"SCRAPE_WEB_TOKENS": f"a:{LONG},b:{LONG}"}, "pair 2: another name has the same token"),
    ],
)
def test_what_is_wrong_with_tokens_is_said_without_them(environment: dict[str, str], says: str) -> None:
    with pytest.raises(ConfigError, match=says) as refused:
        read_tokens(environment)
    assert LONG[:-1] not in str(refused.value)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.7", "press.example.org"])
def test_others_are_let_in_only_with_tokens(host: str) -> None:
    with pytest.raises(UsageError, match="set SCRAPE_WEB_TOKEN"):
        refuse_open_door(host, {})
    refuse_open_door(host, {LONG: "team"})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_loopback_needs_none(host: str) -> None:
    assert is_loopback(host)
    refuse_open_door(host, {})


def test_the_oldest_session_ends_when_there_are_too_many() -> None:
    access = Access({LONG: "team"}, "owner")
    first = access.open_session("team")
    assert access.user(first) == "team"
    others = [access.open_session("team") for _ in range(1000)]
    assert access.user(first) is None
    assert access.user(others[-1]) == "team"
