"""Taking back the last answer about a pair, and never anything else that was done last."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.domain.people.links import CLIENT, LINK
from desktop_app.services.clients.client_fields import id_in
from desktop_app.services.clients.client_lines import Lines
from desktop_app.services.conflicts.conflicts import record_name
from desktop_app.services.session import Session
from desktop_app.services.undo import NothingToUndo, Undo
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What became of the last answer. name: of the two records. pair: its id in the list of likely
    pairs. answered: an answer stands all the same, because somebody else gave one since."""

    name: str
    pair: str
    answered: bool


class LastAnswer:
    """The last answer of this session, while nothing else was done since.

    undo: the one of the window, so that an answer is taken back once, here or there.
    """

    def __init__(self, session: Session, undo: Undo) -> None:
        self._session, self._undo = session, undo

    def can_be_taken_back(self) -> bool:
        """Whether the last thing that was done is an answer about a pair, and it still stands."""
        return self._last() is not None

    def take_back(self) -> TakenBack | None:
        """Take the last answer back; None, and nothing is changed, where something else was done
        last. Raises NotAllowed."""
        last = self._last()
        if last is None:
            return None
        row, name = last
        try:
            self._undo.undo_last(only=LINK.name)
        except NothingToUndo:
            return None
        with self._session.database.reading() as tables:
            answered = _answered(tables, row.id) is not None
        return TakenBack(name, _pair(row), answered)

    def _last(self) -> tuple[Row, str] | None:
        """The pair that was answered last, and its name. Who took an answer back elsewhere gave
        none."""
        records = self._undo.last_records(only=LINK.name)
        with self._session.database.reading() as tables:
            for identifier in records:
                row = _answered(tables, bytes.fromhex(identifier))
                if row is not None:
                    lines = Lines(tables, self._session)
                    return row, record_name(tables, lines, LINK, row)
        return None


def _answered(tables: Tables, record: bytes) -> Row | None:
    """The record of a pair, where an answer stands in it."""
    rows = tables.rows.select(LINK, "WHERE id = ? AND life != 0", (record,))
    return next((row for row in rows if row.value("verdict")), None)


def _pair(row: Row) -> str:
    one, other = id_in(row.value("a")) or b"", id_in(row.value("b")) or b""
    return f"{row.value('about') or CLIENT}-{one.hex()}-{other.hex()}"
