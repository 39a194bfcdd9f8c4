"""The mass-change brake: an import that would hide many people asks a person first (sync.md 4.6).

Absence never means deleting, but a signed delete does: somebody who chose wrongly, or a stolen
laptop, can delete hundreds at once, or say of hundreds that they are one. What is too much is found
inside the import's own transaction, from what it really changed, and the transaction is undone. What
one laptop hid within a week counts together, so that many small bundles are no way around it. An
erasure, which nothing brings back, is looked at before anything of it is carried out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import DELETED, LIFE
from desktop_app.domain.links import CLIENT, LINK
from desktop_app.language import Message
from desktop_app.services.erasing import waiting
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.imports import concerned, hidden
from desktop_app.storage.log import APPLIED, StoredEntry
from desktop_app.sync.log import KIND_UNDO, decode_header
from desktop_app.sync.merge import SHOWN, fold

MOST_CLIENTS: Final = 50
"""More clients hidden than this by one bundle, and somebody is asked."""

SHARE: Final = 0.05
LEAST_CLIENTS: Final = 5
"""So is a share of all clients, from this many on."""

MOST_DECISIONS: Final = 200

DAYS: Final = 7
"""For how long what one laptop hid is added up, by this laptop's own clock."""

_HIDDEN: Final = "brake/"
_ERASED: Final = b"erased"
_DAY_MS: Final = 24 * 3600 * 1000

CODE: Final = "mass_change"


