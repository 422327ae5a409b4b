"""A health check and Prometheus metrics over HTTP on loopback: ``/health`` and ``/metrics``."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from pipeline.errors import ConfigError, ScrapeError
from pipeline.urls import without_secrets
from scheduler.trouble import Problem, problems_of
from storage.database.engine import Database
from storage.status import MonitorStatus, SourceStatus, read_status, troubled_sources

__all__ = ["serve_metrics"]


_LOCAL = frozenset({"127.0.0.1", "localhost"})  # what a client on this machine calls us


class _Server(ThreadingMixIn, WSGIServer):
    """A thread for each client, so that one which says nothing holds up neither the others nor our end."""

    daemon_threads = True


class _Handler(WSGIRequestHandler):
    timeout = 10  # seconds that a client may be silent

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature is the base's
        del format, args


@contextmanager
def serve_metrics(port: int, database: Database, is_healthy: Callable[[], bool]) -> Iterator[str]:
    """Answer on 127.0.0.1 while the context lasts; yields the address. Raises ConfigError when the port is taken or
    prometheus-client is not installed."""
    try:
        from prometheus_client import CollectorRegistry, make_wsgi_app  # noqa: PLC0415 - an optional dependency
    except ModuleNotFoundError as error:
        raise ConfigError("metrics need prometheus-client; run: pip install 'press-scrape[notify]'") from error
    registry = CollectorRegistry()
    registry.register(_Collector(database))
    metrics = make_wsgi_app(registry)

    def application(environment: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environment.get("HTTP_HOST", "127.0.0.1").partition(":")[0].lower() not in _LOCAL:
            # A page in a browser on this machine may have its own name lead here, to read what it must not.
            start("403 Forbidden", [("Content-Type", "text/plain")])
            return [b"only asked for as 127.0.0.1 or localhost\n"]
        if environment.get("PATH_INFO") == "/metrics":
            answer: Iterable[bytes] = metrics(environment, start)
            return answer
        if environment.get("PATH_INFO") != "/health":
            start("404 Not Found", [("Content-Type", "text/plain")])
            return [b"only /health and /metrics exist\n"]
        healthy = is_healthy()
        start("200 OK" if healthy else "503 Service Unavailable", [("Content-Type", "text/plain")])
        return [b"ok\n" if healthy else b"unhealthy, see the log\n"]

    try:
        server = make_server("127.0.0.1", port, application, _Server, _Handler)
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
    """Reads the state from the database on each request."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterator[Any]:
        """The current metrics; while the database cannot be read, only that it is down."""
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - an optional dependency

        try:
            with self._database.read() as connection:
                status = read_status(connection, self._database, datetime.now(UTC))
                troubled = troubled_sources(connection)
        except ScrapeError:
            status, troubled = None, []
        yield GaugeMetricFamily(
            "press_scrape_database_up", "The database answers.", value=float(status is not None)
        )
        if status is not None:
            for name, help_text, value in _figures(status, troubled):
                yield GaugeMetricFamily(f"press_scrape_{name}", help_text, value=value)
            ill = GaugeMetricFamily(
                "press_scrape_source_in_trouble",
                "1 for each problem of a source.",
                labels=["kind", "url", "trouble"],
            )
            for source in troubled:
                for problem in problems_of(source):
                    ill.add_metric([source.kind, without_secrets(source.url), problem.value], 1)
            yield ill

    def describe(self) -> list[Any]:
        """Nothing: the metrics depend on the database."""
        return []


def _figures(status: MonitorStatus, troubled: Sequence[SourceStatus]) -> Iterator[tuple[str, str, float]]:
    counted = Counter(problem for source in troubled for problem in problems_of(source))
    yield "sources", "Sources known.", status.sources.asked
    failing = counted[Problem.FAILING] + counted[Problem.GONE]
    yield "sources_failing", "Sources whose last reading failed.", failing
    yield "sources_gone", "Sources that their servers say are gone (404, 410).", counted[Problem.GONE]
    silent = counted[Problem.SILENT]
    yield "sources_silent", "Sources with nothing new for three times their usual gap.", silent
    fallen = counted[Problem.YIELD]
    yield (
        "sources_yield_halved",
        "Sources with less than half the usual share of links that become articles.",
        fallen,
    )
    yield "links_unread", "Links that have not been read yet.", status.unread
    yield "articles", "Articles stored.", status.articles
    yield "rows_in_review", "Rows that are waiting for a decision.", status.in_review
    yield "database_bytes", "Size of the database.", status.size
    yield "daemons", "Daemons that are running.", len(status.daemons)
