"""Everything at once: every move that the simulator knows, in one history, with all their checks."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from desktop_app.services.erasure.erasure import Erasures
from tests.simulator.checks import require
from tests.simulator.fleet import OFFICE, Device
from tests.simulator.moves_enrolment import EnrolmentMoves
from tests.simulator.moves_files import FileMoves
from tests.simulator.moves_keepers import KeeperMoves, seeded_keys
from tests.simulator.moves_keys import KeyMoves
from tests.simulator.moves_links import LinkHistory
from tests.simulator.summary import Totals
from tests.simulator.work import Backup


class WholeHistory(FileMoves, LinkHistory, KeeperMoves, EnrolmentMoves, KeyMoves):
    """A history in which anything may meet anything; only laptops that exist twice are apart."""

    newest_root: bytes | None = None
    """The papers that were made last."""

    def offered(self) -> list[tuple[Callable[[], object], int]]:
        return [
            *super().offered(),
            (self.rotate, 2), (self.let_in, 2), (self.months_pass, 1),
            (self.attach, 10), (self.ask_for_file, 4),
            (self.back_up_office, 2), (self.restore_office, 2),
        ]  # fmt: skip

    def run(self) -> Totals:
        self.keep_files()
        try:
            with seeded_keys(Random(f"keys {self.seed}")):
                return super().run()
        finally:
            self.forget_files()

    def let_in(self) -> None:
        before = len(self.devices)
        super().let_in()
        for device in self.devices[before:]:
            self.file_folder(device)

    def staying(self) -> list[Device]:
        away = {self.revoked, self.guest if self.void else None}
        return [one for one in self.devices if one.index not in away]

    def prepare_end(self) -> None:
        """The office hears from all of them, has the authority, and knows who was stolen."""
        super().prepare_end()
        self.introduce()
        office, *laptops = self.staying()
        for device in laptops:
            self.meet(device, office)
        # Some bundles counted on what the copy lacked; they come again. And an erasure that newer papers
        # had ordered again comes when the office no longer says that it carried out the older one.
        for _ in range(2 if self.totals.offices else 0):
            for device in laptops:
                self.meet(office, device)
                self.meet(device, office)
        for device in laptops:
            if self.neither_hears(device, office):
                self.ask_anew(device, office)
        root = office.session.require_trust().root
        alike = [one for one in laptops if one.session.require_trust().root == root]
        # What an authority ordered that others had replaced meanwhile counts nowhere any more.
        heard = any(self.knows_the_theft(one) for one in alike)
        require(not heard or self.knows_the_theft(office), "a theft is told to the office again")
        self.put_in_order()
        if self.totals.offices:  # only now do they hear what it lacks
            for device in laptops:
                self.meet(office, device)

    def put_in_order(self) -> None:
        """Also what an office that was put back has lost, or learns late from others."""
        self.regain()
        self.cut_off_again()
        self.sign_again()
        super().put_in_order()

    @property
    def stale(self) -> list[tuple[tuple[bytes, ...], set[bytes]]]:
        """Of each time when the office was put back to papers that others had replaced: the authority
        of those, and the erasures that were ordered before."""
        found: list[Any] = self.__dict__.setdefault("_stale", [])
        return found

    def renew_papers(self, new_authority: bool) -> None:
        super().renew_papers(new_authority)
        self.newest_root = self.devices[OFFICE].session.require_trust().root.payload

    def restore_from(self, backup: Backup) -> None:
        if backup.device != OFFICE:
            return super().restore_from(backup)
        ordered = {one for each in self.devices for one in each.session.require_trust().erasures}
        super().restore_from(backup)
        root = self.devices[OFFICE].session.require_trust().root
        if self.newest_root not in (None, root.payload):
            self.stale.append((root.authorities, ordered))
        return None

    def revoke(self) -> None:
        self.regain()
        super().revoke()

    def ask_anew(self, laptop: Device, office: Device) -> None:
        self.regain()
        super().ask_anew(laptop, office)

    def sign_again(self) -> None:
        """Somebody at the office looks at the erasures that wait, and signs those again that an office
        which was put back had ordered: in the name of an authority that another one had replaced, or
        of papers beside which others were made and go on. All others order themselves again."""
        office = self.devices[OFFICE]
        trust = office.session.require_trust()
        chain = {root.payload for root in trust._chain}
        beside = {
            by
            for root, _ in trust._roots.values()
            if root.payload not in chain
            for by in root.authorities
        }
        erasures = Erasures(office.session)
        for line in erasures.all():
            if line.former:
                one = trust.erasures.get(bytes.fromhex(line.id))
                late = one is None or any(  # of papers that went with a disk
                    one.by in by and one.id not in ordered for by, ordered in self.stale
                )
                if late or (one is not None and one.by in beside):
                    erasures.sign(line.id)

    def check_end(self, staying: list[Device]) -> None:
        super().check_end(staying)
        self.check_root(staying)
        for device in staying:
            self.check_keys(device)
        self.exchange_files(staying)
        self.check_files(staying)
