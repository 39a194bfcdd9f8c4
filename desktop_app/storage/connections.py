"""The open connections to one database, lent to whoever reads or writes.

Opening one gives the key and reads the first page, so the last few are kept for the next time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Lock, RLock
from typing import Any, Final

import sqlcipher3.dbapi2 as sqlcipher

from desktop_app.storage.connection import Connection

IDLE_AT_MOST: Final = 4


class Connections:
    """As many connections to a file as are asked for at once; at most four of them wait idle."""

    def __init__(self, open_one: Callable[[], Any]) -> None:
        """open_one: gives a new connection of the driver's, its key given and proven."""
        self._open_one = open_one
        self._lock = Lock()
        self._idle: list[Connection] = []
        self._disposed = 0

    @contextmanager
    def lent(self) -> Iterator[Connection]:
        """A connection for as long as the block lasts. Raises what opening one raises."""
        with self._lock:
            connection = self._idle.pop() if self._idle else None
            disposed = self._disposed
        if connection is None:
            connection = Connection(self._open_one())
        try:
            yield connection
        finally:
            self._take_back(connection, disposed)

    def _take_back(self, connection: Connection, disposed: int) -> None:
        # A connection that cannot even undo is of no use to the next one.
        with suppress(sqlcipher.Error):
            connection.undo()
            with self._lock:
                if disposed == self._disposed and len(self._idle) < IDLE_AT_MOST:
                    self._idle.append(connection)
                    return
        connection.close()

    def dispose(self) -> None:
        """Close those that are idle now, and each of the others when it comes back."""
        with self._lock:
            idle, self._idle = self._idle, []
            self._disposed += 1
        for connection in idle:
            connection.close()


class OneConnection(Connections):
    """The one connection of a database in memory, which ends with it. Threads wait for each other."""

    def __init__(self, open_one: Callable[[], Any]) -> None:
        super().__init__(open_one)
        self._one: Connection | None = None
        self._turn = RLock()

    @contextmanager
    def lent(self) -> Iterator[Connection]:
        with self._turn:
            if self._one is None:
                self._one = Connection(self._open_one())
            connection = self._one
            try:
                yield connection
            finally:
                connection.undo()

    def dispose(self) -> None:
        with self._turn:
            if self._one is not None:
                self._one.close()
                self._one = None
