"""A whole organisation over years: hundreds of laptops, one office, and all that befalls them.

The real code on real vaults in memory; only time is compressed. Each week some laptops work and
some reach the office, by files that are lost, late or doubled; laptops are stolen, set back to a
copy, and given wrong dates; some have an older release for most of the time; people are erased. In the end everybody meets the office until nothing is new.
"""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

from desktop_app.domain.entities import STANDARD
from desktop_app.domain.fields import Registry
from desktop_app.services.clients.clients import Clients
from desktop_app.services.environment import Environment
from desktop_app.services.erasure.erasing import kept_beside, replay
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.exchange.exchange import (
    DUPLICATE,
    PARTIAL,
    REFUSED,
    Exchange,
    Imported,
    open_incarnation,
)
from desktop_app.services.trust.late_work import LateWork
from desktop_app.services.trust.organisation import Organisation
from desktop_app.storage.database import Database
from desktop_app.sync.erasing import Basis
from tests.builders import Bundle, a_laptop, an_office
from tests.simulator.checks import canonical, require
from tests.simulator.fleet import Clock, Device, Time, ask_once_more, copy_database
from tests.simulator.moves_erasure import everything

WEEK: Final = 7 * 24 * 3600 * 1000
YEAR: Final = 365 * 24 * 3600 * 1000
COMMUNITIES: Final = 24

OLDER: Final = Registry(
    tuple(
        replace(one, fields=tuple(f for f in one.fields if f.name != "safety"))
        if one.name == "client"
        else one
        for one in STANDARD
    )
)
"""The declarations of a release before ours."""

_NEEDS: Final = ("wood", "water", "a lift", "a form", "heating", "a letter")


@dataclass(slots=True)
class _Letter:
    """A bundle on its way. to: whose it is; due: the week in which it arrives."""

    data: bytes
    to: int
    due: int


