"""The archive: what was fetched comes back as it was, and damage costs no more than what is damaged."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from pipeline.errors import ArchiveError
from pipeline.items import Hop, Page
from storage.archive import Archive, ArchiveIndex, ArchiveWriter

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


def test_other_programs_can_read_it(tmp_path: Path) -> None:
    file = written(tmp_path, page(), page("https://maru.example/news/2", b"two"))
    with file.open("rb") as stream:
        found = [
            (record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read())
            for record in ArchiveIterator(stream, check_digests=True)
        ]
    assert found == [("https://maru.example/news/12345", "본문".encode()), ("https://maru.example/news/2", b"two")]


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
