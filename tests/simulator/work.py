"""People at work on their laptops: every change goes through the real editor and into the oracle."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Final

from desktop_app.domain.fields import DELETED, LIFE, EntityType, FieldKey, Scope, Value, key_of
from desktop_app.services.editing import Editor, Seen
from desktop_app.storage.database import Database, Tables
from desktop_app.storage.log import ScopeRow
from tests.simulator.checks import (
    check_device,
    held_by,
    require,
)
from tests.simulator.fleet import (
    LAPTOPS,
    OFFICE,
    Beginning,
    Device,
    Time,
    copy_of,
    spare_databases,
)
from tests.simulator.oracle import Dot, Held, Oracle, Write, differ
from tests.simulator.summary import Totals

YEAR: Final = 365 * 24 * 3600 * 1000
FIELDS: Final[dict[str, tuple[tuple[str, tuple[Value, ...]], ...]]] = {
    "identity": (
        ("given", ("Ana", "Anna", "Élise", None)),
        ("family", ("North", "South", "West")),
        ("preferred", ("Nan", "Lou")),
        ("pronouns", ("she", "he", "they", None)),
        ("birth_date", ("1950", "~1951", "1950-03-02")),
    ),
    "client": (
        ("status", ("active", "closed", "waiting")),
        ("needs", ("wood", "water", "a lift", None)),
        ("safety", ("a dog", "steep stairs")),
        ("deceased", (True, False)),
    ),
    "appointment": (
        ("status", ("planned", "done", "missed")),
        ("place", ("hall", "school")),
        ("minutes", (30, 60, None)),
    ),
    "household": (("name", ("The Norths", "The Souths", "North and South")),),
    "organisation": (("name", ("Food bank", "Food Bank")), ("description", ("open", "shut", None))),
}
NUMBERS: Final = ("555-0101", "555-0102", "555-0103")
SCOPES: Final = {
    "identity": Scope.NAMES,
    "household": Scope.NAMES,
    "client": Scope.CASES,
    "appointment": Scope.CASES,
    "note": Scope.CASES,
    "organisation": Scope.DIRECTORY,
}
HISTORY_MOVES: Final = 64


@dataclass(frozen=True, slots=True)
class Letter:
    """A bundle on its way. to: whose it is, by place in the fleet."""

    data: bytes
    to: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A record that somebody has open."""

    device: int
    record: tuple[EntityType, bytes, ScopeRow]
    seen: Seen
    saw: dict[FieldKey, frozenset[Dot]]
    knew: Held


@dataclass(slots=True)
class Backup:
    device: int
    database: Database


