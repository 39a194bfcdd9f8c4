"""Forms and fields of the fictional organisation, and what some of its people answered."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from desktop_app.domain.fields import Value
from desktop_app.domain.forms.definition import Form, Option, Question, Sort, write_form
from desktop_app.services.fiction.people import FictionalClient
from desktop_app.services.fiction.record import FictionalRecord

_SPACE: Final = uuid.UUID("3f0c6a0e-58f7-5b52-9a43-0d2b6ad6f0c1")

HOME: Final = Form(
    (
        Question(
            "heating", Sort.CHOICE, "Comment chauffez-vous le logis?", "How do you heat the home?",
            "Pour savoir quelle aide demander.", "To know which help to ask for.", required=True,
            choices=(Option("wood", "Au bois", "With wood"), Option("oil", "Au mazout", "With oil"),
                     Option("power", "À l'électricité", "With electricity")), other=True,
        ),
        Question(
            "cost", Sort.MONEY, "Combien par mois en hiver?", "How much a month in winter?",
            "Pour calculer l'aide.", "To work out the help.", when="answered(heating)",
            check=". >= 0",
        ),
        Question("winter", Sort.MONEY, "Pour l'hiver (six mois)", "For the winter (six months)",
                 calculate="cost * 6"),
        Question(
            "people", Sort.REPEAT, "Qui vit au logis", "Who lives there", most=12,
            questions=(
                Question("age", Sort.INTEGER, "Âge", "Age", "Certaines aides en dépendent.",
                         "Some help depends on it."),
            ),
        ),
        Question(
            "repairs", Sort.CHOICES, "Que faut-il réparer?", "What has to be repaired?",
            "Pour la liste des travaux.", "For the list of works.",
            choices=(Option("door", "La porte", "The door"), Option("roof", "Le toit", "The roof"),
                     Option("window", "Les fenêtres", "The windows")),
        ),
    )
)  # fmt: skip


MEETING: Final = Form(
    (
        Question(
            "felt", Sort.CHOICE, "Comment la rencontre s'est-elle passée?", "How did the meeting go?",
            "Pour préparer la suivante.", "To prepare the next one.", required=True,
            choices=(Option("well", "Bien", "Well"), Option("short", "Trop court", "Too short"),
                     Option("heavy", "Lourd pour la personne", "Heavy for the person")),
        ),
        Question(
            "bring", Sort.LONG_TEXT, "Que faut-il apporter la prochaine fois?",
            "What has to be brought the next time?", "Pour ne rien oublier.", "To forget nothing.",
        ),
    )
)  # fmt: skip

REACH: Final = Form(
    (
        Question(
            "ramp", Sort.YES_NO, "Y a-t-il une rampe?", "Is there a ramp?",
            "Pour les personnes en fauteuil.", "For people in a wheelchair.",
        ),
        Question(
            "tongues", Sort.TEXT, "Quelles langues parle-t-on à l'accueil?",
            "Which languages are spoken at the desk?", "Pour dire à qui s'adresser.",
            "To say whom to ask for.",
        ),
    )
)  # fmt: skip


def form_id(seed: int) -> uuid.UUID:
    """The id of the form of that fiction."""
    return uuid.uuid5(_SPACE, f"form {seed}")


def forms(seed: int, on: date, keeper: str) -> Iterator[FictionalRecord]:
    """Forms and fields in use. keeper: the id of whoever answers for them."""
    made = form_id(seed)
    version = uuid.uuid5(made, "1")
    review = (on + timedelta(days=240)).isoformat()
    yield FictionalRecord(
        "form",
        made,
        {
            "title_fr": "Le logis en hiver", "title_en": "The home in winter",
            "purpose_fr": "Pour demander l'aide au chauffage et aux réparations.",
            "purpose_en": "To ask for help with heating and repairs.",
            "keeper": keeper, "review_on": review, "about": "client", "version": 1,
            "state": "published", "code": "home_in_winter",
            f"versions/{version}/version": 1,
            f"versions/{version}/definition": write_form(HOME),
            f"versions/{version}/published_on": (on - timedelta(days=40)).isoformat(),
        },
    )  # fmt: skip
    for about, code, french, english, questions in (
        ("encounter", "after_the_meeting", "Après la rencontre", "After the meeting", MEETING),
        ("service", "how_it_is_reached", "Accès au service", "How the service is reached", REACH),
    ):
        other = uuid.uuid5(_SPACE, f"{code} {seed}")
        first = uuid.uuid5(other, "1")
        yield FictionalRecord(
            "form",
            other,
            {
                "title_fr": french, "title_en": english, "about": about, "code": code,
                "purpose_fr": "Pour que la personne suivante sache à quoi s'attendre.",
                "purpose_en": "So that whoever is next knows what to expect.",
                "keeper": keeper, "review_on": review, "version": 1, "state": "published",
                f"versions/{first}/version": 1,
                f"versions/{first}/definition": write_form(questions),
                f"versions/{first}/published_on": (on - timedelta(days=40)).isoformat(),
            },
        )  # fmt: skip
    yield FictionalRecord(
        "custom_field",
        uuid.uuid5(_SPACE, f"partner {seed}"),
        {
            "about": "case", "sort": "text", "label_fr": "Numéro de dossier du partenaire",
            "label_en": "File number of the partner",
            "purpose_fr": "Pour parler du même dossier avec le partenaire.",
            "purpose_en": "To speak of the same file with the partner.", "keeper": keeper,
            "review_on": review, "seen_by": "everyone", "state": "published", "code": "partner_file",
        },
    )  # fmt: skip
    choices: dict[str, Value] = {}
    for place, (word, french, english) in enumerate(
        (("foot", "À pied", "On foot"), ("snowmobile", "En motoneige", "By snowmobile"),
         ("lift", "Quelqu'un l'amène", "Somebody brings them")), 1,
    ):  # fmt: skip
        item = uuid.uuid5(made, word)
        choices |= {
            f"choices/{item}/value": word, f"choices/{item}/french": french,
            f"choices/{item}/english": english, f"choices/{item}/place": place,
        }  # fmt: skip
    yield FictionalRecord(
        "custom_field",
        uuid.uuid5(_SPACE, f"field {seed}"),
        {
            "about": "client", "sort": "choice", "label_fr": "Moyen de transport",
            "label_en": "Way of getting around", "purpose_fr": "Pour choisir où se rencontrer.",
            "purpose_en": "To choose where to meet.", "keeper": keeper, "review_on": review,
            "seen_by": "everyone", "state": "published", "code": "transport", **choices,
        },
    )  # fmt: skip


def filled_forms(
    seed: int, form: uuid.UUID, on: date, people: Sequence[FictionalClient]
) -> Iterator[tuple[FictionalClient, FictionalRecord]]:
    """What every ninth person answered."""
    chance = random.Random(f"forms {seed}")
    for one in people[::9]:
        day = (on - timedelta(days=chance.randrange(1, 35))).isoformat()
        cost = chance.randrange(8, 45) * 1000
        told: list[tuple[str, str, str, str]] = [
            ("heating", "", chance.choice(("wood", "oil", "power")), "given"),
            ("cost", "", str(cost), "given"),
            ("winter", "", str(cost * 6), "given"),
            ("age", "1", str(chance.randrange(30, 82)), "given"),
            ("repairs", "", "", "later"),
        ]
        values: dict[str, Value] = {
            "client": one.client.id.hex, "form": form.hex, "version": 1, "on": day,
            "state": "complete" if chance.random() < 0.7 else "begun",
            "title_fr": "Le logis en hiver", "title_en": "The home in winter",
            "seconds": chance.randrange(90, 600),
        }  # fmt: skip
        for question, repeat, text, state in told:
            item = uuid.uuid5(uuid.UUID("5b0d7c0e-6f0b-5a3c-9d55-5d8f1c0f52a1"),
                              f"{form.hex}/{question}/{repeat}")  # fmt: skip
            values |= {f"values/{item}/question": question, f"values/{item}/state": state}
            if repeat:
                values[f"values/{item}/repeat"] = repeat
            if text:
                values[f"values/{item}/value"] = text
        yield one, FictionalRecord("answers", uuid.uuid5(one.client.id, f"form {seed}"), values)
