"""The room for tables as it is drawn for pictures; all people are fictional."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from openpyxl import Workbook, load_workbook
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.services.tables.imports import Imports
from desktop_app.services.tables.list_reading import ListReading
from desktop_app.services.tables.list_tables import Listed, list_table
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.tables import build
from desktop_app.ui.tables.presenter import TablesServices
from desktop_app.ui.tables.view import TablesPart
from tests.ui.clients.rehearsal import Way, World, a_world
from tests.ui.scene import Scene

HEADINGS = ("Prénom", "Nom", "Date de naissance", "Téléphone", "Communauté", "Remarques", "Couleur")
ROWS = (
    ("Jeanne", "Exemple", "1951-02-03", "867 555-0101", "Pangnirtung", "Veut du bois", "bleu"),
    ("Simeonie", "Fictif", "1978-11-30", "867 555-0102", "Pangnirtung", "", "vert"),
    ("Aline", "Fictive", "2031-01-01", "867 555-0103", "Pangnirtung", "Née demain ?", ""),
    ("Marc-Éric", "Exemple", "1990-05-06", "", "Nulle-Part", "", "rouge"),
)


def a_workbook(folder: Path, rows: tuple[tuple[str, ...], ...] = ROWS) -> Path:
    """A workbook of people, with a column that nobody has declared."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADINGS)
    for row in rows:
        sheet.append(row)
    path = folder / "personnes.xlsx"
    book.save(path)
    return path


def room_of(world: World, way: Way, write: Callable[[Listed, Path], int]) -> TablesPart:
    """The room over the real services of a laptop."""
    zone = ZoneInfo("America/Toronto")
    services = TablesServices(Imports(world.laptop), write, ListReading(world.laptop))
    room = build(services, lambda at: datetime.fromtimestamp(at / 1000, zone), ImmediateJobs(), way)
    made = room.make()
    assert isinstance(made, TablesPart)
    made.activate()
    return made


@cache
def _world() -> World:
    world = a_world()
    world.clients.add(
        {"given": "Jeanne", "family": "Exemple", "birth_date": "1951-02-03",
         "telephone": "867 555-0101", "community": "Pangnirtung"}
    )  # fmt: skip
    return world


def _page(then: Callable[[TablesPart], None]) -> QWidget:
    part = room_of(_world(), Way(), lambda listed, path: 0)
    with tempfile.TemporaryDirectory() as folder:
        part.file_given.emit(a_workbook(Path(folder)))
        then(part)
    outside = QWidget()
    outside.setProperty("ground", True)
    around = QVBoxLayout(outside)
    around.setContentsMargins(0, 0, 0, 0)
    page = ScrollPage()
    around.addWidget(page)
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(part)
    page.column.addWidget(holder)
    page.column.addStretch(1)
    return outside


def a_changed_list(world: World, folder: Path) -> Path:
    """The list of clients as Portage writes it, in which somebody changed two cells and added a row."""
    path = folder / "portage-clients.xlsx"
    path.write_bytes(list_table(world.laptop, Listed.CLIENTS, ".xlsx")[1])
    book = load_workbook(path)
    sheet = book.worksheets[0]
    codes = [one.value for one in sheet[1]]
    sheet.cell(3, codes.index("identity.given") + 1).value = "Jeanne-Aimée"
    sheet.cell(3, codes.index("client.needs") + 1).value = "Du bois pour l'hiver"
    sheet.append(["", "Nouvelle"])
    book.save(path)
    return path


def _read_back(part: TablesPart) -> None:
    with tempfile.TemporaryDirectory() as folder:
        part.file_given.emit(a_changed_list(_world(), Path(folder)))


def scenes() -> list[Scene]:
    """The steps from the file to the people."""
    return [
        Scene("tables-begin", lambda: _page(lambda part: part.begin_asked.emit())),
        Scene("tables-columns", lambda: _page(lambda part: None)),
        Scene("tables-rehearsal", lambda: _page(lambda part: part.rehearse_asked.emit())),
        Scene("tables-read-back", lambda: _page(_read_back)),
    ]
