"""The mass-change brake: an import that would hide many people asks a person first.

Absence never means deleting, but a signed delete does: somebody who chose wrongly, or a stolen
laptop, can delete hundreds at once, or say of hundreds that they are one: clients, but as well their
notes, the services of the directory, or the settings. What is too much, for each kind, is found
inside the import's own transaction, from what it really changed, and the transaction is undone. What
one laptop hid within a week counts together, so that many small bundles are no way around it. An
erasure, which nothing brings back, is looked at before anything of it is carried out. So are papers
of the organisation that do not follow from those that count here: whoever found a paper that was
replaced can make a longer row of papers from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.domain.entities import STANDARD
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import DELETED, LIFE, EntityType, Scope
from desktop_app.domain.people.links import CLIENT, LINK, ORGANISATION
from desktop_app.language import Message
from desktop_app.services.erasure.erasing import waiting
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.imports import concerned, hidden, owned_by
from desktop_app.storage.log import APPLIED, StoredEntry
from desktop_app.sync.log import KIND_UNDO, decode_header
from desktop_app.sync.merge import SHOWN, fold
from desktop_app.sync.statements import device_id
from desktop_app.sync.trust import Trust


@dataclass(frozen=True, slots=True)
class Threshold:
    """When somebody is asked about records that a bundle hides: at more than `most` of them, or from
    `least` on, where they are more than `share` of all of their kind that are shown here."""

    most: int
    least: int
    share: float

    def passed(self, gone: int, shown: int) -> bool:
        """Whether somebody has to look before so many of so many go."""
        return gone > self.most or (gone >= self.least and gone > self.share * shown)


_PEOPLE: Final = Threshold(50, 5, 0.05)

_BY_SCOPE: Final[Mapping[Scope, Threshold]] = {
    Scope.NAMES: _PEOPLE,
    Scope.CASES: Threshold(200, 20, 0.05),
    Scope.DIRECTORY: Threshold(100, 10, 0.05),
    Scope.ORGANISATION: Threshold(20, 5, 0.1),
}

_BY_KIND: Final[Mapping[str, Threshold]] = {
    CLIENT: _PEOPLE,
    # A series of visits goes with one click; notes are never deleted in the course of a day.
    "appointment": Threshold(200, 60, 0.05),
    "note": Threshold(50, 10, 0.05),
}

MOST_DECISIONS: Final = 200
MOST_LISTED: Final = 200

DAYS: Final = 7
"""For how long what one laptop hid is added up, by this laptop's own clock."""

_HIDDEN: Final = "brake/"
_ERASED: Final = b"erased".hex()
_JOINED: Final = (CLIENT, ORGANISATION)
_DAY_MS: Final = 24 * 3600 * 1000

CODE: Final = "mass_change"


@dataclass(frozen=True, slots=True)
class Held:
    """What a bundle would do. hidden: so many of `clients` that are shown here. decided: so many
    of the conflicts that wait here. people: who deleted, with how many each, the most first.
    undo: the deletes take an import back, and nothing else. joined: so many would be shown as one
    with another. erased: so many the office ordered erased for good. before: so many went the same
    way within the last days. kinds: of other kinds of record, by name, how many would be hidden or
    shown as one with another, and of how many. files: the ids (hex) of the clients meant by hidden,
    joined or erased, the first of them; they are looked up where they are shown. papers: other papers
    of the organisation would count, which do not follow from those that count here. ends: how far the
    bundle would bring each feed, [its id (hex), number]: once they are here some other way, nothing
    waits any more."""

    hidden: int
    clients: int
    decided: int
    people: tuple[tuple[str, int], ...]
    undo: bool
    joined: int = 0
    erased: int = 0
    before: int = 0
    kinds: tuple[tuple[str, int, int], ...] = ()
    files: tuple[str, ...] = field(default=(), compare=False)
    papers: bool = False
    ends: tuple[tuple[str, int], ...] = field(default=(), compare=False)

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
            "kinds": [list(one) for one in self.kinds],
            "files": list(self.files),
            "papers": self.papers,
            "ends": [list(one) for one in self.ends],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Held:
        """What `to_plain` gave. Raises KeyError, TypeError, ValueError for anything else."""
        people = tuple((str(name), int(number)) for name, number in plain["people"])
        return cls(
            int(plain["hidden"]), int(plain["clients"]), int(plain["decided"]), people,
            bool(plain["undo"]), int(plain.get("joined", 0)), int(plain.get("erased", 0)),
            int(plain.get("before", 0)),
            tuple((str(kind), int(n), int(of)) for kind, n, of in plain.get("kinds", ())),
            tuple(str(one) for one in plain.get("files", ())),
            bool(plain.get("papers")),
            tuple((str(feed), int(end)) for feed, end in plain.get("ends", ())),
        )  # fmt: skip


