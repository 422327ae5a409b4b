"""An archive in a bucket: what was written is there, also after the network or the process failed."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
from concurrent.futures import wait
from pathlib import Path

import pytest

from pipeline.errors import ArchiveAway, ArchiveError
from pipeline.items import ArchiveRef
from storage.archive import Archive, ArchiveIndex, ArchiveWriter, RemoteFolder, files_in, not_uploaded, why_unusable
from tests.bucket import SECRET, Bucket, Server, forget_connections, open_google
from tests.storage.archive.test_pages import AT, page
from tests.waiting import LIMIT, until


@pytest.fixture
def place(bucket: Bucket, tmp_path: Path) -> RemoteFolder:
    return RemoteFolder(f"{bucket.address}/archive", tmp_path / "spool")


def take_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on nobody answers at the bucket's address."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    forget_connections()


def finish(writer: ArchiveWriter) -> None:
    assert wait([writer.finish()], LIMIT).done


def test_a_page_is_read_back_from_either_place(bucket: Bucket, place: RemoteFolder) -> None:
    writer = ArchiveWriter(place)
    refs = [writer.write(page(body=str(number).encode() * 99)) for number in range(3)]
    (spooled,) = not_uploaded(place)
    assert [Archive(place).read(ref, url=page().url).body[:1] for ref in refs] == [b"0", b"1", b"2"]
    assert bucket.names() == []  # it is still written
    finish(writer)
    assert (bucket.names(), not_uploaded(place)) == ([spooled.name], [])
    assert [Archive(place).read(ref, url=page().url).body[:1] for ref in refs] == [b"0", b"1", b"2"]
    elsewhere = RemoteFolder(place.address, place.spool / "of another machine")
    assert Archive(elsewhere).read(refs[1], url=page().url).fetched_at == AT


def test_a_full_file_is_taken_while_the_next_is_written(bucket: Bucket, place: RemoteFolder) -> None:
    writer = ArchiveWriter(place, largest=1)
    refs = [writer.write(page(body=b"x")) for _ in range(2)]
    until(lambda: [file.name for file in not_uploaded(place)] == [refs[1].file])
    assert bucket.names() == [refs[0].file]
    finish(writer)


def test_a_new_day_begins_a_new_file_and_takes_the_old(bucket: Bucket, place: RemoteFolder) -> None:
    writer = ArchiveWriter(place)
    first, second = (writer.write(page(fetched_at=AT.replace(day=day))) for day in (20, 21))
    until(lambda: bucket.names() == [first.file])
    finish(writer)
    assert bucket.names() == [first.file, second.file]


KILLED = """
import os, signal, sys
from pathlib import Path
from storage.archive import ArchiveWriter, RemoteFolder
from tests.storage.archive.test_pages import page
ref = ArchiveWriter(RemoteFolder(sys.argv[1], Path(sys.argv[2]))).write(page())
print(ref.file, ref.offset, ref.length, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_left_is_taken_by_the_next(bucket: Bucket, place: RemoteFolder) -> None:
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-c", KILLED, place.address, str(place.spool)]
    killed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    file, offset, length = killed.stdout.split()
    assert [left.name for left in not_uploaded(place)] == [file]
    writer = ArchiveWriter(place)
    own = writer.write(page())
    until(lambda: file in bucket.names())
    assert Archive(place).read(ArchiveRef(file, int(offset), int(length)), url=page().url).body == page().body
    assert own.file not in bucket.names()
    finish(writer)


def test_what_another_writes_is_left_to_it(bucket: Bucket, place: RemoteFolder) -> None:
    one, other = ArchiveWriter(place), ArchiveWriter(place)
    refs = [one.write(page()), other.write(page())]
    finish(one)
    until(lambda: bucket.names() == [refs[0].file])  # the other may be taking it just now
    finish(other)
    assert bucket.names() == sorted(ref.file for ref in refs)


def test_without_network_one_line_says_so_and_the_pages_stay(
    bucket_server: Server,
    bucket: Bucket,
    place: RemoteFolder,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    take_away(monkeypatch)
    writer = ArchiveWriter(place)
    ref = writer.write(page())
    with caplog.at_level(logging.WARNING, logger="storage"):
        finish(writer)
        finish(writer)
    (line,) = caplog.messages
    assert line.startswith(f"archive {place}: Could not connect to the endpoint URL")
    assert line.endswith(f"; 1 file waits in {place.spool} and will be uploaded later")
    assert SECRET not in line
    assert Archive(place).read(ref, url=page().url).body == page().body
    with pytest.raises(ArchiveAway):
        Archive(place).read(ArchiveRef("2026-01-01-0.warc.gz", 0, 9), url=page().url)
    monkeypatch.setenv("AWS_ENDPOINT_URL", bucket_server.environment["AWS_ENDPOINT_URL"])
    forget_connections()
    finish(ArchiveWriter(place))
    assert bucket.names() == [ref.file]


def test_a_bucket_that_is_not_there_is_named(
    place: RemoteFolder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    writer = ArchiveWriter(RemoteFolder("s3://nobody/archive", place.spool))
    writer.write(page())
    finish(writer)
    assert "archive s3://nobody/archive: there is no such bucket or folder; make it" in caplog.text


def test_what_is_not_there_and_what_is_torn_are_told_apart(place: RemoteFolder) -> None:
    writer = ArchiveWriter(place)
    ref = writer.write(page(body=bytes(range(256)) * 20))
    finish(writer)
    for lost, said in [
        (ArchiveRef("2026-01-01-0.warc.gz", 0, 9), r"2026-01-01-0\.warc\.gz is not there"),
        (ArchiveRef(ref.file, ref.offset, ref.length - 100), "is torn"),
        (ArchiveRef(ref.file, ref.length + 9, ref.length), "ends before byte"),
    ]:
        with pytest.raises(ArchiveError, match=said) as raised:
            Archive(place).read(lost, url=page().url)
        assert not isinstance(raised.value, ArchiveAway)


def test_any_file_system_of_fsspec_will_do(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    for address in (f"file://{tmp_path}/far", "memory://far/archive"):
        place = RemoteFolder(address, tmp_path / "spool")
        writer = ArchiveWriter(place)
        ref = writer.write(page())
        finish(writer)
        assert (files_in(place), not_uploaded(place)) == ((ref.file,), [])
        assert Archive(place).read(ref, url=page().url).body == page().body
        place.fetch(ref.file, tmp_path / "copy.warc.gz")
        assert len(ArchiveIndex.of([tmp_path / "copy.warc.gz"])) == 1
        place.remove(ref.file)
        assert files_in(place) == ()


def test_a_bucket_of_google_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("gcsfs", "gcp_storage_emulator"):
        pytest.importorskip(package, reason="Google's storage is not installed: pip install '.[dev]'")
    place = RemoteFolder("gs://press/archive", tmp_path / "spool")
    with open_google("press") as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        writer = ArchiveWriter(place)
        refs = [writer.write(page(body=str(number).encode() * 99)) for number in range(3)]
        finish(writer)
        assert (files_in(place), not_uploaded(place)) == ((refs[0].file,), [])
        assert [Archive(place).read(ref, url=page().url).body[:1] for ref in refs] == [b"0", b"1", b"2"]
        for lost, said in [
            (ArchiveRef("2026-01-01-0.warc.gz", 0, 9), "is not there"),
            (ArchiveRef(refs[0].file, refs[2].offset, refs[2].length - 20), "is torn"),
        ]:
            with pytest.raises(ArchiveError, match=said):
                Archive(place).read(lost, url=page().url)
        with pytest.raises(ArchiveAway, match="there is no such bucket or folder; make it"):
            RemoteFolder("gs://nobody/archive", place.spool).take(Path(__file__))
        place.fetch(refs[0].file, tmp_path / "copy.warc.gz")
        assert len(ArchiveIndex.of([tmp_path / "copy.warc.gz"])) == 1
        place.remove(refs[0].file)
        assert files_in(place) == ()


def test_what_is_missing_is_said_in_a_line() -> None:
    assert why_unusable("s3://press/archive") is None
    assert why_unusable("memory://x") is None
    assert why_unusable("foo://x") == "foo:// is no kind of address that fsspec knows"
    assert why_unusable("abfs://x") == (
        "abfs:// needs more packages; Install adlfs to access Azure Datalake Gen2 and Azure Blob Storage"
    )
