"""A coordinator lets a laptop in, in a place from which the office is not heard."""

from __future__ import annotations

from functools import cache
from random import Random

from desktop_app.domain.roles import Role
from desktop_app.services.exchange.exchange import REFUSED, Imported
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.trust.enrolment import accept
from desktop_app.services.trust.organisation import Organisation, prepare_device
from desktop_app.storage.database import Database
from desktop_app.sync import bundle as files
from tests.simulator.checks import require
from tests.simulator.fleet import (
    KEY,
    OFFICE,
    Clock,
    Device,
    MemoryReader,
    Time,
    copy_database,
    environment,
)
from tests.simulator.moves_keepers import seeded_keys
from tests.simulator.moves_keys import KeyMoves
from tests.simulator.work import Backup

LAKE = 3


@cache
def _waiting() -> Device:
    """A laptop that has written its request and belongs to nobody yet."""
    random = Random("the guest")
    clock = Clock(Time())
    person = random.randbytes(16)
    session = Session(
        Database.create(None, KEY), environment(clock, random), b"", person, "Guest person"
    )
    with seeded_keys(random), session.database.writing() as tables:
        prepare_device(session, tables, "guest")
    Organisation(session).request()
    return Device(0, "guest", session, clock, [(person, session.person_name)])


@cache
def _spare() -> Database:
    return Database.create(None, KEY)


class EnrolmentMoves(KeyMoves):
    """A sixth laptop, which is in provisionally until the office has heard of it."""

    guest: int | None = None
    must_be_void: bool = False
    void: bool = False
    """Whether the guest is not in after all: who let it in was cut off before the office knew."""

    def let_in(self) -> None:
        """The coordinator compares the digits and lets a laptop in, for some of the communities."""
        if self.guest is not None:
            return
        lake, waiting = self.devices[LAKE], _waiting()
        copy_database(waiting.database, _spare())
        clock = Clock(self.clock)
        person, name = waiting.people[0]
        session = Session(_spare(), environment(clock, self.random), waiting.id, person, name)
        guest = Device(len(self.devices), "guest", session, clock, waiting.people)
        self.sit_down(lake)
        own = [one.id for one in Organisation(lake.session).own_communities()]
        places = self.random.sample(own, self.random.randint(1, len(own))) if own else []
        try:
            organisation = Organisation(lake.session)
            issued = organisation.approve(Organisation(session).request(), Role.WORKER, places)
        except NotAllowed:
            return
        told = accept(session, MemoryReader(lake.write([issued], files.ENROLMENT)))
        require(
            told.outcome != REFUSED, "the answer of a coordinator lets a laptop in", told.reason
        )
        self.devices.append(guest)
        self.guest = guest.index
        self.totals.let_in += 1
        self.edit_at(guest)

    def written(self, data: bytes, sender: Device, receivers: list[Device]) -> None:
        super().written(data, sender, receivers)
        if sender.index == self.guest:
            self.words_of_guest[data[-48:]] = (self.lists_guest(sender), self.lake_is_out(sender))

    @property
    def words_of_guest(self) -> dict[bytes, tuple[bool, bool]]:
        """What the guest knew who wrote a bundle: whether the office had listed it, and whether who
        let it in was cut off."""
        found: dict[bytes, tuple[bool, bool]] = self.__dict__.setdefault("_words_of_guest", {})
        return found

    def lists_guest(self, device: Device) -> bool:
        """Whether a laptop holds a list of the office with the guest on it."""
        assert self.guest is not None
        return self.devices[self.guest].id in device.session.require_trust().roster

    def lake_is_out(self, device: Device) -> bool:
        return not device.session.require_trust().is_active(self.devices[LAKE].id)

    def void_sender(self, device: Device, data: bytes) -> bool:
        """Strong removal: who was let in by the lost laptop is not in, where that is known and no
        list of the office names the guest."""
        word = self.words_of_guest.get(data[-48:])
        if word is None or self.revoked != LAKE:
            return False
        listed, heard = word
        return not (listed or self.lists_guest(device)) and (heard or self.lake_is_out(device))

    def void_guest(self, device: Device) -> bool:
        return self.guest is not None and self.lake_is_out(device) and not self.lists_guest(device)

    def revoke(self) -> None:
        """Who was let in by the lost laptop and is not on the office's list is out with it."""
        super().revoke()
        known = self.devices[OFFICE].session.require_trust().roster
        guest = None if self.guest is None else self.devices[self.guest].id
        self.must_be_void = self.revoked == LAKE and (guest is None or guest not in known)

    def restore_from(self, backup: Backup) -> None:
        super().restore_from(backup)
        # An office that was put back may list the guest before it hears of the theft again.
        self.must_be_void = self.must_be_void and backup.device != OFFICE

    def introduce(self) -> None:
        """The office hears of the guest, or says that it is not in."""
        if self.guest is None:
            return
        guest, office, lake = self.devices[self.guest], self.devices[OFFICE], self.devices[LAKE]
        told = self.show(guest, office)
        if told.reason == "not_for_this_device" and not self.know(office, guest):
            # It seals as the lake did, to a key of the office that is gone, and the office cannot tell
            # whom it has never heard of. Whoever let it in tells it, or tells the office of it; and
            # where that one was put back and knows nothing of it any more, it asks to join as any other.
            if self.revoked != LAKE:
                self.meet(office, lake)
                self.meet(guest, lake)
                if self.know(lake, guest):
                    self.meet(lake, guest)
                    self.meet(lake, office)
                told = self.show(guest, office)
                if not self.know(office, guest):
                    require(LAKE in self.relapsed, "heard of")
                    self.ask_anew(guest, office)
            self.void = not self.know(office, guest)
        if told.reason == "unknown_sender":
            require(self.revoked == LAKE, "who was let in by a coordinator is in")
            self.void = True
        require(self.void or not self.must_be_void, "strong removal")

    def show(self, guest: Device, office: Device) -> Imported:
        """The guest's bundle comes to the office."""
        return office.take_in(guest.write([guest.session.require_trust().certificates[office.id]]))
