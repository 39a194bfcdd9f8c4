"""A small organisation in memory: real vaults, real keys, real enrolment, and clocks of our own.

The fleet is enrolled once in a process; each history begins from copies of those databases.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from random import Random
from typing import Any, Final

from desktop_app.crypto.signing import SigningKey
from desktop_app.domain.roles import Role
from desktop_app.services.environment import Environment
from desktop_app.services.exchange.exchange import Exchange, Exported, Imported
from desktop_app.services.exchange.packs import OpenFile
from desktop_app.services.progress import Progress
from desktop_app.services.session import Session
from desktop_app.services.trust.enrolment import accept
from desktop_app.services.trust.organisation import Organisation, prepare_device
from desktop_app.storage.database import Database
from desktop_app.sync import bundle as files
from desktop_app.sync.statements import Certificate, communities_of
from desktop_app.sync.trust import Trust

KEY: Final = bytes(range(32))
NOON: Final = 1_790_000_000_000
"""The true time when a history begins, UTC milliseconds (September 2026)."""

OFFICE: Final = 0
PLACES: Final = ("Isle A", "Isle B", "Isle C")
LAPTOPS: Final = (
    ("office", Role.OFFICE, (0, 1, 2)),
    ("coast", Role.WORKER, (0,)),
    ("river", Role.WORKER, (0, 1)),
    ("lake", Role.COORDINATOR, (1, 2)),
    ("ridge", Role.WORKER, (0, 1, 2)),
)
"""(name, role, communities by place): overlapping scopes, and one laptop that holds as much as the office."""


@dataclass(slots=True)
class Time:
    """The true time of one history, UTC milliseconds."""

    true: int = NOON


@dataclass(slots=True)
class Clock:
    """The wall clock of one laptop. wrong: how far from the true time it is, in milliseconds."""

    time: Time
    wrong: int = 0

    def now(self) -> int:
        return self.time.true + self.wrong


@dataclass(slots=True)
class Device:
    """One laptop.

    people: who may sit at it, by id and name. incarnation: what its anchor remembers.
    """

    index: int
    name: str
    session: Session
    clock: Clock
    people: list[tuple[bytes, str]]
    incarnation: int = 1

    @property
    def database(self) -> Database:
        return self.session.database

    @property
    def id(self) -> bytes:
        return self.session.device

    def certificate(self) -> Certificate:
        return self.session.certificate()

    def restart(self) -> None:
        """Read again what a new process would read, with the declarations of its release."""
        with self.database.reading() as tables:
            self.session.load_trust(tables)
            current = tables.rows.is_current()
        if not current:
            with self.database.writing() as tables:
                tables.rows.rebuild_all()

    def write(self, recipients: Sequence[Certificate], kind: str = files.DELTA) -> bytes:
        """One bundle, written and recorded as if it had reached the stick whole."""
        return self.write_told(recipients, kind)[0]

    def write_told(
        self, recipients: Sequence[Certificate], kind: str = files.DELTA
    ) -> tuple[bytes, Exported]:
        """One bundle and what the exchange says of it."""
        out = BytesIO()
        exchange = Exchange(self.session)
        exported = exchange.write(recipients, out, kind)
        exchange.record(exported, "bundle.portage")
        return out.getvalue(), exported

    def take_in(
        self, data: bytes, progress: Progress | None = None, dry_run: bool = False
    ) -> Imported:
        return Exchange(self.session).take_in(
            MemoryReader(data), progress, dry_run, accept_mass_change=True
        )

    def digest(self) -> bytes:
        """A digest of everything in the database, to show that nothing at all was changed."""
        whole = hashlib.sha256()
        cursor = raw(self.database).cursor()
        names = cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_%' ORDER BY name"
        ).fetchall()
        for (name,) in names:
            whole.update(name.encode())
            for row in cursor.execute(f'SELECT * FROM "{name}"').fetchall():
                whole.update(repr(row).encode())
        return whole.digest()


class MemoryReader(OpenFile):
    """Opens a file in this process; the real opening code, without the process around it."""

    def __init__(self, data: bytes) -> None:
        super().__init__(BytesIO(data))


def ask_once_more(laptop: Device, office: Device) -> Imported:
    """A member that opens nothing any more brings its newest key to the office, as one that joins;
    what became of the office's answer (docs/decisions/0026)."""
    before = laptop.certificate()
    request = Organisation(laptop.session).request()
    places = communities_of(before)
    issued = Organisation(office.session).approve(request, before.role, places)
    return accept(laptop.session, MemoryReader(office.write([issued], files.ENROLMENT)))


