"""What must be true, kept apart from the code under test: every write, and what its author saw.

Nothing of `desktop_app.sync.merge` is used here. A write stands on a laptop while no write that
this laptop holds has seen it; that is all there is to merging.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from desktop_app.domain.fields import DELETED, LIFE, FieldKey, Value

Dot = tuple[bytes, int, int]
RecordKey = tuple[int, bytes, bytes]
"""(number of the kind, record id, scope id)."""

SHOWN, HIDDEN, CROSSED = 1, 0, 2


@dataclass(frozen=True, slots=True)
class Held:
    """Which entries a laptop holds and admits: up to a number in each feed, less some."""

    ends: Mapping[bytes, int]
    without: frozenset[tuple[bytes, int]] = frozenset()

    def has(self, dot: Dot) -> bool:
        return self.ends.get(dot[0], 0) >= dot[1] and dot[:2] not in self.without


@dataclass(frozen=True, slots=True)
class Write:
    """One field set by one person.

    saw: the writes before the author's eyes. knew: all that the laptop held at that moment.
    """

    dot: Dot
    value: Value
    saw: frozenset[Dot]
    knew: Held
    saw_record: frozenset[Dot] = frozenset()


@dataclass(slots=True)
class Oracle:
    """Every write of one history."""

    records: dict[RecordKey, dict[FieldKey, list[Write]]] = field(default_factory=dict)
    erased: set[bytes] = field(default_factory=set)
    """Records of which nothing may be left at the end."""

    def add(self, record: RecordKey, key: FieldKey, write: Write) -> None:
        self.records.setdefault(record, {}).setdefault(key, []).append(write)

    def copy(self) -> Oracle:
        """The same writes, to be added to apart."""
        return Oracle(
            {
                record: {key: list(writes) for key, writes in fields.items()}
                for record, fields in self.records.items()
            },
            set(self.erased),
        )

    def fields(self, record: RecordKey, held: Held) -> dict[FieldKey, list[Write]]:
        """What stands in each field of a record on a laptop that holds these entries."""
        out = {}
        for key, writes in self.records.get(record, {}).items():
            standing = standing_among(writes, held)
            if standing:
                out[key] = standing
        return out

    def standing(self, record: RecordKey, key: FieldKey, held: Held) -> list[Write]:
        """What stands in one field."""
        return standing_among(self.records.get(record, {}).get(key, []), held)

    def missing(self, record: RecordKey, held: Held) -> set[tuple[FieldKey, Dot]]:
        """Dots that somebody held here has replaced, and that are not here themselves."""
        return {
            (key, dot)
            for key, writes in self.records.get(record, {}).items()
            for write in writes
            if held.has(write.dot)
            for dot in write.saw
            if not held.has(dot)
        }


def standing_among(writes: Iterable[Write], held: Held) -> list[Write]:
    """Those that are held and that nobody held has seen."""
    here = [write for write in writes if held.has(write.dot)]
    seen: set[Dot] = set()
    for write in here:
        seen |= write.saw
    return [write for write in here if write.dot not in seen]


def differ(standing: list[Write]) -> bool:
    """Whether more than one value stands."""
    return len({(type(write.value), write.value) for write in standing}) > 1


def life(fields: Mapping[FieldKey, list[Write]]) -> int:
    """Whether a record is shown, hidden, or deleted by one who had not seen all of it."""
    standing = fields.get(LIFE, [])
    deletes = [write for write in standing if write.value == DELETED]
    if not deletes:
        return SHOWN
    known: set[Dot] = set()
    for write in deletes:
        known |= write.saw_record
    unseen = any(
        write.dot not in known for key, writes in fields.items() if key != LIFE for write in writes
    )
    return CROSSED if unseen or len(deletes) < len(standing) else HIDDEN
