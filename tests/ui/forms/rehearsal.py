"""The rooms of forms, in a client's file and at the office, over the real services."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from desktop_app.domain.forms.definition import Form, Option, Question, Sort
from desktop_app.domain.forms.filling import DECLINED, Answer, Place
from desktop_app.services.casework.records import new_item
from desktop_app.services.forms.answers import FilledForms
from desktop_app.services.forms.fields import OwnFieldsDesk
from desktop_app.services.forms.forms import Forms
from desktop_app.ui.forms.build import build, build_office
from desktop_app.ui.forms.office_view import OfficeFormsRoom
from desktop_app.ui.forms.services import form_services, office_services
from desktop_app.ui.forms.view import FormsRoom
from desktop_app.ui.shared.jobs import ImmediateJobs
from tests.builders import carry, swap
from tests.ui.clients.rehearsal import DraftShelf, Way, World, a_world, jeanne

TODAY = date(2026, 11, 21)

WINTER = Form(
    (
        Question(
            "heating", Sort.CHOICE, "Comment chauffez-vous le logis ?", "How do you heat the home?",
            "Pour savoir quelle aide demander.", "To know which help to ask for.", required=True,
            choices=(Option("wood", "Au bois", "With wood"), Option("oil", "Au mazout", "With oil"),
                     Option("power", "À l'électricité", "With electricity")), other=True,
        ),
        Question(
            "cost", Sort.MONEY, "Combien par mois en hiver ?", "How much a month in winter?",
            "Pour calculer l'aide.", "To work out the help.", when="answered(heating)",
        ),
        Question("yearly", Sort.MONEY, "En six mois", "In six months", calculate="cost * 6"),
        Question(
            "people", Sort.REPEAT, "Qui vit au logis", "Who lives there", most=12,
            questions=(
                Question("age", Sort.INTEGER, "Âge", "Age", "Certaines aides en dépendent.",
                         "Some help depends on it."),
                Question("cough", Sort.YES_NO, "Tousse souvent ?", "Coughs often?",
                         "La fumée nuit aux poumons.", "Smoke harms the lungs."),
            ),
        ),
        Question(
            "repairs", Sort.CHOICES, "Que faut-il réparer ?", "What has to be repaired?",
            "Pour la liste des travaux.", "For the list of works.",
            choices=(Option("door", "La porte", "The door"), Option("roof", "Le toit", "The roof"),
                     Option("window", "Les fenêtres", "The windows")),
        ),
    )
)  # fmt: skip


@dataclass
class Rooms:
    """A laptop, its office, and a form in use."""

    world: World
    client: str
    form: str
    way: Way = field(default_factory=Way)

    def file_room(self) -> FormsRoom:
        """The room of the client's file, open."""
        session = self.world.laptop
        services = form_services(session, self.world.drafts, lambda: TODAY)

        room = build(
            services, ImmediateJobs(), self.way, lambda: UUID(bytes=session.environment.new_id())
        )
        room.open(self.client)
        return room

    def office_room(self) -> OfficeFormsRoom:
        """The room of the settings, open."""
        session = self.world.office
        services = office_services(session, DraftShelf(), lambda: TODAY)

        room = build_office(
            services, ImmediateJobs(), self.way, lambda: UUID(bytes=session.environment.new_id())
        )
        room.activate()
        return room


def some_rooms(filled: bool = True) -> Rooms:
    """The world with its form; filled: somebody has answered it already."""
    world = a_world()
    client = jeanne(world)
    office, laptop = world.office, world.laptop
    forms = Forms(office)
    form = forms.add(
        {
            "title_fr": "Le logis en hiver", "title_en": "The home in winter",
            "purpose_fr": "Pour demander l'aide au chauffage et aux réparations.",
            "purpose_en": "To ask for help with heating and repairs.",
            "keeper": office.person.hex(), "review_on": "2027-06-30",
        },
        WINTER,
    )  # fmt: skip
    forms.publish(form)
    fields = OwnFieldsDesk(office)
    first, second = new_item(), new_item()
    fields.add(
        {
            "about": "client", "sort": "choice", "label_fr": "Moyen de transport",
            "label_en": "Way of getting around", "purpose_fr": "Pour choisir le lieu de rencontre.",
            "purpose_en": "To choose where to meet.", "keeper": office.person.hex(),
            "review_on": "2026-06-30", "state": "published",
            f"choices/{first}/french": "À pied", f"choices/{first}/english": "On foot",
            f"choices/{second}/french": "En motoneige", f"choices/{second}/english": "By snowmobile",
        }
    )  # fmt: skip
    carry(office, laptop)
    if filled:
        answers = {
            Place("heating"): Answer("wood"), Place("cost"): Answer("18000"),
            Place("age", "1"): Answer("71"), Place("cough", "1"): Answer("", DECLINED),
        }  # fmt: skip
        FilledForms(laptop).begin(
            client, form, answers, complete=True, seconds=240, spent={Place("cost"): 40}
        )
        FilledForms(laptop).begin(client, form, {Place("heating"): Answer("oil")})
        swap(laptop, office)
    return Rooms(world, client, form)
