"""The searches that are saved in scrape.toml (`[[view]]`): the address of each stays, whatever it asks."""

from __future__ import annotations

from starlette.responses import Response

from scrape.web.doors import page_at
from scrape.web.question import Question
from scrape.web.site import Visit

__all__ = ["ROUTES"]

_FEED = "atom"


def _go(visit: Visit) -> Response:
    name = visit.request.path_params["name"]
    asked = _asked(visit, name)
    if asked is not None:
        return visit.go(asked.at())
    name, _, ending = name.rpartition(".")
    asked = _asked(visit, name)
    if asked is None:
        raise visit.missing()
    return visit.go(asked.at(f"/{'feed' if ending == _FEED else 'coverage'}.{ending}"))


def _asked(visit: Visit, name: str) -> Question | None:
    settings = visit.site.settings
    return next((Question.of_view(one, settings) for one in settings.view if one.name == name), None)


ROUTES = [page_at("/view/{name:path}", _go)]
