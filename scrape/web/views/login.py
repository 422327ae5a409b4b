"""Signing in with a token, and out."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.responses import Response

from scrape.web.doors import Form, form_at, page_at
from scrape.web.safety.access import COOKIE
from scrape.web.site import Visit

__all__ = ["ROUTES"]


def _show(visit: Visit) -> Response:
    return visit.page("login.html", next=_inside(visit.asked.get("next", "")), failed=False)


def _sign_in(visit: Visit, form: Form) -> Response:
    target = _inside(form.get("next", ""))
    name = visit.site.access.name_of(form.get("secret", "").strip())
    if name is None:
        return visit.page("login.html", 403, next=target, failed=True)
    visit.site.access.close_session(visit.session)
    answer = visit.go(target)
    is_encrypted = visit.request.headers.get("origin", "").startswith("https:")
    answer.set_cookie(
        COOKIE,
        visit.site.access.open_session(name),
        path="/",
        httponly=True,
        samesite="strict",
        secure=is_encrypted,
    )
    return answer


def _sign_out(visit: Visit, form: Form) -> Response:
    del form
    visit.site.access.close_session(visit.session)
    answer = visit.go("/login")
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return answer


def _inside(target: str) -> str:
    """`target` if it is a page of ours, else the first page."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return "/"
    is_ours = target.startswith("/") and not target.startswith(("//", "/\\")) and not (parts.scheme or parts.netloc)
    return target if is_ours and target.isprintable() else "/"


ROUTES = [
    page_at("/login", _show),
    form_at("/login", _sign_in, writes=False),
    form_at("/logout", _sign_out, writes=False),
]
