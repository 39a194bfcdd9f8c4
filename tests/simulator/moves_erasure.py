"""People who are erased while everything else happens, and whether a byte of them is left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from desktop_app.domain.fields import Value
from desktop_app.services.erasure.erasing import ErasedRecord, kept_beside, replay
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.storage.database import Database
from desktop_app.sync.erasing import Basis
from tests.simulator.checks import require
from tests.simulator.fleet import OFFICE, Device, raw
from tests.simulator.history import History
from tests.simulator.work import Backup


@dataclass(slots=True)
class Canary:
    """A person who can be told from everybody else. records: ids of all that is about them.

    word: stands in what names the person. late: stands in what only changes a record that does.
    """

    id: bytes
    word: str
    late: str
    records: set[bytes] = field(default_factory=set)
    erasure: bytes = b""


class ErasureHistory(History):
    """A history in which the office erases people and notes."""

    @property
    def canaries(self) -> list[Canary]:
        """Everybody who can be told apart, in the order in which they came."""
        found: list[Canary] = self.__dict__.setdefault("_canaries", [])
        return found

    @property
    def outside(self) -> dict[int, dict[bytes, str]]:
        """What lies beside each vault: statements, with their kinds."""
        found: dict[int, dict[bytes, str]] = self.__dict__.setdefault("_outside", {})
        return found

    def offered(self) -> list[tuple[Callable[[], object], int]]:
        return [
            *super().offered(),
            (self.meet_person, 10), (self.write_about, 30), (self.write_late, 16),
            (self.erase, 12), (self.redact, 2), (self.look_for_bytes, 6),
        ]  # fmt: skip

    # Writing about people

    def meet_person(self) -> None:
        """A new person, in both records."""
        device = self.device()
        self.sit_down(device)
        number = len(self.canaries)
        entity = device.session.environment.new_id()
        canary = Canary(entity, f"Canary{number:03}x", f"Late{number:03}x", {entity})
        places = [one for one in self.communities if self.holds(device, one)]
        community = self.random.choice(places)
        with device.database.reading() as tables:
            registry = tables.registry
            scopes = {
                kind: device.session.scope(tables, registry[kind].scope, community)
                for kind in ("client", "identity")
            }
        for kind, name in (("client", "needs"), ("identity", "given")):
            record = (registry[kind], entity, scopes[kind])
            self.write(device, record, {name: canary.word}, new=True)
        self.canaries.append(canary)

    def holds(self, device: Device, community: bytes) -> bool:
        return any(grant.community == community for grant in device.certificate().scopes)

    def known_at(self, device: Device, erased: bool = False) -> list[Canary]:
        """The people whose file a laptop shows."""
        with device.database.reading() as tables:
            shown = {row[0] for row in tables.connection.run("SELECT id FROM client")}
        return [one for one in self.canaries if one.id in shown and (erased or not one.erasure)]

    def write_about(self) -> None:
        """A note or an appointment about somebody, or a change of their file."""
        device = self.device()
        self.sit_down(device)
        known = self.known_at(device, erased=True)
        if not known:
            return self.meet_person()
        canary = self.random.choice(known)
        with device.database.reading() as tables:
            registry = tables.registry
            row = tables.rows.get(registry["client"], canary.id)
            assert row is not None
            scope = tables.log.scopes()[row.scope]
            names = tables.rows.get(registry["identity"], canary.id)
            other = None if names is None else tables.log.scopes()[names.scope]
        kinds = {one.name for one in registry}  # an older release knows no appointments
        kind = self.random.choice(
            [one for one in ("note", "appointment", "client", "identity") if one in kinds]
        )
        if kind == "identity" and other is not None:
            record, new = (registry[kind], canary.id, other), False
            values: dict[str, Value] = {"family": f"{canary.word} {self.totals.moves}"}
        elif kind in ("note", "appointment"):
            entity = device.session.environment.new_id()
            canary.records.add(entity)
            if canary.erasure:
                self.oracle.erased.add(entity)
            record, new = (registry[kind], entity, scope), True
            text = "text" if kind == "note" else "place"
            values = {"client": canary.id.hex(), text: f"{canary.word} {self.totals.moves}"}
        else:
            record, new = (registry["client"], canary.id, scope), False
            values = {"needs": f"{canary.word} {self.totals.moves}"}
        self.write(device, record, values, new=new)
        return None

    def write_late(self) -> None:
        """Somebody changes an appointment without saying again whose it is."""
        device = self.device()
        self.sit_down(device)
        ids = {record: one for one in self.canaries for record in one.records}
        with device.database.reading() as tables:
            known = {one.name for one in tables.registry}
            if "appointment" not in known:
                return  # an older release
            rows = list(tables.rows.select(tables.registry["appointment"], "ORDER BY id"))
            found = [row for row in rows if row.id in ids]
            if not found:
                return
            row = self.random.choice(found)
            scope = tables.log.scopes()[row.scope]
        values: dict[str, Value] = {"reason": f"{ids[row.id].late} {self.totals.moves}"}
        self.write(device, (row.type, row.id, scope), values)

    def save_form(self) -> None:
        """A form that was open while its person was erased cannot be saved any more."""
        try:
            super().save_form()
        except ErasedRecord:
            require(bool(self.oracle.erased), "nothing else is refused")

    # Erasing

    def erase(self) -> None:
        """The office erases one of those whom it knows."""
        office = self.devices[OFFICE]
        self.sit_down(office)
        known = self.known_at(office)
        if not known:
            return
        canary = self.random.choice(known)
        erasures = Erasures(office.session)
        self.oracle.erased.update(erasures.plan(canary.id.hex()).subjects)
        canary.erasure = bytes.fromhex(erasures.erase(canary.id.hex(), Basis.ASKED))
        self.oracle.erased.update(canary.records)
        self.totals.erased += 1

    def redact(self) -> None:
        """The office removes one note."""
        office = self.devices[OFFICE]
        self.sit_down(office)
        with office.database.reading() as tables:
            kind = tables.registry["note"]
            about = {record for one in self.canaries for record in one.records}
            notes = [row.id for row in tables.rows.select(kind, "ORDER BY id") if row.id in about]
        if notes:
            note = self.random.choice(notes)
            Erasures(office.session).redact(note.hex())
            self.oracle.erased.add(note)
            self.totals.erased += 1

    def restore_from(self, backup: Backup) -> None:
        """What was erased since the copy is erased again before anything is shown."""
        device = self.devices[backup.device]
        with device.database.reading() as tables:
            # The file beside a vault only grows: a second copy put back finds what the first one did.
            outside = self.outside.setdefault(device.index, {})
            outside.update(self.kept_outside(device))
            outside.update({data: kind for kind, data in kept_beside(tables)})
            before = tables.erasures.receipts()
        super().restore_from(backup)
        replay(device.session, [(kind, data) for data, kind in outside.items()])
        with device.database.reading() as tables:
            again = tables.erasures.receipts()
        for erasure, devices in before.items():
            if device.id in devices:
                told = device.id in again.get(erasure, {})
                require(told, "what was erased goes again", device.name)
        self.bytes_left(device)

    def kept_outside(self, device: Device) -> dict[bytes, str]:
        """What earlier erasures left in the file beside the vault."""
        return {}

    # Checking

    def look_for_bytes(self) -> None:
        self.bytes_left(self.device())

    def bytes_left(self, device: Device, end: bool = False) -> None:
        """Nothing that names an erased person is in any table of a laptop that has heard of it."""
        with device.database.reading() as tables:
            receipts = tables.erasures.receipts()
        gone = [one for one in self.canaries if device.id in receipts.get(one.erasure, {})]
        if not gone:
            return
        left = everything(device.database)
        for one in gone:
            require(one.word.encode() not in left, "no erased byte is left", device.name, one.word)
            if end:
                require(
                    one.late.encode() not in left, "nor one that came late", device.name, one.late
                )

    def name_what_goes_along(self) -> None:
        """With a person goes what names that person, also what the office had not heard of then:
        a verdict on two files goes with either, and with one person all files linked as one."""
        gone = {one.hex() for one in self.oracle.erased}
        for record, fields in self.oracle.records.items():
            written = (write.value for writes in fields.values() for write in writes)
            if record[1] not in self.oracle.erased and any(value in gone for value in written):
                self.oracle.erased.add(record[1])

    def prepare_end(self) -> None:
        super().prepare_end()
        self.name_what_goes_along()

    def check_end(self, staying: list[Device]) -> None:
        super().check_end(staying)
        for device in staying:
            for one in self.canaries:
                if one.erasure:
                    with device.database.reading() as tables:
                        done = tables.erasures.receipts().get(one.erasure, {})
                    require(device.id in done, "everybody has carried it out", device.name)
            self.bytes_left(device, end=True)


def everything(database: Database) -> bytes:
    """Every value in every table, the shadow tables of the search among them."""
    cursor = raw(database).cursor()
    names = cursor.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    ).fetchall()
    parts = []
    for (name,) in names:
        for row in cursor.execute(f'SELECT * FROM "{name}"').fetchall():
            parts += [
                one if isinstance(one, bytes) else str(one).encode()
                for one in row
                if one is not None
            ]
    return b"\n".join(parts).replace(b"canary", b"Canary").replace(b"late", b"Late")
