"""A world in which every text is a payload, and a sweep over screens that looks for what read it."""

from __future__ import annotations

import io
import random
import uuid
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pypdf
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtGui import Qt as RichText
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QPlainTextEdit,
    QTextBrowser,
    QTextEdit,
    QWidget,
)

from desktop_app.domain.fields import EntityType, Kind, Scope, Value
from desktop_app.domain.roles import Role
from desktop_app.services.editing import Editor
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.trust.reconciling import publish_people
from desktop_app.sync.statements import Person
from tests.builders import Clock, a_laptop, an_environment, an_office, swap
from tests.ui.payloads import MARK, UNFIT, marker, payloads
from tests.ui.today import rehearsal as today_rehearsal

FREE = frozenset(
    {Kind.TEXT, Kind.LONG_TEXT, Kind.TELEPHONE, Kind.EMAIL, Kind.WEB, Kind.POSTAL_CODE}
)
"""The kinds of field that hold whatever somebody typed."""


@dataclass
class Sweep:
    """Looks at a screen in every way and keeps what was wrong. seen: all texts that were shown."""

    faults: list[str] = field(default_factory=list)
    looked_at: int = 0
    seen: set[str] = field(default_factory=set)

    def look(self, root: QWidget, where: str) -> None:
        """Every widget, document, tool tip and cell under `root`, and the picture of it."""
        QApplication.processEvents()
        for widget in (root, *root.findChildren(QWidget)):
            self.looked_at += 1
            self._widget(widget, where)
        for document in root.findChildren(QTextDocument):
            self._document(document, where)
        self._drawn(root, where)

    def _widget(self, widget: QWidget, where: str) -> None:
        name = f"{where}: {type(widget).__name__}"
        for told in (widget.toolTip(), widget.statusTip(), widget.whatsThis()):
            self._tip(told, name)
        if isinstance(widget, QLabel):
            self.seen.add(widget.text())
            if widget.textFormat() is not Qt.TextFormat.PlainText:
                self.faults.append(f"{name} reads markup: {widget.text()[:60]!r}")
            if widget.openExternalLinks():
                self.faults.append(f"{name} opens links")
        elif isinstance(widget, QTextBrowser) or (
            isinstance(widget, QTextEdit) and widget.acceptRichText()
        ):
            self.faults.append(f"{name} takes rich text")
        elif isinstance(widget, QPlainTextEdit):
            self._document(widget.document(), name)
        elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
            self._cells(widget.model(), name)

    def _tip(self, told: str, where: str) -> None:
        """A tool tip may be HTML only if all data in it is escaped."""
        if not told or not RichText.mightBeRichText(told):
            return
        document = QTextDocument()
        document.setHtml(told)
        self._document(document, f"{where}, tool tip")

    def _document(self, document: QTextDocument, where: str) -> None:
        for found in document.allFormats():
            if found.isImageFormat() or found.isTableFormat():
                self.faults.append(f"{where} has a picture or a table")
            if found.isCharFormat() and (
                found.toCharFormat().isAnchor() or found.foreground().color() == MARK
            ):
                self.faults.append(f"{where} has a link or a colour of its own")

    def _cells(self, model: QAbstractItemModel, where: str) -> None:
        for row in range(min(model.rowCount(QModelIndex()), 60)):
            for column in range(model.columnCount(QModelIndex())):
                index = model.index(row, column)
                self.seen.add(str(model.data(index, Qt.ItemDataRole.DisplayRole) or ""))
                told = model.data(index, Qt.ItemDataRole.ToolTipRole)
                self._tip(str(told or ""), where)

    def _drawn(self, root: QWidget, where: str) -> None:
        image = root.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        blue, green, red = MARK.blue(), MARK.green(), MARK.red()
        if bytes((blue, green, red, 255)) * 6 in bytes(image.constBits()):
            self.faults.append(f"{where}: the marker was drawn")

    def page(self, pdf: bytes, where: str) -> None:
        """What comes out of the printer."""
        for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
            self.seen.add(page.extract_text())
            if any(one.get_object().get("/Subtype") == "/Link" for one in page.get("/Annots", ())):
                self.faults.append(f"{where} has a link")
            if len(page.images):
                self.faults.append(f"{where} has a picture")


def fill(kind: EntityType, text: str, chance: random.Random) -> dict[str, Value]:
    """`text` in every field of that kind of record that takes free text, lists too."""
    values: dict[str, Value] = {one.name: text for one in kind.fields if one.kind in FREE}
    for items in kind.lists:
        item = uuid.UUID(int=chance.getrandbits(128), version=4)
        values |= {
            f"{items.name}/{item}/{one.name}": text for one in items.fields if one.kind in FREE
        }
    return values


