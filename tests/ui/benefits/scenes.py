"""The rooms of benefits and documents, with work in them and without, and their dialogs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.domain.fields import Value
from desktop_app.services.casework.applications import Applications
from desktop_app.services.casework.benefit_list import BenefitList
from desktop_app.services.casework.documents import Documents
from desktop_app.services.casework.tax_years import TaxYears
from desktop_app.ui.benefits.view import BenefitsRoom
from desktop_app.ui.shared.page import ScrollPage
from tests.builders import swap
from tests.ui.clients.rehearsal import Way, World
from tests.ui.plan.rehearsal import Desk, a_desk, a_file, rooms_of
from tests.ui.scene import Scene

CHECKED: dict[str, Value] = {
    "age": 75, "province": "NU", "income": "under_20", "years_in_canada": 60,
    "return_filed": "no", "disability": "yes", "dental": "no", "partner": "not_said",
}  # fmt: skip


def benefit(world: World, code: str) -> str:
    """The id of a benefit by its code."""
    return next(one.id for one in BenefitList(world.laptop).all() if one.code == code)


def worked(world: World, client: str) -> None:
    """Two applications, years that are missing, and papers of which some are in hand."""
    BenefitList(world.office).load()
    swap(world.office, world.laptop)
    applications = Applications(world.laptop)
    applications.start(
        client, {"benefit": benefit(world, "ca.gis"), "number": "0042-77"}, state="sent",
        on="2026-09-01",
    )  # fmt: skip
    made = applications.start(client, {"benefit": benefit(world, "ca.oas")}, state="sent",
                              on="2026-06-02")  # fmt: skip
    applications.note(made, "paid", "2026-09-28", "", {"amount": 74_231, "per": "month",
                                                       "starts_on": "2026-09-01"})  # fmt: skip
    years = TaxYears(world.laptop)
    years.set(client, 2023, {"state": "not_filed"})
    years.set(client, 2024, {"state": "gathering", "remark": "Il manque le feuillet T4A."})
    years.set(client, 2025, {"state": "assessed", "filed_on": "2026-04-20", "refund": 41_250})
    documents = Documents(world.laptop)
    documents.ask_for(client, next(one.id for one in documents.lists() if len(one.items) == 8))
    for line in documents.of(client).documents[:3]:
        documents.tick(line.record.id, "in_hand")
    for name, day in (
        ("Carte d'assurance maladie", "2026-12-18"),
        ("Permis de conduire", "2026-10-31"),
    ):
        documents.add(client, {"name": name, "state": "in_hand", "expires_on": day})


@cache
def _known() -> tuple[World, str]:
    world, client = a_file()
    worked(world, client)
    return world, client


@cache
def _without() -> tuple[World, str]:
    return a_file()


def room_of(desk: Desk) -> BenefitsRoom:
    """The widget of the room of benefits."""
    (room,) = desk.screen.file.rooms.findChildren(BenefitsRoom)
    return room


def _page(known: Callable[[], tuple[World, str]], room: str) -> QWidget:
    desk = a_desk(*known())
    desk.world.drafts.kept.clear()
    desk.show(room)
    return desk.screen


def _dialog(then: Callable[[BenefitsRoom], QDialog | None]) -> QWidget:
    desk = a_desk(*_known())
    desk.world.drafts.kept.clear()
    desk.show("benefits")
    dialog = then(room_of(desk))
    assert dialog is not None
    dialog.hide()
    dialog.setParent(None)
    # The dialog is all that is drawn; what it is joined to has to stay.
    dialog.setProperty("desk", desk)
    return dialog


def _application(room: BenefitsRoom) -> QDialog | None:
    room.add("application")
    return room.dialog


def _check(room: BenefitsRoom) -> QDialog | None:
    room.add("check")
    return room.check_dialog


def _hints(room: BenefitsRoom) -> QDialog | None:
    room.checked.emit(CHECKED)
    return room.hints_dialog


def papers_page(world: World, *, office: bool = True) -> QWidget:
    """The room of the settings, as it lies in its page."""
    session = world.office if office else world.laptop
    rooms = rooms_of(world, Way(), world.drafts, session).of_the_settings()
    made = next(one for one in rooms if one.key == "papers").make()
    made.activate()  # type: ignore[attr-defined]
    page = ScrollPage()
    page.setProperty("ground", True)
    page.column.addWidget(made)
    return page


def scenes() -> list[Scene]:
    """The rooms."""
    return [
        Scene("benefits", lambda: _page(_known, "benefits")),
        Scene("benefits-empty", lambda: _page(_without, "benefits")),
        Scene("documents", lambda: _page(_known, "documents")),
        Scene("documents-empty", lambda: _page(_without, "documents")),
        Scene("papers", lambda: papers_page(_known()[0])),
    ]


def dialog_scenes() -> list[Scene]:
    """Their dialogs."""
    return [
        Scene("benefits-application", lambda: _dialog(_application)),
        Scene("benefits-check", lambda: _dialog(_check)),
        Scene("benefits-hints", lambda: _dialog(_hints)),
    ]
