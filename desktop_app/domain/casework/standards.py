"""How the work is done everywhere alike: what to check, the answer to give, within which time.

Three sorts: the steps of reception, the intervention step by step, and what is checked each time.
Beside them, templates of actions that are applied to one client and give dated actions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from desktop_app.domain.casework.journey import CHECK, RECEPTION, STRATEGY
from desktop_app.domain.casework.journey_rules import firm_id, item_id
from desktop_app.domain.fields import Value
from desktop_app.domain.labels import NO_WORDS, both, has_words
from desktop_app.domain.overlay import Items
from desktop_app.language import Label


@dataclass(frozen=True, slots=True)
class Standard:
    """One thing to check. answer: what to say or do then. delay: days after the beginning, 0 for
    no limit. program: the id of the only program that it is for, or empty."""

    id: str
    sort: str
    check: Label
    answer: Label = NO_WORDS
    delay: int = 0
    position: int = 0
    program: str = ""
    closed: bool = False

    def paths(self) -> dict[str, Value]:
        """The values of its record, by path."""
        return _stated(
            {
                "sort": self.sort,
                "check_fr": self.check.french,
                "check_en": self.check.text,
                "answer_fr": self.answer.french,
                "answer_en": self.answer.text,
                "delay": self.delay or None,
                "position": self.position,
                "program": self.program,
            }
        )


@dataclass(frozen=True, slots=True)
class Action:
    """One action of a template. after: days after the day on which it is applied."""

    id: str
    words: Label
    after: int = 0


@dataclass(frozen=True, slots=True)
class ActionTemplate:
    """Actions that are applied together, in the order of their days."""

    id: str
    name: Label
    actions: tuple[Action, ...]
    program: str = ""
    closed: bool = False

    def paths(self) -> dict[str, Value]:
        """The values of its record, by path."""
        values: dict[str, Value] = {
            "name_fr": self.name.french,
            "name_en": self.name.text,
            "program": self.program,
        }
        for one in self.actions:
            values |= {
                f"actions/{one.id}/words_fr": one.words.french,
                f"actions/{one.id}/words_en": one.words.text,
                f"actions/{one.id}/after": one.after,
            }
        return _stated(values)


@dataclass(frozen=True, slots=True)
class DatedAction:
    """An action with its day, YYYY-MM-DD, before it is written."""

    words: str
    on: str


def standard_of(identifier: str, values: Mapping[str, Value]) -> Standard:
    """A standard from the values of its record."""
    return Standard(
        identifier,
        str(values.get("sort") or CHECK),
        both(values, "check"),
        both(values, "answer"),
        number(values, "delay"),
        number(values, "position"),
        str(values.get("program") or ""),
        values.get("closed") is True,
    )


def template_of(identifier: str, values: Mapping[str, Value], actions: Items) -> ActionTemplate:
    """A template from the values of its record. actions: items by id."""
    made = [
        Action(item, both(told, "words"), number(told, "after"))
        for item, told in actions.items()
        if has_words(both(told, "words"))
    ]
    return ActionTemplate(
        identifier,
        both(values, "name"),
        tuple(sorted(made, key=lambda one: (one.after, one.id))),
        str(values.get("program") or ""),
        values.get("closed") is True,
    )


def dated(template: ActionTemplate, start: date) -> tuple[DatedAction, ...]:
    """The actions of a template, each on its day counted from `start`, the earliest first."""
    return tuple(
        DatedAction(str(one.words), (start + timedelta(days=one.after)).isoformat())
        for one in template.actions
    )


def number(values: Mapping[str, Value], name: str) -> int:
    """A whole number; 0 where there is none."""
    value = values.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _stated(values: Mapping[str, Value]) -> dict[str, Value]:
    return {path: value for path, value in values.items() if value not in (None, "")}


def _step(
    sort: str,
    position: int,
    fr: str,
    en: str,
    answer_fr: str = "",
    answer_en: str = "",
    delay: int = 0,
) -> Standard:
    key = firm_id(f"standard/{sort}/{position}")
    return Standard(
        key, sort, Label.of(fr, en), Label.of(answer_fr, answer_en), delay, position
    )  # fmt: skip


BUILT_IN: Final = (
    _step(
        RECEPTION, 1, "Accueillir la personne et se présenter par son prénom",
        "Welcome the person and say your first name",
    ),
    _step(
        RECEPTION, 2, "Demander dans quelle langue la personne veut parler",
        "Ask in which language the person wants to speak",
        "Une langue que personne ne parle ici : proposer un interprète avant de commencer.",
        "A language that nobody here speaks: offer an interpreter before you begin.",
    ),
    _step(
        RECEPTION, 3, "Proposer un endroit où l'on parle sans être entendu",
        "Offer a place where nobody else can hear",
    ),
    _step(
        RECEPTION, 4, "Chercher la personne avant d'ouvrir un dossier",
        "Look for the person before you open a file",
    ),
    _step(
        RECEPTION, 5, "Dire ce qui sera noté, et demander l'accord",
        "Say what will be written down, and ask for consent",
        "La personne peut refuser : l'aider quand même, sans rien garder.",
        "The person may refuse: help all the same, and keep nothing.",
    ),
    _step(
        RECEPTION, 6, "Convenir de la suite, et remettre une date et un nom",
        "Agree on what comes next, and hand over a date and a name",
    ),
    _step(
        STRATEGY, 1, "Écouter ce que la personne veut changer, et l'écrire dans ses mots",
        "Hear what the person wants to change, and write it in their words",
    ),
    _step(
        STRATEGY, 2, "Regarder ce qui est déjà en place : prestations, déclarations, aides",
        "Look at what is there already: benefits, returns, other help", delay=14,
    ),
    _step(
        STRATEGY, 3, "Choisir ensemble un premier pas, petit et daté",
        "Choose a first step together, small and with a date", delay=14,
    ),
    _step(
        STRATEGY, 4, "Faire avec la personne ce qui est difficile seul : appel, formulaire, visite",
        "Do together what is hard alone: a call, a form, a visit", delay=45,
    ),
    _step(
        STRATEGY, 5, "Vérifier ce qui est arrivé, et fêter ce qui a réussi",
        "Check what has come of it, and celebrate what worked", delay=90,
    ),
    _step(
        CHECK, 1, "L'adresse et le téléphone sont-ils encore bons?",
        "Are address and telephone still right?",
        "Corriger au dossier; demander à qui d'autre il faut le dire.",
        "Correct the file; ask who else must be told.",
    ),
    _step(
        CHECK, 2, "Y a-t-il une lettre restée sans réponse?",
        "Is there a letter that nobody has answered?",
        "La lire ensemble, et noter la date limite.",
        "Read it together, and note the last day to answer.", delay=7,
    ),
    _step(
        CHECK, 3, "La personne se sent-elle en sécurité chez elle?",
        "Does the person feel safe at home?",
        "Si non : en parler seul à seul, et offrir le numéro d'aide de la région.",
        "If not: speak in private, and offer the help line of the region.",
    ),
)  # fmt: skip
"""What stands until an organisation changes it."""

FIRST_ACTIONS: Final = ActionTemplate(
    firm_id("template/first"),
    Label.of("Premières semaines", "First weeks"),
    (
        Action(
            item_id(firm_id("template/first/1")),
            Label.of("Appeler pour confirmer le premier rendez-vous", "Call to confirm the first appointment"),
            2,
        ),
        Action(
            item_id(firm_id("template/first/2")),
            Label.of("Réunir les documents demandés", "Gather the documents asked for"),
            10,
        ),
        Action(
            item_id(firm_id("template/first/3")),
            Label.of("Envoyer la demande ou la déclaration", "Send the application or the return"),
            21,
        ),
        Action(
            item_id(firm_id("template/first/4")),
            Label.of("Demander des nouvelles de la réponse", "Ask whether an answer has come"),
            60,
        ),
    ),
)  # fmt: skip
"""The template that stands until an organisation changes it."""

TEMPLATES: Final = (FIRST_ACTIONS,)
