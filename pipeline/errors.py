"""Every exception this project raises on purpose.

    ScrapeError                 says in one line what is wrong, where, and what to do
    ├── ConfigError             scrape.toml or the environment
    │   └── OldWatchlist        another machine has put a newer one in force
    ├── UsageError              arguments of a command
    ├── StorageError            the coverage database
    │   ├── DatabaseBusy        locked, restarting or full: worth waiting for
    │   └── SchemaError         missing, older or newer than this program
    ├── ArchiveError            a WARC file
    │   └── ArchiveAway         the archive cannot be reached: trying again later may succeed
    └── PageError               one page or feed cannot be used; becomes an Outcome
        ├── Undecodable         its bytes are no text
        └── FeedError           its text is no feed or sitemap

What goes wrong with one page or one source is a value (an Outcome, a SourceReport), not an exception that
travels: PageError is caught where that value is made.
"""

from __future__ import annotations

__all__ = [
    "ArchiveAway",
    "ArchiveError",
    "ConfigError",
    "DatabaseBusy",
    "FeedError",
    "OldWatchlist",
    "PageError",
    "SchemaError",
    "ScrapeError",
    "StorageError",
    "Undecodable",
    "UsageError",
]


class ScrapeError(Exception):
    """Base of them all; `str()` is the line a user reads."""


class ConfigError(ScrapeError):
    """The configuration cannot be used; names the file, the table, the key and what was expected."""


class OldWatchlist(ConfigError):
    """The watchlist of a file is older than the one in force."""


class UsageError(ScrapeError):
    """A command was given arguments it cannot work with."""


class StorageError(ScrapeError):
    """The coverage database refused."""


class DatabaseBusy(StorageError):
    """The database is locked, restarting or full; trying again later may succeed."""


class SchemaError(StorageError):
    """The database was made by another version of this program."""


class ArchiveError(ScrapeError):
    """A WARC file cannot be read or written."""


class ArchiveAway(ArchiveError):
    """An archive that is kept elsewhere cannot be reached, or refuses; trying again later may succeed."""


class PageError(ScrapeError):
    """One page cannot be used."""


class Undecodable(PageError):
    """The bytes of a page are not text in any encoding we know."""


class FeedError(PageError):
    """A document offered as a feed or sitemap is not one."""
