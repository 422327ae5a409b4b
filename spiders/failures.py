"""Words for what goes wrong on the network."""

from __future__ import annotations

import json
import logging
import re
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

from pipeline.errors import PageError
from pipeline.items import Page
from pipeline.urls import without_secrets
from spiders.replay import NotInArchive

__all__ = ["complaint", "in_words"]

log = logging.getLogger(__name__)

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
# What Twisted and OpenSSL say of a connection, in words for everybody.
_CAUSES = (
    (
        re.compile(r"CONNECT tunnel.*'status': 407", re.DOTALL),
        "the proxy asks for a user name and password (HTTP 407)",
    ),
    (re.compile(r"CONNECT tunnel.*'status': (\d+)", re.DOTALL), "the proxy refused to connect (HTTP {})"),
    (re.compile(r"CONNECT tunnel"), "the proxy refused to connect"),
    (re.compile(r"certificate|CERTIFICATE|VerificationError"), "its certificate is not valid"),
    (re.compile(r"SSL|TLS"), "no secure connection could be made"),
    (re.compile(r"[Nn]o route|[Uu]nreachable"), "its network cannot be reached"),
    (
        re.compile(r"ConnectionLost|ConnectionDone|ResponseNeverReceived|RequestTransmissionFailed"),
        "connection lost",
    ),
    (re.compile(r"[Cc]onnection (?:was |to the other side was )?(?:lost|closed|reset)"), "connection lost"),
    (re.compile(r"ParseError|malformed|PotentialDataLoss|HPE_"), "its answer is not HTTP"),
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
    """What `error` means, in one short line of ours; what a library says of it goes to the log."""
    if isinstance(error, PageError):
        return str(error)
    for kind, words in _WORDS:
        if isinstance(error, kind):
            return words
    text = str(error)
    for pattern, words in _CAUSES:
        if (match := pattern.search(text)) is not None:
            return words.format(*match.groups())
    log.info("request failed: %s: %s", type(error).__name__, text)
    if isinstance(error, DownloadFailedError):
        return "connection failed"
    return "it could not be requested; see the log"
