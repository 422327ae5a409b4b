"""Words for what goes wrong on the network."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from spiders.replay import NotInArchive

__all__ = ["in_words"]

_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (DownloadTimeoutError, "no complete answer in time"),
    (CannotResolveHostError, "host name not found"),
    (DownloadConnectionRefusedError, "connection refused"),
    (DownloadCancelledError, "larger than allowed"),
    (ResponseDataLossError, "connection lost before the end of the page"),
    (UnsupportedURLSchemeError, "not an http or https address"),
    (NotInArchive, "not in archive"),
)


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
