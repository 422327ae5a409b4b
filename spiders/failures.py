"""Words for what goes wrong on the network."""

from __future__ import annotations

import json
from collections.abc import Iterable

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from pipeline.items import Page
from pipeline.urls import without_secrets
from spiders.replay import NotInArchive

__all__ = ["complaint", "in_words"]

_MOST_SAID = 200  # characters

_MESSAGES = ("errorMessage", "message", "error_description", "error", "detail", "title")
_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (DownloadTimeoutError, "no complete answer in time"),
    (CannotResolveHostError, "host name not found"),
    (DownloadConnectionRefusedError, "connection refused"),
    (DownloadCancelledError, "larger than allowed"),
    (ResponseDataLossError, "connection lost before the end of the page"),
    (UnsupportedURLSchemeError, "not an http or https address"),
    (NotInArchive, "not in archive"),
)


def complaint(page: Page, known: Iterable[str] = ()) -> str:
    """Why a service refused, in brackets: the message in a JSON answer, or nothing.

    The secrets in `known`, which were sent to it, are not repeated.
    """
    try:
        message = json.loads(page.body)
    except (ValueError, RecursionError):
        return ""
    for _ in range(3):  # {"error": {"message": "…"}}
        if isinstance(message, dict):
            message = next((message[name] for name in _MESSAGES if message.get(name)), None)
    shown = "".join(char if char.isprintable() else " " for char in message) if isinstance(message, str) else ""
    text = without_secrets(" ".join(shown.split())[:_MOST_SAID], known)
    return f" ({text})" if text else ""


def in_words(error: BaseException | None) -> str:
    """What `error` means, in one short line."""
    for kind, words in _WORDS:
        if isinstance(error, kind):
            return words
    text = str(error).strip()
    line = text.splitlines()[0][:200] if text else ""
    if isinstance(error, DownloadFailedError):
        return f"connection failed ({line or 'no reason given'})"
    return f"{type(error).__name__}: {line}"
