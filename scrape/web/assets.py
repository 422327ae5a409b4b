"""The stylesheet and the script: read once, kept by browsers for ever under an address that changes with them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

__all__ = ["Asset", "asset_addresses", "send_asset"]


class Asset(NamedTuple):
    """A file of ours and where it is."""

    address: str
    media_type: str
    content: bytes


@cache
def _assets() -> Mapping[str, Asset]:
    """By name. The stylesheet is that of every document of ours, and what the pages need besides."""
    static = files("scrape.web").joinpath("static")
    drawn = files("scrape.output")
    tokens = drawn.joinpath("style.css").read_bytes() + drawn.joinpath("pages", "charts.css").read_bytes()
    return {
        "style.css": _asset("style.css", "text/css", _packed(tokens + static.joinpath("style.css").read_bytes())),
        "keys.js": _asset("keys.js", "text/javascript", static.joinpath("keys.js").read_bytes()),
    }


def _asset(name: str, media_type: str, content: bytes) -> Asset:
    stem, _, ending = name.partition(".")
    address = f"/static/{stem}-{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
    return Asset(address, media_type, content)


def _packed(style: bytes) -> bytes:
    """A stylesheet without what only its authors read."""
    lines = re.sub(rb"\s+", b" ", re.sub(rb"/\*.*?\*/", b"", style, flags=re.DOTALL))
    tight = re.sub(rb" ?([{};,]) ?", rb"\1", lines).strip()
    tight = re.sub(rb"([{;][\w-]+:) ", rb"\1", tight).replace(b";}", b"}")
    return re.sub(rb"(?<=[ :(,])0(?=\.\d)", b"", tight)  # .5rem


def asset_addresses() -> dict[str, str]:
    """The addresses, by name without ending: for templates."""
    return {name.partition(".")[0]: asset.address for name, asset in _assets().items()}


def send_asset(request: Request) -> Response:
    """Answer with a file of ours, or 404."""
    for asset in _assets().values():
        if asset.address == request.url.path:
            headers = {"Cache-Control": "public, max-age=31536000, immutable"}
            return Response(asset.content, media_type=asset.media_type, headers=headers)
    return Response(status_code=404)
