"""Everything at once: every move that the simulator knows, in one history, with all their checks."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from desktop_app.services.erasure import Erasures
from tests.simulator.checks import require
from tests.simulator.fleet import OFFICE, Device
from tests.simulator.moves_enrolment import EnrolmentMoves
from tests.simulator.moves_files import FileMoves
from tests.simulator.moves_keepers import KeeperMoves, seeded_keys
from tests.simulator.moves_keys import KeyMoves
from tests.simulator.moves_links import LinkHistory
from tests.simulator.summary import Totals


class WholeHistory(FileMoves, LinkHistory, KeeperMoves, EnrolmentMoves, KeyMoves):
    """A history in which anything may meet anything; only laptops that exist twice are apart."""

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
        if self.totals.offices:  # some bundles counted on what the copy lacked; they come again
            for device in laptops:
                self.meet(office, device)
                self.meet(device, office)
        for device in laptops:
            if self.neither_opens(device, office):
                self.ask_anew(device, office)
        heard = any(self.knows_the_theft(one) for one in laptops)
        require(not heard or self.knows_the_theft(office), "a theft is told to the office again")
        self.regain()
        self.cut_off_again()
        self.sign_again()
        if self.totals.offices:  # only now do they hear what it lacks
            for device in laptops:
                self.meet(office, device)

    def sign_again(self) -> None:
        """Somebody at the office looks at the erasures that wait, and signs those again that were
        ordered under papers beside which others were made: an office that was put back printed the
        same version twice, and only one of them goes on. All others order themselves again."""
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
            if line.former and trust.erasures[bytes.fromhex(line.id)].by in beside:
                erasures.sign(line.id)

    def check_end(self, staying: list[Device]) -> None:
        super().check_end(staying)
        self.check_root(staying)
        for device in staying:
            self.check_keys(device)
        self.exchange_files(staying)
        self.check_files(staying)
