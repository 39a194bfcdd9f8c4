"""The mass-change brake: an import that would hide many people asks a person first (sync.md 4.6).

Absence never means deleting, but a signed delete does: somebody who chose wrongly, or a stolen
laptop, can delete hundreds at once. What is too much is found inside the import's own transaction,
from what it really changed, and the transaction is undone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import DELETED, LIFE
from desktop_app.language import Message
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.imports import hidden
from desktop_app.storage.log import APPLIED
from desktop_app.sync.log import KIND_UNDO, decode_header
from desktop_app.sync.merge import SHOWN, fold

MOST_CLIENTS: Final = 50
"""More clients hidden than this by one bundle, and somebody is asked."""

SHARE: Final = 0.05
LEAST_CLIENTS: Final = 5
"""So is a share of all clients, from this many on."""

MOST_DECISIONS: Final = 200

CODE: Final = "mass_change"


@dataclass(frozen=True, slots=True)
class Held:
    """What a bundle would do. hidden: so many of `clients` that are shown here. decided: so many
    of the conflicts that wait here. people: who deleted, with how many each, the most first.
    undo: the deletes take an import back, and nothing else."""

    hidden: int
    clients: int
    decided: int
    people: tuple[tuple[str, int], ...]
    undo: bool

    def to_plain(self) -> dict[str, Any]:
        """As plain data, for the pipe and for the journal."""
        return {
            "hidden": self.hidden,
            "clients": self.clients,
            "decided": self.decided,
            "people": [list(one) for one in self.people],
            "undo": self.undo,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Held:
        """What `to_plain` gave. Raises KeyError, TypeError, ValueError for anything else."""
        people = tuple((str(name), int(number)) for name, number in plain["people"])
        return cls(
            int(plain["hidden"]), int(plain["clients"]), int(plain["decided"]), people,
            bool(plain["undo"]),
        )  # fmt: skip


class MassChange(PortageError):
    """The bundle would change so much that a person has to look first."""

    code = CODE

    def __init__(self, held: Held) -> None:
        super().__init__(held_words(held))
        self.held = held


def held_words(held: Held) -> Message:
    """What would happen, and what to do, in a sentence."""
    who = ", ".join(name for name, _ in held.people) or Message(
        "brake", "somebody who is not listed yet"
    )
    values = {"clients": held.clients, "who": who}
    if held.hidden and held.undo:
        return Message(
            "brake",
            "This bundle takes an import back: {n} of {clients} clients would be deleted, by {who}. "
            "Nothing was imported yet. Ask {who}, then take it in anyway.",
            values,
            "This bundle takes an import back: {n} of {clients} clients would be deleted, by {who}. "
            "Nothing was imported yet. Ask {who}, then take it in anyway.",
            held.hidden,
        )
    if held.hidden:
        return Message(
            "brake",
            "This bundle would delete {n} of {clients} clients, by {who}. Nothing was imported yet. "
            "Ask {who} whether that is meant, then take it in anyway.",
            values,
            "This bundle would delete {n} of {clients} clients, by {who}. Nothing was imported yet. "
            "Ask {who} whether that is meant, then take it in anyway.",
            held.hidden,
        )
    return Message(
        "brake",
        "This bundle would settle {n} decision that waits here. Nothing was imported yet. "
        "Ask who decided, then take it in anyway.",
        {},
        "This bundle would settle {n} decisions that wait here. Nothing was imported yet. "
        "Ask who decided, then take it in anyway.",
        held.decided,
    )


class Brake:
    """Looks at one import. Made before its first entry is taken in, asked after the last."""

    def __init__(self, session: Session, tables: Tables) -> None:
        self._session, self._tables = session, tables
        self._ends = {feed.number: feed.seq for feed in tables.log.feeds().values()}
        self._client = session.registry["client"]
        self._known = set(tables.changes.records)
        self._reviews = tables.rows.review_count()
        self._waiting = set(tables.rows.reviews()) if self._reviews > MOST_DECISIONS else set()

    def check(self) -> None:
        """Raises MassChange when the import has hidden or settled too much."""
        decided = 0
        if self._waiting:
            decided = len(self._waiting - set(self._tables.rows.reviews()))
        gone = self._hidden()
        many = len(gone) > MOST_CLIENTS
        clients = 0
        if len(gone) >= LEAST_CLIENTS:
            clients = self._tables.rows.count(self._client) + len(gone)
            many = many or len(gone) > SHARE * clients
        if many or decided > MOST_DECISIONS:
            raise MassChange(self._held(gone if many else {}, clients, decided))

    def _hidden(self) -> dict[bytes, list[bytes]]:
        """The clients that this import hid, with the headers of the entries that deleted each."""
        changed = [
            entity
            for name, entity in self._tables.changes.records - self._known
            if name == self._client.name
        ]
        found: dict[bytes, list[bytes]] = {}
        for entity, scope in hidden(self._tables.connection, self._client, changed):
            deletes = self._deletes(entity, scope)
            if deletes is not None:
                found.setdefault(entity, []).extend(deletes)
        return found

    def _deletes(self, entity: bytes, scope: int) -> list[bytes] | None:
        """What deleted a record in this import; None when it was not shown before."""
        log = self._tables.log
        feeds = log.feeds()
        before, deletes = [], []
        for stored in log.entries_of(entity):
            if stored.type != self._client.number or feeds[stored.feed].scope != scope:
                continue
            if stored.state != APPLIED or stored.body is None:
                continue
            entry = log.local_entry(stored)
            if stored.seq <= self._ends.get(stored.feed, 0):
                before.append(entry)
            elif any(op.key == LIFE and op.value == DELETED for op in entry.operations):
                deletes.append(stored.header)
        if not before or fold(before, log.rank).life() != SHOWN:
            return None
        return deletes

    def _held(self, gone: Mapping[bytes, list[bytes]], clients: int, decided: int) -> Held:
        headers = [decode_header(one) for deletes in gone.values() for one in deletes]
        people = Counter(self._session.person_called(one.actor) for one in headers)
        people.pop("", None)
        return Held(
            len(gone),
            clients if gone else 0,
            decided,
            tuple(sorted(people.items(), key=lambda one: (-one[1], one[0]))),
            bool(headers) and all(one.kind == KIND_UNDO for one in headers),
        )
