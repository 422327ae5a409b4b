"""A folder with a configuration and a database to which invented articles about 윤서하 are stored."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from pipeline.items import (
    Article,
    CoverageStatus,
    DateSource,
    Entity,
    EntityKind,
    Outcome,
    Reason,
    TextSource,
    Verdict,
    Watchlist,
)
from pipeline.stories import sketch
from pipeline.urls import canonical_url
from scrape.table.written import WrittenRow
from storage.articles.rows import Judgement, save
from storage.by_hand.rows import HandEntry, enter_rows
from storage.coverage.review import decide
from storage.database.engine import Database
from storage.database.open import open_database
from storage.schema.tables import media_coverage
from storage.watchlist import MatchedForm, NameSets, save_watchlist
from tests.scrape.shell import Ended, scrape

__all__ = ["BEGIN", "END", "HEAD", "NOW", "Newsroom"]

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
WHO = (
    Entity("person:윤서하", EntityKind.PERSON, "윤서하"),
    Entity("company:온결연구소", EntityKind.COMPANY, "온결연구소"),
)
BEGIN, END = '<!-- coverage:begin person="윤서하" -->', "<!-- coverage:end -->"
HEAD = "Year | Headline | Press\n:-----:|-------|-------\n"


class Newsroom:
    """Stores articles, decides on them, and types commands, in one folder."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self.folder = folder
        self.url = url or f"sqlite:///{folder}/coverage.sqlite"
        people = "[[person]]\nname = '윤서하'\n[[company]]\nname = '온결연구소'\n"
        (folder / "scrape.toml").write_text(f"database = '{self.url}'\n{people}", encoding="utf-8")
        self.database: Database = open_database(self.url)
        forms = tuple(MatchedForm(one.id, one.name, "name") for one in WHO)
        with self.database.write() as connection:
            self.sets: NameSets = save_watchlist(connection, Watchlist(WHO), forms, NOW)

    def publish(self, number: int, month: int = 8, *, copy_of: int | None = None, about: Entity = WHO[0]) -> str:
        """Store an article of a month of 2024; gives its line in a table."""
        of_story = number if copy_of is None else copy_of
        headline = f"윤서하 책임 인터뷰 {number}"
        text = "\n".join(
            " ".join(f"{of_story}낱말{line}의{place}" for place in range(12)) + " 말했다." for line in range(6)
        )
        url = f"https://dawn{number % 3}.example/news/{number:08}"
        keys = sketch(headline, text, "ko")
        article = Article(
            url=url,
            canonical_url=canonical_url(url),
            urls=(url,),
            outlet=f"새벽일보 {number % 3}",
            headline=headline,
            text=text,
            language="ko",
            published_at=datetime(2024, month, 1 + number % 28, 9, tzinfo=UTC),
            has_time=True,
            date_source=DateSource.FEED,
            text_source=TextSource.PAGE,
            text_digest=keys.text_digest,
            sketch=keys.hashes,
        )
        verdict = Verdict(about.id, CoverageStatus.CONFIRMED, 0.9, (), 1, in_headline=True, snippet="")
        outcome = Outcome(url, Reason.COVERED, "", article, (), (verdict,))
        with self.database.write() as connection:
            save(connection, outcome, Judgement([one.id for one in WHO], self.sets.current), NOW)
        return f"2024.{month:02d} | [{headline}]({url}) | 새벽일보 {number % 3}"

    def reject(self, number: int) -> None:
        """Decide in review that an article is about somebody else."""
        with self.database.write() as connection:
            found = media_coverage.c.url.like(f"%{number:08}")
            (row_id,) = connection.execute(sa.select(media_coverage.c.id).where(found)).scalars()
            decide(connection, [row_id], CoverageStatus.REJECTED, "jiwoo", NOW)

    def import_rows(self, rows: Iterable[WrittenRow]) -> None:
        """Take in the rows of a table about 윤서하, without a visit to their pages."""
        entries = [HandEntry(row.month, row.headline, row.label, row.url, row.line) for row in rows]
        with self.database.write() as connection:
            enter_rows(connection, WHO[0].id, entries, NOW)

    def page(
        self, inside: str = HEAD, name: str = "home.md", *, around: tuple[str, str] = ("# 윤서하\n\n", "\n끝\n")
    ) -> Path:
        """Write a page with a place for the table of 윤서하."""
        file = self.folder / name
        file.write_text(f"{around[0]}{BEGIN}\n{inside}{END}\n{around[1]}", encoding="utf-8", newline="")
        return file

    def update(self, file: Path | str = "home.md", *options: str) -> Ended:
        """Type `scrape export --update FILE`."""
        return scrape("export", "--update", file, *options, cwd=self.folder)
