"""Laptops that exist twice while people are erased, linked and handed over, while papers are replaced,
clocks are wrong and imports are undone, and while a laptop is stolen: one that exists once, or both
copies of one at a time.

Judged by the end, as `moves_copies` is.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from desktop_app.services.trust.organisation import Organisation
from tests.simulator.checks import require
from tests.simulator.fleet import OFFICE, Device
from tests.simulator.moves_copies import CopyHistory
from tests.simulator.moves_erasure import ErasureHistory
from tests.simulator.moves_import import ImportHistory
from tests.simulator.moves_keepers import KeeperMoves, seeded_keys
from tests.simulator.moves_links import LinkHistory, check_groups


class CopiesAmongAll(CopyHistory, ImportHistory, ErasureHistory, LinkHistory, KeeperMoves):
    """A history with copies in which the rest happens too. Run with `run_copies`."""

    def run_copies(self) -> None:
        self.stealing = self.random.random() < 0.3
        with seeded_keys(Random(f"keys {self.seed}")):
            super().run_copies()

    def acts(self) -> list[tuple[Callable[[], object], int]]:
        return [
            *super().acts(),
            (self.meet_person, 8), (self.write_about, 20), (self.write_late, 10), (self.erase, 6),
            (self.agree_about_two, 10), (self.hand_over, 6), (self.rotate, 2), (self.steal, 2),
            (self.change_clock, 6), (self.decide, 8), (self.delete, 4), (self.restore_record, 4),
            (self.edit_item, 8), (self.cross, 6), (self.undo_import, 3),
        ]  # fmt: skip

    def device(self) -> Device:
        return self.random.choice(self.everybody())

    def agree_about_two(self) -> None:
        """Somebody says of two files that they are one person, or are not."""
        self.decide_about_two(self.random.choice(("same", "same", "different", None)))

    def steal(self) -> None:
        """The office cuts a laptop off, with its copy if there is one: nobody can tell them apart."""
        office, lost = self.devices[OFFICE], self.laptop()
        if not self.stealing or self.revoked is not None or not self.know(office, lost):
            return
        self.sit_down(office)
        Organisation(office.session).revoke(lost.name)
        self.revoked = lost.index
        self.totals.revoked += 1

    def staying_now(self) -> list[Device]:
        """Everybody who is in, copies too, the office first."""
        return [one for one in self.everybody() if one.index != self.revoked]

    def check_settled(self) -> None:
        super().check_settled()
        staying = self.staying_now()
        roots = {one.session.require_trust().root.payload for one in staying}
        require(len(roots) == 1, "everybody believes the same root")
        for device in staying:
            check_groups(device)
            with device.database.reading() as tables:
                gone = tables.erasures.subjects()
            for one in self.canaries:
                require(
                    not one.erasure or one.id in gone, "everybody has carried it out", device.name
                )
            self.bytes_left(device, end=True)
