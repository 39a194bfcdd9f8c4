"""The follow-up of a file, and its history with what stands above it, as they are drawn for pictures."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop_app.domain.fields import Value
from desktop_app.services.casework.records import Records
from desktop_app.services.casework.signs import Signs
from desktop_app.services.casework.tasks import Tasks
from desktop_app.services.clients.clients import Clients
from desktop_app.ui.clients.build import build as clients_screen
from desktop_app.ui.clients.view import ClientsScreen
from desktop_app.ui.followup.build import office_room, room
from desktop_app.ui.followup.office_view import FollowUpOfficeRoom
from desktop_app.ui.followup.services import FollowUpServices
from desktop_app.ui.followup.view import FollowUpRoom
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.shared.page import ScrollPage
from tests.builders import a_client
from tests.ui.clients.rehearsal import TODAY, Way, World, a_world, jeanne
from tests.ui.scene import Scene


def file_with_follow_up(world: World, way: Way | None = None) -> ClientsScreen:
    """The screen of clients, with the room of follow-up."""
    session, door = world.laptop, way or Way()
    services = FollowUpServices.of(session, lambda: TODAY)

    def new_id() -> UUID:
        return UUID(bytes=session.environment.new_id())

    made = room(services, world.drafts, ImmediateJobs(), door, new_id)
    screen = clients_screen(world.services(), ImmediateJobs(), door, lambda: (made,))
    assert isinstance(screen, ClientsScreen)
    return screen


def follow_up_of(screen: ClientsScreen) -> FollowUpRoom:
    """The room that is open."""
    found = screen.file.rooms.findChild(FollowUpRoom)
    assert isinstance(found, FollowUpRoom)
    return found


def worked_on(world: World, client: str) -> None:
    """Weeks of plainly fictional work in one file."""
    records, tasks, signs = Records(world.laptop), Tasks(world.laptop), Signs(world.laptop)
    clients = Clients(world.laptop)
    clients.set(client, {"mode": "home"})
    clients.add_consent(client, "share", "2025-12-01", "spoken", "2026-11-26")
    contacts: tuple[dict[str, Value], ...] = (
        {"happened_on": "2026-08-03", "sort": "meeting", "mode": "home", "minutes": 40,
         "summary": "A montré ses lettres fermées.", "direction": "ours"},
        {"happened_on": "2026-09-02", "sort": "call", "outcome": "no_answer"},
        {"happened_on": "2026-09-04", "sort": "call", "minutes": 12, "direction": "theirs",
         "summary": "Demande si son chèque est arrivé."},
        {"happened_on": "2026-09-20", "sort": "technical_help", "help_kind": "government",
         "minutes": 55, "mode": "in_person", "summary": "Connexion à Mon dossier."},
        {"happened_on": "2026-10-01", "sort": "letter", "summary": "Lettre lue et traduite."},
    )  # fmt: skip
    for values in contacts:
        records.add("encounter", client, {"worker": world.laptop.person.hex(), **values})
    records.add(
        "note", client,
        {"sort": "synthesis", "happened_on": "2026-10-02",
         "text": "Où en est la personne\nVit seule depuis l'été; ouvre ses lettres avec nous.\n\n"
                 "Ce qui compte pour elle\nRester chez elle, et que sa fille ne s'inquiète pas."},
    )  # fmt: skip
    tasks.add(
        client,
        {"title": "Suivi à la maison", "due_on": "2026-11-20", "rhythm": "P3W",
         "by": "worker", "why": "Convenu avec elle."},
    )  # fmt: skip
    tasks.add(
        client,
        {"title": "Lui rapporter sa carte d'assurance maladie", "due_on": "2026-11-25",
         "promise": True},
    )  # fmt: skip
    tasks.add(
        client,
        {"title": "Clinique juridique fictive : réponse", "due_on": "2026-11-05", "by": "partner"},
    )  # fmt: skip
    for sort, words in (("money", ""), ("alone", "Je ne vois plus personne"), ("money", "")):
        signs.note(client, sort, words)


@cache
def _known() -> tuple[World, str]:
    world = a_world(5)
    client = jeanne(world)
    worked_on(world, client)
    return world, client


def _page(detail: str) -> ClientsScreen:
    world, client = _known()
    world.drafts.kept.clear()
    screen = file_with_follow_up(world)
    screen.show_detail(detail.replace("<id>", client))
    screen.activate()
    return screen


def _asked(key: str) -> QWidget:
    screen = _page("<id>/followup")
    screen.resize(1366, 768)
    follow_up_of(screen).add(key)
    dialog = follow_up_of(screen).dialog
    assert dialog is not None
    dialog.setParent(None)
    return dialog


def office_page(world: World, way: Way | None = None) -> FollowUpOfficeRoom:
    """The part of the settings, at the office."""
    session = world.office

    def new_id() -> UUID:
        return UUID(bytes=session.environment.new_id())

    made = office_room(session, world.drafts, ImmediateJobs(), way or Way(), new_id).make()
    assert isinstance(made, FollowUpOfficeRoom)
    made.activate()
    return made


def _office() -> QWidget:
    world = a_world(0)
    client = a_client(world.office)
    for day, kind, minutes in (
        ("2026-09-20", "government", 55), ("2026-09-22", "account", 35),
        ("2026-10-03", "connection", 80), ("2026-11-12", "government", 25),
    ):  # fmt: skip
        Records(world.office).add(
            "encounter", client,
            {"sort": "technical_help", "happened_on": day, "help_kind": kind, "minutes": minutes},
        )  # fmt: skip
    page = ScrollPage()
    page.column.addWidget(office_page(world))
    page.column.addStretch(1)
    page.setProperty("ground", True)
    return page


def scenes() -> list[Scene]:
    """The room, its dialogs, and the history of a file that somebody works on."""
    return [
        Scene("followup", lambda: _page("<id>/followup")),
        Scene("followup-history", lambda: _page("<id>")),
        Scene("followup-contact", lambda: _asked("encounter")),
        Scene("followup-task", lambda: _asked("task")),
        Scene("followup-office", _office),
        Scene("followup-synthesis", lambda: _asked("synthesis")),
    ]
