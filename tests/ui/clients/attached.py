"""A laptop on the disk with files attached to a client's file; all people are fictional."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QWidget

from desktop_app.domain.people.attachments import AttachedFile
from desktop_app.interchange.attached_file import read_attached
from desktop_app.services.clients.attachments import Attachments
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.ui.clients.build import build
from desktop_app.ui.clients.services import ClientsServices
from desktop_app.ui.clients.view import ClientsScreen
from desktop_app.ui.shared.jobs import ImmediateJobs
from tests.builders import a_client
from tests.desks import IN_FRENCH, Desks, desks
from tests.pictures import PDF, a_letter, a_photograph
from tests.ui.clients.rehearsal import DraftShelf, Way, World
from tests.ui.scene import Scene


def read(path: Path) -> AttachedFile:
    """As the reader process reads it, but here."""
    with path.open("rb") as file:
        return read_attached(file)


def services_of(world: Desks, vault: OpenVault) -> ClientsServices:
    """What the screen asks of a vault on the disk."""
    other = World(world.office.session, vault.session, DraftShelf(), world.clock)
    zone = ZoneInfo("America/Toronto")
    return replace(
        other.services(),
        clock=lambda: datetime.fromtimestamp(world.clock.at / 1000, zone),
        new_id=lambda: UUID(bytes=vault.session.environment.new_id()),
        attachments=Attachments(vault.session, read),
    )


@dataclass
class Attached:
    """Two laptops, a client, and what is attached to the file: ids by name."""

    desks: Desks
    client: str
    files: dict[str, str]
    kept: tempfile.TemporaryDirectory[str] | None = None
    said: list[str] = field(default_factory=list)


def attached(folder: Path) -> Attached:
    """North attached three files; the office has taken in the previews and asked for one original."""
    world = desks(folder, IN_FRENCH)
    client = a_client(world.north.session, "Jeanne")
    contents = {
        "avis de cotisation 2025.jpg": a_letter(),
        "lettre du hameau.txt": "Bonjour,\n\nvotre demande est reçue.\nᖁᔭᓐᓇᒦᒃ\n".encode(),
        "bail signé.pdf": PDF + b"% much\n" * 300_000,
        "carte santé.png": a_photograph(900, 600, 3),
    }
    made = {}
    for name, data in contents.items():
        path = folder / name
        path.write_bytes(data)
        made[name] = Attachments(world.north.session, read).add(client, path)
    world.carry(world.north, world.office)
    office = Attachments(world.office.session, read)
    office.ask_original(made["carte santé.png"])
    return Attached(world, client, made)


@cache
def _known() -> Attached:
    kept = tempfile.TemporaryDirectory(prefix="portage-attached-")
    made = attached(Path(kept.name))
    made.kept = kept
    return made


def _screen(vault: Callable[[Desks], OpenVault]) -> ClientsScreen:
    made = _known()
    screen = build(services_of(made.desks, vault(made.desks)), ImmediateJobs(), Way())
    assert isinstance(screen, ClientsScreen)
    screen.show_detail(made.client)
    screen.activate()
    return screen


def _dialog(name: str) -> QWidget:
    screen = _screen(lambda world: world.office)
    screen.resize(1366, 768)
    screen.show()
    screen.attachment_opened.emit(_known().files[name])
    dialog = screen.attachment_dialog
    assert dialog is not None
    focused = dialog.focusWidget()
    dialog.hide()
    dialog.setParent(None)
    screen.close()
    # By itself a dialog that leaves its window forgets where the keyboard was.
    assert focused is dialog.close_button
    focused.setFocus()
    return dialog


def scenes() -> list[Scene]:
    """The file with attached files, on a laptop that lacks some."""
    return [Scene("clients-attached", lambda: _screen(lambda world: world.office))]


def dialog_scenes() -> list[Scene]:
    """One attached file, looked at."""
    return [
        Scene("clients-attached-picture", lambda: _dialog("avis de cotisation 2025.jpg")),
        Scene("clients-attached-text", lambda: _dialog("lettre du hameau.txt")),
        Scene("clients-attached-missing", lambda: _dialog("bail signé.pdf")),
    ]