class Work:
    """The laptops of one history and what people write on them.

    moves: how many before everything is brought together. begun: the fleet as the history finds
    it, and the writes that it already holds.
    """

    def __init__(
        self,
        seed: int | str,
        moves: int,
        begun: tuple[Beginning, Oracle],
    ) -> None:
        self.seed = seed
        self.random = Random(seed)
        self.clock = Time()
        self.moves = moves
        beginning, oracle = begun
        self.communities = beginning.communities
        self.devices = copy_of(beginning, self.random, spare_databases(len(LAPTOPS)), self.clock)
        self.oracle = oracle.copy()
        self.totals = Totals(histories=1)
        self.post: list[Letter] = []
        self.forms: list[Form] = []
        self.backups: list[Backup] = []
        self.revoked: int | None = None
        self.admitted = False
        self.relapsed: set[int] = set()
        """Laptops that were put back from a copy, by place in the fleet."""
        self.expected: tuple[str, ...] = ()
        """Further reasons for which a part may be withheld in this history."""
        self.said: dict[tuple[int, bytes], int] = {}
        self.gaps = False
        """Whether some entries are gone for good, so that causes cannot be followed through them."""

    def device(self) -> Device:
        return self.random.choice(self.devices)

    def laptop(self) -> Device:
        return self.random.choice(self.devices[1:])

    def look(self) -> None:
        """Check one laptop as it stands."""
        check_device(self.device(), self.oracle)

    # Writing

    def sit_down(self, device: Device) -> None:
        """Somebody begins to work at a laptop."""
        device.session.person, device.session.person_name = self.random.choice(device.people)

    def writable(self, device: Device, scope: Scope) -> list[bytes]:
        """Communities in which this laptop may write that kind of scope."""
        if scope in (Scope.DIRECTORY, Scope.ORGANISATION):
            return [bytes(16)] if device.index == OFFICE else []
        return [grant.community for grant in device.certificate().scopes if grant.kind is scope]

    def visible(
        self, device: Device, tables: Tables, kinds: Iterable[str]
    ) -> list[tuple[EntityType, bytes, ScopeRow, int]]:
        """Records of these kinds that somebody at that laptop may write, with their life."""
        out = []
        scopes = tables.log.scopes()
        known = {one.name for one in tables.registry}
        for kind in kinds:
            if kind not in known:
                continue  # of a newer release than this laptop's
            places = self.writable(device, SCOPES[kind])
            one = tables.registry[kind]
            rows = tables.connection.run(
                f'SELECT id, scope, life FROM "{kind}" ORDER BY id, scope'
            ).all()
            out += [
                (one, row[0], scopes[row[1]], row[2])
                for row in rows
                if scopes[row[1]].community in places
            ]
        return out

    def pick(
        self, device: Device, tables: Tables, kinds: Iterable[str], *lives: int
    ) -> tuple[EntityType, bytes, ScopeRow] | None:
        """One record, rather a recent one, or None when there is none of that life."""
        found = [one[:3] for one in self.visible(device, tables, kinds) if one[3] in lives]
        if not found:
            return None
        return self.random.choice(found[-4:] if self.random.random() < 0.5 else found)

    def write(
        self,
        device: Device,
        record: tuple[EntityType, bytes, ScopeRow],
        values: dict[str, Value],
        *,
        new: bool = False,
        form: Form | None = None,
    ) -> None:
        """One visit to one record, by the real editor and in the oracle."""
        one, entity, scope = record
        values = {
            path: value for path, value in values.items() if "/" in path or one.has_field(path)
        }
        if not values:
            return
        key = (one.number, entity, scope.id)
        with device.database.writing() as tables:
            knew = form.knew if form is not None else held_by(tables)
            now = held_by(tables)
            editor = Editor(device.session, tables)
            seen = None if form is None else form.seen
            changed = editor.edit(one, entity, scope, values, new=new, seen=seen)
            editor.flush()
            dot = self.own_dot(device, tables, scope)
        wanted = []
        for path, value in values.items():
            field_key = key_of(one, path)
            standing = self.oracle.standing(key, field_key, now)
            settled = not differ(standing)
            if settled and (standing[0].value if standing else None) == value:
                continue
            wanted.append(path)
            if form is not None:
                saw = form.saw.get(field_key, frozenset())
            else:
                saw = frozenset(write.dot for write in standing)
            write = Write((*dot, len(wanted) - 1), value, saw, knew)
            self.oracle.add(key, field_key, write)
        require(tuple(wanted) == changed, "what an edit writes", wanted, changed)
        self.totals.entries += bool(changed)

    def own_dot(self, device: Device, tables: Tables, scope: ScopeRow) -> tuple[bytes, int]:
        """The last entry of that laptop's open feed in a scope."""
        for feed in tables.log.feeds().values():
            if feed.own and not feed.closed and feed.scope == scope.number:
                return feed.id, feed.seq
        return b"", 0

    def some_values(self, kind: str, most: int = 3) -> dict[str, Value]:
        chosen = self.random.sample(
            FIELDS[kind], self.random.randint(1, min(most, len(FIELDS[kind])))
        )
        return {name: self.random.choice(values) for name, values in chosen}

    def edit(self) -> None:
        """Change one field or several of a record that is there."""
        self.edit_at(self.device())

    def edit_at(self, device: Device) -> None:
        self.sit_down(device)
        with device.database.reading() as tables:
            record = self.pick(device, tables, FIELDS, 1, 2)
        if record is None:
            self.add_record(device)
        else:
            self.write(device, record, self.some_values(record[0].name))

    def cross(self) -> None:
        """Two laptops change the same field of the same record in the same minute."""
        one, other = self.random.sample(self.devices, 2)
        with one.database.reading() as tables:
            record = self.pick(one, tables, FIELDS, 1, 2)
        if record is None:
            return
        with other.database.reading() as tables:
            known = [
                found[:3]
                for found in self.visible(other, tables, (record[0].name,))
                if found[1] == record[1] and found[3]
            ]
        name, values = self.random.choice(FIELDS[record[0].name])
        first, second = self.random.sample(values, 2)
        self.sit_down(one)
        self.write(one, record, {name: first})
        if known:
            self.sit_down(other)
            self.write(other, known[0], {name: second})

    def add_record(self, device: Device | None = None) -> None:
        """A new record with some of its fields."""
        device = device or self.device()
        self.sit_down(device)
        known = {one.name for one in device.session.registry}
        kinds = [kind for kind in FIELDS if kind in known and self.writable(device, SCOPES[kind])]
        kind = self.random.choice(kinds)
        self.create(device, kind, self.some_values(kind, 4))

    def create(
        self, device: Device, kind: str, values: dict[str, Value], where: bytes | None = None
    ) -> None:
        """A new record of that kind. where: its community, or any that the laptop holds."""
        one = device.session.registry[kind]
        places = self.writable(device, one.scope)
        community = where if where in places else self.random.choice(places)
        with device.database.reading() as tables:
            scope = device.session.scope(tables, one.scope, community)
        entity = device.session.environment.new_id()
        self.write(device, (one, entity, scope), values, new=True)

    def note(self) -> None:
        """A note, which nobody changes afterwards."""
        device = self.device()
        self.sit_down(device)
        self.create(device, "note", {"text": f"Visit {self.totals.moves}", "minutes": 20})

    def edit_item(self) -> None:
        """Add, change or remove a telephone of somebody."""
        device = self.device()
        self.sit_down(device)
        with device.database.reading() as tables:
            record = self.pick(device, tables, ("identity",), 1, 2)
            if record is None:
                return
            row = tables.rows.get(record[0], record[1], record[2].number)
            assert row is not None
            items = sorted(
                {key[1:17] for key in row.values if isinstance(key, bytes) and key[0] == 1}
            )
        if not items or self.random.random() < 0.3:
            item = uuid.UUID(bytes=device.session.environment.new_id())
        else:
            item = uuid.UUID(bytes=self.random.choice(items))
        values: dict[str, Value] = {f"phones/{item}/number": self.random.choice(NUMBERS)}
        if self.random.random() < 0.4:
            values[f"phones/{item}/safe_to_message"] = self.random.random() < 0.5
        if items and self.random.random() < 0.2:
            values = {f"phones/{item}/life": DELETED}
        self.write(device, record, values)

    def delete(self) -> None:
        """Delete a record as it is seen on one laptop."""
        self.change_life((1, 2), False)

    def restore_record(self) -> None:
        """Bring a deleted record back."""
        self.change_life((0, 2), True)

    def change_life(self, lives: tuple[int, ...], live: bool) -> None:
        device = self.device()
        self.sit_down(device)
        with device.database.reading() as tables:
            record = self.pick(device, tables, FIELDS, *lives)
        if record is not None:
            self.set_life(device, record, live)

    def set_life(
        self, device: Device, record: tuple[EntityType, bytes, ScopeRow], live: bool
    ) -> None:
        one, entity, scope = record
        key = (one.number, entity, scope.id)
        with device.database.writing() as tables:
            knew = held_by(tables)
            editor = Editor(device.session, tables)
            editor.set_life(one, entity, scope, live)
            editor.flush()
            dot = self.own_dot(device, tables, scope)
        before = self.oracle.fields(key, knew)
        saw = frozenset(write.dot for write in before.get(LIFE, []))
        all_seen = frozenset(
            write.dot
            for field_key, writes in before.items()
            if field_key != LIFE
            for write in writes
        )
        value = "live" if live else DELETED
        self.oracle.add(key, LIFE, Write((*dot, 0), value, saw, knew, all_seen))
        self.totals.entries += 1

    def decide(self) -> None:
        """Settle one of the conflicts that wait on a laptop."""
        device = self.device()
        self.sit_down(device)
        with device.database.reading() as tables:
            scopes = tables.log.scopes()
            waiting = [
                one
                for one in tables.rows.reviews()
                if scopes[one[2]].community in self.writable(device, Scope(scopes[one[2]].kind))
            ]
            if not waiting:
                return
            number, entity, scope_number, field_key = self.random.choice(waiting)
            one = tables.registry.by_number(number)
            assert one is not None
            row = tables.rows.get(one, entity, scope_number)
            assert row is not None
            scope = scopes[scope_number]
        self.totals.decisions += 1
        if field_key == LIFE:
            self.set_life(device, (one, entity, scope), self.random.random() < 0.5)
            return
        value = self.random.choice([head.value for head in row.state.heads[field_key]])
        key = (number, entity, scope.id)
        with device.database.writing() as tables:
            knew = held_by(tables)
            editor = Editor(device.session, tables)
            editor.decide(one, entity, scope, field_key, value)
            editor.flush()
            dot = self.own_dot(device, tables, scope)
        saw = frozenset(write.dot for write in self.oracle.standing(key, field_key, knew))
        self.oracle.add(key, field_key, Write((*dot, 0), value, saw, knew))
        self.totals.entries += 1

    def open_form(self) -> None:
        """Somebody opens a record and leaves it open while other things happen."""
        device = self.device()
        with device.database.reading() as tables:
            record = self.pick(device, tables, ("identity", "client"), 1)
            if record is None:
                return
            held = held_by(tables)
            row = tables.rows.get(record[0], record[1], record[2].number)
            assert row is not None
            seen = {key: row.state.dots(key) for key in row.state.heads}
        standing = self.oracle.fields((record[0].number, record[1], record[2].id), held)
        saw = {key: frozenset(write.dot for write in writes) for key, writes in standing.items()}
        self.forms.append(Form(device.index, record, seen, saw, held))

    def save_form(self) -> None:
        """Somebody saves what was typed into an open record."""
        if not self.forms:
            self.open_form()
            return
        form = self.forms.pop(self.random.randrange(len(self.forms)))
        device = self.devices[form.device]
        self.sit_down(device)
        self.write(device, form.record, self.some_values(form.record[0].name), form=form)
