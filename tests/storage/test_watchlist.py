"""Versions of the watchlist: the newest is in force, and no older one undoes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import OldWatchlist
from pipeline.items import Entity, EntityKind, Watchlist
from storage.database.engine import Database
from storage.schema.tables import entity, entity_name, list_version, name_set
from storage.versions import Listing, ListKind
from storage.watchlist import LookedFor, MatchedForm, NameSets, keep_watchlist, save_watchlist

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
NAMES = ("윤서하", "박하람", "서다인", "한이든")


def person(name: str, *, ad_hoc: bool = False) -> Entity:
    return Entity(f"person:{name}", EntityKind.PERSON, name, ad_hoc=ad_hoc)


def looked_for(*entities: Entity, also: tuple[MatchedForm, ...] = ()) -> LookedFor:
    return LookedFor.of(Watchlist(entities), (*(MatchedForm(one.id, one.name, "name") for one in entities), *also))


@dataclass(slots=True)
class Monitor:
    """Files of several machines on one database; each step of time is a minute."""

    database: Database
    files: dict[str, frozenset[str]] = field(default_factory=dict)
    minutes: int = 0

    def now(self) -> datetime:
        self.minutes += 1
        return NOW + timedelta(minutes=self.minutes)

    def run(
        self, machine: str, *, read_at: datetime | None = None, names: frozenset[str] | None = None
    ) -> NameSets:
        """Begin a run with what the machine's file has, or had when it was read."""
        listed = sorted(self.files[machine] if names is None else names)
        listing = Listing.of(ListKind.WATCHLIST, " ".join(listed), machine, read_at or self.now())
        with self.database.write() as connection:
            return keep_watchlist(connection, looked_for(*map(person, listed)), listing, self.now())

    def tracked(self) -> frozenset[str]:
        with self.database.read() as connection:
            return frozenset(connection.execute(sa.select(entity.c.name).where(entity.c.tracked)).scalars())

    def clear(self) -> None:
        with self.database.write() as connection:
            for table in (list_version, entity_name, entity):
                connection.execute(sa.delete(table))


@pytest.fixture
def monitor(database: Database) -> Monitor:
    return Monitor(database)


LISTS = st.sets(st.sampled_from(NAMES), min_size=1).map(frozenset)
STEPS = st.lists(st.tuples(st.sampled_from("ab"), st.one_of(st.none(), LISTS)), max_size=12)


@given(STEPS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_only_a_file_that_was_changed_changes_who_is_tracked(
    monitor: Monitor, steps: list[tuple[str, frozenset[str] | None]]
) -> None:
    """Two machines begin with one file. A step runs one of them, after its file was edited or as it is."""
    monitor.clear()
    monitor.files = {"a": frozenset(NAMES[:2]), "b": frozenset(NAMES[:2])}
    monitor.run("a")
    seen = {monitor.files["a"]}
    for machine, edit in steps:
        before = monitor.tracked()
        monitor.files[machine] = edit or monitor.files[machine]
        mine = monitor.files[machine]
        try:
            monitor.run(machine)
        except OldWatchlist:
            assert mine in seen
            assert monitor.tracked() == before
        else:
            assert monitor.tracked() == mine
            assert edit or mine == before
        if edit and edit not in seen:
            assert monitor.tracked() == edit
        seen.add(mine)


@given(st.lists(LISTS, min_size=1, max_size=6))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_edits_of_one_file_are_followed_back_and_forth(monitor: Monitor, edits: list[frozenset[str]]) -> None:
    monitor.clear()
    for names in edits:
        monitor.files["a"] = names
        monitor.run("a")
        assert monitor.tracked() == names


def test_the_same_file_as_it_was_read_earlier_is_old(monitor: Monitor) -> None:
    """A daemon has read a file that was edited since, and a run was made with it as it is now."""
    read_at = monitor.now()
    monitor.files["a"] = frozenset(NAMES)
    monitor.run("a")
    with pytest.raises(OldWatchlist):
        monitor.run("a", read_at=read_at, names=frozenset(NAMES[:1]))
    assert monitor.tracked() == frozenset(NAMES)


def test_an_old_list_says_whose_is_newer_and_what_to_do(monitor: Monitor) -> None:
    monitor.files = {"/one/scrape.toml on a": frozenset(NAMES[:1]), "/two/scrape.toml on b": frozenset(NAMES)}
    monitor.run("/one/scrape.toml on a")
    monitor.run("/two/scrape.toml on b")
    with pytest.raises(OldWatchlist) as said:
        monitor.run("/one/scrape.toml on a")
    assert str(said.value) == (
        "/one/scrape.toml on a: its watchlist is older than that of /two/scrape.toml on b, in force since "
        "2026-11-20 09:04 UTC; bring the file up to date, or put it in force with: scrape watchlist --make-newest"
    )


def test_an_old_list_can_be_put_in_force(monitor: Monitor) -> None:
    monitor.files = {"a": frozenset(NAMES[:1]), "b": frozenset(NAMES)}
    monitor.run("a")
    monitor.run("b")
    names = looked_for(person(NAMES[0]))
    listing = Listing.of(ListKind.WATCHLIST, NAMES[0], "a", monitor.now())
    with monitor.database.write() as connection:
        keep_watchlist(connection, names, listing.made_newest(), monitor.now())
    assert monitor.tracked() == frozenset(NAMES[:1])
    with pytest.raises(OldWatchlist):
        monitor.run("b")


def test_a_name_that_is_on_no_list_is_not_tracked_and_supersedes_none(monitor: Monitor) -> None:
    monitor.files["a"] = frozenset(NAMES[:2])
    monitor.run("a")
    guest = looked_for(person("단미래", ad_hoc=True))
    with monitor.database.write() as connection:
        keep_watchlist(connection, guest, None, NOW)
    assert monitor.tracked() == frozenset(NAMES[:2])
    with monitor.database.read() as connection:
        assert "단미래" in connection.execute(sa.select(entity_name.c.form)).scalars().all()


def test_forms_that_came_by_a_decision_are_stored_under_the_same_version(monitor: Monitor) -> None:
    one = person(NAMES[0])
    listing = Listing.of(ListKind.WATCHLIST, NAMES[0], "a", NOW)
    accepted = MatchedForm(one.id, "두레테크", "accepted")
    for names, forms in (
        (looked_for(one), {NAMES[0]}),
        (looked_for(one, also=(accepted,)), {NAMES[0], "두레테크"}),
        (looked_for(one), {NAMES[0]}),
    ):
        with monitor.database.write() as connection:
            keep_watchlist(connection, names, listing, NOW)
            assert set(connection.execute(sa.select(entity_name.c.form)).scalars()) == forms
            assert connection.execute(sa.select(sa.func.count()).select_from(list_version)).scalar_one() == 1


def test_a_set_counts_as_judged_when_it_had_all_names(database: Database) -> None:
    """Whatever the order in which the sets came."""

    def sets(*names: str) -> NameSets:
        forms = [MatchedForm(f"person:{name}", name, "name") for name in names]
        with database.write() as connection:
            return save_watchlist(connection, Watchlist(tuple(map(person, names))), forms, NOW)

    two, one, three = sets("윤서하", "박하람"), sets("윤서하"), sets("윤서하", "박하람", "서다인")
    other = sets("한이든")
    assert two.judged == {two.current}
    assert one.judged == {one.current, two.current}
    assert sets("윤서하").judged == {one.current, two.current, three.current}
    assert sets("윤서하", "박하람").judged == {two.current, three.current}
    assert other.judged == {other.current}
    with database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(name_set)).scalar_one() == 4
