"""New papers for the organisation, another authority, and an office that is put back from a copy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from types import SimpleNamespace
from typing import Any

from desktop_app.crypto import sealing
from desktop_app.crypto.recovery import RecoveryCode
from desktop_app.crypto.sealing import SealingKey
from desktop_app.crypto.signing import SigningKey
from desktop_app.services.trust.keepers import ESCROW, Keepers
from desktop_app.services.trust.organisation import Organisation
from tests.simulator.checks import require
from tests.simulator.fleet import OFFICE, Device, seeded_signing_keys
from tests.simulator.post import Post


@contextmanager
def seeded_keys(random: Random) -> Iterator[None]:
    """Keys that are made inside are the same in every run of a history, those of files too."""
    kinds = (SigningKey, SealingKey)
    genuine = [kind.__dict__["generate"] for kind in kinds]
    files: Any = sealing
    chance, files.os = files.os, SimpleNamespace(urandom=random.randbytes)
    SigningKey.generate = seeded_signing_keys(random)  # type: ignore[method-assign]
    SealingKey.generate = classmethod(  # type: ignore[assignment, method-assign]
        lambda cls: cls.from_bytes(random.randbytes(32))
    )
    try:
        yield
    finally:
        files.os = chance
        for kind, known in zip(kinds, genuine, strict=True):
            kind.generate = known  # type: ignore[attr-defined]


class KeeperMoves(Post):
    """Moves that touch the organisation's root."""

    @property
    def papers(self) -> list[RecoveryCode]:
        """Every paper that was ever printed; the old ones are in the safe as well."""
        found: list[RecoveryCode] = self.__dict__.setdefault("_papers", [])
        return found

    def rotate(self) -> None:
        """New papers, one or three; often another authority too."""
        self.renew_papers(self.random.random() < 0.5)

    def renew_papers(self, new_authority: bool) -> None:
        office = self.devices[OFFICE]
        keepers = Keepers(office.session)
        self.sit_down(office)
        self.print_papers(keepers)
        root = office.session.require_trust().root
        fitting = [
            one for one in self.papers if SigningKey.from_secret(one.secret).public in root.keys
        ]
        keys = dict.fromkeys(self.random.sample(fitting, root.threshold))
        number, threshold = self.random.choice(((1, 1), (3, 2)))
        keepers.rotate(list(keys), number, threshold, new_authority)
        self.print_papers(keepers)
        after = office.session.require_trust()
        require(after.root.version == root.version + 1, "another root", after.root.version)
        require(
            office.session.device in after.certificates and keepers.state().authority,
            "the office goes on under the new root",
        )
        self.totals.rotations += 1

    def print_papers(self, keepers: Keepers) -> None:
        """Whatever waits on paper is printed, and its secret wiped."""
        for one in keepers.state().waiting:
            if one.number != ESCROW:
                self.papers.append(keepers.code(one.number))
            keepers.put_away(one.number)

    # The office falls back

    def back_up_office(self) -> None:
        """A copy of the office's vault."""
        self.copy_vault(self.devices[OFFICE])

    def restore_office(self) -> None:
        """The office is put back from a copy; who was cut off since is cut off again."""
        kept = [one for one in self.backups if one.device == OFFICE]
        if not kept:
            return
        self.restore_from(self.random.choice(kept))
        self.totals.offices += 1
        if self.random.random() < 0.5:
            self.cut_off_again()

    def knows_the_theft(self, device: Device) -> bool:
        """Whether a laptop believes the stolen one to be out."""
        trust = device.session.require_trust()
        return self.revoked is None or not trust.is_active(self.devices[self.revoked].id)

    def cut_off_again(self) -> None:
        """People remember which laptop was stolen, whatever the vault remembers."""
        office = self.devices[OFFICE]
        if self.revoked is None or self.knows_the_theft(office):
            return
        self.regain()
        self.sit_down(office)
        Organisation(office.session).revoke(self.devices[self.revoked].name)

    def regain(self) -> None:
        """Where the copy lacks the authority of today, the papers make another one."""
        session = self.devices[OFFICE].session
        with session.database.reading() as tables:
            lost = not session.has_authority(tables)
        if lost:
            self.renew_papers(True)

    def check_root(self, staying: list[Device]) -> None:
        """Everybody believes the same root, the same list of laptops and the same people."""
        believed = {}
        for device in staying:
            trust = device.session.require_trust()
            believed[device.name] = (
                trust.root.payload,
                {one: (line.status, dict(line.cuts)) for one, line in trust.roster.items()},
                dict(trust.people),
                {one: held.hash for one, held in trust.certificates.items()},
            )
        office = believed[staying[0].name]
        for name, facts in believed.items():
            for number, (ours, theirs) in enumerate(zip(office, facts, strict=True)):
                require(ours == theirs, "everybody believes the same", name, number, ours, theirs)
        for device in staying:
            trust = device.session.require_trust()
            require(trust.is_active(device.id), "who stays is in", device.name)
            require(not trust.beliefs.provisional, "the office has listed everybody", device.name)
        for device in staying:
            require(self.knows_the_theft(device), "who was cut off stays out", device.name)
