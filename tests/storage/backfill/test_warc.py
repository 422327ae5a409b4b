"""WARC files of any origin: every whole response comes, and what is damaged is named and costs nothing else."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ArchiveError
from storage.backfill.warc import responses
from tests.warcs import gzipped, record

A, B, C = (record(f"https://nuri.example/{name}", name.encode() * 40) for name in "abc")
FIRST, SECOND = len(gzipped(A)), len(gzipped(A, B))


def read(file: Path, most: int = 10_000) -> tuple[list[str], list[str]]:
    """The ends of the addresses of responses, in capitals of what is too large, and what was said."""
    said: list[str] = []
    found = list(responses(file, most=most, report=said.append))
    return [(one.url if one.page else one.url.upper())[-1] for one in found], said


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "press.warc.gz"


@pytest.mark.parametrize("pack", [gzipped, lambda *records: b"".join(records)], ids=["gzip", "plain"])
def test_a_whole_file(file: Path, pack: Callable[..., bytes]) -> None:
    file.write_bytes(pack(A, B, C))
    found = list(responses(file, most=10_000, report=pytest.fail))
    assert [one.page.body for one in found if one.page] == [b"a" * 40, b"b" * 40, b"c" * 40]
    page = found[0].page
    assert page is not None
    assert (page.status, page.header("content-type")) == (200, "text/html; charset=utf-8")
    assert page.fetched_at.isoformat() == "2024-08-07T01:30:00+00:00"


DAMAGE: dict[str, tuple[bytes, str, str]] = {
    "torn in the body": (
        gzipped(A, B) + gzip.compress(C)[:-40],
        "ab",
        f"record at byte {SECOND}: it is shorter",
    ),
    "torn in the first bytes": (gzipped(A, B) + gzip.compress(C)[:5], "ab", f"byte {SECOND}: the file ends in it"),
    "torn, not compressed": (A + B + C[:-60], "ab", f"byte {len(A + B)}: it is shorter than it says"),
    "zeros in a record": (
        gzipped(A) + gzip.compress(B)[:60] + bytes(90) + gzipped(C),
        "ac",
        f"byte {FIRST}: its bytes",
    ),
    "rubbish between records": (gzipped(A) + b"rubbish" * 9 + gzipped(B, C), "abc", f"byte {FIRST}: its bytes"),
    "rubbish at the beginning": (b"rubbish\n" * 9 + gzipped(A, B), "ab", "byte 0: its bytes make no record"),
    "a length of 2 GiB that is not there": (
        gzipped(record("https://nuri.example/x", b"x", length=2 << 30), A, B),
        "ab",
        "byte 0: it is shorter than it says",
    ),
    "the same, not compressed": (
        A + record("https://nuri.example/x", b"x", length=2 << 30) + B,
        "ab",
        f"byte {len(A)}: it is shorter than it says",
    ),
    "a length that is too small": (
        gzipped(record("https://nuri.example/x", b"x" * 99, length=99), A),
        "xa",
        "byte 0: its",
    ),
    "a length that swallows the next": (
        gzipped(record("https://nuri.example/x", b"x", length=300), A, B),
        "xab",
        "byte 0: its length is wrong",
    ),
    "larger than allowed": (gzipped(record("https://nuri.example/x", b"x" * 20_000), A), "Xa", "byte 0: left out"),
    "a digest that does not match": (
        gzipped(record("https://nuri.example/x", b"x", more=f"WARC-Block-Digest: sha1:{'A' * 32}"), A),
        "a",
        "byte 0: its digest does not match",
    ),
    "no HTTP": (
        gzipped(record("https://nuri.example/x", b"x", head=""), A),
        "a",
        "byte 0: it is no response of HTTP",
    ),
    "no date": (gzipped(record("https://nuri.example/x", b"x", at="yesterday"), A), "a", "byte 0: its WARC-Date"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_named_and_the_rest_is_read(file: Path, damage: str) -> None:
    content, whole, words = DAMAGE[damage]
    file.write_bytes(content)
    found, said = read(file)
    assert "".join(found) == whole
    assert len(said) == 1
    assert words in said[0]


UNUSUAL = {
    "a status line of HTTP/2": record("https://nuri.example/x", b"x", head="HTTP/2 200\r\nX: y\r\n\r\n"),
    "bare line feeds": record("https://nuri.example/x", b"x", head="HTTP/1.1 200 OK\nX: y\n\n"),
    "a digest of an unknown kind": record("https://nuri.example/x", b"x", more="WARC-Block-Digest: tiger:AAAA"),
    "an address in angle brackets": record("<https://nuri.example/x>", b"x").replace(b"/x>", b"/x>"),
}


@pytest.mark.parametrize("name", UNUSUAL)
def test_unusual_records_are_read(file: Path, name: str) -> None:
    file.write_bytes(gzipped(UNUSUAL[name], A))
    assert read(file) == (["x", "a"], [])


OTHERS = {
    "a revisit": record("https://nuri.example/x", kind="revisit"),
    "a request": record("https://nuri.example/x", head="GET / HTTP/1.1\r\n\r\n", kind="request"),
    "a look-up of a name": record("dns:nuri.example", b"127.0.0.1", head="", content="text/dns"),
    "a response without a payload": record("https://nuri.example/x", head=""),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_records_are_passed_over(file: Path, name: str) -> None:
    file.write_bytes(gzipped(OTHERS[name], A))
    assert read(file) == (["a"], [])


@pytest.mark.parametrize(("content", "why"), [(b"", "the file is empty"), (b"<html>" * 99, "no WARC file")])
def test_a_file_without_records_is_refused(file: Path, content: bytes, why: str) -> None:
    file.write_bytes(content)
    with pytest.raises(ArchiveError, match=why):
        read(file)


def test_a_missing_file_is_named(file: Path) -> None:
    with pytest.raises(ArchiveError, match="No such file"):
        read(file)


def test_a_real_record_of_gigabytes_is_passed_over(file: Path) -> None:
    """256 MiB of zeros, compressed; what is in memory at once is bounded by `most` alone."""
    size = 256 << 20
    head = record("https://nuri.example/x", length=size + 19, head="HTTP/1.1 200 OK\r\n\r\n").removesuffix(
        b"\r\n\r\n"
    )
    with gzip.open(file, "wb", 1) as out:
        out.write(head)
        for _ in range(size >> 20):
            out.write(bytes(1 << 20))
        out.write(b"\r\n\r\n")
    file.write_bytes(file.read_bytes() + gzipped(A))
    found, said = read(file)
    assert found == ["X", "a"]
    assert "left out" in said[0]


def test_only_addresses_that_are_wanted_are_read(file: Path) -> None:
    file.write_bytes(gzipped(A, B, C))
    found = responses(file, most=100, report=pytest.fail, wanted=lambda url: url.endswith("b"))
    assert [one.url for one in found] == ["https://nuri.example/b"]


@settings(max_examples=150)
@given(data=st.data())
def test_whatever_is_cut_or_changed_the_reader_ends_and_invents_nothing(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(data.draw(st.sampled_from([gzipped(A, B, C), A + B + C])))
    at = data.draw(st.integers(0, len(content)))
    junk = data.draw(st.binary(max_size=30))
    content[at : at + data.draw(st.integers(0, 200))] = junk
    file = tmp_path_factory.mktemp("warc") / "x.warc"
    file.write_bytes(content)
    try:
        found, _ = read(file)
    except ArchiveError:
        found = []
    assert len(found) <= 3
