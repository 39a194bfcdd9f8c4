"""The room about privacy, what the office settles, and the page that a person reads."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_app.domain.forms.filling import Answer, Place
from desktop_app.services.casework.access import Access
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.codes import CODES_SETTING, OFF, ON
from desktop_app.services.clients.discretion import REASONS_SETTING
from desktop_app.services.forms.answers import FilledForms
from desktop_app.services.trust.office_settings import OfficeSettings
from desktop_app.ui.privacy.office_view import GuardPart
from desktop_app.ui.privacy.view import PrivacyRoom
from desktop_app.ui.shared.page import ScrollPage
from tests.builders import a_client, carry, swap
from tests.ui.clients.rehearsal import Way, World
from tests.ui.forms import about
from tests.ui.plan.rehearsal import Desk, a_desk, a_file, rooms_of
from tests.ui.privacy import closed
from tests.ui.scene import Scene


@cache
def known() -> tuple[World, str]:
    """A file with every state of a consent, two looks into it, and what to know before a meeting."""
    world, client = a_file()
    clients, access = Clients(world.laptop), Access(world.laptop)
    clients.add_consent(client, "contact", "2026-09-01", "spoken", "2026-12-20")
    clients.add_consent(client, "statistics", "2025-09-01", "spoken", "2026-09-01")
    clients.set(
        client,
        {
            "money_comfort": "alone",
            "privacy_wishes": "Ne rien laisser sur le répondeur",
            "device": "smartphone",
            "connection": "weak",
            "skill": "help",
        },
    )
    form = about.a_form(
        world.office, "client", "Le logis en hiver", "The home in winter", about.REACH
    )
    carry(world.office, world.laptop)
    answers = {Place("ramp"): Answer("yes"), Place("tongues"): Answer("Inuktitut, français")}
    FilledForms(world.laptop).begin(client, form, answers, complete=True)
    access.open(client, "Remplacement d'Odile, en congé")
    access.read_note(
        clients.add_note(client, "À ne dire à personne.", sensitive=True), "Visite ce soir"
    )
    return world, client


def room_of(desk: Desk) -> PrivacyRoom:
    """The widget of the room."""
    (found,) = desk.screen.file.rooms.findChildren(PrivacyRoom)
    return found


def _page() -> QWidget:
    desk = a_desk(*known())
    desk.show("privacy")
    return desk.screen


def _read() -> QWidget:
    desk = a_desk(*known())
    desk.show("privacy")
    room = room_of(desk)
    room.chosen.emit(("name", "birth_date", "telephone", "address", "language"))
    return desk.screen


def _read_form() -> QWidget:
    world, client = known()
    desk = a_desk(world, client)
    desk.show("privacy")
    (filled,) = FilledForms(world.laptop).of(client)
    room_of(desk).chosen.emit(("name", filled.id))
    return desk.screen


def _choose() -> QWidget:
    desk = a_desk(*known())
    desk.show("privacy")
    room = room_of(desk)
    room.page_asked.emit()
    dialog = room.choosing
    assert dialog is not None
    dialog.hide()
    dialog.setParent(None)
    dialog.setProperty("desk", desk)
    return dialog


def _coded() -> QWidget:
    world, client = a_file()
    for given in ("Bertille", "Charles-Émile", "Delphine"):
        a_client(world.laptop, given, community="Pangnirtung", language="iu")
    OfficeSettings(world.office).set_text(CODES_SETTING, ON)
    carry_both(world)
    desk = a_desk(world, client)
    desk.screen.show_detail("")
    desk.screen.activate()
    return desk.screen


def carry_both(world: World) -> None:
    """What the office settled comes to the laptop, and what the laptop wrote to the office."""
    swap(world.laptop, world.office)


def _guard() -> QWidget:
    world, client = known()
    settings = OfficeSettings(world.office)
    for name, value in ((CODES_SETTING, ON), (CODES_SETTING, OFF), (REASONS_SETTING, ON)):
        settings.set_text(name, value)
    access = Access(world.office)
    carry_both(world)
    if not access.interests():
        access.end(access.declare(client, "Ma cousine"))
    return guard_part(world)


def guard_part(world: World) -> QWidget:
    """The part of the settings, on the office's laptop."""
    office = World(world.office, world.office, world.drafts, world.clock)
    rooms = rooms_of(office, Way(), world.drafts).of_the_settings()
    part = next(one for one in rooms if one.key == "guard").make()
    assert isinstance(part, GuardPart)
    part.activate()
    page = ScrollPage()
    page.column.addWidget(part)
    page.setProperty("rooms", rooms)
    page.setProperty("ground", True)
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return page


def scenes() -> list[Scene]:
    """The room, a file under a code, the settings, the page of one person, and closed files."""
    return [
        Scene("privacy-room", _page),
        Scene("privacy-person-reads", _read),
        Scene("privacy-codes", _coded),
        Scene("privacy-settings", _guard),
        *closed.scenes(),
    ]


def dialog_scenes() -> list[Scene]:
    """Its dialogs."""
    return [Scene("privacy-choose", _choose), Scene("privacy-person-reads-form", _read_form)]
