"""The room of referrals and agreements as it is drawn for pictures; all people are fictional."""

from __future__ import annotations

from functools import cache

from PySide6.QtWidgets import QWidget

from desktop_app.services.casework.agreements import Agreements
from desktop_app.services.casework.referrals import Referrals
from desktop_app.services.clients.clients import Clients
from desktop_app.services.directory.directory import Directory
from desktop_app.ui.referrals.presenter import ADD, AGREE
from desktop_app.ui.referrals.view import ReferralRoom
from tests.builders import swap
from tests.ui.clients.rehearsal import World
from tests.ui.plan.rehearsal import Desk, a_desk, a_file
from tests.ui.scene import Scene

CLINIC = "Clinique juridique Exemple"


def referred() -> tuple[World, str]:
    """A file with referrals of every sort and two agreements."""
    world, client = a_file()
    Directory(world.office).add("organisation", {"name": CLINIC})
    swap(world.office, world.laptop)
    clients, referrals = Clients(world.laptop), Referrals(world.laptop)
    clients.add_consent(client, "share", "2026-11-18", "spoken")
    for values in (
        {"to_name": CLINIC, "reason": "Faire relire le bail avant de signer", "means": "call",
         "state": "sent", "sent_on": "2026-10-30", "person": "Me Fictive"},
        {"to_name": "Clinique d'impôt Fictive", "reason": "Trois années non déclarées",
         "means": "accompanied"},
        {"to_name": "Refuge Exemple", "reason": "Deux nuits", "means": "alone", "state": "sent",
         "sent_on": "2026-08-01"},
    ):  # fmt: skip
        referrals.add(client, values)
    shelter = next(one for one in referrals.of(client) if one.to == "Refuge Exemple")
    referrals.hear(
        shelter.record, {"state": "done", "on": "2026-08-04", "words": "Chez sa sœur depuis"}
    )
    agreements = Agreements(world.laptop)
    agreements.add(
        client,
        {"name": "Logement temporaire", "with_whom": "Bureau du logement Exemple",
         "from_on": "2026-09-01", "until": "2026-12-15", "to_do": "Demander la prolongation"},
    )  # fmt: skip
    agreements.add(client, {"name": "Paiements échelonnés", "until": "2027-09-01"})
    return world, client


@cache
def _known() -> tuple[World, str]:
    return referred()


def room_of(desk: Desk) -> ReferralRoom:
    """The widget of the room."""
    (found,) = desk.screen.file.rooms.findChildren(ReferralRoom)
    return found


def _page() -> QWidget:
    desk = a_desk(*_known())
    desk.show("referrals")
    return desk.screen


def _empty() -> QWidget:
    desk = a_desk(*a_file())
    desk.show("referrals")
    return desk.screen


def _dialog(key: str) -> QWidget:
    desk = a_desk(*_known())
    desk.screen.resize(1366, 768)
    desk.show("referrals")
    room_of(desk).add(key)
    dialog = room_of(desk).dialog
    assert dialog is not None
    dialog.setProperty("kept", desk)
    return dialog


def scenes() -> list[Scene]:
    """The room with work in it, and without."""
    return [Scene("referrals", _page), Scene("referrals-empty", _empty)]


def dialog_scenes() -> list[Scene]:
    """Its dialogs."""
    return [
        Scene("referrals-refer", lambda: _dialog(ADD)),
        Scene("referrals-agree", lambda: _dialog(AGREE)),
    ]