class MassChange(PortageError):
    """The bundle would change so much that a person has to look first."""

    code = CODE

    def __init__(self, held: Held) -> None:
        super().__init__(held_words(held))
        self.held = held


def held_words(held: Held) -> Message:
    """What would happen, and what to do, in a sentence."""
    if held.papers:
        return Message(
            "brake",
            "This bundle changes who speaks for your organisation in Portage, by means of an older paper. It "
            "may be a fraud. Nothing was imported. Call the office by a number that you already know; take it "
            "in only if the office did it itself.",
        )
    who = ", ".join(name for name, _ in held.people) or Message(
        "brake", "somebody who is not listed yet"
    )
    values = {"clients": held.clients, "who": who, "before": held.before}
    if held.erased:
        return Message(
            "brake",
            "The office ordered {n} of {clients} clients erased for good. Nothing was imported and nothing "
            "erased yet. Ask the office whether that is meant. Take it in only if it is.",
            values,
            "The office ordered {n} of {clients} clients erased for good. Nothing was imported and nothing "
            "erased yet. Ask the office whether that is meant. Take it in only if it is.",
            held.erased,
        )
    if held.kinds and held.undo:
        return Message(
            "brake",
            "This bundle takes an import back and would delete much, by {who}: {what}. Nothing was "
            "imported yet. Ask {who} whether that is meant. Take it in only if it is.",
            {"who": who, "what": _what(held)},
        )
    if held.kinds:
        return Message(
            "brake",
            "This bundle would delete much, by {who}: {what}. Nothing was imported yet. "
            "Ask {who} whether that is meant. Take it in only if it is.",
            {"who": who, "what": _what(held)},
        )
    if held.joined > held.hidden:
        return Message(
            "brake",
            "This bundle says of {n} of {clients} clients that the file is the same person as another. "
            "Nothing was imported yet. Ask {who} whether that is meant. Take it in only if it is.",
            values,
            "This bundle says of {n} of {clients} clients that each is the same person as another. "
            "Nothing was imported yet. Ask {who} whether that is meant. Take it in only if it is.",
            held.joined,
        )
    if held.before:
        return Message(
            "brake",
            "This bundle would delete {n} of {clients} clients, by {who}, after {before} in the last days. "
            "Nothing was imported yet. Ask {who} whether that is meant. Take it in only if it is.",
            values,
            "This bundle would delete {n} of {clients} clients, by {who}, after {before} in the last days. "
            "Nothing was imported yet. Ask {who} whether that is meant. Take it in only if it is.",
            held.hidden,
        )
    if held.hidden and held.undo:
        return Message(
            "brake",
            "This bundle takes an import back: {n} of {clients} clients would be deleted, by {who}. "
            "Nothing was imported yet. Ask {who} whether that is meant. Take it in only if it is.",
            values,
            "This bundle takes an import back: {n} of {clients} clients would be deleted, by {who}. "
            "Nothing was imported yet. Ask {who} whether that is meant. Take it in only if it is.",
            held.hidden,
        )
    if held.hidden:
        return Message(
            "brake",
            "This bundle would delete {n} of {clients} clients, by {who}. Nothing was imported yet. "
            "Ask {who} whether that is meant. Take it in only if it is.",
            values,
            "This bundle would delete {n} of {clients} clients, by {who}. Nothing was imported yet. "
            "Ask {who} whether that is meant. Take it in only if it is.",
            held.hidden,
        )
    return Message(
        "brake",
        "This bundle would settle {n} decision that waits here. Nothing was imported yet. "
        "Ask who decided. Take it in only if that is meant.",
        {},
        "This bundle would settle {n} decisions that wait here. Nothing was imported yet. "
        "Ask who decided. Take it in only if that is meant.",
        held.decided,
    )