@dataclass
class Hostile:
    """An office and a laptop whose every text is a payload. ids: of the records, by kind."""

    office: Session
    laptop: Session
    clock: Clock
    texts: tuple[str, ...]
    ids: dict[str, list[str]]

    def world(self) -> today_rehearsal.World:
        """As the rehearsals of the screens want it."""
        return today_rehearsal.World(self.office, self.laptop, self.clock)


def write_records(
    world: Hostile, session: Session, kind_name: str, part: slice, **more: list[str]
) -> None:
    """One record a payload, as a program that checks nothing would send it. more: other fields."""
    kind, chance = session.registry[kind_name], random.Random(kind_name)
    held = Organisation(session).own_communities()[0].id
    inside = kind.scope in (Scope.CASES, Scope.NAMES)
    made = world.ids.setdefault(kind_name, [])
    with session.database.writing(bulk=True) as tables:
        editor = Editor(session, tables)
        scope = session.scope(tables, kind.scope, held if inside else bytes(16))
        for at in range(len(world.texts))[part]:
            # The two halves of a client have one id.
            halved = kind_name == "client"
            own = world.ids["identity"][at] if halved else session.environment.new_id().hex()
            values = fill(kind, world.texts[at], chance)
            values |= {name: listed[at] for name, listed in more.items()}
            editor.begin_act()
            editor.edit(kind, bytes.fromhex(own), scope, values, new=True)
            made.append(own)
        editor.flush()


def _write_directory(world: Hostile, part: slice) -> None:
    office, ids = world.office, world.ids
    write_records(world, office, "organisation", part)
    write_records(world, office, "service", part, organisation=ids["organisation"])
    write_records(world, office, "location", part, organisation=ids["organisation"])
    write_records(
        world, office, "service_at_location", part, service=ids["service"], location=ids["location"]
    )


def _write_cases(world: Hostile, part: slice) -> None:
    laptop, ids, number = world.laptop, world.ids, len(world.texts)
    community = Organisation(laptop).own_communities()[0].id.hex()
    owner = [laptop.person.hex()] * number
    write_records(world, laptop, "identity", part)
    write_records(world, laptop, "client", part, community=[community] * number, owner=owner)
    people = ids["client"]
    write_records(world, laptop, "note", part, client=people)
    write_records(world, laptop, "consent", part, client=people)
    write_records(world, laptop, "household", part, community=[community] * number)
    write_records(
        world, laptop, "household_member", part, client=people, household=ids["household"]
    )
    write_records(world, laptop, "proposal", part, about=ids["service"])
    write_records(
        world,
        laptop,
        "appointment",
        part,
        client=people,
        service=ids["service"],
        location=ids["location"],
        starts_at=[f"2026-11-{16 + at % 7:02}T{13 + at % 9:02}:00Z" for at in range(number)],
        time_zone=[today_rehearsal.ZONE] * number,
        worker=owner,
        status=["planned"] * number,
    )


def _disagree(world: Hostile, session: Session, shift: int, part: slice) -> None:
    """Another family name and another date of birth than the others write."""
    kind, texts = session.registry["identity"], world.texts[part]
    with session.database.writing(bulk=True) as tables:
        editor = Editor(session, tables)
        for at, client in enumerate(world.ids["client"][part]):
            row = tables.rows.get(kind, bytes.fromhex(client))
            assert row is not None
            values: dict[str, Value] = {
                "family": texts[(at + shift) % len(texts)],
                "birth_date": str(1950 + shift),
            }
            editor.begin_act()
            editor.edit(kind, row.id, tables.log.scopes()[row.scope], values)
        editor.flush()


@cache
def hostile(folder: Path) -> Hostile:
    """Thirty records of every kind, which have travelled where a bundle takes them."""
    texts = payloads(marker(folder))
    clock = Clock(today_rehearsal.NOW)
    office = an_office(
        [text[:80] for text in texts[:6]],
        name=texts[0],
        person=texts[1],
        environment=an_environment(clock),
    )
    laptop = a_laptop(office, texts[2][:60], texts[3])
    world = Hostile(office, laptop, clock, texts, {})
    fit, unfit = slice(0, len(texts) - len(UNFIT)), slice(len(texts) - len(UNFIT), None)
    held = [one.id for one in Organisation(office).communities()]
    listed = [
        Person(office.environment.new_id(), text, Role.WORKER, tuple(held)) for text in texts[fit]
    ]
    with office.database.writing() as tables:
        known = office.require_trust().people.values()
        publish_people(office, tables, [*known, *listed])  # as another office may have signed it
    _write_directory(world, fit)
    swap(office, laptop)
    _write_cases(world, fit)
    swap(laptop, office)
    _disagree(world, office, 1, fit)
    _disagree(world, laptop, 2, fit)
    swap(laptop, office)
    _write_directory(world, unfit)
    _write_cases(world, unfit)
    return world
