"""Which laptops there are, what each one holds, and what is still only there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from desktop_app.domain.roles import ROLE_NAMES, Role
from desktop_app.language import Message
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.trust.copies import exists_twice, forget_copies
from desktop_app.services.trust.cut_offs import CutOff, cut_offs
from desktop_app.services.trust.forks import ForkLine, Forks
from desktop_app.services.trust.late_work import LateLaptop, LateWork
from desktop_app.services.trust.organisation import Organisation, UnknownDevice, other_laptop
from desktop_app.services.trust.reconciling import known_roster
from desktop_app.services.trust.rights import Rights
from desktop_app.storage.database import Tables
from desktop_app.storage.devices import DeviceTables
from desktop_app.storage.exchange import Vector
from desktop_app.sync.clock import milliseconds_of
from desktop_app.sync.statements import ACTIVE, REVOKED, Certificate, communities_of

_DAY_MS = 24 * 3600 * 1000


class DeviceStatus(StrEnum):
    """Whether a laptop belongs to the organisation."""

    ACTIVE = "active"
    PROVISIONAL = "provisional"  # let in, and not on the office's list yet
    CUT_OFF = "cut off"


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One laptop as the others know it.

    device: 32 hexadecimal digits. own: this laptop. communities: the names of those whose clients it
    may hold. last_people: who wrote last on it, as far as it has come here. heard_at: UTC
    milliseconds of its last word that came here, None for never; silent_days: whole days since.
    only_there: changes that it said it holds and that have not come here. to_send: changes that are
    here, that it may hold, and that it has not said it holds. list_behind: it has not heard of the
    newest list of laptops. clock_at: UTC milliseconds that its clock claimed, when that lay so far
    ahead that it was not believed; None otherwise. twice: two copies of it were seen at work. late:
    what was written on it without the right to it, and lies aside here. cut: since when and how, of one
    that was cut off. forks: the feeds of which it
    wrote two histories that nobody has brought together yet.
    """

    device: str
    name: str
    role: Message
    office: bool
    status: DeviceStatus
    own: bool
    communities: tuple[str, ...]
    last_people: tuple[str, ...]
    heard_at: int | None
    silent_days: int | None
    only_there: int
    to_send: int
    list_behind: bool
    clock_at: int | None
    twice: bool = False
    late: LateLaptop | None = None
    cut: CutOff | None = None
    forks: tuple[ForkLine, ...] = ()


@dataclass(frozen=True, slots=True)
class CutPreview:
    """What cutting a laptop off would mean.

    clients: {community: how many clients are held here}, of the communities whose copy it has.
    kept: how many of its changes are here and stay. only_there: how many it announced that never
    came; they will count only if the office admits them later. others: which other laptops hold
    the same communities, this one left out.
    """

    device: str
    name: str
    clients: dict[str, int]
    kept: int
    only_there: int
    heard_at: int | None
    last_people: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def people(self) -> int:
        """How many clients' files the laptop may hold."""
        return sum(self.clients.values())


