"""Months that pass, so that the keys to which bundles are sealed change, and old ones are destroyed."""

from __future__ import annotations

from desktop_app.services.exchange.exchange import REFUSED
from desktop_app.services.session import SEALING_SECRETS
from desktop_app.services.trust.sealing_keys import DAYS_OF_A_KEY, KEYS_KEPT, renew
from tests.simulator.checks import require
from tests.simulator.fleet import Device, ask_once_more
from tests.simulator.post import Post

DAY = 24 * 3600 * 1000


class KeyMoves(Post):
    """Moves of time, and what must hold of every laptop's keys."""

    def months_pass(self) -> None:
        """Nobody meets anybody for some months, or each once a month."""
        for _ in range(self.random.randint(1, KEYS_KEPT + 2)):
            self.clock.true += (DAYS_OF_A_KEY + 1) * DAY
            self.totals.months += 1
            if self.random.random() < 0.5:
                self.send_to_office()
                self.send_from_office()

    def keys_of(self, device: Device) -> list[int]:
        """The numbers of the keys that a laptop keeps, the newest first."""
        with device.database.reading() as tables:
            kept = tables.facts.starting_with(SEALING_SECRETS)
        return sorted((int(name.rpartition("/")[2]) for name in kept), reverse=True)

    def sealed_to(self, sender: Device, receiver: Device) -> int:
        return sender.session.require_trust().sealing_epoch(receiver.id)

    def written(self, data: bytes, sender: Device, receivers: list[Device]) -> None:
        """Remember to which of their keys a bundle was sealed."""
        known: dict[tuple[bytes, int], int] = self.__dict__.setdefault("_sealed", {})
        for one in receivers:
            known[data[-48:], one.index] = self.sealed_to(sender, one)

    def too_old(self, device: Device, data: bytes) -> bool:
        """Whether a bundle is sealed to a key that may be destroyed by now, or was never here."""
        known: dict[tuple[bytes, int], int] = self.__dict__.get("_sealed", {})
        number = known.get((data[-48:], device.index))
        keys = self.keys_of(device)
        if number is None or number in keys:
            return False
        return device.index in self.relapsed or sum(one > number for one in keys) >= KEYS_KEPT

    def opens(self, sender: Device, receiver: Device) -> bool:
        """Whether one has the key to which the other seals."""
        return self.sealed_to(sender, receiver) in self.keys_of(receiver)

    def neither_hears(self, laptop: Device, office: Device) -> bool:
        """Whether nothing of either comes through to the other any more: one of them was put back from
        a copy, which lacks its newest key, and then they did not meet for longer than keys are kept. Or
        it opens what the office writes, and lacks what that counts on (docs/decisions/0007).

        No bundle says so of itself; the laptop asks once more to join.
        """
        if self.opens(laptop, office) or not {laptop.index, office.index} & self.relapsed:
            return False
        if not self.opens(office, laptop):
            return True
        certificate = office.session.require_trust().certificates[laptop.id]
        told = laptop.take_in(office.write([certificate]), dry_run=True)
        return told.reason == "counts_on_later"

    def ask_anew(self, laptop: Device, office: Device) -> None:
        """A laptop that can hear nobody brings its newest key to the office, as one that joins."""
        laptop.session.person, laptop.session.person_name = laptop.people[0]
        self.sit_down(office)
        told = ask_once_more(laptop, office)
        require(told.outcome != REFUSED, "who asks anew is let in", laptop.name, told.reason)
        self.meet(laptop, office)
        require(not self.neither_hears(laptop, office), "and hears and is heard", laptop.name)
        self.totals.asked_anew += 1

    def check_keys(self, device: Device) -> None:
        """No more than six keys are kept once others use the newest, and it is the one announced."""
        with device.database.writing() as tables:
            renew(
                device.session, tables
            )  # as before each bundle; it may have heard since the last one
        keys = self.keys_of(device)
        announced = device.session.require_trust().sealing_epoch(device.id)
        require(
            keys[0] == announced,
            "the newest key is the announced one",
            device.name,
            keys,
            announced,
        )
        with device.database.reading() as tables:
            heard = tables.facts.number("sealing/heard")
        old = [one for one in keys[KEYS_KEPT:] if one < heard]
        require(not old, "old keys are destroyed", device.name, keys, heard)
