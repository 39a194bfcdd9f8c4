"""One seeded history: people working apart, bundles going astray, and everything coming together.

`History(seed).run()` makes the moves, lets every laptop meet the office until nothing is new, and
checks the invariants on the way and at the end. `Totals` says what the history met.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from random import Random

from desktop_app.services.session import NotAllowed
from desktop_app.services.trust.judging import judge_of
from desktop_app.storage.database import Database
from tests.simulator.checks import (
    check_causes,
    check_device,
    check_same,
    held_by,
    require,
)
from tests.simulator.fleet import (
    KEY,
    OFFICE,
    Beginning,
    Device,
    copy_database,
    enrolled,
)
from tests.simulator.moves_post import PackMoves
from tests.simulator.moves_trust import TrustMoves
from tests.simulator.moves_versions import VersionMoves
from tests.simulator.oracle import Oracle
from tests.simulator.summary import Totals
from tests.simulator.work import FIELDS, HISTORY_MOVES


@cache
def at_work() -> tuple[Beginning, Oracle]:
    """A fleet some weeks after its enrolment: everybody knows a few people and organisations."""
    history = History("at work", begun=(enrolled(), Oracle()))
    office, laptops = history.devices[OFFICE], history.devices[1:]
    history.create(office, "organisation", {"name": "Food bank"})
    for community in history.communities:
        for kind in ("identity", "client", "appointment"):
            values = {name: chosen[0] for name, chosen in FIELDS[kind]}
            history.create(office, kind, values, community)
    for laptop in laptops:
        history.meet(laptop, office)
    for laptop in laptops:
        history.meet(office, laptop)
    databases = [Database.create(None, KEY) for _ in history.devices]
    for device, database in zip(history.devices, databases, strict=True):
        copy_database(device.database, database)
        device.session.database = database
    return Beginning(tuple(history.devices), history.communities), history.oracle


class History(TrustMoves, VersionMoves, PackMoves):
    """One history of a small organisation. moves: how many before everything is brought together."""

    def __init__(
        self,
        seed: int | str,
        moves: int = HISTORY_MOVES,
        begun: tuple[Beginning, Oracle] | None = None,
    ) -> None:
        super().__init__(seed, moves, begun or at_work())

    def offered(self) -> list[tuple[Callable[[], object], int]]:
        """The moves that may be made, and how often each is, against the others."""
        return [
            (self.edit, 36), (self.cross, 8), (self.add_record, 3), (self.edit_item, 12), (self.note, 2),
            (self.delete, 6), (self.restore_record, 5), (self.decide, 16),
            (self.open_form, 8), (self.save_form, 8),
            (self.send_to_office, 14), (self.send_from_office, 14), (self.send_across, 6),
            (self.deliver, 36), (self.market_day, 8), (self.deliver_damaged, 2), (self.deliver_twice, 2),
            (self.deliver_cancelled, 2), (self.deliver_dry, 1),
            (self.change_clock, 3), (self.back_up, 4), (self.restore_vault, 1), (self.relapse, 2),
            (self.look, 5), (self.change_rights, 1),
            (self.send_pack, 4), (self.take_pack, 6), (self.take_damaged_pack, 1), (self.send_small, 2),
            (self.send_parts, 1),
        ]  # fmt: skip

    def run(self) -> Totals:
        """Make the moves, bring everything together, check. Raises Broken."""
        choices = self.offered()
        acts = [act for act, _ in choices]
        weights = [weight for _, weight in choices]
        revoking = self.random.randrange(self.moves * 2 // 3, self.moves)
        revokes = self.random.random() < 0.25
        updating = self.begin_with_an_older_release(Random(f"releases {self.seed}"))
        for number in range(self.moves):
            self.clock.true += self.random.randrange(6 * 3600 * 1000)
            if revokes and number == revoking:
                self.revoke()
            if number == updating:
                self.update()
            # A person whose rights were narrowed meanwhile is told so, and nothing is written.
            with suppress(NotAllowed):
                self.random.choices(acts, weights)[0]()
            self.totals.moves += 1
            if self.revoked is not None and self.random.random() < 0.15:
                self.random.choice((self.late_bundle, self.late_bundle, self.admit_late))()
        self.bring_together()
        if self.random.random() < 0.2:
            self.decide_apart()
            self.bring_together()
        return self.totals

    def decide_apart(self) -> None:
        """Several people settle what waits, without hearing of each other."""
        for _ in range(10):
            self.decide()

    def check_words(self, devices: list[Device]) -> None:
        """Nobody believes that another holds what that one never held."""
        for device in self.devices:
            self.note_words(device)
        by_id = {device.id: device.index for device in self.devices}
        for device in devices:
            with device.database.reading() as tables:
                for peer in tables.exchange.peers().values():
                    for feed, (seq, _) in peer.vector.items():
                        held = self.said.get((by_id[peer.device], feed), 0)
                        require(seq <= held, "received is the receiver's own word", device.name)

    def bring_together(self) -> None:
        """Everybody meets the office until nothing is new, and then everything must agree."""
        self.check_words(self.devices)
        self.prepare_end()
        staying = self.staying()
        office, laptops = staying[0], staying[1:]
        quiet = False
        for _ in range(6):
            taken = 0
            for laptop in laptops:
                taken += self.meet(laptop, office)
            self.put_in_order()
            for laptop in laptops:
                taken += self.meet(office, laptop)
            # That vectors agree is quicker to see than that another round brings nothing.
            quiet = not taken or (self.agree(office, laptops) and self.random.random() < 0.8)
            if quiet:
                break
        require(quiet, "everything has come after six rounds")
        self.update()
        for device in staying:
            check_device(device, self.oracle)
            self.check_quiet(device)
        check_same(staying)
        self.check_words(staying)
        self.check_received(office, laptops)
        with office.database.reading() as tables:
            if not self.gaps:
                check_causes(self.oracle, held_by(tables))
        self.check_end(staying)

    def put_in_order(self) -> None:
        """What people at the office do once they have heard from all of them."""

    def staying(self) -> list[Device]:
        """Those who belong to the organisation at the end, the office first."""
        return [one for one in self.devices if one.index != self.revoked]

    def prepare_end(self) -> None:
        """What has to be done before everybody is brought together."""

    def check_end(self, staying: list[Device]) -> None:
        """Further checks, after everything has come."""

    def agree(self, office: Device, laptops: list[Device]) -> bool:
        """Whether every laptop holds as much of its scopes as the office."""
        with office.database.reading() as tables:
            whole = {(one.id, one.scope): one.seq for one in tables.log.feeds().values() if one.seq}
            scopes = {one.number: one.id for one in tables.log.scopes().values()}
        by_scope = {(feed, scopes[scope]): seq for (feed, scope), seq in whole.items()}
        for laptop in laptops:
            own = {grant.id for grant in laptop.certificate().scopes}
            expected = {feed: seq for (feed, scope), seq in by_scope.items() if scope in own}
            with laptop.database.reading() as tables:
                held = {one.id: one.seq for one in tables.log.feeds().values() if one.seq}
            if expected != held:
                return False
        return True

    def check_quiet(self, device: Device) -> None:
        """Nothing waits any more, and nothing is applied beyond a cut."""
        with device.database.reading() as tables:
            if not self.gaps:
                require(not tables.exchange.parked(), "nothing is parked at the end", device.name)
                marked = tables.connection.run("SELECT count(*) FROM parked").scalar()
                require(not marked, "parked", device.name)
            if self.revoked is None:
                return
            gone = self.devices[self.revoked].id
            judge, scopes = judge_of(device.session), tables.log.scopes()
            for feed in tables.log.feeds().values():
                if feed.device != gone:
                    continue
                extent = judge.rule(gone, feed.id, scopes[feed.scope].id).extent
                require(extent is not None, "a revoked laptop is cut", device.name)
                beyond = [
                    one.seq for one in tables.log.entries(feed.number, (extent or 0) + 1, feed.seq)
                    if one.state == 0
                ]  # fmt: skip
                require(not beyond, "nothing beyond a cut is applied", device.name, beyond)

    def check_received(self, office: Device, laptops: list[Device]) -> None:
        """Every laptop has the office's word that its entries arrived."""
        for laptop in laptops:
            with laptop.database.reading() as tables:
                word = tables.exchange.peers()[office.id].vector
                for feed in tables.log.feeds().values():
                    if feed.own and feed.seq:
                        said = word.get(feed.id, (0, b""))[0]
                        require(said == feed.seq, "the office's word at the end", laptop.name)
