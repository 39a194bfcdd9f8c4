"""A laptop and its office with texts, matters and files, and the rooms of practice over them."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from desktop_app.domain.fields import Value
from desktop_app.services.casework.approved_messages import ApprovedMessages
from desktop_app.services.casework.file_reviews import FileReviews
from desktop_app.services.casework.guidelines import Guidelines
from desktop_app.services.casework.receptions import Receptions
from desktop_app.services.casework.records import new_item
from desktop_app.services.casework.team_agenda import TeamAgenda
from desktop_app.services.session import Session
from desktop_app.ui.practice.build import office_room
from desktop_app.ui.practice.messages_dialog import MessagesDesk
from desktop_app.ui.practice.office_view import OfficePractice
from desktop_app.ui.practice.services import PracticeServices
from desktop_app.ui.settings.view import SettingsScreen
from desktop_app.ui.shared.jobs import ImmediateJobs
from tests.builders import swap
from tests.ui.clients.rehearsal import DraftShelf, Way, World
from tests.ui.plan.rehearsal import ZONE, a_file

LATE_FR = (
    "Bonjour, vous êtes là et c'est ce qui compte. Il nous reste {n} minutes : commençons par "
    "l'avis de cotisation, et fixons tout de suite une autre date."
)
ETHICS = (
    "Nous parlons à chaque personne comme nous voudrions qu'on parle à notre propre grand-mère.\n"
    "Nous n'acceptons aucun cadeau de valeur.\n"
    "Nous disons ce que nous ne savons pas."
)


def services_of(session: Session, world: World) -> PracticeServices:
    """The services of that laptop."""
    today = lambda: world.services().clock().date().isoformat()  # noqa: E731
    return PracticeServices.of(session, today, lambda: ZONE)


@dataclass
class OfficeDesk:
    """The room beside the settings of one laptop, and the door that it goes through."""

    world: World
    session: Session
    screen: SettingsScreen
    drafts: DraftShelf
    way: Way = field(default_factory=Way)

    def show(self, page: str) -> OfficePractice:
        """Show a page of the room."""
        self.screen.show_detail("practice")
        (room,) = self.screen.findChildren(OfficePractice)
        room.show_page(page)
        return room


def an_office_desk(world: World, session: Session) -> OfficeDesk:
    """The settings of a laptop with the room in them."""
    way, drafts = Way(), DraftShelf()

    def new_id() -> UUID:
        return UUID(bytes=session.environment.new_id())

    room = office_room(services_of(session, world), drafts, ImmediateJobs(), way, new_id)
    return OfficeDesk(world, session, SettingsScreen("0", (room,)), drafts, way)


def a_messages_desk(world: World, way: Way) -> MessagesDesk:
    """The dialog of agreed messages on the field laptop."""
    return MessagesDesk(services_of(world.laptop, world), ImmediateJobs(), way, lambda: None)


def a_text(situation: str, day: str, texts: dict[str, str], **more: Value) -> dict[str, Value]:
    """The values of one message."""
    values: dict[str, Value] = {"situation": situation, "in_force_from": day, **more}
    for code, text in texts.items():
        item = new_item()
        values |= {f"texts/{item}/language": code, f"texts/{item}/text": text}
    return values


def practised() -> tuple[World, str]:
    """A file, what the office wrote, what the worker confirmed, and what waits for the team."""
    world, client = a_file()
    office, laptop = world.office, world.laptop
    messages = ApprovedMessages(office)
    messages.add(
        a_text(
            "late", "2026-10-01",
            {"fr": LATE_FR.format(n=20), "en": "Hello, you are here and that is what counts."},
            remark="Jusqu'à 40 minutes de retard; après, proposer une autre date.",
        )
    )  # fmt: skip
    messages.add(a_text("own", "2026-10-01", {"fr": "On t'attend ici, avec un jus et un crayon."},
                        name="Enfant qui attend"))  # fmt: skip
    guidelines = Guidelines(office)
    made = [
        guidelines.add(
            {
                "topic": topic, "title_fr": french, "title_en": english, "text_fr": ETHICS,
                "text_en": "We speak to everybody as we would want our own grandmother spoken to.",
                "in_force_from": day, "accepted_by_each": True,
            }
        )
        for topic, french, english, day in (
            ("ethics", "Code d'éthique", "Code of ethics", "2026-09-01"),
            ("confidentiality", "Ce qui reste entre nous", "What stays between us", "2026-11-01"),
            ("definitions", "Les mots que nous employons", "The words we use", "2026-12-15"),
        )
    ]  # fmt: skip
    swap(office, laptop)
    Guidelines(laptop).confirm(made[0])
    agenda = TeamAgenda(laptop)
    agenda.add(
        {
            "topic": "confidentiality", "happened_on": "2026-11-18",
            "what": "Une conversation sur un dossier a été entendue dans la salle d'attente.",
            "wish": "Une pièce fermée, même dix minutes.",
        }
    )  # fmt: skip
    decided = agenda.add(
        {
            "topic": "ethics", "happened_on": "2026-11-04",
            "what": "Un cadeau a été accepté avant que la règle soit connue.",
        }
    )  # fmt: skip
    agenda.decide(
        decided, "Le cadeau va à la collation commune; la règle est affichée à l'accueil."
    )
    receptions = Receptions(laptop)
    for step in receptions.today(client).steps[:2]:
        receptions.mark(client, step.id)
    swap(laptop, office)
    FileReviews(office).add(
        client,
        {"findings": "Le but est clair, les notes sont brèves et utiles.",
         "to_do": "Demander l'accord pour le dossier"},
    )  # fmt: skip
    swap(office, laptop)
    return world, client
