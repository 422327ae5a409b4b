"""One story: who told it, in which order, and who is in it."""

from __future__ import annotations

from starlette.responses import Response

from pipeline.items import CoverageStatus, OutletRole
from scrape.web.doors import page_at
from scrape.web.site import Visit
from storage.stories.read import ToldStory, story_of

__all__ = ["ROUTES"]


def _show(visit: Visit) -> Response:
    key = visit.number()
    with visit.read() as connection:
        told = story_of(connection, key)
    if told is None or not told.story.members:
        raise visit.missing()
    if told.story.id != key:
        return visit.go(f"/story/{told.story.id}")
    confirmed = [row for row in told.coverage if row.status is CoverageStatus.CONFIRMED]
    press = {row.outlet for row in confirmed if row.outlet_role == OutletRole.PRESS}
    return visit.page(
        "story.html",
        told=told,
        headline=_headline(told),
        who={row.entity_id: row.entity_name for row in confirmed},
        press=len(press),
        days={row.article_id: row.published_on for row in told.coverage},
    )


def _headline(told: ToldStory) -> str:
    """That of the row that leads the story, else of its first article."""
    leading = min(told.coverage, key=lambda row: (row.precedence, row.article_id), default=None)
    return told.story.members[0].headline if leading is None else leading.headline


ROUTES = [page_at("/story/{key:int}", _show)]
