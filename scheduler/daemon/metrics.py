"""A health check and Prometheus metrics over HTTP on loopback: ``/health`` and ``/metrics``."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from pipeline.errors import ConfigError, ScrapeError
from pipeline.urls import without_secrets
from storage.database.engine import Database
from storage.status import MonitorStatus, SourceStatus, read_status

__all__ = ["serve_metrics"]


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature is the base's
        del format, args


@contextmanager
def serve_metrics(port: int, database: Database, is_well: Callable[[], bool]) -> Iterator[str]:
    """Answer on 127.0.0.1 while the context lasts; gives the address. Raises ConfigError when the port is taken or
    prometheus-client is not installed."""
    try:
        from prometheus_client import CollectorRegistry, make_wsgi_app  # noqa: PLC0415 - an optional dependency
    except ModuleNotFoundError as error:
        raise ConfigError("metrics want prometheus-client; run: pip install 'press-scrape[notify]'") from error
    registry = CollectorRegistry()
    registry.register(_Collector(database))
    metrics = make_wsgi_app(registry)

    def application(environment: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environment.get("PATH_INFO") == "/metrics":
            answer: Iterable[bytes] = metrics(environment, start)
            return answer
        if environment.get("PATH_INFO") != "/health":
            start("404 Not Found", [("Content-Type", "text/plain")])
            return [b"there are /health and /metrics\n"]
        well = is_well()
        start("200 OK" if well else "503 Service Unavailable", [("Content-Type", "text/plain")])
        return [b"well\n" if well else b"not well: see the log\n"]

    try:
        server = make_server("127.0.0.1", port, application, handler_class=_Quiet)
    except OSError as error:
        raise ConfigError(f"[daemon]: metrics_port {port} cannot be used ({error.strerror})") from error
    thread = threading.Thread(target=server.serve_forever, name="metrics", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Collector:
    """Reads the state from the database when it is asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterator[Any]:
        """The metrics of now; none while the database refuses."""
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - an optional dependency

        try:
            with self._database.read() as connection:
                status = read_status(connection, self._database, datetime.now(UTC))
        except ScrapeError:
            status = None
        yield GaugeMetricFamily(
            "press_scrape_database_up", "The database answers.", value=float(status is not None)
        )
        if status is not None:
            for name, help_text, value in _figures(status):
                yield GaugeMetricFamily(f"press_scrape_{name}", help_text, value=value)
            ill = GaugeMetricFamily(
                "press_scrape_source_in_trouble", "1 for each source in trouble.", labels=["kind", "url", "trouble"]
            )
            for one in status.sources:
                for trouble in _troubles(one):
                    ill.add_metric([one.kind, without_secrets(one.url), trouble], 1)
            yield ill

    def describe(self) -> list[Any]:
        """Nothing is known before it is asked for."""
        return []


def _figures(status: MonitorStatus) -> Iterator[tuple[str, str, float]]:
    yield "sources", "Sources known.", len(status.sources)
    yield "sources_failing", "Sources whose last reading failed.", sum(one.failures > 0 for one in status.sources)
    yield (
        "sources_gone",
        "Sources that their servers call gone (404, 410).",
        sum(one.is_dead for one in status.sources),
    )
    silent = sum(one.health.silent_since is not None for one in status.sources)
    yield "sources_silent", "Sources with nothing new for three times their usual gap.", silent
    fallen = sum(one.health.yield_fell_at is not None for one in status.sources)
    yield "sources_yield_halved", "Sources of whose links half as many as usual become articles.", fallen
    yield "links_unread", "Links that are still to be read.", status.unread
    yield "articles", "Articles stored.", status.articles
    yield "rows_in_review", "Rows that wait for a person's word.", status.in_review
    yield "database_bytes", "Size of the database.", status.size
    yield "daemons", "Daemons at work.", len(status.daemons)


def _troubles(one: SourceStatus) -> Iterator[str]:
    if one.failures:
        yield "gone" if one.is_dead else "failing"
    if one.health.silent_since is not None:
        yield "silent"
    if one.health.yield_fell_at is not None:
        yield "yield"
