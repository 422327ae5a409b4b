"""Who is let in: by the name of the host, the origin of a form, and a token."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scrape.web.app import VIEWS
from storage.database.engine import Database
from tests.scrape.web.serving import Pages, serving

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TOKENS = {"a-token-of-jihye-123": "jihye", "a-token-of-minsu-456": "minsu"}


@pytest.fixture
def closed(database: Database) -> Iterator[Pages]:
    with serving(database, tokens=TOKENS) as up:
        yield up


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8377", "127.0.0.1.evil.example", "10.0.0.1", "", "["]
)
def test_a_name_that_is_not_ours_is_refused(pages: Pages, host: str) -> None:
    """By DNS rebinding a page of another site would read ours."""
    answer = pages.get("/", Host=host)
    assert answer.status == 421 if host != "" else answer.status in {400, 421}
    assert "evil" not in answer.headers.get("location", "")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:9", "[::1]:8377"])
def test_loopback_goes_by_any_of_its_names(pages: Pages, host: str) -> None:
    assert pages.get("/", Host=host).status == 200


def test_names_of_the_configuration_are_ours(database: Database) -> None:
    with serving(database, hosts=("press.example.org",)) as up:
        assert up.get("/", Host="press.example.org").status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
    ],
)
def test_a_form_of_another_page_is_refused(pages: Pages, headers: dict[str, str]) -> None:
    token = pages.get("/login").form_token
    assert pages.post("/login", {"token": token}, **headers).status == 403


def forms() -> list[str]:
    return [route.path for view in VIEWS for route in view.ROUTES if "POST" in (route.methods or ())]


def test_every_form_needs_its_token(pages: Pages) -> None:
    assert forms()
    for path in forms():
        for token in ("", "0" * 64, "가"):
            assert pages.post(path.replace("{key:int}", "1"), {"token": token}).status == 403, path


def test_every_answer_has_the_headers(pages: Pages) -> None:
    for path in ("/", "/nothing", "/login", "/sql?q=DELETE", "/static/x"):
        headers = pages.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cache-control"] == "private, no-store"
        assert "server" not in headers
    assert "content-security-policy" in pages.get("/", Host="evil.example").headers


def test_only_assets_are_kept_by_browsers(pages: Pages) -> None:
    page = pages.get("/").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = pages.get(address)
    assert "immutable" in answer.headers["cache-control"]
    assert len(answer.text.encode()) <= 12_000


def test_one_signs_in_with_a_token_and_out_again(closed: Pages) -> None:
    assert closed.get("/sources").headers["location"] == "/login?next=%2Fsources"
    assert closed.get("/static/none").status == 404
    form = {"token": closed.get("/login").form_token, "secret": "a-token-of-jihye-123", "next": "/sources?a=1"}
    wrong = closed.post("/login", form | {"secret": "a-token-of-nobody-789"})
    assert (wrong.status, closed.cookie) == (403, "")
    answer = closed.post("/login", form)
    assert (answer.status, answer.headers["location"]) == (303, "/sources?a=1")
    flags = answer.headers["set-cookie"].lower()
    assert all(flag in flags for flag in ("httponly", "samesite=strict", "path=/"))
    page = closed.get("/")
    assert page.status == 200
    assert "jihye" in page.text
    closed.post("/logout", {"token": page.form_token})
    assert closed.get("/").status == 303


def test_behind_https_the_cookie_stays_there(closed: Pages) -> None:
    form = {"token": closed.get("/login").form_token, "secret": "a-token-of-minsu-456"}
    answer = closed.post("/login", form, origin=closed.root.replace("http:", "https:"))
    assert "secure" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example", "evil", "/a\nb"])
def test_signing_in_leads_to_no_other_site(closed: Pages, target: str) -> None:
    form = {"token": closed.get("/login").form_token, "secret": "a-token-of-jihye-123", "next": target}
    assert closed.post("/login", form).headers["location"] == "/"


def test_a_program_reads_with_its_token(closed: Pages) -> None:
    assert closed.get("/", Authorization="Bearer a-token-of-jihye-123").status == 200
    assert closed.get("/", Authorization="Bearer a-token-of-nobody-789").status == 401


def test_a_form_that_is_too_large_is_refused(pages: Pages) -> None:
    assert pages.post("/login", {"token": "x" * 70_000}).status == 413