class Devices:
    """The laptops of the organisation, for one open vault."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self) -> list[DeviceLine]:
        """Every laptop ever let in: this one first, then those that are in, then those cut off."""
        session = self._session
        trust = session.require_trust()
        names = self._community_names()
        with session.database.reading() as tables:
            look = _Look(session, tables)
            lines = [self._line(look, one, names) for one in trust.certificates.values()]
            cuts = {one.device: one for one in cut_offs(session, tables)}
        late = {one.device.hex(): one for one in LateWork(session).list() if not one.left}
        forks: dict[str, list[ForkLine]] = {}
        for fork in Forks(session).list():
            if not fork.decided:
                forks.setdefault(fork.device.hex(), []).append(fork)
        return sorted(
            (
                replace(
                    line,
                    late=late.get(line.device),
                    cut=cuts.get(line.device),
                    forks=tuple(forks.get(line.device, ())),
                )
                for line in lines
            ),
            key=lambda line: (
                not line.own,
                line.status is DeviceStatus.CUT_OFF,
                line.name.casefold(),
                line.device,
            ),
        )

    def preview_cut(self, device: str) -> CutPreview:
        """What cutting this laptop off would mean; nothing is changed. Raises UnknownDevice."""
        session = self._session
        trust = session.require_trust()
        found = trust.certificate(bytes.fromhex(device))
        if found is None:
            raise UnknownDevice(device)
        names = self._community_names()
        held = [one for one in communities_of(found) if one in names]
        with session.database.reading() as tables:
            look = _Look(session, tables)
            counts = DeviceTables(tables.connection).clients_by_community()
            return CutPreview(
                device,
                found.name,
                {names[one]: counts.get(one.hex(), 0) for one in held},
                sum(feed.seq for feed in look.feeds if feed.device == found.device),
                look.only_there(found.device),
                look.heard.get(found.device),
                look.people_of(found.device),
                tuple(
                    one.name
                    for one in trust.devices()
                    if one.device not in (found.device, session.device)
                    and one.role is not Role.CARRIER
                    and set(communities_of(one)) & set(held)
                ),
            )

    def _community_names(self) -> dict[bytes, str]:
        return {one.id: one.name for one in Organisation(self._session).communities()}

    def _line(self, look: _Look, one: Certificate, names: dict[bytes, str]) -> DeviceLine:
        session, trust = self._session, self._session.require_trust()
        line = trust.roster.get(one.device)
        if line is None:
            status = DeviceStatus.PROVISIONAL
        elif line.status == REVOKED:
            status = DeviceStatus.CUT_OFF
        else:
            status = DeviceStatus.ACTIVE if line.status == ACTIVE else DeviceStatus.CUT_OFF
        own = one.device == session.device
        heard = None if own else look.heard.get(one.device)
        now = session.environment.now()
        cut_off = status is DeviceStatus.CUT_OFF
        return DeviceLine(
            device=one.device.hex(),
            name=one.name,
            role=ROLE_NAMES[one.role],
            office=one.role is Role.OFFICE,
            status=status,
            own=own,
            communities=tuple(names[place] for place in communities_of(one) if place in names),
            last_people=look.people_of(one.device),
            heard_at=heard,
            silent_days=None if heard is None else max(0, (now - heard) // _DAY_MS),
            only_there=0 if own else look.only_there(one.device),
            to_send=0 if own or cut_off else look.to_send(one),
            list_behind=not own and not cut_off and look.list_behind(one.device),
            clock_at=None if own else look.clock(one.device),
            twice=exists_twice(look.tables, one.device),
        )

    # What the office decides about a laptop

    def communities(self) -> tuple[str, ...]:
        """All the communities that a laptop can be let hold, by name."""
        return tuple(self._community_names().values())

    def hold(self, name: str, communities: Sequence[str]) -> Certificate:
        """Let a laptop hold these communities, by name, and no others.

        name: or its id. What has come from it stays. What was written there about a place that it loses
        and has not come yet lies aside when it comes (`LateWork`). Who wrote on it may write about the
        places that are new. Raises NotAllowed, UnknownDevice, SeveralCalled.
        """
        session = self._session
        found = other_laptop(session, name)
        if found.role in (Role.OFFICE, Role.CARRIER):
            raise NotAllowed
        places = self._community_names()
        held = [one for one, called in places.items() if called in communities]
        wider = not set(held) <= set(communities_of(found))
        people: set[bytes] = set()
        if wider:
            with session.database.reading() as tables:
                people = _Look(session, tables).writers_of(found.device)
        return Rights(session).change_laptop(found.device.hex(), found.role, held, people)

    def admit_late(self, name: str) -> int:
        """Let the late work of a laptop count, by name or id; gives how many changes. Raises NotAllowed."""
        return LateWork(self._session).admit(name)

    def leave_late(self, name: str) -> None:
        """Leave the late work of a laptop where it lies. Raises NotAllowed, UnknownDevice."""
        LateWork(self._session).discard(name)

    def join_histories(self, line: DeviceLine) -> int:
        """Take over the other histories of a laptop; gives how many changes. Raises NotAllowed."""
        forks = Forks(self._session)
        return sum(forks.admit(one.feed) for one in line.forks if one.changes)

    def forget_copies(self, device: str) -> None:
        """The office has seen to it that one of the two copies is in use no more."""
        with self._session.database.writing() as tables:
            forget_copies(tables, bytes.fromhex(device))


class _Look:
    """One consistent look at what is known of other laptops."""

    def __init__(self, session: Session, tables: Tables) -> None:
        self._session, self.tables = session, tables
        self.peers = tables.exchange.peers()
        self.heard = tables.exchange.heard()
        self.feeds = list(tables.log.feeds().values())
        self._by_id = {feed.id: feed for feed in self.feeds}
        self._scopes = tables.log.scopes()
        self._writers = DeviceTables(tables.connection).last_writers()

    def vector(self, device: bytes) -> Vector:
        peer = self.peers.get(device)
        return {} if peer is None else peer.vector

    def only_there(self, device: bytes) -> int:
        """How many changes a device said it holds that have not come here."""
        return sum(
            max(0, seq - (self._by_id[feed].seq if feed in self._by_id else 0))
            for feed, (seq, _) in self.vector(device).items()
        )

    def to_send(self, one: Certificate) -> int:
        """How many changes are here that the device may hold and has not said it holds."""
        vector = self.vector(one.device)
        own = self._session.certificate()
        total = 0
        for feed in self.feeds:
            scope = self._scopes.get(feed.scope)
            if scope is None or not (own.holds(scope.id) and one.holds(scope.id)):
                continue
            total += max(0, feed.seq - vector.get(feed.id, (0, b""))[0])
        return total

    def list_behind(self, device: bytes) -> bool:
        known = self.tables.facts.number(known_roster(device))
        return device in self.peers and known < self._session.require_trust().roster_version

    def clock(self, device: bytes) -> int | None:
        claimed = self.tables.facts.number(f"clock/{device.hex()}")
        return milliseconds_of(claimed) if claimed else None

    def people_of(self, device: bytes) -> tuple[str, ...]:
        """Who wrote last in each feed of a device, by name, each once."""
        named = {self._session.person_called(actor) for actor in self.writers_of(device)}
        return tuple(sorted(name for name in named if name))

    def writers_of(self, device: bytes) -> set[bytes]:
        """The same, by id."""
        return {
            self._writers[feed.number]
            for feed in self.feeds
            if feed.device == device and feed.number in self._writers
        }


def may_hold_others(line: DeviceLine) -> bool:
    """Whether a laptop can be let hold other communities: another field laptop in use that holds some.
    Who decides it is the office, where its key lies."""
    cut_off = line.status is DeviceStatus.CUT_OFF
    return bool(line.communities) and not (line.own or line.office or cut_off)


def may_cut_off(session: Session) -> bool:
    """Whether laptops can be cut off here: only where the office's key lies."""
    with session.database.reading() as tables:
        return session.trust is not None and session.has_authority(tables)


__all__ = [
    "CutPreview",
    "DeviceLine",
    "DeviceStatus",
    "Devices",
    "may_cut_off",
    "may_hold_others",
]
