"""`[archive] folder` as an address: every command finds the pages in the bucket, and none tells a secret."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bucket import SECRET, Bucket, Server, forget_connections
from tests.scrape.commands.collect.test_run import feed, page
from tests.scrape.shell import Ended, scrape, watch
from tests.web import Web, open_web


@pytest.fixture
def web() -> Iterator[Web]:
    with open_web() as opened:
        yield opened


def watched(folder: Path, web: Web, address: str) -> str:
    """A monitor in `folder` whose archive is at `address`; gives the address of an article that its feed lists."""
    host = web.host()
    url = host.at("/news/20261120001", page("방언을 알아듣는 모델"))
    watch(folder, host.at("/rss", feed(url)), more=f'[archive]\nfolder = "{address}"\n')
    return url


def test_every_command_finds_the_pages_in_the_bucket(bucket: Bucket, web: Web, tmp_path: Path) -> None:
    folder = f"{bucket.address}/archive"
    url = watched(tmp_path, web, folder)
    assert scrape("run", cwd=tmp_path).err == ""
    (name,) = bucket.names()
    assert list((tmp_path / "archive-spool").iterdir()) == []
    assert not (tmp_path / "archive").exists()
    assert scrape("why", url, "--copy", "copy.html", cwd=tmp_path).code == 0
    assert "방언을 알아듣는 모델" in (tmp_path / "copy.html").read_text("utf-8")
    again = scrape("reprocess", cwd=tmp_path)
    assert (again.code, again.err) == (0, "")
    assert "links seen 1 = covered 1" in again.out
    watch(tmp_path, *sources(tmp_path), people=("윤서하", "박하람"), more=f'[archive]\nfolder = "{folder}"\n')
    assert "archived pages searched for new names 1" in scrape("run", cwd=tmp_path).out
    (tmp_path / "coverage.sqlite").unlink()
    replayed = scrape("run", "--replay", f"{folder}/{name}", cwd=tmp_path)
    assert (replayed.code, replayed.err) == (0, "")
    assert "archive: 2 addresses, 2 of them sources or offered links" in replayed.out


def sources(folder: Path) -> list[str]:
    lines = (folder / "scrape.toml").read_text("utf-8").splitlines()
    return [line.split("'")[1] for line in lines if line.startswith("url = ")]


def test_without_network_the_run_goes_on(
    bucket_server: Server, bucket: Bucket, web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = watched(tmp_path, web, f"{bucket.address}/archive")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    forget_connections()
    ended = scrape("run", cwd=tmp_path)
    (line,) = ended.err.splitlines()
    assert line.startswith(f"warning: archive {bucket.address}/archive: Could not connect to the endpoint URL")
    assert line.endswith(f"; 1 file waits in {tmp_path / 'archive-spool'} and will be uploaded later")
    assert ended.code == 0
    assert "new coverage 1" in ended.out
    (left,) = (tmp_path / "archive-spool").iterdir()
    assert "1 archive file is still on this machine" in scrape("status", cwd=tmp_path).out
    assert scrape("why", url, "--copy", "copy.html", cwd=tmp_path).code == 0
    says_no_secret(tmp_path, ended)
    monkeypatch.setenv("AWS_ENDPOINT_URL", bucket_server.environment["AWS_ENDPOINT_URL"])
    forget_connections()
    scrape("run", cwd=tmp_path)
    assert left.name in bucket.names()
    assert "archive file" not in scrape("status", cwd=tmp_path).out


def says_no_secret(folder: Path, ended: Ended) -> None:
    """Neither on the screen nor in the log, the database or any other file of the monitor."""
    assert SECRET not in ended.out + ended.err
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert {"coverage.sqlite", "scrape.log"} <= {file.name for file in files}
    assert not [file for file in files if SECRET.encode() in file.read_bytes()]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("s3:/press", "[archive]: key 'folder': expected a folder, or an address such as s3://BUCKET/FOLDER"),
        ("s3://", "[archive]: key 'folder': expected a folder, or an address such as s3://BUCKET/FOLDER"),
        ("s3://AKID:a/b+c@press", "it holds a password, whose place is the environment: FSSPEC_S3_PASSWORD"),
        ("foo://press/archive", "[archive]: key 'folder': foo:// is no kind of address that fsspec knows"),
        ("abfs://press/archive", "abfs:// needs more packages; Install adlfs"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_in_a_line(
    web: Web, tmp_path: Path, address: str, said: str
) -> None:
    watched(tmp_path, web, address)
    ended = scrape("run", cwd=tmp_path)
    assert ended.code == 2
    (line,) = ended.err.splitlines()
    assert said in line
    assert "a/b+c" not in line
