"""Bundles on their way, and what goes wrong with them and with laptops."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from desktop_app.domain.errors import Cancelled
from desktop_app.services.exchange.exchange import (
    DUPLICATE,
    PARTIAL,
    REFUSED,
    Imported,
    open_incarnation,
)
from desktop_app.services.progress import Progress, Step
from desktop_app.services.trust.organisation import Organisation
from desktop_app.sync.statements import Certificate
from tests.simulator.checks import (
    require,
)
from tests.simulator.fleet import (
    LAPTOPS,
    OFFICE,
    Device,
    copy_database,
    spare_databases,
)
from tests.simulator.work import YEAR, Backup, Letter, Work


class Post(Work):
    """What people send each other, and the mishaps of sticks, clocks and vaults."""

    def send(self, sender: Device, to: Iterable[Device]) -> bytes | None:
        """A bundle into the post, unless the sender believes nobody of them to be in any more."""
        trust = sender.session.require_trust()
        found = [
            # A list may have come to an office that was put back, and the certificate not yet again.
            (one.index, trust.certificates[one.id])
            for one in to
            if trust.is_active(one.id) and one.id in trust.certificates
        ]
        if not found:
            return None
        certificates: list[Certificate] = [certificate for _, certificate in found]
        data = sender.write(certificates)
        self.written(data, sender, [self.devices[index] for index, _ in found])
        self.totals.bundles += 1
        if self.random.random() < 0.15:
            self.totals.lost += 1
        else:
            self.post.append(Letter(data, tuple(index for index, _ in found)))
        return data

    def written(self, data: bytes, sender: Device, receivers: list[Device]) -> None:
        """A bundle was written."""

    def too_old(self, device: Device, data: bytes) -> bool:
        """Whether the key that opens a bundle may be destroyed by now."""
        return False

    def apart(self, device: Device, sender: bytes) -> bool:
        """Whether two believe in other papers, so that one may not know whom the other let in."""
        roots = [
            one.session.require_trust().root.payload
            for one in self.devices
            if one is device or one.id == sender
        ]
        return len(set(roots)) > 1

    def erased_ahead(self, sender: bytes) -> bool:
        """Whether a laptop that was put back has erased again what its copy knows no reason for: the
        papers that say so are newer than the copy, and so are those of whoever receives from it."""
        (device,) = (one for one in self.devices if one.id == sender)
        with device.database.reading() as tables:
            waiting = tables.facts.starting_with("erasing/later/")
        return device.index in self.relapsed and bool(waiting)

    def lacks_certificates(self, device: Device) -> bool:
        """Whether a laptop that was put back has a list with somebody on it whose certificate was left
        out, as it had said before that it knows it."""
        trust = device.session.require_trust()
        return (
            device.index in self.relapsed and not trust.roster.keys() <= trust.certificates.keys()
        )

    def void_sender(self, device: Device, data: bytes) -> bool:
        """Whether who wrote a bundle is not in, by what that laptop or the bundle knows."""
        return False

    def void_guest(self, device: Device) -> bool:
        """Whether somebody is not in, by what a laptop knows, of whom others hold work."""
        return False

    def send_to_office(self) -> None:
        self.send(self.laptop(), [self.devices[OFFICE]])

    def send_from_office(self) -> None:
        office, some = self.devices[OFFICE], self.laptop()
        also = [self.laptop()] if self.random.random() < 0.25 else []
        self.send(office, {one.index: one for one in (some, *also)}.values())

    def send_across(self) -> None:
        """From one laptop to another, past the office."""
        one, other = self.random.sample(self.devices[1:], 2)
        self.send(one, [other])

    def market_day(self) -> None:
        """A laptop meets the office: one bundle each way, at once; what it says is then newest."""
        office, laptop = self.devices[OFFICE], self.laptop()
        for sender, receiver in ((laptop, office), (office, laptop)):
            trust = sender.session.require_trust()
            if trust.is_active(receiver.id) or self.random.random() < 0.1:
                if receiver.id not in trust.certificates:
                    continue  # never heard of
                data = sender.write([trust.certificates[receiver.id]])
                self.written(data, sender, [receiver])
                self.take_in(receiver, data)
                self.totals.bundles += 1
                if self.random.random() < 0.4:  # it stays on the stick as well
                    self.post.append(Letter(data, (receiver.index,)))

    def letter(self) -> tuple[Letter, Device] | None:
        """A bundle from the post, sooner or later, and one to whom it goes."""
        if not self.post:
            return None
        at = self.random.randrange(len(self.post))
        # Most bundles are used up; some stay on the stick and turn up again much later.
        letter = self.post[at] if self.random.random() < 0.2 else self.post.pop(at)
        return letter, self.devices[self.random.choice(letter.to)]

    def take_in(self, device: Device, data: bytes) -> Imported:
        imported = device.take_in(data)
        totals = self.totals
        totals.conflicts += imported.conflicts
        totals.parked += imported.reason == "gap"
        totals.duplicates += imported.outcome == DUPLICATE
        totals.withheld += len(imported.withheld)
        if imported.outcome == REFUSED:
            totals.refused += 1
            expected = {*self.expected, *(() if self.revoked is None else ("revoked_sender",))}
            if self.gaps:  # a restored laptop lacks the key that it announced after the copy
                expected.add("not_for_this_device")
            if device.index in self.relapsed:
                # What was sealed to a key that the copy lacks is lost, and comes again.
                expected.add("not_for_this_device")
            if device.index in self.relapsed:
                expected.add("counts_on_later")
            if self.too_old(device, data):
                expected.add("not_for_this_device")
            if self.void_sender(device, data):
                expected.add("unknown_sender")
            require(imported.reason in expected, "a good bundle is taken in", imported.reason)
        elif imported.outcome == PARTIAL:
            allowed = {
                "unknown_person",
                "person_may_not_write",
                "beyond_cut",
                "gap",
                *self.expected,
            }
            if self.apart(device, imported.sender) or self.lacks_certificates(device):
                allowed.add("unknown_device")  # taken in when that one's certificate comes
            if self.void_guest(device):
                allowed.add("unknown_device")
            if self.erased_ahead(imported.sender):
                allowed.add("body_missing")  # taken in when the receiver hears of the erasure
            require(imported.reason in allowed, "why a segment is withheld", imported.reason)
        return imported

    def deliver(self) -> None:
        """Take in a bundle."""
        found = self.letter()
        if found is not None:
            self.take_in(found[1], found[0].data)

    def unchanged(self, device: Device, act: Callable[[], object]) -> None:
        """Do something that must leave no trace in the database nor in what is believed."""
        before, trust = device.digest(), device.session.require_trust()
        versions = (trust.roster_version, trust.people_version, dict(trust.announced))
        act()
        trust = device.session.require_trust()
        require(device.digest() == before, "the database is unchanged", device.name)
        after = (trust.roster_version, trust.people_version, trust.announced)
        require(versions == after, "what is believed is unchanged", device.name)

    def somewhere(self, data: bytes | bytearray) -> int:
        """A place in a file. One throw, however long it is: headers are never twice as long, and a
        history has to be the same whenever it is told."""
        return int(self.random.random() * len(data))

    def deliver_damaged(self) -> None:
        """A bundle with one bit turned, or cut short, is refused; then it may come whole."""
        found = self.letter()
        if found is None:
            return
        letter, device = found
        data = bytearray(letter.data)
        if self.random.random() < 0.8:
            data[self.somewhere(data)] ^= 1 << self.random.randrange(8)
        else:
            del data[self.somewhere(data) :]

        def damaged() -> None:
            imported = device.take_in(bytes(data))
            require(imported.outcome == REFUSED, "a damaged bundle is refused", imported)
            self.totals.refused += 1

        self.unchanged(device, damaged)
        self.take_in(device, letter.data)

    def deliver_twice(self) -> None:
        """A bundle taken in a second time changes nothing."""
        found = self.letter()
        if found is None:
            return
        letter, device = found
        first = self.take_in(device, letter.data)

        def again() -> None:
            second = self.take_in(device, letter.data)
            outcome = REFUSED if first.outcome == REFUSED else DUPLICATE
            require(second.outcome == outcome, "every bundle twice is once", second.outcome)

        self.unchanged(device, again)

    def deliver_cancelled(self) -> None:
        """An import that somebody stops in the middle leaves everything as it was."""
        found = self.letter()
        if found is None:
            return
        letter, device = found
        left = [self.random.randint(1, 3)]

        def stop(step: Step) -> None:
            left[0] -= 1
            if not left[0]:
                raise Cancelled

        before = device.digest()
        try:
            device.take_in(letter.data, Progress(stop))
        except Cancelled:
            self.totals.cancelled += 1
            require(device.digest() == before, "a cancelled import leaves no trace", device.name)

    def deliver_dry(self) -> None:
        """A rehearsed import says what the real one then does, and changes nothing."""
        found = self.letter()
        if found is None:
            return
        letter, device = found
        said: list[Imported] = []
        self.unchanged(device, lambda: said.append(device.take_in(letter.data, dry_run=True)))
        done = self.take_in(device, letter.data)
        self.totals.dry_runs += 1
        require(
            (said[0].outcome, said[0].entries, said[0].new, said[0].changed, said[0].conflicts)
            == (done.outcome, done.entries, done.new, done.changed, done.conflicts),
            "a rehearsal tells the truth",
            said[0],
            done,
        )

    # What goes wrong with laptops and people

    def change_clock(self) -> None:
        """A clock jumps: by minutes, by decades, or back to the truth."""
        device = self.device()
        device.clock.wrong = self.random.choice(
            (0, 0, -90_000, 3600_000, 40 * YEAR, -30 * YEAR, -57 * YEAR, 900 * YEAR)
        )
        self.totals.wrong_clocks += abs(device.clock.wrong) > YEAR

    def back_up(self) -> None:
        """A copy of a laptop's vault, as it is on a second medium."""
        self.copy_vault(self.laptop())

    def copy_vault(self, device: Device) -> Backup:
        database = spare_databases(len(LAPTOPS) + len(self.backups) + 1)[-1]
        copy_database(device.database, database)
        self.backups.append(Backup(device.index, database))
        return self.backups[-1]

    def relapse(self) -> None:
        """A laptop is set back between two bundles, so that the second finds a gap."""
        office, laptop = self.devices[OFFICE], self.laptop()
        if laptop.index == self.revoked or not self.know(office, laptop):
            return
        backup = self.copy_vault(laptop)
        self.edit_at(office)
        for sender, receiver in ((office, laptop), (laptop, office)):
            self.meet(sender, receiver)
        self.edit_at(office)
        data = office.write([office.session.require_trust().certificates[laptop.id]])
        self.totals.bundles += 3
        self.restore_from(backup)
        self.take_in(laptop, data)

    def restore_vault(self) -> None:
        """A laptop goes back to its copy, and goes on in a new incarnation."""
        if self.backups:
            self.restore_from(self.random.choice(self.backups))

    def restore_from(self, backup: Backup) -> None:
        device = self.devices[backup.device]
        self.relapsed.add(device.index)
        self.note_words(device)
        beside = self.beside_vault(device)
        with device.database.reading() as tables:
            device.incarnation = tables.facts.number("incarnation")
        copy_database(backup.database, device.database)
        device.restart()
        with device.database.writing() as tables:
            open_incarnation(tables, device.incarnation)
            device.incarnation = tables.facts.number("incarnation")
        self.put_back(device, beside)
        self.forms = [form for form in self.forms if form.device != backup.device]
        self.gaps = True
        self.totals.restored += 1
        # Somebody then reads the newest stick first, which counts on what the copy lacks.
        mine = [letter for letter in self.post if device.index in letter.to]
        if mine and self.random.random() < 0.7:
            self.take_in(device, mine[-1].data)

    def beside_vault(self, device: Device) -> Any:
        """What a restore looks up in the vault that it replaces."""

    def put_back(self, device: Device, beside: Any) -> None:
        """What a restore does with it before anything else happens."""

    def revoke(self) -> None:
        """The office cuts a laptop off, which does not know it and goes on."""
        office = self.devices[OFFICE]
        lost = self.laptop()
        if not self.know(office, lost):
            return
        Organisation(self.devices[OFFICE].session).revoke(lost.name)
        self.revoked = lost.index
        self.gaps = True
        self.totals.revoked += 1
        if self.random.random() < 0.7:  # somebody still meets it who has not heard
            other = self.random.choice([one for one in self.devices[1:] if one is not lost])
            self.edit_at(lost)
            if self.know(lost, other):
                self.meet(lost, other)

    def know(self, one: Device, other: Device) -> bool:
        """Whether a laptop has heard of another one."""
        return other.id in one.session.require_trust().certificates

    def meet(self, sender: Device, receiver: Device) -> int:
        """A bundle that arrives; gives how many entries it brought."""
        trust = sender.session.require_trust()
        data = sender.write([trust.certificates[receiver.id]])
        self.written(data, sender, [receiver])
        return self.take_in(receiver, data).entries

    def note_words(self, device: Device) -> None:
        """Remember how far a laptop has ever been in each feed."""
        with device.database.reading() as tables:
            for feed in tables.log.feeds().values():
                known = self.said.get((device.index, feed.id), 0)
                self.said[(device.index, feed.id)] = max(known, feed.seq)
