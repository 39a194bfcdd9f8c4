"""Two copies of one laptop at work: a vault copied to another computer, unnoticed at first.

The oracle knows a write by its place in a feed, and two copies write two things at one place. So a
history with copies is judged by its end: every note that anybody wrote is on every laptop that may
hold it, every laptop shows the same, and every row is what its log says.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from desktop_app.domain.fields import Scope
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.trust.forks import Forks
from desktop_app.services.trust.incarnations import open_incarnation
from desktop_app.services.trust.judging import misjudged
from desktop_app.storage.database import Database
from desktop_app.sync.merge import same
from tests.simulator.checks import all_rows, check_same, require
from tests.simulator.fleet import (
    KEY,
    LAPTOPS,
    OFFICE,
    Device,
    ask_once_more,
    copy_database,
)
from tests.simulator.history import History

_SPARE: list[Database] = []


def a_copy(device: Device, number: int) -> Device:
    """The very same vault on another computer. number: which of the spare databases it gets."""
    while len(_SPARE) <= number:
        _SPARE.append(Database.create(None, KEY))
    copy_database(device.database, _SPARE[number])
    own = device.session
    session = Session(
        _SPARE[number], own.environment, own.device, own.person, own.person_name,
        own.require_trust().copied(),
    )  # fmt: skip
    return Device(
        device.index, f"{device.name} again", session, replace(device.clock), device.people,
        device.incarnation,
    )  # fmt: skip


class CopyHistory(History):
    """A history in which laptops, the office too, may exist twice. Run with `run_copies`."""

    def run_copies(self) -> None:
        """Make the moves, let the office decide, bring everything together, check."""
        self.notes: dict[str, int] = {}
        self.copies: list[Device] = []
        self.gaps = True
        self.expected = ("fork", "not_for_this_device")
        acts = self.acts()
        for _ in range(self.moves):
            self.clock.true += self.random.randrange(6 * 3600 * 1000)
            with suppress(NotAllowed):
                self.random.choices([a for a, _ in acts], [w for _, w in acts])[0]()
        self.settle()

    def acts(self) -> list[tuple[Callable[[], object], int]]:
        """The moves that may be made, and how often each is, against the others."""
        return [
            (self.note_down, 30), (self.copy_laptop, 4), (self.send_to_office, 10),
            (self.send_from_office, 10), (self.send_across, 6), (self.deliver, 30),
            (self.meet_office, 14), (self.decide_forks, 4),
        ]  # fmt: skip

    def everybody(self) -> list[Device]:
        return [*self.devices, *self.copies]

    def note_down(self, device: Device | None = None, place: bytes | None = None) -> None:
        """A note with words of its own, by anybody, or another word over somebody's."""
        device = device or self.random.choice(self.everybody())
        self.sit_down(device)
        places = self.writable(device, Scope.CASES)
        if place not in places:
            place = self.random.choice(places)
        text = f"note {len(self.notes)}"
        one = device.session.registry["note"]
        with device.database.reading() as tables:
            scope = device.session.scope(tables, Scope.CASES, place)
        self.write(
            device, (one, device.session.environment.new_id(), scope), {"text": text}, new=True
        )
        self.notes[text] = device.index
        if self.random.random() < 0.4:
            with device.database.reading() as tables:
                record = self.pick(device, tables, ("client",), 1, 2)
            if record is not None:
                self.write(device, record, {"needs": text})

    def write(self, device, record, values, *, new=False, form=None) -> None:  # type: ignore[no-untyped-def]
        """By the real editor only: the oracle cannot tell two copies apart."""
        one, entity, scope = record
        from desktop_app.services.editing import Editor

        with device.database.writing() as tables:
            editor = Editor(device.session, tables)
            editor.edit(one, entity, scope, values, new=new)
            editor.flush()

    def copy_laptop(self) -> None:
        """Somebody copies a vault, and both copies go on; mostly the copy notices at its opening.

        One that is not noticed (the whole computer was copied) is told by what both write then.
        """
        if len(self.copies) == 2:
            return
        device = self.random.choice(self.devices[1:])
        copy = a_copy(device, len(self.copies))
        self.copies.append(copy)
        self.totals.copied += 1
        if self.random.random() < 0.5:
            with copy.database.writing() as tables:
                open_incarnation(tables, random=copy.session.environment.random)
        else:
            # Both go on in one feed, which is what gives an unnoticed copy away.
            place = self.random.choice(self.writable(device, Scope.CASES))
            self.note_down(device, place)
            copy_database(device.database, copy.database)
            for one in (device, copy):
                self.note_down(one, place)

    def meet_office(self) -> None:
        """Anybody, copies too, meets the office: one bundle each way."""
        device = self.random.choice([*self.devices[1:], *self.copies])
        self.swap(device)

    def swap(self, device: Device) -> int:
        office = self.devices[OFFICE]
        taken = 0
        for sender, receiver in ((device, office), (office, device)):
            certificate = sender.session.require_trust().certificates[receiver.id]
            told = receiver.take_in(sender.write([certificate]))
            if told.reason == "not_for_this_device" and receiver is device:
                # The other copy has announced a newer key: this one asks once more.
                told = ask_once_more(device, office)
                self.totals.asked_anew += 1
            taken += told.entries
        return taken

    def decide_forks(self) -> None:
        """The office takes over what lies of second histories."""
        forks = Forks(self.devices[OFFICE].session)
        for line in forks.list():
            if line.changes:
                forks.admit(line.feed)
                self.totals.forks += 1

    def settle(self) -> None:
        """Everybody meets the office, which decides, until nothing is new; then all must agree."""
        office = self.devices[OFFICE]
        # A copy that nobody noticed and that writes nothing cannot be told from its twin.
        for copy in self.copies:
            self.note_down(copy)
        quiet = 0
        for _ in range(12):
            taken = sum(self.swap(one) for one in self.staying_now() if one is not office)
            open_forks = sum(line.changes for line in Forks(office.session).list())
            self.decide_forks()
            quiet = quiet + 1 if not taken and not open_forks else 0
            if quiet == 2:
                break
        require(quiet == 2, "everything has come and is decided")
        self.check_settled()

    def staying_now(self) -> list[Device]:
        """Everybody who is in at the end, the office first."""
        return self.everybody()

    def check_settled(self) -> None:
        """What must hold once nothing is new."""
        for device in self.staying_now():
            self.check_whole(device)
        check_same(self.staying_now())

    def check_whole(self, device: Device) -> None:
        """Rows are what the log says, entries are judged as believed, and no note is missing."""
        with device.database.reading() as tables:
            wrong = misjudged(device.session, tables)
            require(not wrong, "every entry is judged by what is believed", device.name, wrong)
            kept = tables.facts.get("digest")
            require(kept == tables.log.computed_digest(), "digest of the log", device.name)
            for row in all_rows(tables):
                folded = [
                    state for one, scope, state in tables.rows.folded(row.id)
                    if one is row.type and scope == row.scope
                ]  # fmt: skip
                require(
                    len(folded) == 1 and same(folded[0], tables.rows.pertinent(row.state)),
                    "row and rebuild",
                    device.name,
                )
            if device is self.devices[OFFICE]:
                kind = tables.registry["note"]
                found = {str(row.value("text")) for row in tables.rows.select(kind, "")}
                # What a laptop wrote that was cut off may never have come.
                lost = {one for one, by in self.notes.items() if by != self.revoked} - found
                require(not lost, "no note was lost", lost)


__all__ = ["LAPTOPS", "CopyHistory", "a_copy"]
