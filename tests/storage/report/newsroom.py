"""A small database for reports: articles are entered one by one, with what a report looks at."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from pipeline.items import Entity, EntityKind
from storage.coverage.precedence import precedence
from storage.coverage.word_index import enter_words
from storage.report import MonthReport, MonthScope, read_month
from storage.schema.tables import metadata

__all__ = ["HARAM", "LAB", "SEOHA", "Newsroom", "seoul"]

SEOHA = Entity("person:윤서하", EntityKind.PERSON, "윤서하")
HARAM = Entity("person:박하람", EntityKind.PERSON, "박하람")
LAB = Entity("company:온결연구소", EntityKind.COMPANY, "온결연구소")
SEEN = datetime(2026, 11, 20, 7, 15, tzinfo=UTC)


def seoul(_outlet: str, _url: str, _language: str) -> tzinfo:
    """Every outlet is in Seoul."""
    return ZoneInfo("Asia/Seoul")


class Newsroom:
    """Enters articles in a database, the first of which is that of story 1."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self._keys = itertools.count(1)
        self._insert("name_set", id=1, digest="x", forms=[])
        for one in (SEOHA, HARAM, LAB):
            self._insert("entity", id=one.id, kind=one.kind.value, name=one.name, tracked=True, first_seen_at=SEEN)
        self._stories: set[int] = set()
        self._outlets: dict[str, int] = {}

    def publish(
        self,
        day: str | None,
        outlet_name: str = "새벽일보",
        who: tuple[Entity, ...] = (SEOHA,),
        *,
        headline: str = "사투리 알아듣는 모델 공개",
        of_story: int | None = None,
        status: str = "confirmed",
        role: str = "press",
        text: str = "본문이다.",
        quoted: bool = False,
        gone_at: datetime | None = None,
        language: str = "ko",
        url: str | None = None,
    ) -> int:
        """Enter an article of that day with its coverage; its key. It is a story of its own, if none is named."""
        key = next(self._keys)
        story_id = of_story or 1000 + key
        if story_id not in self._stories:
            self._stories.add(story_id)
            self._insert("story", id=story_id, created_at=SEEN)
        if outlet_name not in self._outlets:
            self._outlets[outlet_name] = len(self._outlets) + 1
            self._insert("outlet", id=self._outlets[outlet_name], name=outlet_name, role=role)
        on = None if day is None else date.fromisoformat(day)
        at = None if on is None else datetime(on.year, on.month, on.day, tzinfo=ZoneInfo("Asia/Seoul"))
        shared = {
            "url": url or f"https://outlet.example/{key}", "headline": headline, "story_id": story_id,
            "language": language, "published_at": at, "published_on": on, "first_seen_at": SEEN, "gone_at": gone_at,
        }  # fmt: skip
        self._insert(
            "article", **shared, id=key, canonical_url=f"https://outlet.example/{key}",
            outlet_id=self._outlets[outlet_name], story_role="new", story_score=1.0, headline_source="h1",
            text=text, text_source="page", text_digest=str(key), has_time=True, name_set_id=1, fetched_at=SEEN,
        )  # fmt: skip
        enter_words(self.connection, key, headline, text)
        for one in who:
            self._insert(
                "media_coverage", **shared, article_id=key, entity_id=one.id, entity_kind=one.kind.value,
                entity_name=one.name, month=None if day is None else day[:7], outlet=outlet_name, outlet_role=role,
                mention_count=1, in_headline=False, in_lead=False, share=0.5, quoted=quoted, snippet="…",
                confidence=0.9, status=status, evidence=[],
                precedence=precedence(role, at, len(text), str(shared["url"]), has_time=True),
            )  # fmt: skip
            if one.name in text:
                start = text.index(one.name)
                self._insert(
                    "mention", article_id=key, entity_id=one.id, place="body", start_offset=start,
                    end_offset=start + len(one.name), form=one.name, confidence=0.9, evidence=[],
                )  # fmt: skip
        return key

    def correct(self, key: int, at: datetime, headline: str, text: str = "본문이다.") -> None:
        """Enter what an article said until then."""
        self._insert(
            "article_version", article_id=key, fetched_at=SEEN, replaced_at=at, headline=headline, text=text,
            text_digest="x",
        )  # fmt: skip

    def write_by_hand(
        self,
        month: str,
        headline: str,
        label: str,
        *,
        whose: Entity = SEOHA,
        article_id: int | None = None,
        outlet_name: str | None = None,
    ) -> None:
        """Enter a row of somebody's own table."""
        key = next(self._keys)
        self._insert(
            "hand_row", entity_id=whose.id, key=f"https://hand.example/{key}", position=key, month=month,
            headline=headline, label=label, url=f"https://hand.example/{key}", outlet=outlet_name,
            article_id=article_id, added_at=SEEN,
        )  # fmt: skip

    def report(self, month: str = "2026-11", *whose: Entity) -> MonthReport:
        """What a report of that month says, of everybody if nobody is named."""
        return read_month(self.connection, MonthScope(month, whose, (SEOHA, HARAM, LAB)), seoul)

    def _insert(self, table: str, **values: Any) -> None:
        self.connection.execute(sa.insert(metadata.tables[table]).values(values))
