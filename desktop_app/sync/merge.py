"""Merging: what a record shows when several people changed it apart from each other.

Every operation names the dots of the values that its author saw and replaced. What stands are the
values that nobody replaced (the heads), so the result depends on which entries are there and never
on the order in which they came, nor on anybody's clock. Clocks only choose which of several heads
is shown while a person decides.

`fold` is the definition; `State.apply` gives the same, one entry at a time. The simulator compares
the two at every step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from desktop_app.crypto.encoding import (
    decode,
    encode_bytes,
    encode_number,
    encode_plain,
    encode_size,
)
from desktop_app.domain.fields import DELETED, LIFE, LIVE, FieldKey, Value

LocalDot = tuple[int, int, int]
"""A dot with the feed as this database numbers it: (feed number, sequence number, operation)."""

HIDDEN: Final = 0
SHOWN: Final = 1
DELETED_HERE_CHANGED_THERE: Final = 2


class Head(NamedTuple):
    """A value that nobody has replaced."""

    feed: int
    seq: int
    op: int
    hlc: int
    value: Value

    @property
    def dot(self) -> LocalDot:
        return (self.feed, self.seq, self.op)


MANY: Final = 64
"""From so many values in one field on they are found by their dots. Nobody honest comes near; somebody
hostile can let a hundred thousand stand in one field, and going through them for each took hours."""


class _Many(Sequence[Head]):
    """The heads of a field in which very many stand."""

    def __init__(self, heads: Iterable[Head]) -> None:
        self._by_dot = {head.dot: head for head in heads}

    def __len__(self) -> int:
        return len(self._by_dot)

    def __iter__(self) -> Iterator[Head]:
        return iter(self._by_dot.values())

    def __getitem__(self, at: Any) -> Any:
        return next(iter(self)) if at == 0 else tuple(self)[at]

    def add(self, head: Head) -> None:
        self._by_dot[head.dot] = head

    def take_away(self, dots: Iterable[LocalDot]) -> None:
        for dot in dots:
            self._by_dot.pop(dot, None)


class LocalOperation(NamedTuple):
    """An operation with feeds as this database numbers them."""

    key: FieldKey
    value: Value
    replaces: tuple[LocalDot, ...]
    seen: tuple[LocalDot, ...]


class LocalEntry(NamedTuple):
    """What merging needs of one entry on one record."""

    feed: int
    seq: int
    hlc: int
    actor: bytes
    operations: tuple[LocalOperation, ...]


FeedRank = Callable[[int], bytes]
"""Gives the id of a feed from its number: the last tie-break must be the same on every laptop."""


@dataclass(slots=True)
class State:
    """All that merging knows of one record.

    heads: by field, what stands. marks: dots that were replaced before they arrived, with their
    field. seen: for each standing delete, the dots its author had before them.
    created, changed: (hlc, feed id, actor) of the first and the last entry by logical time.
    """

    heads: dict[FieldKey, Sequence[Head]] = field(default_factory=dict)
    marks: set[tuple[FieldKey, LocalDot]] = field(default_factory=set)
    seen: dict[LocalDot, frozenset[LocalDot]] = field(default_factory=dict)
    created: tuple[int, bytes, bytes] | None = None
    changed: tuple[int, bytes, bytes] | None = None

    def apply(
        self, entry: LocalEntry, received: Callable[[LocalDot], bool], rank: FeedRank
    ) -> None:
        """Take one entry in. received: whether the entry of a dot has been taken in before."""
        stamp = (entry.hlc, rank(entry.feed), entry.actor)
        if self.created is None or stamp < self.created:
            self.created = stamp
        if self.changed is None or stamp > self.changed:
            self.changed = stamp
        feed, seq, hlc, _, operations = entry
        heads, marks = self.heads, self.marks
        within: set[tuple[FieldKey, LocalDot]] | None = None
        for number, (key, value, replaces, seen) in enumerate(operations):
            standing = heads.get(key, ())
            if not replaces and not standing and not marks and key != LIFE:
                heads[key] = (Head(feed, seq, number, hlc, value),)  # by far the most
                continue
            if replaces:
                if isinstance(standing, _Many):
                    standing.take_away(replaces)
                else:
                    gone = set(replaces)
                    standing = tuple(head for head in standing if head[:3] not in gone)
                if within is None:
                    within = _within(entry)
                for dot in replaces:
                    if dot[:2] != (feed, seq) and not received(dot):
                        marks.add((key, dot))
                    elif key == LIFE:
                        self.seen.pop(dot, None)
            mark = (key, (feed, seq, number))
            if mark in marks:
                marks.discard(mark)
            elif within is None or mark not in within:
                head = Head(feed, seq, number, hlc, value)
                if isinstance(standing, _Many):
                    standing.add(head)
                elif len(standing) < MANY:
                    standing = (*standing, head)
                else:
                    standing = _Many((*standing, head))
                if key == LIFE and value == DELETED:
                    self.seen[(feed, seq, number)] = frozenset(seen)
            if standing:
                heads[key] = standing
            else:
                heads.pop(key, None)

    def shown(self, key: FieldKey, rank: FeedRank) -> Value:
        """The value on screen: the latest head by logical time, then by feed."""
        standing = self.heads.get(key)
        if not standing:
            return None
        if len(standing) == 1:
            return standing[0].value
        return max(standing, key=lambda head: (head.hlc, rank(head.feed), head.seq, head.op)).value

    def values(self, rank: FeedRank) -> dict[FieldKey, Value]:
        """Every field's shown value, life apart."""
        return {
            key: standing[0].value if len(standing) == 1 else self.shown(key, rank)
            for key, standing in self.heads.items()
            if key != LIFE
        }

    def is_plain(self) -> bool:
        """Whether one value stands in every field and nothing else is known of the record."""
        if self.marks or self.seen or LIFE in self.heads:
            return False
        return set(map(len, self.heads.values())) <= {1}

    def contested(self) -> list[FieldKey]:
        """Fields in which different values stand side by side; equal values merge in silence."""
        return [
            key
            for key, standing in self.heads.items()
            if len(standing) > 1
            and key != LIFE
            and any(h.value != standing[0].value for h in standing)
        ]

    def life(self) -> int:
        """SHOWN, HIDDEN, or DELETED_HERE_CHANGED_THERE when a delete and an edit crossed."""
        standing = self.heads.get(LIFE, ())
        if not standing:
            return SHOWN
        deletes = [head for head in standing if head.value == DELETED]
        if not deletes:
            return SHOWN
        if len(deletes) < len(standing):
            return DELETED_HERE_CHANGED_THERE
        known: set[LocalDot] = set()
        for head in deletes:
            known |= self.seen.get(head.dot, frozenset())
        for key, heads in self.heads.items():
            if key != LIFE and any(head.dot not in known for head in heads):
                return DELETED_HERE_CHANGED_THERE
        return HIDDEN

    def dots(self, key: FieldKey) -> tuple[LocalDot, ...]:
        """The heads of one field: what an operation on it replaces."""
        return tuple(head.dot for head in self.heads.get(key, ()))

    def all_dots(self) -> tuple[LocalDot, ...]:
        """Every head of the record, life apart: what a delete declares to have seen."""
        return tuple(
            sorted(head.dot for key, heads in self.heads.items() if key != LIFE for head in heads)
        )


