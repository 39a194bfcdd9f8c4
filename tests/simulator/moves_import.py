"""More moves: somebody hands a client over, and somebody takes back a bundle that has just come.

These go through the services, which choose themselves what to write. What they wrote is read from
the log into the oracle, so that everything that follows is judged as ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from desktop_app.domain.fields import LIFE, LIVE
from desktop_app.services.clients.handover import Handovers
from desktop_app.services.exchange.exchange import APPLIED, PARTIAL, Exchange
from desktop_app.services.session import NotAllowed
from desktop_app.sync.log import decode_body
from tests.simulator.checks import held_by, require
from tests.simulator.fleet import Device, MemoryReader
from tests.simulator.history import History
from tests.simulator.oracle import Held, Write

Live = dict[tuple[str, bytes, int], dict[Any, Any]]


def live_values(device: Device) -> Live:
    """What every shown record says."""
    found: Live = {}
    with device.database.reading() as tables:
        for kind in tables.registry:
            for row in tables.rows.select(kind, "WHERE life = 1"):
                found[kind.name, row.id, row.scope] = {
                    key: value
                    for key, value in row.values.items()
                    if value is not None
                    and not (
                        isinstance(key, bytes) and key[-1:] == bytes((LIFE,)) and value == LIVE
                    )
                }
    return found


def judgements(device: Device) -> dict[tuple[int, int], tuple[bytes, int]]:
    """Of every entry: which record it is about, and how it was judged."""
    with device.database.reading() as tables:
        return {
            (one.feed, one.seq): (one.entity, one.state)
            for number in [feed.number for feed in tables.log.feeds().values()]
            for one in tables.log.headers(number)
        }


class ImportHistory(History):
    """A history with handovers and with bundles that are taken back."""

    def look(self) -> None:
        super().look()
        self.random.choice((self.hand_over, self.hand_over, self.undo_import))()

    @contextmanager
    def told_to_oracle(self, device: Device) -> Iterator[None]:
        """Read what is written inside the block from the log into the oracle."""
        with device.database.reading() as tables:
            held = held_by(tables)
            ends = {feed.number: feed.seq for feed in tables.log.feeds().values() if feed.own}
        yield
        with device.database.reading() as tables:
            feeds, scopes = tables.log.feeds(), tables.log.scopes()
            fresh = [
                stored
                for feed in feeds.values()
                if feed.own
                for stored in tables.log.entries(
                    feed.number, ends.get(feed.number, 0) + 1, feed.seq
                )
            ]
            known = dict(held.ends)
            for stored in sorted(fresh, key=lambda one: one.hlc):
                feed = feeds[stored.feed]
                knew = Held(dict(known), held.without)
                assert stored.body is not None
                for number, one in enumerate(decode_body(stored.body).operations):
                    self.oracle.add(
                        (stored.type, stored.entity, scopes[feed.scope].id),
                        one.key,
                        Write(
                            (feed.id, stored.seq, number), one.value, frozenset(one.replaces), knew,
                            frozenset(one.seen),
                        ),
                    )  # fmt: skip
                known[feed.id] = stored.seq
        self.totals.entries += len(fresh)

    def hand_over(self) -> None:
        """A client goes to another community, with an appointment."""
        device = self.device()
        self.sit_down(device)
        with device.database.reading() as tables:
            record = self.pick(device, tables, ("client",), 1)
        if record is None:
            return
        client = record[1].hex()
        places = Handovers(device.session).places(client)
        if not places:
            return
        with self.told_to_oracle(device):
            place = self.random.choice(places)
            Handovers(device.session).hand_over(client, place.id)
        with device.database.reading() as tables:
            kind = tables.registry["client"]
            shown = [
                tables.log.scopes()[row.scope].community
                for row in tables.rows.select(kind, "WHERE id = ? AND life = 1", (record[1],))
            ]
        require(shown == [place.id], "a client lives where it was handed over to", device.name)

    def undo_import(self) -> None:
        """A bundle is taken in, taken back at once, and perhaps brought in again."""
        letters = [one for one in self.post if one.to]
        if not letters:
            return
        letter = self.random.choice(letters)
        device = self.devices[self.random.choice(letter.to)]
        if device.index == self.revoked:
            return
        self.sit_down(device)
        before, judged = live_values(device), judgements(device)
        told = Exchange(device.session).take_in(MemoryReader(letter.data), accept_mass_change=True)
        self.note_words(device)
        if told.outcome not in (APPLIED, PARTIAL) or not told.entries or told.set_aside:
            return
        after, now = live_values(device), judgements(device)
        # Papers stay when a bundle is undone, and with them what they say of work that was here.
        papers = {one[0] for at, one in judged.items() if now.get(at, one) != one}
        before = self.left_of(before)
        exchange = Exchange(device.session)
        try:
            with self.told_to_oracle(device):
                exchange.undo(told.bundle)
        except NotAllowed:
            # A laptop takes back only what it may write itself.
            require(live_values(device) == after, "a refused undo changes nothing", device.name)
            return
        undone = self.left_of(live_values(device))
        other = [
            (key, before.get(key), undone.get(key))
            for key in before.keys() | undone.keys()
            if before.get(key) != undone.get(key) and key[1] not in papers
        ]
        require(not other, "undo right after an import", device.name, other)
        if self.random.random() < 0.5:
            with self.told_to_oracle(device):
                exchange.undo(told.bundle, again=True)
            require(live_values(device) == after, "an undone undo", device.name)

    def left_of(self, live: Live) -> Live:
        """Without people who were erased, and what names them, as a verdict on two files does: a
        bundle that also told of an erasure does not bring them back when it is undone."""
        gone = {one.hex() for one in self.oracle.erased}
        return {
            key: values
            for key, values in live.items()
            if key[1] not in self.oracle.erased
            and not any(type(value) is str and value in gone for value in values.values())
        }
