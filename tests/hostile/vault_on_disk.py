"""A laptop whose vault lies on the disk, beside an office in memory, and bulk work in it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from desktop_app.crypto.passphrase import FLOOR
from desktop_app.domain.roles import Role
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.processes.writer import WriterTask
from desktop_app.services.session import Session
from desktop_app.services.trust.enrolment import accept
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault import vaults
from desktop_app.sync import bundle as files
from tests.builders import Bundle, an_office, bundle_for
from tests.hostile.laptops import state_of, write_person

PASSPHRASE = "seven lanterns beside a slow river"


@dataclass(frozen=True)
class OnDisk:
    """folder: the vault. bundle: a file for it with `entries` changes that it has not yet."""

    office: Session
    folder: Path
    key: bytes
    person: bytes
    bundle: Path
    entries: int

    def task(self, dry_run: bool = False) -> WriterTask:
        arguments = {"path": str(self.bundle), "dry_run": dry_run}
        return WriterTask(self.folder, self.key, self.person, "import_bundle", arguments)

    def state(self) -> list[str]:
        """What the vault holds, through a new opening of it; it must be sound."""
        with vaults.open_with_key(self.folder, self.key, self.person) as vault:
            assert vault.session.database.faults() == []
            return state_of(vault.session)

    def keep(self, where: Path) -> None:
        """Keep the vault and its anchor as they are now."""
        shutil.copytree(self.folder, where / "vault")
        shutil.copytree(vaults.anchor_folder(), where / "anchors")

    def put_back(self, where: Path) -> None:
        """Make the vault and its anchor what they were when they were kept."""
        for source, target in (
            (where / "vault", self.folder),
            (where / "anchors", vaults.anchor_folder()),
        ):
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(source, target)


def on_disk(folder: Path, people: int) -> OnDisk:
    """A laptop that has joined, and a bundle of so many people for it."""
    import io

    office = an_office()
    with vaults.create(folder / "vault", "north", "Maude Exemple", PASSPHRASE, cost=FLOOR) as vault:
        session = vault.session
        organisation = Organisation(office)
        held = [one.id for one in organisation.communities()]
        issued = organisation.approve(Organisation(session).request(), Role.WORKER, held)
        out = io.BytesIO()
        Exchange(office).write([issued], out, files.ENROLMENT)
        assert accept(session, Bundle(out.getvalue())).outcome == "applied"
        for number in range(people):
            write_person(office, f"Ana {number}")
        path = folder / "2026-03-02-01.portage"
        path.write_bytes(bundle_for(office, session).data)
        return OnDisk(office, folder / "vault", vault.key, session.person, path, people)