def _within(entry: LocalEntry) -> set[tuple[FieldKey, LocalDot]]:
    """What an entry says to replace of itself: nothing that an editor writes, but `fold` goes by it."""
    place = (entry.feed, entry.seq)
    return {(one.key, dot) for one in entry.operations for dot in one.replaces if dot[:2] == place}


def fold(entries: Iterable[LocalEntry], rank: FeedRank) -> State:
    """The state of a record from all its admitted entries, in whatever order they are given.

    This is the definition of merging: heads are what was written less what was replaced.
    """
    state = State()
    replaced: set[tuple[FieldKey, LocalDot]] = set()
    written: set[tuple[FieldKey, LocalDot]] = set()
    ordered = sorted(entries, key=lambda entry: (rank(entry.feed), entry.seq))
    for entry in ordered:
        for number, one in enumerate(entry.operations):
            written.add((one.key, (entry.feed, entry.seq, number)))
            replaced.update((one.key, dot) for dot in one.replaces)
    heads: dict[FieldKey, list[Head]] = {}
    for entry in ordered:
        stamp = (entry.hlc, rank(entry.feed), entry.actor)
        state.created = stamp if state.created is None else min(state.created, stamp)
        state.changed = stamp if state.changed is None else max(state.changed, stamp)
        for number, one in enumerate(entry.operations):
            dot = (entry.feed, entry.seq, number)
            if (one.key, dot) in replaced:
                continue
            heads.setdefault(one.key, []).append(Head(*dot, entry.hlc, one.value))
            if one.key == LIFE and one.value == DELETED:
                state.seen[dot] = frozenset(one.seen)
    state.heads = {key: tuple(standing) for key, standing in heads.items()}
    state.marks = replaced - written
    return state