def raw(database: Database) -> Any:
    """The one connection of a database in memory."""
    with database._connections.lent() as connection:
        return connection.raw


def copy_database(source: Database, target: Database) -> None:
    """Make `target` the very same as `source`, page by page."""
    raw(source).backup(raw(target))


def seeded_signing_keys(random: Random) -> Any:
    """A stand-in for `SigningKey.generate` by which every run has the same devices."""
    return classmethod(lambda cls: cls.from_secret(random.randbytes(32)))


@dataclass(frozen=True)
class Beginning:
    """A fleet as histories find it. devices: to be copied, never worked on."""

    devices: tuple[Device, ...]
    communities: tuple[bytes, ...]


def environment(clock: Clock, random: Random) -> Environment:
    return Environment(clock.now, random.randbytes)


def _prepared(index: int, random: Random) -> Device:
    name = LAPTOPS[index][0]
    person = random.randbytes(16)
    clock = Clock(Time())
    session = Session(
        Database.create(None, KEY), environment(clock, random), b"", person, f"Person {index}"
    )
    with session.database.writing() as tables:
        prepare_device(session, tables, name)
    return Device(index, name, session, clock, [(person, session.person_name)])


def enrolled_fleet(random: Random) -> tuple[list[Device], list[bytes]]:
    """An office and its laptops, enrolled by real requests and answers; and the communities."""
    devices = [_prepared(index, random) for index in range(len(LAPTOPS))]
    office = devices[OFFICE]
    organisation = Organisation(office.session)
    organisation.start("Rehearsal", [{"name": name, "time_zone": "UTC"} for name in PLACES])
    ids = {one.name: one.id for one in organisation.communities()}
    communities = [ids[name] for name in PLACES]
    for device, (_, role, places) in zip(devices[1:], LAPTOPS[1:], strict=True):
        request = Organisation(device.session).request()
        issued = organisation.approve(request, role, [communities[one] for one in places])
        answer = office.write([issued], files.ENROLMENT)
        accept(device.session, MemoryReader(answer))
    for device in devices[1:]:
        office.take_in(device.write([office.certificate()]))
    for device in devices[1:]:
        device.take_in(office.write([device.certificate()]))
    # Two more people: one whom her laptop named to the office, which listed her, and one whom only her
    # laptop knows so far.
    listed, announced = random.randbytes(16), random.randbytes(16)
    devices[4].people.append((listed, "Second person"))
    devices[2].people.append((announced, "New person"))
    for device, (person, name) in (
        (devices[4], devices[4].people[1]),
        (devices[2], devices[2].people[1]),
    ):
        with device.database.writing() as tables:
            tables.facts.set_text(f"person/{person.hex()}", name)
    office.take_in(devices[4].write([office.certificate()]))
    assert listed in office.session.require_trust().people
    return devices, communities


@cache
def enrolled() -> Beginning:
    """The fleet just after enrolment, made once in a process."""
    random = Random("the enrolled fleet")
    genuine = SigningKey.__dict__["generate"]
    try:
        SigningKey.generate = seeded_signing_keys(random)  # type: ignore[method-assign]
        devices, communities = enrolled_fleet(random)
    finally:
        SigningKey.generate = genuine  # type: ignore[method-assign]
    return Beginning(tuple(devices), tuple(communities))


_SPARE: list[Database] = []


def spare_databases(number: int) -> list[Database]:
    """Databases in memory that a history may write over; the next history gets the same ones."""
    while len(_SPARE) < number:
        _SPARE.append(Database.create(None, KEY))
    return _SPARE[:number]


def copied_trust(trust: Trust) -> Trust:
    """The same beliefs, to be changed apart."""
    return trust.copied()


def copy_of(
    beginning: Beginning, random: Random, databases: Sequence[Database], time: Time
) -> list[Device]:
    """The fleet of a beginning, written over `databases`, with chance of its own."""
    devices = []
    for kept, database in zip(beginning.devices, databases, strict=True):
        database.registry = kept.database.registry
        copy_database(kept.database, database)
        clock = Clock(time)
        trust = kept.session.trust
        assert trust is not None
        person, name = kept.people[0]
        session = Session(
            database, environment(clock, random), kept.id, person, name, copied_trust(trust)
        )
        devices.append(Device(kept.index, kept.name, session, clock, kept.people))
    return devices
