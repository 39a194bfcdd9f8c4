"""Files for several: packs that strangers carry, bundles of a bounded size, parts of which some are
lost. None of them may change what everybody ends with."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from desktop_app.services.exchange.bundle_contents import SMALLEST
from desktop_app.services.exchange.carrying import QUOTA
from desktop_app.services.exchange.exchange import DUPLICATE, PARTIAL, REFUSED, Exchange, Imported
from desktop_app.storage.carried import CarriedTables
from desktop_app.sync.statements import Certificate
from tests.simulator.checks import require
from tests.simulator.fleet import OFFICE, Device
from tests.simulator.post import Post
from tests.simulator.work import Letter

_TWICE: Final = 0.3
_LOST: Final = 0.25
_HELD: Final = frozenset(
    {"unknown_person", "beyond_cut", "gap", "revoked_sender", "not_for_this_device", "fork",
     "person_may_not_write", "role_may_not_write", "scope_not_held"}
)  # fmt: skip


class PackMoves(Post):
    """Moves of files that hold more, or less, than one whole bundle."""

    @property
    def packs(self) -> list[Letter]:
        """Packs on their way; anybody may take one in."""
        found: list[Letter] = self.__dict__.setdefault("_packs", [])
        return found

    def certificates(self, sender: Device, receivers: Sequence[Device]) -> list[Certificate]:
        """Those of them whom the sender knows and believes to be in."""
        trust = sender.session.require_trust()
        return [
            trust.certificates[one.id]
            for one in receivers
            if one is not sender and one.id in trust.certificates and trust.is_active(one.id)
        ]

    def send_pack(self) -> None:
        """One file for several or all, with all that goes along."""
        sender = self.random.choice(self.devices)
        number = self.random.randrange(1, len(self.devices))
        found = self.certificates(sender, self.random.sample(self.devices, number))
        if not found:
            return
        writer, out = Exchange(sender.session).packs, BytesIO()
        writer.record(writer.write(writer.plan(found), out), "pack.portage")
        self.totals.bundles += 1
        if self.random.random() < _LOST:
            self.totals.lost += 1
        else:
            everybody = tuple(one.index for one in self.devices)
            self.packs.append(Letter(out.getvalue(), everybody))

    def take_pack(self) -> None:
        """Anybody takes a pack in, also one who only carries it; a second time brings nothing."""
        if not self.packs:
            return
        at = self.random.randrange(len(self.packs))
        letter = self.packs[at] if self.random.random() < 0.5 else self.packs.pop(at)
        device = self.random.choice(self.devices)
        self.told(device.take_in(letter.data), device)
        if self.random.random() < _TWICE:
            again = device.take_in(letter.data)
            require(not again.entries and not again.carried, "a pack twice is once", device.name)
        with device.database.reading() as tables:
            carried = CarriedTables(tables.connection).all()
        require(sum(one.size for one in carried) <= QUOTA, "room for carried ones", device.name)
        for one in carried:
            require(device.id not in one.addressees, "nobody carries his own", device.name)

    def take_damaged_pack(self) -> None:
        """A turned bit spoils at most the bundle in which it is."""
        if not self.packs:
            return
        device, data = (
            self.random.choice(self.devices),
            bytearray(self.random.choice(self.packs).data),
        )
        data[self.somewhere(data)] ^= 1 << self.random.randrange(8)
        before = device.digest()
        imported = device.take_in(bytes(data))
        if imported.outcome == REFUSED:
            require(device.digest() == before, "a refused pack leaves no trace", device.name)

    def send_small(self) -> None:
        """A bundle in which not everything fits."""
        sender, receiver = self.random.sample(self.devices, 2)
        found = self.certificates(sender, [receiver])
        if not found:
            return
        budget, out = SMALLEST + self.random.randrange(SMALLEST), BytesIO()
        exchange = Exchange(sender.session)
        exchange.record(exchange.write(found, out, budget=budget), "small.portage")
        require(len(out.getvalue()) <= budget, "a bundle stays within its size", sender.name)
        self.written(out.getvalue(), sender, [receiver])
        self.post.append(Letter(out.getvalue(), (receiver.index,)))
        self.totals.bundles += 1

    def send_parts(self) -> None:
        """Several parts, of which some are lost; the others may come in any order."""
        sender = self.laptop()
        found = self.certificates(sender, [self.devices[OFFICE]])
        if not found:
            return
        exchange = Exchange(sender.session)
        draft, left = exchange.draft(found), 1
        while left:
            out = BytesIO()
            exported = draft.write(out, budget=SMALLEST, part=True)
            exchange.record(exported, "part.portage")
            left = exported.left
            self.written(out.getvalue(), sender, [self.devices[OFFICE]])
            self.totals.bundles += 1
            if self.random.random() < _LOST:
                self.totals.lost += 1
            else:
                self.post.append(Letter(out.getvalue(), (OFFICE,)))

    def told(self, imported: Imported, device: Device) -> None:
        """Count what became of a good pack, and see that nothing good in it was refused."""
        totals = self.totals
        totals.conflicts += imported.conflicts
        totals.duplicates += imported.outcome == DUPLICATE
        totals.refused += imported.outcome == REFUSED
        totals.withheld += len(imported.withheld)
        if imported.outcome in (REFUSED, PARTIAL):
            held = {*_HELD, *(("counts_on_later",) if device.index in self.relapsed else ())}
            require(
                imported.reason in held,
                "why a good pack is held back",
                imported.reason,
                device.name,
            )
