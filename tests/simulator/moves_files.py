"""Papers in people's files: sealed files on real disks, on their way, asked for, and erased."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from types import SimpleNamespace
from typing import Any

from desktop_app.domain.people.attachments import JPEG, TEXT, AttachedFile
from desktop_app.services.clients.attachments import Attachments
from desktop_app.services.erasure.erasing import finish_outside, note_sealed, sealed_beside
from desktop_app.services.exchange.attachment_exchange import blobs_of
from desktop_app.services.session import NotAllowed, NotHere, Session
from desktop_app.storage.blobs import Blobs
from desktop_app.storage.database import Tables
from tests.simulator.checks import require
from tests.simulator.fleet import OFFICE, Device
from tests.simulator.moves_erasure import ErasureHistory
from tests.simulator.moves_import import ImportHistory


@dataclass(slots=True)
class FiledSession(Session):
    """A session whose database lies in memory, and whose sealed files lie in a folder."""

    folder: Path | None = None

    @property
    def blobs(self) -> Blobs | None:
        return None if self.folder is None else Blobs(self.folder / "blobs")


class Beside:
    """What was erased, as it is kept outside of a vault."""

    def __init__(self) -> None:
        self.kept: dict[bytes, str] = {}

    def write(self, statements: list[tuple[str, bytes]]) -> None:
        self.kept.update({data: kind for kind, data in statements})

    def read(self) -> list[tuple[str, bytes]]:
        return [(kind, data) for data, kind in self.kept.items()]


class FileMoves(ImportHistory, ErasureHistory):
    """Moves of attached files."""

    def keep_files(self) -> None:
        """Give every laptop a folder for sealed files. Called once, before the moves."""
        self.folder = Path(mkdtemp(prefix="simulated-"))
        self.beside: dict[int, Beside] = {}
        for device in self.devices:
            self.file_folder(device)

    def file_folder(self, device: Device) -> None:
        old = device.session
        device.session = FiledSession(
            old.database, old.environment, old.device, old.person, old.person_name, old.trust,
            folder=self.folder / str(device.index),
        )  # fmt: skip
        self.beside[device.index] = Beside()
        device.database._after_commit[:] = [lambda tables: self.finish(device, tables)]

    def finish(self, device: Device, tables: Tables) -> None:
        """As a vault does after each commit: what an erasure left outside goes too."""
        if tables.erasures.outside_grew:
            self.finish_now(device)

    def finish_now(self, device: Device) -> None:
        vault: Any = SimpleNamespace(
            session=device.session,
            drafts=SimpleNamespace(discard_about=lambda records: None),
            folder=self.folder / str(device.index),
        )
        beside: Any = self.beside[device.index]
        finish_outside(vault, beside)

    def forget_files(self) -> None:
        for device in self.devices:
            device.database._after_commit.clear()
        shutil.rmtree(self.folder, ignore_errors=True)

    def attach(self) -> None:
        """A paper or a photograph of somebody goes into the file."""
        device = self.device()
        self.sit_down(device)
        known = self.known_at(device)
        if not known or "attachment" not in {one.name for one in device.session.registry}:
            return
        canary = self.random.choice(known)
        data = f"{canary.word} paper {self.totals.moves}".encode()
        if self.random.random() < 0.5:
            file = AttachedFile(TEXT, data, data)
        else:
            file = AttachedFile(JPEG, data, b"small " + data)
        try:
            with self.told_to_oracle(device):
                made = Attachments(device.session, lambda path: file).add(
                    canary.id.hex(), Path("paper")
                )
        except (NotAllowed, NotHere):
            return
        canary.records.add(bytes.fromhex(made))
        with device.database.reading() as tables:
            row = tables.rows.get(tables.registry["attachment"], bytes.fromhex(made))
            assert row is not None
            self.blobs_about.setdefault(canary.id, set()).update(blobs_of(row))
        self.totals.files += 1

    @property
    def blobs_about(self) -> dict[bytes, set[str]]:
        """The sealed files of each person, by digest."""
        found: dict[bytes, set[str]] = self.__dict__.setdefault("_blobs_about", {})
        return found

    def attachments_at(self, device: Device) -> list[tuple[str, set[str]]]:
        """(id of the entry, its sealed files) of all that a laptop shows: in the file of a person who is
        there. What made the person known may lie beyond a cut, or be lost with a vault."""
        with device.database.reading() as tables:
            if all(one.name != "attachment" for one in tables.registry):
                return []
            there = {row.id.hex() for row in tables.rows.select(tables.registry["client"], "")}
            rows = tables.rows.select(tables.registry["attachment"], "WHERE life = 1 ORDER BY id")
            return [(row.id.hex(), blobs_of(row)) for row in rows if row.value("client") in there]

    def ask_for_file(self) -> None:
        """Somebody wants to see the file itself."""
        device = self.device()
        shown = self.attachments_at(device)
        if shown:
            attachments = Attachments(device.session, _nothing)
            attachments.ask_original(self.random.choice(shown)[0])

    def beside_vault(self, device: Device) -> Any:
        with device.database.reading() as tables:
            if all(one.name != "attachment" for one in tables.registry):
                return {}  # an older release
            return sealed_beside(tables, tables.registry)

    def put_back(self, device: Device, beside: Any) -> None:
        """The sealed files stay in their folder, also those of which the copy knows nothing."""
        if beside:
            with device.database.writing() as tables:
                note_sealed(device.session, tables, beside)

    def kept_outside(self, device: Device) -> dict[bytes, str]:
        return self.beside[device.index].kept

    def restore_from(self, backup: Any) -> None:
        super().restore_from(backup)
        self.finish_now(self.devices[backup.device])

    def exchange_files(self, staying: list[Device]) -> None:
        """Two more rounds: what is wanted is said in one, and comes in the other."""
        office, laptops = staying[0], staying[1:]
        if not self.blobs_about:
            return
        asking = [(one, shown) for one in staying for shown in self.attachments_at(one)]
        for device, (attachment, _) in self.random.sample(asking, min(2, len(asking))):
            Attachments(device.session, _nothing).ask_original(attachment)
        for _ in range(2):
            for laptop in laptops:
                self.meet(laptop, office)
            for laptop in laptops:
                self.meet(office, laptop)

    def check_files(self, staying: list[Device]) -> None:
        """Previews are wherever their entries are, what was asked for came, what is erased is gone."""
        held = {one.index: set(self.held_blobs(one)) for one in staying}
        for device in staying:
            attachments = Attachments(device.session, _nothing)
            for attachment, _ in self.attachments_at(device):
                with device.database.reading() as tables:
                    row = tables.rows.get(tables.registry["attachment"], bytes.fromhex(attachment))
                    assert row is not None
                    preview = str(row.value("preview") or "")
                somewhere = preview in held[OFFICE] or preview in held[device.index]
                require(
                    somewhere or not any(preview in one for one in held.values()),
                    "the office has every preview that is anywhere", device.name,
                )  # fmt: skip
                if preview in held[OFFICE]:
                    require(preview in held[device.index], "a preview comes", device.name)
                    require(bool(attachments.preview(attachment).data), "a preview opens")
        for canary in self.canaries:
            if canary.erasure:
                for device in staying:
                    left = self.blobs_about.get(canary.id, set()) & held[device.index]
                    require(not left, "no sealed file of an erased person", device.name, left)

    def held_blobs(self, device: Device) -> dict[str, int]:
        blobs = device.session.blobs
        return {} if blobs is None else blobs.held()


def _nothing(path: Path) -> AttachedFile:
    raise FileNotFoundError(path)