@dataclass(frozen=True, slots=True)
class Held:
    """What a bundle would do. hidden: so many of `clients` that are shown here. decided: so many
    of the conflicts that wait here. people: who deleted, with how many each, the most first.
    undo: the deletes take an import back, and nothing else. joined: so many would be shown as one
    with another. erased: so many the office ordered erased for good. before: so many went the same
    way within the last days."""

    hidden: int
    clients: int
    decided: int
    people: tuple[tuple[str, int], ...]
    undo: bool
    joined: int = 0
    erased: int = 0
    before: int = 0

    def to_plain(self) -> dict[str, Any]:
        """As plain data, for the pipe and for the journal."""
        return {
            "hidden": self.hidden,
            "clients": self.clients,
            "decided": self.decided,
            "people": [list(one) for one in self.people],
            "undo": self.undo,
            "joined": self.joined,
            "erased": self.erased,
            "before": self.before,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Held:
        """What `to_plain` gave. Raises KeyError, TypeError, ValueError for anything else."""
        people = tuple((str(name), int(number)) for name, number in plain["people"])
        return cls(
            int(plain["hidden"]), int(plain["clients"]), int(plain["decided"]), people,
            bool(plain["undo"]), int(plain.get("joined", 0)), int(plain.get("erased", 0)),
            int(plain.get("before", 0)),
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
    values = {"clients": held.clients, "who": who, "before": held.before}
    if held.erased:
        return Message(
            "brake",
            "The office ordered {n} of {clients} clients erased for good. Nothing was imported and nothing "
            "erased yet. Ask the office whether that is meant, then take it in anyway.",
            values,
            "The office ordered {n} of {clients} clients erased for good. Nothing was imported and nothing "
            "erased yet. Ask the office whether that is meant, then take it in anyway.",
            held.erased,
        )
    if held.joined > held.hidden:
        return Message(
            "brake",
            "This bundle says of {n} of {clients} clients that the file is the same person as another. "
            "Nothing was imported yet. Ask {who} whether that is meant, then take it in anyway.",
            values,
            "This bundle says of {n} of {clients} clients that each is the same person as another. "
            "Nothing was imported yet. Ask {who} whether that is meant, then take it in anyway.",
            held.joined,
        )
    if held.before:
        return Message(
            "brake",
            "This bundle would delete {n} of {clients} clients, by {who}, after {before} in the last days. "
            "Nothing was imported yet. Ask {who} whether that is meant, then take it in anyway.",
            values,
            "This bundle would delete {n} of {clients} clients, by {who}, after {before} in the last days. "
            "Nothing was imported yet. Ask {who} whether that is meant, then take it in anyway.",
            held.hidden,
        )
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


def check_erasures(session: Session, tables: Tables) -> None:
    """Raises MassChange when what the office ordered and nobody carried out here yet erases many.

    Asked before it is carried out: afterwards nothing would bring it back.
    """
    asked = {record for one in waiting(session, tables) for record in one.subjects}
    if not asked:
        return
    number = len(concerned(tables.connection, session.registry, sorted(asked)))
    clients = tables.rows.count(session.registry["client"])
    recent = _Recent(session, tables)
    before = recent.number(_ERASED)
    if number and too_many(number + before, clients + before):
        raise MassChange(Held(0, clients, 0, (), False, erased=number, before=before))
    recent.add(_ERASED, number)


def too_many(gone: int, clients: int) -> bool:
    """Whether somebody has to look before so many of so many clients go."""
    return gone > MOST_CLIENTS or (gone >= LEAST_CLIENTS and gone > SHARE * clients)


class _Recent:
    """What went within the last days without anybody having been asked, by who hid it."""

    def __init__(self, session: Session, tables: Tables) -> None:
        self._facts, self._today = tables.facts, session.environment.now() // _DAY_MS

    def _kept(self, who: bytes) -> list[list[int]]:
        kept = self._facts.get(_HIDDEN + who.hex())
        days = [] if kept is None else decode(kept)
        return [one for one in days if abs(self._today - one[0]) < DAYS]

    def number(self, who: bytes) -> int:
        """How many so far."""
        return sum(one[1] for one in self._kept(who))

    def add(self, who: bytes, number: int) -> None:
        """So many more today."""
        if number:
            days = {one[0]: one[1] for one in self._kept(who)}
            days[self._today] = days.get(self._today, 0) + number
            self._facts.set(_HIDDEN + who.hex(), encode([list(one) for one in days.items()]))

    def forget(self, who: bytes) -> None:
        """Somebody looked: it begins anew."""
        self._facts.remove(_HIDDEN + who.hex())


class Brake:
    """Looks at one import. Made before its first entry is taken in, asked after the last."""

    def __init__(self, session: Session, tables: Tables) -> None:
        self._session, self._tables = session, tables
        self._ends = {feed.number: feed.seq for feed in tables.log.feeds().values()}
        self._client = session.registry["client"]
        self._known = set(tables.changes.records)
        self._reviews = tables.rows.review_count()
        self._waiting = set(tables.rows.reviews()) if self._reviews > MOST_DECISIONS else set()
        self._followers = tables.groups.followers(CLIENT)

    def check(self, accepted: bool = False) -> None:
        """Raises MassChange when the import has hidden or settled too much.

        accepted: somebody has looked, so it raises nothing and begins to count anew.
        """
        decided = 0
        if self._waiting:
            decided = len(self._waiting - set(self._tables.rows.reviews()))
        gone, joined = self._hidden(), self._joined()
        by = self._by_device(gone, joined)
        recent = _Recent(self._session, self._tables)
        if accepted:
            for device in (*by, _ERASED):
                recent.forget(device)
            return
        most = max((recent.number(one) for one in by), default=0)
        number, clients = len(gone) + len(joined), 0
        if number + most >= LEAST_CLIENTS:
            clients = self._tables.rows.count(self._client) + len(gone)
        many = bool(number) and (
            too_many(number, clients)
            or any(
                too_many(count + recent.number(one), clients + recent.number(one))
                for one, count in by.items()
            )
        )
        if many or decided > MOST_DECISIONS:
            held = self._held(gone if many else {}, clients, decided)
            if many:
                who = held.people or self._writers()
                held = replace(held, clients=clients, people=who, joined=len(joined), before=most)
            raise MassChange(held)
        for device, count in by.items():
            recent.add(device, count)

    def _joined(self) -> set[bytes]:
        """The clients shown before that are now shown as one with another."""
        if not self._links():
            return set()
        self._tables.follow_links()
        fresh = self._tables.groups.followers(CLIENT) - self._followers
        return {one for one in fresh if self._was_here(one)}

    def _links(self) -> list[bytes]:
        changed = self._tables.changes.records - self._known
        return [entity for name, entity in changed if name == LINK.name]

    def _was_here(self, entity: bytes) -> bool:
        return any(
            one.type == self._client.number and one.seq <= self._ends.get(one.feed, 0)
            for one in self._tables.log.entries_of(entity)
        )

    def _new_on_links(self) -> list[StoredEntry]:
        """The entries of this import that say something of two files."""
        log = self._tables.log
        return [
            one
            for entity in self._links()
            for one in log.entries_of(entity)
            if one.seq > self._ends.get(one.feed, 0)
        ]

    def _writers(self) -> tuple[tuple[str, int], ...]:
        """Who wrote of two files in this import, with how many entries each."""
        names = (
            self._session.person_called(decode_header(one.header).actor)
            for one in self._new_on_links()
        )
        people = Counter(filter(None, names))
        return tuple(sorted(people.items(), key=lambda one: (-one[1], one[0])))

    def _by_device(
        self, gone: Mapping[bytes, list[bytes]], joined: Collection[bytes]
    ) -> dict[bytes, int]:
        """How many clients the entries of each laptop hid."""
        log = self._tables.log
        found: Counter[bytes] = Counter()

        def device(feed: bytes) -> bytes:
            known = log.feed(feed)
            return b"" if known is None else known.device

        for deletes in gone.values():
            found.update({device(decode_header(one).feed) for one in deletes})
        if joined:
            feeds = log.feeds()
            wrote = {feeds[one.feed].device for one in self._new_on_links()}
            found.update(dict.fromkeys(wrote, len(joined)))
        found.pop(b"", None)
        return dict(found)

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