def not_meant_words(held: Held) -> Message | None:
    """What to do when it was not meant: to be undone where it was done, so that a new bundle passes.

    None for papers of the organisation, which are a matter for the office alone.
    """
    if held.papers:
        return None
    if held.erased:
        return Message(
            "brake",
            "If it was not meant, do not take it in, and tell the office at once: what is erased does not "
            "come back.",
        )
    if not held.people:
        return Message(
            "brake",
            "If it was not meant, do not take it in. Whoever did it undoes it and sends a new bundle.",
        )
    return Message(
        "brake",
        "If it was not meant, do not take it in. Ask {who} to undo it and to send a new bundle.",
        {"who": ", ".join(name for name, _ in held.people)},
    )


def _what(held: Held) -> Message:
    """How many of how many records of each kind, one kind after the other."""
    numbers = [*held.kinds]
    if held.hidden or held.joined:
        numbers.insert(0, (CLIENT, held.hidden + held.joined, held.clients))
    labels = {kind.name: kind.label for kind in STANDARD}
    told = [
        Message(
            "brake", "{kind}: {n} of {all}", {"kind": labels.get(name, name), "n": n, "all": of}
        )
        for name, n, of in numbers
    ]
    return reduce(
        lambda some, more: Message("brake", "{some}; {more}", {"some": some, "more": more}), told
    )


def check_papers(before: Trust, trust: Trust) -> None:
    """Raises MassChange when papers count now that do not follow from those that counted before."""
    if not trust.follows_from(before.root):
        raise MassChange(Held(0, 0, 0, (), False, papers=True))


def check_erasures(session: Session, tables: Tables) -> None:
    """Raises MassChange when what the office ordered and nobody carried out here yet erases many.

    Asked before it is carried out: afterwards nothing would bring it back.
    """
    asked = {record for one in waiting(session, tables) for record in one.subjects}
    if not asked:
        return
    files = concerned(tables.connection, session.registry, sorted(asked))
    number = len(files)
    clients = tables.rows.count(session.registry["client"])
    recent = _Recent(session, tables)
    before = recent.number(_ERASED)
    if number and _PEOPLE.passed(number + before, clients + before):
        listed = _listed(files)
        raise MassChange(Held(0, clients, 0, (), False, erased=number, before=before, files=listed))
    recent.add(_ERASED, number)


def _listed(files: Iterable[bytes]) -> tuple[str, ...]:
    """The ids of clients as they are kept for whoever looks: no more than fit on a page."""
    return tuple(one.hex() for one in sorted(files)[:MOST_LISTED])


def threshold(kind: EntityType) -> Threshold:
    """From where on the hidden records of a kind are too many; a new kind has that of its scope."""
    return _BY_KIND.get(kind.name) or _BY_SCOPE[kind.scope]


class _Recent:
    """What went within the last days without anybody having been asked, by who hid it."""

    def __init__(self, session: Session, tables: Tables) -> None:
        self._facts, self._today = tables.facts, session.environment.now() // _DAY_MS

    def _kept(self, who: str) -> list[list[int]]:
        kept = self._facts.get(_HIDDEN + who)
        days = [] if kept is None else decode(kept)
        return [one for one in days if abs(self._today - one[0]) < DAYS]

    def number(self, who: str) -> int:
        """How many so far."""
        return sum(one[1] for one in self._kept(who))

    def add(self, who: str, number: int) -> None:
        """So many more today."""
        if number:
            days = {one[0]: one[1] for one in self._kept(who)}
            days[self._today] = days.get(self._today, 0) + number
            self._facts.set(_HIDDEN + who, encode([list(one) for one in days.items()]))

    def forget(self, who: str) -> None:
        """Somebody looked: it begins anew."""
        self._facts.remove(_HIDDEN + who)


