"""Files judged by the workers of a Dask cluster: Dask hands them out, nothing else.

What is done is known by the database, results are left in a folder that all machines see, and only counts travel
through the scheduler. A file that Dask gives out twice is judged twice, which changes nothing.
"""

from __future__ import annotations

import asyncio
import pickle
import secrets
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import dask

# Dask says on the screen what we say ourselves; read when it is imported.
dask.config.set({"logging": {"distributed": "critical", "distributed.client": "critical"}})

from distributed import Client, Future, KilledWorker  # noqa: E402
from distributed.client import FutureCancelledError  # noqa: E402

from pipeline.errors import PageError, ScrapeError  # noqa: E402
from scheduler.backfill.child import JudgeSetup  # noqa: E402
from scheduler.backfill.dask_plugin import ChildDied, Judges, judge_there  # noqa: E402
from scheduler.backfill.judge import JudgedFile, Task  # noqa: E402

__all__ = ["DaskWorkers", "dask_workers"]

_MOST_DEATHS = 10
_PATIENCE = 15  # seconds for the scheduler to answer


@asynccontextmanager
async def dask_workers(address: str, setup: JudgeSetup) -> AsyncIterator[DaskWorkers]:
    """The workers of the scheduler at `address`, set up while the context lasts. Raises ScrapeError when it does
    not answer, or its workers cannot load this program."""
    name = f"press-scrape-{secrets.token_hex(4)}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # other versions of packages that we use nothing of
        client = Client(  # type: ignore[no-untyped-call]
            address, asynchronous=True, timeout=_PATIENCE, set_as_default=False
        )
        try:
            await client
        except (OSError, ValueError, TypeError) as error:
            await _close(client)
            raise ScrapeError(f"--dask {address}: no scheduler answers there ({error})".splitlines()[0]) from error
    try:
        try:
            await client.register_plugin(Judges(pickle.dumps(setup)), name=name)
        except Exception as error:
            raise ScrapeError(
                f"--dask {address}: its workers cannot load press-scrape ({type(error).__name__}: {error}); "
                "install the same version in their environment".replace("\n", " ")
            ) from error
        engine = DaskWorkers(client, name, address)
        await engine.look()
        yield engine
    finally:
        with suppress(Exception):
            left = client.unregister_worker_plugin(name)  # type: ignore[no-untyped-call]
            await asyncio.wait_for(left, _PATIENCE)
        await _close(client)


async def _close(client: Client) -> None:
    """Close what has begun: a client that is only let go of leaves a coroutine that nobody awaits."""
    with suppress(Exception):
        await asyncio.wait_for(client.close(), _PATIENCE)  # type: ignore[no-untyped-call]


class DaskWorkers:
    """Judges files by the workers of a Dask cluster."""

    def __init__(self, client: Client, name: str, address: str) -> None:
        self._client = client
        self._name = name
        self._address = address
        self._slots = 1

    async def look(self) -> None:
        """See how many workers there are now."""
        with suppress(OSError):
            threads = await self._client.nthreads()  # type: ignore[no-untyped-call]
            self._slots = sum(threads.values()) or 1  # one file waits for the first worker

    @property
    def slots(self) -> int:
        """One for each thread of a worker, as seen last."""
        return self._slots

    async def judge(self, task: Task) -> JudgedFile:
        """Judge a file; again when its worker dies. Raises PageError, or ScrapeError when the scheduler is gone."""
        await self.look()
        for attempt in range(_MOST_DEATHS):
            key = f"{task.address}-{secrets.token_hex(4)}"
            future = self._client.submit(
                judge_there, self._name, pickle.dumps(task), key=key, pure=False, retries=3
            )
            try:
                result = await self._result(future)
            except (KilledWorker, ChildDied) as error:
                if attempt + 1 == _MOST_DEATHS:
                    raise PageError(f"{task.address}: its worker died again and again") from error
                continue
            finally:
                future.release()  # type: ignore[no-untyped-call]
            if isinstance(result, str):
                raise PageError(result)
            return result
        raise PageError(f"{task.address}: its worker died again and again")

    async def _result(self, future: Future[Any]) -> JudgedFile | str:
        try:
            result: JudgedFile | str = pickle.loads(await future)  # noqa: S301 - as everything that comes from Dask
        except (FutureCancelledError, OSError) as error:
            raise ScrapeError(
                f"the Dask scheduler at {self._address} is gone; what is done is stored: start again to go on"
            ) from error
        return result
