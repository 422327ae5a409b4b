"""Fixtures that every test may use: both databases, and the data that lies beside a checkout on some machines."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import settings

from storage.database.engine import Database
from storage.database.open import open_database
from tests import postgres
from tests.bucket import Bucket, Server, forget_connections, open_server

settings.register_profile("untimed", deadline=None)  # a busy machine is no fault of what is tested
settings.load_profile("untimed")

for _name in [name for name in os.environ if name.lower().endswith("_proxy")]:
    del os.environ[_name]  # tests ask servers on this machine alone
os.environ.pop(
    "COLUMNS", None
)  # a worker of the tests sets one: what is printed would depend on how many there are

SLOW = "slow tests were left out; with them: ./run.sh test --slow"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the tests that are marked as slow too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out slow tests, unless they are asked for."""
    if _wants_slow(config):
        return
    slow = [item for item in items if item.get_closest_marker("slow") is not None]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if item not in slow]


def _wants_slow(config: pytest.Config) -> bool:
    """Whether slow tests are asked for: by `--slow`, or by `-m slow`."""
    return bool(config.getoption("--slow")) or "slow" in str(config.getoption("-m"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not _wants_slow(config):
        terminalreporter.write_line(SLOW)
    skipped = terminalreporter.getreports("skipped")
    number = sum(postgres.MISSING in str(report.longrepr) for report in skipped)
    if number:
        terminalreporter.write_line(f"{number} tests of PostgreSQL skipped: {postgres.MISSING}")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server, and in it the template `coverage_template` with our schema."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgres.server())
        except postgres.Unavailable as missing:
            pytest.skip(str(missing))
        _execute(url, "CREATE DATABASE coverage_template")
        open_database(_with_database(url, "coverage_template")).close()
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with our schema: to copy it takes a tenth of making one."""
    file = tmp_path_factory.mktemp("template") / "coverage.sqlite"
    open_database(f"sqlite:///{file}").close()
    return file


_numbers = itertools.count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty coverage database, on each of the two."""
    if request.param == "sqlite":
        file = shutil.copyfile(request.getfixturevalue("sqlite_template"), tmp_path / "coverage.sqlite")
        yield f"sqlite:///{file}"
        return
    server: str = request.getfixturevalue("postgres_url")
    name = f"coverage_{next(_numbers)}"
    _execute(server, f"CREATE DATABASE {name} TEMPLATE coverage_template STRATEGY FILE_COPY")
    yield _with_database(server, name)
    _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty coverage database, on each of the two."""
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def bucket_server() -> Iterator[Server]:
    """A server of buckets on loopback."""
    with open_server() as opened:
        yield opened


@pytest.fixture
def bucket(bucket_server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """An empty bucket that is found."""
    for name, value in bucket_server.environment.items():
        monkeypatch.setenv(name, value)
    forget_connections()
    yield bucket_server.bucket()
    forget_connections()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real pages and gold data, which are no part of the project."""
    if not SHARED.is_dir():
        pytest.skip("the evaluation data do not lie beside this checkout")
    return SHARED


def _with_database(url: str, name: str) -> str:
    parsed = sa.make_url(url).set(database=name, drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)


def _execute(url: str, statement: str) -> None:
    engine = sa.create_engine(_with_database(url, sa.make_url(url).database or "postgres"), poolclass=sa.NullPool)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
