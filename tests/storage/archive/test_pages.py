"""The archive: what was fetched comes back as it was, and damage costs no more than what is damaged."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import brotli
import fastwarc.warc as fastwarc
import pytest
import warcio
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ArchiveError
from pipeline.items import Hop, Page
from storage.archive import Archive, ArchiveIndex, ArchiveWriter
from tests.warcs import record, warc

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def page(url: str = "https://maru.example/news/12345", body: bytes = "본문".encode(), **changes: object) -> Page:
    values: dict[str, object] = {
        "url": url,
        "url_answered": url,
        "status": 200,
        "headers": (("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip")),
        "body": body,
        "fetched_at": AT,
    }
    return Page(**{**values, **changes})  # type: ignore[arg-type]


def written(folder: Path, *pages: Page) -> Path:
    """The file that holds `pages`."""
    writer = ArchiveWriter(folder)
    for one in pages:
        writer.write(one)
    writer.close()
    (file,) = folder.glob("*.warc.gz")
    return file


@settings(max_examples=30)
@given(st.binary(max_size=3000))
def test_a_page_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    folder = tmp_path_factory.mktemp("archive")
    writer = ArchiveWriter(folder)
    ref = writer.write(page(body=body))
    writer.close()
    read = Archive(folder).read(ref, url="https://maru.example/news/12345")
    assert (read.body, read.status, read.fetched_at) == (body, 200, AT)
    assert read.header("content-type") == "text/html; charset=utf-8"
    assert read.header("content-encoding") is None  # the body is kept as it was understood


HANGUL = "머리".encode().decode("latin-1")  # as the bytes of a header are kept


def by_warcio(file: Path) -> list[tuple[str, str, bytes, bool]]:
    """The URL, a header and the body of every response, and whether its digest is right."""
    with file.open("rb") as stream:
        return [
            (
                record.rec_headers.get_header("WARC-Target-URI"),
                record.http_headers.get_header("X-Name"),
                record.content_stream().read(),
                record.digest_checker.passed,
            )
            for record in warcio.ArchiveIterator(stream, check_digests=True)
        ]


def by_fastwarc(file: Path) -> list[tuple[str, str, bytes, bool]]:
    found = []
    with file.open("rb") as stream:
        for record in fastwarc.ArchiveIterator(stream, parse_http=False):
            digest = record.verify_block_digest()
            record.parse_http()
            url, name = record.headers["WARC-Target-URI"], record.http_headers["X-Name"]
            found.append((url, name, record.reader.read(), digest))
    return found


@pytest.mark.parametrize("reader", [by_warcio, by_fastwarc])
def test_other_programs_can_read_it(
    tmp_path: Path, reader: Callable[[Path], list[tuple[str, str, bytes, bool]]]
) -> None:
    bodies = ["본문".encode(), b"", b"WARC/1.1\r\n\r\n" * 20_000]
    urls = [f"https://maru.example/소식/{number}" for number in range(3)]
    pages = [page(url, body, headers=(("X-Name", "a b"),)) for url, body in zip(urls, bodies, strict=True)]
    file = written(tmp_path, *pages)
    assert reader(file) == [(url, "a b", body, True) for url, body in zip(urls, bodies, strict=True)]


def test_a_record_has_what_the_format_asks_for(tmp_path: Path) -> None:
    """ISO 28500 (WARC 1.1), 5: four fields of every record, and an address of its own for each."""
    file = written(tmp_path, page(), page())
    with file.open("rb") as stream:
        records = [record.rec_headers for record in warcio.ArchiveIterator(stream)]
    assert {(record.protocol, record.get_header("WARC-Type")) for record in records} == {("WARC/1.1", "response")}
    assert len({record.get_header("WARC-Record-ID") for record in records}) == 2
    assert records[0].get_header("WARC-Date") == "2026-11-20T09:30:00Z"
    assert records[0].get_header("Content-Type") == "application/http; msgtype=response"


@given(st.lists(st.tuples(st.sampled_from(["A", "x-b"]), st.text(st.characters(codec="latin-1")))))
@settings(max_examples=50)
def test_headers_make_no_lines_of_their_own(
    tmp_path_factory: pytest.TempPathFactory, headers: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    writer = ArchiveWriter(folder)
    ref = writer.write(page(headers=tuple(headers)))
    writer.close()
    read = Archive(folder).read(ref, url=page().url)
    assert [name for name, _ in read.headers] == [name for name, _ in headers]
    assert read.body == page().body


def test_headers_come_back_as_they_were_sent(tmp_path: Path) -> None:
    found = ArchiveIndex.of([written(tmp_path, page(headers=(("X-Name", HANGUL),)))]).find(page().url)
    assert found is not None
    assert found.header("x-name") == HANGUL


TEXT = "윤서하 수석연구원".encode() * 9000
CHUNKED = b"%x\r\n%b\r\n0\r\n\r\n"
SENT = {
    "gzip": ("Content-Encoding: gzip", gzip.compress(TEXT)),
    "deflate": ("Content-Encoding: deflate", zlib.compress(TEXT)),
    "bare deflate": ("Content-Encoding: deflate", zlib.compress(TEXT, wbits=-zlib.MAX_WBITS)),
    "br": ("Content-Encoding: br", brotli.compress(TEXT, quality=1)),
    "two": ("Content-Encoding: gzip, BR", brotli.compress(gzip.compress(TEXT), quality=1)),
    "chunks": ("Transfer-Encoding: chunked", CHUNKED % (len(TEXT), TEXT)),
    "called gzip, but plain": ("Content-Encoding: gzip", TEXT),
    "called br, but plain": ("Content-Encoding: br", TEXT),
    "called chunks, but whole": ("Transfer-Encoding: chunked", TEXT),
    "an unknown encoding": ("Content-Encoding: utf-8", TEXT),
}


@pytest.mark.parametrize("how", SENT)
def test_what_others_recorded_as_it_was_sent_is_unpacked(tmp_path: Path, how: str) -> None:
    header, body = SENT[how]
    sent = record("https://nuri.example/x", body, head=f"HTTP/1.1 200 OK\r\n{header}\r\n\r\n")
    found = ArchiveIndex.of([warc(tmp_path / "x.warc.gz", sent)]).find("https://nuri.example/x")
    assert found is not None
    assert found.body == TEXT


def test_what_ends_early_is_unpacked_up_to_there(tmp_path: Path) -> None:
    body = gzip.compress(TEXT)[:-100]
    sent = record("https://nuri.example/x", body, head="HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
    found = ArchiveIndex.of([warc(tmp_path / "x.warc.gz", sent)]).find("https://nuri.example/x")
    assert found is not None
    assert TEXT.startswith(found.body)
    assert len(found.body) > 0


def test_redirects_lead_to_the_page(tmp_path: Path) -> None:
    hop = Hop("http://maru.example/s/1", 301, "https://maru.example/news/12345")
    index = ArchiveIndex.of([written(tmp_path, page(hops=(hop,)))])
    found = index.find("http://maru.example/s/1")
    assert found is not None
    assert (found.status, found.header("location")) == (301, "https://maru.example/news/12345")


def test_the_last_answer_counts(tmp_path: Path) -> None:
    later = page(body=b"new", fetched_at=AT.replace(hour=10))
    found = ArchiveIndex.of([written(tmp_path, later, page(body=b"old"))]).find(page().url)
    assert found is not None
    assert found.body == b"new"


def test_another_spelling_of_an_address_is_found(tmp_path: Path) -> None:
    index = ArchiveIndex.of([written(tmp_path, page())])
    assert index.find("https://www.maru.example/news/12345?utm_source=x") is not None
    assert index.find("https://maru.example/news/99999") is None


@pytest.mark.parametrize("damage", ["cut off", "overwritten"])
def test_a_torn_record_is_reported_and_stepped_over(tmp_path: Path, damage: str) -> None:
    urls = [f"https://maru.example/news/{number}" for number in (11111, 22222, 33333)]
    file = written(tmp_path, *(page(url, url.encode() * 50) for url in urls))
    data = file.read_bytes()
    second = data.index(b"\x1f\x8b\x08", 10)
    third = data.index(b"\x1f\x8b\x08", second + 10)
    whole = third + 30 if damage == "cut off" else len(data)
    hurt = data if damage == "cut off" else data[: second + 20] + bytes(40) + data[second + 60 :]
    file.write_bytes(hurt[:whole])
    index = ArchiveIndex.of([file])
    lost = urls[2] if damage == "cut off" else urls[1]
    assert [url for url in urls if index.find(url) is None] == [lost]
    assert len(index.problems) == 1
    assert file.name in index.problems[0]
    assert "torn" in index.problems[0]


def test_a_changed_record_is_named(tmp_path: Path) -> None:
    """Not compressed, nothing but its digest tells."""
    file = tmp_path / "x.warc"
    file.write_bytes(gzip.decompress(written(tmp_path, page(body=b"one")).read_bytes()).replace(b"one", b"two"))
    with pytest.raises(ArchiveError, match="its digest does not match"):
        ArchiveIndex.of([file]).find(page().url)


def test_a_file_that_is_no_archive_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "x.warc.gz"
    file.write_bytes(gzip.compress(b"not a WARC"))
    index = ArchiveIndex.of([file])
    assert len(index) == 0
    assert len(index.problems) == 1


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"nowhere\.warc\.gz"):
        ArchiveIndex.of([tmp_path / "nowhere.warc.gz"])


def test_a_new_day_begins_a_new_file(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path)
    for day in (20, 21):
        writer.write(page(fetched_at=AT.replace(day=day)))
    writer.close()
    assert [file.name[:10] for file in sorted(tmp_path.glob("*.warc.gz"))] == ["2026-11-20", "2026-11-21"]


def test_two_writers_never_share_a_file(tmp_path: Path) -> None:
    writers = [ArchiveWriter(tmp_path), ArchiveWriter(tmp_path)]
    refs = [writer.write(page(body=str(number).encode())) for number, writer in enumerate(writers)]
    for writer in writers:
        writer.close()
    assert len({ref.file for ref in refs}) == 2
    assert [Archive(tmp_path).read(ref, url=page().url).body for ref in refs] == [b"0", b"1"]
