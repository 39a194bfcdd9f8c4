"""Forms and own fields of journeys, meetings and services, in the screens where people meet them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QWidget

from desktop_app.domain.casework.journey_rules import BUILT_IN
from desktop_app.domain.fields import Value
from desktop_app.domain.forms.definition import Form, Option, Question, Sort
from desktop_app.domain.forms.filling import Answer, Place
from desktop_app.services.casework.journeys import Journeys
from desktop_app.services.casework.records import Records
from desktop_app.services.forms.answers import FilledForms
from desktop_app.services.forms.fields import OwnFieldsDesk
from desktop_app.services.forms.forms import Forms
from desktop_app.services.forms.subjects import Subjects
from desktop_app.services.session import Session
from desktop_app.ui.clients.build import build as clients_screen
from desktop_app.ui.clients.view import ClientsScreen
from desktop_app.ui.directory.build import build as directory_screen
from desktop_app.ui.directory.view import DirectoryScreen
from desktop_app.ui.followup.build import room as follow_up_room
from desktop_app.ui.followup.services import FollowUpServices
from desktop_app.ui.forms.build import room, service_room
from desktop_app.ui.forms.services import form_services
from desktop_app.ui.forms.view import FormsRoom
from desktop_app.ui.journey.build import file_room as journey_room
from desktop_app.ui.journey.services import JourneyServices
from desktop_app.ui.journey.view import JourneyRoom
from desktop_app.ui.shared.jobs import ImmediateJobs
from tests.builders import carry
from tests.ui.clients.rehearsal import TODAY, Way, World, a_world, jeanne
from tests.ui.directory.rehearsal import a_clinic
from tests.ui.directory.rehearsal import services as directory_services
from tests.ui.today import rehearsal as today

AFTERWARDS = Form(
    (
        Question(
            "felt", Sort.CHOICE, "Comment la rencontre s’est-elle passée ?", "How did the meeting go?",
            "Pour préparer la suivante.", "To prepare the next one.", required=True,
            choices=(Option("well", "Bien", "Well"), Option("short", "Trop court", "Too short")),
        ),
        Question(
            "next", Sort.LONG_TEXT, "Que faut-il apporter la prochaine fois ?",
            "What has to be brought the next time?", "Pour ne rien oublier.", "To forget nothing.",
        ),
    )
)  # fmt: skip
REACH = Form(
    (
        Question(
            "ramp", Sort.YES_NO, "Y a-t-il une rampe ?", "Is there a ramp?",
            "Pour les personnes en fauteuil.", "For people in a wheelchair.",
        ),
        Question(
            "tongues", Sort.TEXT, "Quelles langues parle-t-on à l’accueil ?",
            "Which languages are spoken at the desk?", "Pour dire à qui s’adresser.",
            "To say whom to ask for.",
        ),
    )
)  # fmt: skip


def a_form(office: Session, about: str, french: str, english: str, form: Form) -> str:
    """A form in use at that office; its id."""
    forms = Forms(office)
    made = forms.add(
        {
            "title_fr": french, "title_en": english, "about": about,
            "purpose_fr": "Pour aider la personne suivante.", "purpose_en": "To help whoever is next.",
            "keeper": office.person.hex(), "review_on": "2027-06-30",
        },
        form,
    )  # fmt: skip
    forms.publish(made)
    return made


def a_field(office: Session, about: str, french: str, english: str, **more: Value) -> None:
    """An own field in use at that office."""
    OwnFieldsDesk(office).add(
        {
            "about": about, "sort": "text", "label_fr": french, "label_en": english,
            "purpose_fr": "Pour préparer la visite.", "purpose_en": "To prepare the visit.",
            "keeper": office.person.hex(), "review_on": "2027-06-30", "state": "published", **more,
        }
    )  # fmt: skip


class OpenWay(Way):
    """A door that really leads from page to page of the clients."""

    screen: ClientsScreen | None = None

    def go(self, place: str, detail: str = "") -> None:
        super().go(place, detail)
        if place == "clients" and self.screen is not None:
            self.screen.show_detail(detail)
            self.screen.activate()


@dataclass
class Desk:
    """The screen of clients with the rooms of journey, follow-up and forms."""

    world: World
    client: str
    meeting: str
    screen: ClientsScreen
    way: OpenWay

    @property
    def forms(self) -> FormsRoom:
        (found,) = self.screen.findChildren(FormsRoom)
        return found

    @property
    def journey(self) -> JourneyRoom:
        (found,) = self.screen.findChildren(JourneyRoom)
        return found

    def show(self, detail: str) -> None:
        """Open that page."""
        self.way.go("clients", detail)


def a_file() -> tuple[World, str, str]:
    """A laptop with forms and fields about everything; a client of it and a meeting with her."""
    world = a_world()
    client = jeanne(world)
    office, laptop = world.office, world.laptop
    a_form(office, "encounter", "Après la rencontre", "After the meeting", AFTERWARDS)
    a_form(office, "case", "Bilan du parcours", "Where the journey stands", AFTERWARDS)
    a_field(office, "case", "Numéro de dossier du partenaire", "File number of the partner")
    a_field(office, "encounter", "Moyen de transport", "Means of transport", searched=True)
    carry(office, laptop)
    journeys = Journeys(laptop)
    case = journeys.move(client, "", BUILT_IN.stages[1].id, "2026-10-30")
    journeys.tell(client, case, {"own_file_number_of_the_partner": "CJ-2026-114"})
    records = Records(laptop)
    meetings: tuple[dict[str, Value], ...] = (
        {"happened_on": "2026-11-09", "sort": "call", "minutes": 10, "outcome": "reached"},
        {"happened_on": "2026-11-19", "sort": "meeting", "mode": "home", "minutes": 40,
         "summary": "A montré ses lettres fermées.", "own_means_of_transport": "Motoneige"},
    )  # fmt: skip
    made = [records.add("encounter", client, one) for one in meetings]
    subject = next(one for one in Subjects(laptop).of(client) if one.id == case)
    form = Forms(laptop).to_fill("case")[0].id
    FilledForms(laptop).begin(
        client, form, {Place("felt"): Answer("well")}, at=subject, complete=True
    )
    return world, client, made[-1]


def a_desk(world: World, client: str, meeting: str) -> Desk:
    """The screen of clients on that laptop."""
    laptop, jobs, way = world.laptop, ImmediateJobs(), OpenWay()
    zone = ZoneInfo("America/Toronto")

    def new_id() -> UUID:
        return UUID(bytes=laptop.environment.new_id())

    def clock() -> datetime:
        return datetime.fromtimestamp(world.clock.at / 1000, zone)

    screen = clients_screen(
        world.services(), jobs, way,
        lambda: (
            follow_up_room(
                FollowUpServices.of(laptop, lambda: TODAY), world.drafts, jobs, way, new_id
            ),
            journey_room(JourneyServices.of(laptop, world.drafts, clock, new_id), jobs, way),
            room(form_services(laptop, world.drafts, lambda: TODAY), jobs, way, new_id),
        ),
    )  # fmt: skip
    assert isinstance(screen, ClientsScreen)
    way.screen = screen
    return Desk(world, client, meeting, screen, way)


@cache
def known() -> tuple[World, str, str]:
    """As `a_file`, only looked at."""
    return a_file()


def a_service_page(at_office: bool = False) -> tuple[DirectoryScreen, today.World, str]:
    """The page of a service with a form about it, one filled in; its world and its id."""
    world = today.a_world()
    service = a_clinic(world)
    form = a_form(world.office, "service", "Accès au service", "How the service is reached", REACH)
    carry(world.office, world.laptop)
    own = world.office if at_office else world.laptop
    FilledForms(own).begin_of_service(service, form, {Place("ramp"): Answer("yes")})
    way, jobs = today.Way(), ImmediateJobs()

    def new_id() -> UUID:
        return UUID(bytes=own.environment.new_id())

    services = directory_services(world, own)
    forms = form_services(own, services.drafts, lambda: TODAY)
    screen = directory_screen(services, jobs, way, (service_room(forms, jobs, way, new_id),))
    assert isinstance(screen, DirectoryScreen)
    screen.show_detail(service)
    screen.activate()
    return screen, world, service


def _kept(dialog: QWidget | None, desk: object) -> QWidget:
    assert dialog is not None
    dialog.hide()
    dialog.setParent(None)
    dialog.setProperty("kept", desk)
    return dialog


def file_forms() -> QWidget:
    """The forms of a file, those of its journey and meetings with them."""
    desk = a_desk(*known())
    desk.show(f"{desk.client}/forms")
    return desk.screen


def forms_of_a_meeting() -> QWidget:
    """The forms about one meeting alone."""
    desk = a_desk(*known())
    desk.show(f"{desk.client}/resume forms/encounter/{desk.meeting}")
    return desk.screen


def journey_facts() -> QWidget:
    """A journey with own fields and the way to its forms."""
    desk = a_desk(*known())
    desk.show(f"{desk.client}/journey")
    return desk.screen


def journey_asked() -> QWidget:
    """The dialog for the own fields of a journey."""
    desk = a_desk(*known())
    desk.show(f"{desk.client}/journey")
    journey = desk.journey
    assert journey.presenter is not None
    assert journey._shown is not None
    journey.presenter.ask_facts(journey._shown.file.cases[0])
    return _kept(journey.dialog, desk)


def service_asked() -> QWidget:
    """The dialog for a service that was given, with the own fields of a meeting."""
    desk = a_desk(*known())
    desk.show(f"{desk.client}/journey")
    desk.screen.resize(1366, 768)
    desk.journey.add("service")
    return _kept(desk.journey.dialog, desk)


def meeting_whole() -> QWidget:
    """One meeting of the history, whole, with what can be done at it."""
    desk = a_desk(*known())
    desk.show(desk.client)
    row = next(one for one in desk.screen.file.timeline.rows() if one.item.id == desk.meeting)
    row.opened.emit(row.item)
    return _kept(desk.screen.item_dialog, desk)


def service_forms() -> QWidget:
    """The page of a service, scrolled to its forms."""
    screen, _, _ = a_service_page()
    return screen


def service_filling() -> QWidget:
    """A form about a service being filled in."""
    screen, _, _ = a_service_page()
    (room_here,) = screen.findChildren(FormsRoom)
    room_here.begin_asked.emit(room_here.shown.to_fill[0].key)
    return screen