def pack(state: State) -> bytes:
    """The state in one column of the record's row: fields grouped by the entry that set them.

    Values of fields with a single head are left out: they stand in the row itself.
    """
    groups: dict[tuple[int, int, int], list[Any]] = {}
    contested: list[Any] = []
    for key, standing in state.heads.items():
        if len(standing) == 1 and key != LIFE:
            feed, seq, op, hlc, _ = standing[0]
            entry = (feed, seq, hlc)
            if entry in groups:
                groups[entry] += (key, op)
            else:
                groups[entry] = [key, op]
        else:
            contested.append([key, [list(head) for head in sorted(standing, key=lambda h: h[:3])]])
    packed: list[Any] = [[[*entry, keys] for entry, keys in groups.items()]]
    if not (contested or state.marks or state.seen):
        return encode_plain(packed)
    marks = [
        [key, list(dot)]
        for key, dot in sorted(state.marks, key=lambda mark: (str(mark[0]), mark[1]))
    ]
    seen = [
        [list(dot), [number for one in sorted(dots) for number in one]]
        for dot, dots in state.seen.items()
    ]
    packed += [contested, marks, seen]
    return encode_plain(packed)


def is_plain_first(entry: LocalEntry) -> bool:
    """Whether a record of this one entry needs no merging: it names no dot, and no field twice."""
    operations = entry.operations
    for _, _, replaces, seen in operations:
        if replaces or seen:
            return False
    keys = {one[0] for one in operations}
    return len(keys) == len(operations) and LIFE not in keys


def pack_first(entry: LocalEntry) -> bytes:
    """What `pack` writes of a record of this one entry, where `is_plain_first`."""
    feed, seq, hlc, _, operations = entry
    number = encode_number
    packed = bytearray(b"\x81\x81\x84")
    packed += number(feed)
    packed += number(seq)
    packed += number(hlc)
    packed += encode_size(2 * len(operations))
    for at, (key, _, _, _) in enumerate(operations):
        # Up to 23 a number is its own head; most keys and places are that small.
        if not isinstance(key, int):
            packed += encode_bytes(key)
        elif key < 24:
            packed.append(key)
        else:
            packed += number(key)
        if at < 24:
            packed.append(at)
        else:
            packed += number(at)
    return bytes(packed)


def unpack(
    data: bytes,
    value_of: Callable[[FieldKey], Value],
    created: tuple[int, bytes, bytes] | None,
    changed: tuple[int, bytes, bytes] | None,
) -> State:
    """The state that `pack` wrote. value_of: the row's value of a field with a single head."""
    packed = decode(data, depth=8)
    heads: dict[FieldKey, Sequence[Head]] = {}
    for feed, seq, hlc, keys in packed[0]:
        for at in range(0, len(keys), 2):
            heads[keys[at]] = (Head(feed, seq, keys[at + 1], hlc, value_of(keys[at])),)
    marks: set[tuple[FieldKey, LocalDot]] = set()
    seen: dict[LocalDot, frozenset[LocalDot]] = {}
    if len(packed) > 1:
        for key, standing in packed[1]:
            heads[key] = tuple(Head(*one) for one in standing)
        marks = {(key, (dot[0], dot[1], dot[2])) for key, dot in packed[2]}
        for dot, flat in packed[3]:
            seen[(dot[0], dot[1], dot[2])] = frozenset(
                (flat[at], flat[at + 1], flat[at + 2]) for at in range(0, len(flat), 3)
            )
    return State(heads, marks, seen, created, changed)


def same(one: State, other: State) -> bool:
    """Whether two states agree in everything that merging or a person could notice."""
    return (
        {key: frozenset(heads) for key, heads in one.heads.items()}
        == {key: frozenset(heads) for key, heads in other.heads.items()}
        and one.marks == other.marks
        and {dot: dots for dot, dots in one.seen.items() if dot in _standing(one)}
        == {dot: dots for dot, dots in other.seen.items() if dot in _standing(other)}
        and (one.created, one.changed) == (other.created, other.changed)
    )


def _standing(state: State) -> set[LocalDot]:
    return {head.dot for head in state.heads.get(LIFE, ())}


def life_operation(state: State, live: bool) -> LocalOperation:
    """The operation that deletes a record as it is seen now, or brings it back."""
    if live:
        return LocalOperation(LIFE, LIVE, state.dots(LIFE), ())
    return LocalOperation(LIFE, DELETED, state.dots(LIFE), state.all_dots())


def edit_operations(
    state: State,
    values: Mapping[FieldKey, Value],
    rank: FeedRank,
    seen: Mapping[FieldKey, tuple[LocalDot, ...]] | None = None,
) -> list[LocalOperation]:
    """The operations that make a record show `values`; nothing where it already does.

    seen: the heads that the person had before them when the form was opened; without it, today's.
    A field in which several values stand is always written, because that decides between them.
    """
    operations = []
    for key, value in values.items():
        standing = state.heads.get(key, ())
        if seen is None:
            replaced = state.dots(key)
        else:
            replaced = seen.get(key, ())
        settled = len(standing) <= 1 or not any(h.value != standing[0].value for h in standing)
        if settled and state.shown(key, rank) == value:
            continue
        if value is None and not standing:
            continue
        operations.append(LocalOperation(key, value, replaced, ()))
    return operations
