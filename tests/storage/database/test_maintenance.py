"""Letting go of what is old."""

from __future__ import annotations

from concurrent.futures import wait
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.archive import Archive, ArchivePlace, ArchiveWriter, RemoteFolder, files_in
from storage.database.engine import Database
from storage.database.maintenance import drop_archive_before
from storage.schema.tables import ledger
from tests.storage.archive.test_pages import AT, page
from tests.waiting import LIMIT


@pytest.mark.parametrize("where", ["here", "elsewhere"])
def test_archived_pages_of_old_days_are_let_go(database: Database, tmp_path: Path, where: str) -> None:
    place: ArchivePlace = tmp_path / "archive"
    if where == "elsewhere":
        place = RemoteFolder(f"memory://{tmp_path.name}", tmp_path / "spool")
    writer = ArchiveWriter(place)
    old, new = (writer.write(page(fetched_at=AT + timedelta(days=days))) for days in (0, 1))
    assert wait([writer.finish()], LIMIT).done
    with database.write() as connection:
        for number, ref in enumerate((old, new)):
            link = {"url": f"https://maru.example/{number}", "archive_file": ref.file, "archive_offset": ref.offset}
            seen = {"offered_url": link["url"], "first_offered_at": AT, "last_offered_at": AT}
            connection.execute(sa.insert(ledger).values(**link, **seen))
    assert drop_archive_before(database, place, AT.date()) == []
    assert drop_archive_before(database, place, (AT + timedelta(days=1)).date()) == [old.file]
    assert files_in(place) == (new.file,)
    assert Archive(place).read(new, url=page().url).body == page().body
    with database.read() as connection:
        kept = connection.execute(sa.select(ledger.c.archive_file).order_by(ledger.c.url)).scalars().all()
    assert kept == [None, new.file]