@dataclass(frozen=True, slots=True)
class _Loss:
    """The records of one kind that an import hid. gone: with the headers of the entries that deleted
    each. joined: those that are shown as one with another. by: how many each laptop hid, by what
    `_Recent` calls it."""

    kind: EntityType
    gone: Mapping[bytes, list[bytes]]
    joined: frozenset[bytes]
    by: Mapping[str, int]

    @property
    def number(self) -> int:
        return len(self.gone) + len(self.joined)


class Brake:
    """Looks at one import. Made before its first entry is taken in, asked after the last."""

    def __init__(self, session: Session, tables: Tables) -> None:
        self._session, self._tables = session, tables
        self._ends = {feed.number: feed.seq for feed in tables.log.feeds().values()}
        self._client = session.registry[CLIENT]
        self._known = set(tables.changes.records)
        self._reviews = tables.rows.review_count()
        self._waiting = set(tables.rows.reviews()) if self._reviews > MOST_DECISIONS else set()
        self._losses_found: list[_Loss] = []
        self._followed: set[tuple[str, bytes]] = set()
        self._followers = {about: tables.groups.followers(about) for about in _JOINED}

    def check(self, accepted: bool = False) -> None:
        """Raises MassChange when the import has hidden or settled too much.

        accepted: somebody has looked, so it raises nothing and begins to count anew.
        """
        decided = 0
        if self._waiting:
            decided = len(self._waiting - set(self._tables.rows.reviews()))
        losses, recent = self._losses(), _Recent(self._session, self._tables)
        self._losses_found = losses
        if accepted:
            for who in (*(who for loss in losses for who in loss.by), _ERASED):
                recent.forget(who)
            return
        held: dict[str, tuple[int, int]] = {}
        for loss in losses:
            shown = self._too_many(loss, recent)
            if shown is not None:
                held[loss.kind.name] = (loss.number, shown)
        if held or decided > MOST_DECISIONS:
            raise MassChange(
                self._held([one for one in losses if one.kind.name in held], held, decided, recent)
            )
        for loss in losses:
            for who, count in loss.by.items():
                recent.add(who, count)

    def gone(self) -> Iterator[tuple[str, bytes, frozenset[bytes]]]:
        """What the import deleted, once it was looked at: (kind, id, the people who did).

        Nobody where a record went with the file of a client.
        """
        for loss in self._losses_found:
            for record, deletes in loss.gone.items():
                people = frozenset(decode_header(one).actor for one in deletes)
                if people:
                    yield loss.kind.name, record, people
        for kind, record in self._followed:
            yield kind, record, frozenset()

    def _too_many(self, loss: _Loss, recent: _Recent) -> int | None:
        """How many records of a kind were shown before, when too many of them went; else None."""
        limit = threshold(loss.kind)
        most = max((recent.number(one) for one in loss.by), default=0)
        if loss.number + most < min(limit.least, limit.most + 1):
            return None
        shown = self._tables.rows.count(loss.kind) + len(loss.gone)
        if limit.passed(loss.number, shown) or any(
            limit.passed(count + recent.number(one), shown + recent.number(one))
            for one, count in loss.by.items()
        ):
            return shown
        return None

    def _losses(self) -> list[_Loss]:
        """What this import hid, by kind; what goes with a hidden client's file counts with it."""
        changed: dict[str, list[bytes]] = {}
        for name, entity in self._tables.changes.records - self._known:
            changed.setdefault(name, []).append(entity)
        if changed.get(LINK.name):
            self._tables.follow_links()
        clients = self._hidden(self._client, changed.get(CLIENT, ()))
        found: list[_Loss] = []
        for kind in self._session.registry:
            gone = clients
            if kind is not self._client:
                gone = self._hidden(kind, changed.get(kind.name, ()), frozenset(clients))
            joined = self._joined(kind) if changed.get(LINK.name) else frozenset()
            if gone or joined:
                found.append(_Loss(kind, gone, joined, self._by_device(kind, gone, joined)))
        return found

    def _joined(self, kind: EntityType) -> frozenset[bytes]:
        """The records shown before that are now shown as one with another."""
        if kind.name not in _JOINED:
            return frozenset()
        fresh = self._tables.groups.followers(kind.name) - self._followers[kind.name]
        return frozenset(one for one in fresh if self._was_here(kind, one))

    def _links(self) -> list[bytes]:
        changed = self._tables.changes.records - self._known
        return [entity for name, entity in changed if name == LINK.name]

    def _was_here(self, kind: EntityType, entity: bytes) -> bool:
        return any(
            one.type == kind.number and one.seq <= self._ends.get(one.feed, 0)
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
        self, kind: EntityType, gone: Mapping[bytes, list[bytes]], joined: Collection[bytes]
    ) -> dict[str, int]:
        """How many records of a kind the entries of each laptop hid, by what `_Recent` calls it.

        What a laptop hid that a coordinator let in counts as the coordinator's: they may let in as many
        as they like.
        """
        log, trust = self._tables.log, self._session.require_trust()
        found: Counter[bytes] = Counter()

        def answers(device: bytes) -> bytes:
            certificate = trust.certificate(device)
            if certificate is None or certificate.by in trust.root.authorities:
                return device
            return device_id(certificate.by)

        def device(feed: bytes) -> bytes:
            known = log.feed(feed)
            return b"" if known is None else answers(known.device)

        for deletes in gone.values():
            found.update({device(decode_header(one).feed) for one in deletes})
        if joined:
            feeds = log.feeds()
            wrote = {answers(feeds[one.feed].device) for one in self._new_on_links()}
            found.update(dict.fromkeys(wrote, len(joined)))
        found.pop(b"", None)
        of = "" if kind is self._client else f"{kind.number}/"
        return {of + one.hex(): count for one, count in found.items()}

    def _hidden(
        self, kind: EntityType, changed: Sequence[bytes], without: frozenset[bytes] = frozenset()
    ) -> dict[bytes, list[bytes]]:
        """The records that this import hid, with the headers of the entries that deleted each.

        without: clients; neither their names nor what is about them counts once more.
        """
        found: dict[bytes, list[bytes]] = {}
        connection = self._tables.connection
        left_out = owned_by(connection, kind, without) | without if changed and without else without
        for entity, scope in hidden(connection, kind, changed):
            if entity in left_out:
                self._followed.add((kind.name, entity))
                continue
            deletes = self._deletes(kind, entity, scope)
            if deletes is not None:
                found.setdefault(entity, []).extend(deletes)
        return found

    def _deletes(self, kind: EntityType, entity: bytes, scope: int) -> list[bytes] | None:
        """What deleted a record in this import; None when it was not shown before."""
        log = self._tables.log
        feeds = log.feeds()
        before, deletes = [], []
        for stored in log.entries_of(entity):
            if stored.type != kind.number or feeds[stored.feed].scope != scope:
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

    def _held(
        self,
        losses: Sequence[_Loss],
        held: Mapping[str, tuple[int, int]],
        decided: int,
        recent: _Recent,
    ) -> Held:
        headers = [
            decode_header(one)
            for loss in losses
            for deletes in loss.gone.values()
            for one in deletes
        ]
        people = Counter(self._session.person_called(one.actor) for one in headers)
        people.pop("", None)
        who = tuple(sorted(people.items(), key=lambda one: (-one[1], one[0])))
        files = next((loss for loss in losses if loss.kind is self._client), None)
        by = [one for loss in losses for one in loss.by]
        return Held(
            0 if files is None else len(files.gone),
            0 if files is None else held[CLIENT][1],
            decided,
            who or (self._writers() if losses else ()),
            bool(headers) and all(one.kind == KIND_UNDO for one in headers),
            joined=0 if files is None else len(files.joined),
            before=max((recent.number(one) for one in by), default=0),
            kinds=tuple((name, *numbers) for name, numbers in held.items() if name != CLIENT),
            files=() if files is None else _listed((*files.gone, *files.joined)),
            ends=tuple(
                (feed.id.hex(), feed.seq)
                for feed in self._tables.log.feeds().values()
                if feed.seq > self._ends.get(feed.number, 0)
            ),
        )