@dataclass(slots=True)
class LargeFleet:
    """laptops: how many. weeks: how long they work before everything is brought together.

    trouble: how much more often than in life something befalls each laptop.
    """

    laptops: int
    weeks: int
    seed: int = 1
    trouble: float = 1.0
    totals: Counter[str] = field(default_factory=Counter)
    _time: Time = field(default_factory=Time)
    _post: list[_Letter] = field(default_factory=list)
    _devices: list[Device] = field(default_factory=list)
    _copies: dict[int, Database] = field(default_factory=dict)
    _gone: set[int] = field(default_factory=set)
    _older: list[int] = field(default_factory=list)
    _erased: list[str] = field(default_factory=list)
    _acknowledged: dict[bytes, tuple[int, bytes]] = field(default_factory=dict)
    _random: Random = field(default_factory=Random)

    def run(self) -> Counter[str]:
        """Enrol, work, bring together, check; gives what happened. Raises Broken."""
        self._random = Random(self.seed)
        self._enrol()
        self._begin_with_an_older_release()
        for week in range(self.weeks):
            if week == self.weeks * 3 // 5:
                self._update()
            self._time.true += WEEK
            self._befall()
            for device in self._devices[1:]:
                if self._random.random() < 0.5:
                    self._work(device)
                if self._random.random() < 0.25:
                    self._meet(device, week)
            self._deliver(week)
            self.totals["weeks"] += 1
        self._bring_together()
        self._check()
        return self.totals

    # The beginning

    def _begin_with_an_older_release(self) -> None:
        """Every twentieth laptop has not been updated yet."""
        self._older = self._random.sample(range(1, self.laptops + 1), self.laptops // 20)
        self._declare(OLDER)

    def _update(self) -> None:
        self._declare(STANDARD)
        self.totals["updated"] = len(self._older)
        self._older = []

    def _declare(self, registry: Registry) -> None:
        for number in self._older:
            device = self._devices[number]
            device.database.registry = registry
            device.restart()

    def _enrol(self) -> None:
        names = [f"Isle {number:02}" for number in range(COMMUNITIES)]
        clock = Clock(self._time)
        office = an_office(names, environment=an_environment_of(clock, self._random))
        self._devices = [Device(0, "office", office, clock, [(office.person, office.person_name)])]
        for number in range(1, self.laptops + 1):
            clock = Clock(self._time)
            held = self._random.sample(names, self._random.choice((1, 1, 1, 2, 3)))
            laptop = a_laptop(
                office,
                f"laptop {number:03}",
                f"Person {number:03}",
                held,
                environment=an_environment_of(clock, self._random),
            )
            self._devices.append(
                Device(number, f"laptop {number:03}", laptop, clock, [(laptop.person, "")])
            )
        self.totals["laptops"] = self.laptops

    # A week

    def _work(self, device: Device) -> None:
        """Somebody registers a person, writes a note, or changes what is known of one."""
        session, random = device.session, self._random
        clients = Clients(session)
        known = clients.page(limit=40)
        for _ in range(random.randint(1, 3)):
            self.totals["acts"] += 1
            chance = random.random()
            if not known or chance < 0.25:
                places = Organisation(session).own_communities()
                values = {
                    "given": f"Given {random.randrange(10**6)}",
                    "family": f"Canary{random.randrange(10**9):09}x",
                    "community": random.choice(places).name,
                    "needs": random.choice(_NEEDS),
                }
                clients.add(values)
            elif chance < 0.5:
                chosen = random.choice(known)
                # What is about a person names the person, so that it can be looked for later.
                clients.add_note(chosen.id, f"Visit of {chosen.name}")
            else:
                one = random.choice(known).id
                known_here = session.registry["client"].has_field("safety")
                name = random.choice(("needs", "safety")) if known_here else "needs"
                clients.set(one, {name: random.choice(_NEEDS)})

    def _meet(self, device: Device, week: int) -> None:
        """Bundles both ways, each of which may be lost, late or doubled."""
        office = self._devices[0]
        for sender, receiver in ((device, office), (office, device)):
            trust = sender.session.require_trust()
            if not trust.is_active(receiver.id):
                continue
            data = self._written(sender, receiver)
            if self._random.random() < 0.1:
                self.totals["lost"] += 1
                continue
            late = self._random.choice((0, 0, 0, 0, 1, 2, 9, 30))
            copies = 2 if self._random.random() < 0.1 else 1
            self._post += [_Letter(data, receiver.index, week + late)] * copies

    def _written(self, sender: Device, receiver: Device) -> bytes:
        out = io.BytesIO()
        exchange = Exchange(sender.session)
        certificate = sender.session.require_trust().certificates[receiver.id]
        exchange.record(exchange.write([certificate], out), "bundle.portage")
        self.totals["bundles"] += 1
        return out.getvalue()

    def _deliver(self, week: int) -> None:
        """Whatever is due arrives, in no particular order."""
        due = [one for one in self._post if one.due <= week]
        self._post = [one for one in self._post if one.due > week]
        self._random.shuffle(due)
        for letter in due:
            self._take_in(self._devices[letter.to], letter.data)

    def _take_in(self, device: Device, data: bytes) -> Imported:
        imported = Exchange(device.session).take_in(Bundle(data), accept_mass_change=True)
        self.totals["duplicates"] += imported.outcome == DUPLICATE
        self.totals["conflicts"] += imported.conflicts
        self.totals["imported"] += imported.entries
        if imported.outcome == REFUSED:
            # Of a laptop that was cut off, or sealed to a key that is destroyed or was lost with
            # the vault that a copy replaced: the next bundle brings what was in it.
            allowed = {"not_for_this_device", *(("revoked_sender",) if self._gone else ())}
            require(imported.reason in allowed, "a good bundle is taken in", imported.reason)
            self.totals[f"refused: {imported.reason}"] += 1
        elif imported.outcome == PARTIAL:
            self.totals["partial"] += 1
        self._note_words(device)
        return imported

    def _note_words(self, device: Device) -> None:
        """Remember what the office ever said that it holds of this laptop's own feeds."""
        if device.index == 0 or device.index in self._gone:
            return
        office = self._devices[0].id
        with device.database.reading() as tables:
            peer = tables.exchange.peers().get(office)
            own = {feed.id for feed in tables.log.feeds().values() if feed.own}
        if peer is None:
            return
        for feed, end in peer.vector.items():
            if feed in own and end[0] > self._acknowledged.get(feed, (0, b""))[0]:
                self._acknowledged[feed] = end

    # What befalls laptops

    def _befall(self) -> None:
        random = self._random
        weekly = self.trouble * self.laptops / 300
        if random.random() < 0.3 * weekly:
            self._change_clock()
        if random.random() < 0.5 * weekly:
            self._copy()
        if random.random() < 0.2 * weekly:
            self._restore()
        if random.random() < 0.06 * weekly:
            self._steal()
        if random.random() < 0.2 * weekly:
            self._turn_up()
        if random.random() < 0.3 * weekly:
            self._erase()

    def _any(self) -> Device:
        staying = [one for one in self._devices[1:] if one.index not in self._gone]
        return self._random.choice(staying)

    def _change_clock(self) -> None:
        self._any().clock.wrong = self._random.choice((0, 0, -90_000, 40 * YEAR, -30 * YEAR))
        self.totals["clocks"] += 1

    def _copy(self) -> None:
        device = self._any()
        copy = self._copies.get(device.index)
        if copy is None:
            copy = self._copies[device.index] = Database.create(None, bytes(32))
        copy_database(device.database, copy)

    def _restore(self) -> None:
        able = [one for one in self._copies if one not in self._gone]
        if not able:
            return
        device = self._devices[self._random.choice(able)]
        with device.database.reading() as tables:
            # Kept outside the vault, as `services.vault.backups` does.
            outside = kept_beside(tables)
            device.incarnation = tables.facts.number("incarnation")
        copy_database(self._copies[device.index], device.database)
        device.restart()
        replay(device.session, outside)
        with device.database.writing() as tables:
            open_incarnation(tables, device.incarnation)
            device.incarnation = tables.facts.number("incarnation")
        self.totals["restored"] += 1

    def _steal(self) -> None:
        device = self._any()
        Organisation(self._devices[0].session).revoke(device.name)
        self._gone.add(device.index)
        self.totals["stolen"] += 1

    def _turn_up(self) -> None:
        """A stick of a stolen laptop turns up: the office looks at it, and may let it count."""
        if not self._gone:
            return
        lost, office = self._devices[self._random.choice(sorted(self._gone))], self._devices[0]
        self._work(lost)
        self._take_in(office, self._written(lost, office))
        if self._random.random() < 0.5:
            self.totals["admitted"] += LateWork(office.session).admit(lost.name)

    def _erase(self) -> None:
        """The office erases somebody, everywhere and for good."""
        session = self._devices[0].session
        known = Clients(session).page(limit=200)
        if not known:
            return
        chosen = self._random.choice(known)
        Erasures(session).erase(chosen.id, Basis.ASKED)
        self._erased.append(str(chosen.name).split()[-1])
        self.totals["erased"] += 1

    # The end

    def _staying(self) -> list[Device]:
        return [one for one in self._devices[1:] if one.index not in self._gone]

    def _bring_together(self) -> None:
        office = self._devices[0]
        for letter in self._post:
            self._take_in(self._devices[letter.to], letter.data)
        self._post = []
        for turn in range(5):
            taken, unheard = 0, set()
            for device in self._staying():
                told = self._take_in(office, self._written(device, office))
                taken += told.entries
                if told.outcome == REFUSED:
                    unheard.add(device.index)
            for device in self._staying():
                told = self._take_in(device, self._written(office, device))
                taken += told.entries
                if told.outcome == REFUSED and device.index in unheard:
                    taken += self._ask_once_more(device)
            self.totals["turns"] = turn + 1
            if not taken:
                return
        require(False, "everything has come after five turns")

    def _ask_once_more(self, device: Device) -> int:
        """Put back, and then away for longer than keys are kept: neither hears the other any more."""
        told = ask_once_more(device, self._devices[0])
        require(told.outcome != REFUSED, "who asks once more is let in", device.name, told.reason)
        self.totals["asked once more"] += 1
        return max(1, told.entries)  # in the next turn both hear

    def _check(self) -> None:
        office = self._devices[0]
        scopes = {grant.id for grant in office.certificate().scopes}
        whole = canonical(office, scopes)
        for device in self._staying():
            own = {grant.id for grant in device.certificate().scopes}
            expected = {record: facts for record, facts in whole.items() if record[2] in own}
            require(canonical(device, own) == expected, "all tables equal", device.name)
        for device in (office, *self._staying()):
            left = everything(device.database)
            for word in self._erased:
                require(word.encode() not in left, "no erased byte is left", device.name)
        with office.database.reading() as tables:
            held = tables.log.vector()
            for feed, (seq, link) in self._acknowledged.items():
                end = held.get(feed, (0, b""))
                require(end[0] >= seq, "no acknowledged write is lost", feed.hex(), seq, end[0])
                if end[0] == seq:
                    require(end[1][:8] == link[:8], "the same history", feed.hex(), seq)
            self.totals["entries"] = tables.log.count()
            self.totals["acknowledged"] = sum(seq for seq, _ in self._acknowledged.values())


def an_environment_of(clock: Clock, random: Random) -> Environment:
    """The laptop's own clock, and chance from the history's seed."""
    return Environment(clock.now, Random(random.randrange(1 << 30)).randbytes)
