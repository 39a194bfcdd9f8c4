"""The invariants: one laptop against the oracle and its own rebuild, and laptops with each other."""

from __future__ import annotations

from typing import Any, Final

from desktop_app.domain.fields import LIFE, FieldKey, declared_field
from desktop_app.services.trust.judging import misjudged
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row
from desktop_app.sync.merge import same
from tests.simulator.fleet import Device
from tests.simulator.oracle import HIDDEN, Dot, Held, Oracle, differ, life

KINDS: Final = (
    "identity", "client", "note", "household", "appointment", "organisation", "community", "link",
    "attachment",
)  # fmt: skip


class Broken(AssertionError):
    """An invariant does not hold."""


def require(holds: bool, invariant: str, *facts: object) -> None:
    """Raise Broken, with what is known about it, unless it holds."""
    if not holds:
        raise Broken(f"{invariant}: {facts!r}")


def held_by(tables: Tables) -> Held:
    """The entries that a laptop holds and admits."""
    feeds = tables.log.feeds()
    rows = tables.connection.run("SELECT feed, seq FROM entry WHERE state != 0").all()
    return Held(
        {one.id: one.seq for one in feeds.values() if one.seq},
        frozenset((feeds[row[0]].id, row[1]) for row in rows),
    )


def all_rows(tables: Tables) -> list[Row]:
    """Every row of the kinds that people write here, the hidden ones too."""
    return [
        row
        for one in tables.registry
        if one.name in KINDS
        for row in tables.rows.select(one, "ORDER BY r.id")
    ]


def check_device(device: Device, oracle: Oracle) -> None:
    """Everything that must hold on one laptop at any moment, whatever has come so far."""
    with device.database.reading() as tables:
        held = held_by(tables)
        scopes = {one.number: one.id for one in tables.log.scopes().values()}
        numbers = {one.id: one.number for one in tables.log.scopes().values()}
        reviews = set(tables.rows.reviews())
        found = set()
        for row in all_rows(tables):
            record = (row.type.number, row.id, scopes[row.scope])
            if record not in oracle.records:
                continue  # of the time before the history
            found.add(record)
            reviews -= _check_row(
                device.name, tables, row, oracle, held, scopes[row.scope], reviews
            )
        require(not reviews, "a review that nothing asks for", device.name, reviews)
        for record, fields in oracle.records.items():
            known = tables.registry.by_number(record[0]) is not None
            if known and record not in found and record[2] in numbers:
                lost = [w.dot for writes in fields.values() for w in writes if held.has(w.dot)]
                require(not lost, "a record that is in the log has no row", device.name, record)
        wrong = misjudged(device.session, tables)
        require(not wrong, "every entry is judged by what is believed", device.name, wrong)
        kept = tables.facts.get("digest")
        require(kept == tables.log.computed_digest(), "digest of the log", device.name)


def _check_row(
    name: str,
    tables: Tables,
    row: Row,
    oracle: Oracle,
    held: Held,
    scope: bytes,
    reviews: set[tuple[int, bytes, int, FieldKey]],
) -> set[tuple[int, bytes, int, FieldKey]]:
    """One row against the oracle and the log; gives the reviews that it must have."""
    feeds = tables.log.feeds()
    record = (row.type.number, row.id, scope)

    def everywhere(dot: tuple[int, int, int]) -> Dot:
        return (feeds[dot[0]].id, dot[1], dot[2])

    expected = oracle.fields(record, held)
    real = {
        key: {(everywhere(head.dot), head.value) for head in heads}
        for key, heads in row.state.heads.items()
    }
    wanted = {
        key: {(write.dot, write.value) for write in writes} for key, writes in expected.items()
    }
    require(real == wanted, "what stands", name, row.type.name, real, wanted)
    for key, writes in expected.items():
        if key != LIFE:
            values = [write.value for write in writes]
            require(row.values.get(key) in values, "a shown value that nobody wrote", name, key)
    marks = {(key, everywhere(dot)) for key, dot in row.state.marks}
    require(marks == oracle.missing(record, held), "marks", name, marks)
    own = set()
    for key, writes in expected.items():
        declared = None if key == LIFE else declared_field(row.type, key)
        # Of what is deleted nobody is asked which of its values is right.
        asked = life(expected) != HIDDEN
        if asked and declared is not None and declared.review and differ(writes):
            own.add((row.type.number, row.id, row.scope, key))
    if life(expected) == 2:
        own.add((row.type.number, row.id, row.scope, LIFE))
    require(own <= reviews, "a conflict without its review", name, own - reviews)
    require(row.state.life() == life(expected), "life", name, row.state.life(), life(expected))
    folded = [
        state
        for one, number, state in tables.rows.folded(row.id)
        if one.number == row.type.number and number == row.scope
    ]
    require(
        len(folded) == 1 and same(folded[0], tables.rows.pertinent(row.state)),
        "row and rebuild",
        name,
        row.type.name,
    )
    return own


def canonical(device: Device, scope_ids: set[bytes]) -> dict[Any, Any]:
    """The state of these scopes without anything local to a laptop."""
    with device.database.reading() as tables:
        scopes = {one.number: one.id for one in tables.log.scopes().values()}
        feeds = tables.log.feeds()
        reviews: dict[Any, set[FieldKey]] = {}
        for kind, entity, scope, key in tables.rows.reviews():
            reviews.setdefault((kind, entity, scopes[scope]), set()).add(key)
        out: dict[Any, Any] = {}
        for row in all_rows(tables):
            if scopes[row.scope] not in scope_ids:
                continue
            record = (row.type.number, row.id, scopes[row.scope])
            out[record] = (
                {key: value for key, value in row.values.items() if value is not None},
                {
                    key: {(feeds[h.feed].id, h.seq, h.op, h.hlc, h.value) for h in heads}
                    for key, heads in row.state.heads.items()
                },
                row.state.life(),
                reviews.get(record, set()),
                row.state.created,
                row.state.changed,
            )
        return out


def check_same(devices: list[Device]) -> None:
    """Laptops that hold the same entries of a scope show the same, down to the last head."""
    held = []
    for device in devices:
        own = {grant.id for grant in device.certificate().scopes}
        held.append((device, own, canonical(device, own)))
    office, _, whole = held[0]
    for device, own, state in held[1:]:
        expected = {record: facts for record, facts in whole.items() if record[2] in own}
        for record in expected.keys() | state.keys():
            require(
                expected.get(record) == state.get(record),
                "two laptops differ",
                office.name, device.name, record, expected.get(record), state.get(record),
            )  # fmt: skip


def check_causes(oracle: Oracle, held: Held) -> None:
    """After everything has come: nothing lost, nothing overruled, no false conflict.

    Judged by what each author's laptop held, not by what the code said that it replaced.
    """
    for record in oracle.records:
        if record[1] in oracle.erased:
            continue  # nothing of it is left to be judged
        for key, writes in oracle.records[record].items():
            standing = {write.dot for write in oracle.standing(record, key, held)}
            for one in writes:
                aware = [other.dot for other in writes if other.knew.has(one.dot)]
                if one.dot in standing:
                    require(not aware, "a write stands that a later author had", record, key)
                else:
                    require(bool(aware), "a write was lost", record, key, one)
