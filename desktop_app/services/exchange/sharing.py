"""Where each record is: only here, in a bundle that was written, or received by the office.

'Received' comes from the office's signed word alone, never from having written a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from desktop_app.domain.roles import Role
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.entries import EntryTables
from desktop_app.storage.exchange import ExportRecord


class ShareState(StrEnum):
    """How far a record has come, the weakest first."""

    ONLY_HERE = "only here"
    IN_BUNDLE = "in a bundle"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Shared:
    """How far a record has come. at: UTC milliseconds when its bundle was written, or when the
    office's word came; None when neither is known. file: the bundle's name, nothing personal."""

    state: ShareState
    at: int | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What would be lost with this laptop today. by_type: records by the name of their kind."""

    entries: int
    records: int
    by_type: dict[str, int]


_WEAKEST: Final = tuple(ShareState)


class Sharing:
    """Compares entries with what the office has said that it holds. Lives in one transaction."""

    def __init__(self, tables: Tables, session: Session) -> None:
        self._tables = tables
        self._is_office = session.is_office
        self._received: dict[bytes, list[tuple[int, int]]] = {}
        self._exports: list[ExportRecord] = []
        if self._is_office:
            return  # what it holds is what it has received, whatever others say that they hold
        trust = session.trust
        offices = set() if trust is None else {one.device for one in trust.devices(Role.OFFICE)}
        for device, peer in tables.exchange.peers().items():
            if device in offices:
                for feed, (seq, _) in peer.vector.items():
                    self._received.setdefault(feed, []).append((seq, peer.heard_at))
        # Newest first: the bundle that somebody may still have to carry.
        self._exports = [
            one for one in tables.exchange.exports() if offices.intersection(one.recipients)
        ]

    def state_of(self, entities: Sequence[bytes]) -> dict[bytes, Shared]:
        """How far each of these records has come: as far as its least shared entry."""
        distinct = list(dict.fromkeys(entities))
        if self._is_office:
            return dict.fromkeys(distinct, Shared(ShareState.RECEIVED))
        last = EntryTables(self._tables.connection).last_of(distinct)
        return {
            one: self.weakest([self.state_of_entry(*end) for end in last.get(one, ())])
            for one in distinct
        }

    def state_of_entry(self, feed: int, seq: int) -> Shared:
        """How far one entry has come. feed: its local number."""
        if self._is_office:
            return Shared(ShareState.RECEIVED)
        feed_id = self._tables.log.rank(feed)
        heard = [at for end, at in self._received.get(feed_id, ()) if end >= seq]
        if heard:
            return Shared(ShareState.RECEIVED, min(heard))
        for export in self._exports:
            if export.vector.get(feed_id, (0, b""))[0] >= seq:
                return Shared(ShareState.IN_BUNDLE, export.at, export.file)
        # What another laptop wrote came in a bundle, and its writer has it as well.
        own = self._tables.log.feeds()[feed].own
        return Shared(ShareState.ONLY_HERE if own else ShareState.IN_BUNDLE)

    @staticmethod
    def weakest(states: Sequence[Shared]) -> Shared:
        """The least shared of these; among equals the latest."""
        return min(
            states,
            key=lambda one: (_WEAKEST.index(one.state), -(one.at or 0)),
            default=Shared(ShareState.ONLY_HERE),
        )

    def waiting(self) -> Waiting:
        """This laptop's own entries that the office has not said it holds."""
        if self._is_office:
            return Waiting(0, 0, {})
        ends = [
            (feed.number, max((seq for seq, _ in self._received.get(feed.id, ())), default=0))
            for feed in self._tables.log.feeds().values()
            if feed.own and feed.seq
        ]
        entries, records, by_type = EntryTables(self._tables.connection).beyond(ends)
        names = {
            known.name: number
            for kind, number in by_type.items()
            if (known := self._tables.registry.by_number(kind)) is not None
        }
        return Waiting(entries, records, names)
