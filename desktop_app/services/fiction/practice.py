"""What a fictional organisation expects of everybody, and what its teams speak of."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from desktop_app.domain.fields import Value
from desktop_app.services.fiction.record import FictionalRecord, listed, new_id

_MESSAGES: Final = (
    (
        "late",
        "Vous êtes là, et c'est ce qui compte. Il nous reste moins de temps : commençons par le plus "
        "pressant, et fixons tout de suite une autre date.",
        "You are here, and that is what counts. We have less time left: let us begin with what presses "
        "most, and choose another day right away.",
    ),
    (
        "no_show",
        "Nous vous attendions aujourd'hui et nous pensons à vous. Un autre moment vous attend : "
        "appelez-nous, ou passez quand vous voulez.",
        "We were expecting you today and are thinking of you. Another time is kept for you: call us, or "
        "come by when you like.",
    ),
)

_GUIDELINES: Final = (
    (
        "ethics", "Code d'éthique", "Code of ethics",
        "Chaque personne décide pour elle-même.\nNous n'acceptons aucun cadeau de valeur.\n"
        "Nous disons ce que nous ne savons pas.",
        "Every person decides for themselves.\nWe accept no gift of value.\n"
        "We say what we do not know.",
    ),
    (
        "confidentiality", "Ce qui reste entre nous", "What stays between us",
        "On ne parle d'un dossier ni au magasin, ni à l'aréna, ni à la maison.\n"
        "Un écran est couvert dès que quelqu'un entre.",
        "We speak of no file in the store, at the arena or at home.\n"
        "A screen is covered as soon as somebody comes in.",
    ),
    (
        "diversity", "Chacun sa langue, chacun ses façons", "Each their language, each their ways",
        "Nous demandons la langue avant le nom.\nUn aîné peut venir avec qui il veut.",
        "We ask for the language before the name.\nAn elder may come with whomever they like.",
    ),
    (
        "definitions", "Les mots que nous employons", "The words we use",
        "Démarche : tout ce que nous faisons avec une personne, de la première visite à la dernière.\n"
        "Prochaine étape : une action, une date, un nom.",
        "Journey: all that we do with a person, from the first visit to the last.\n"
        "Next step: one action, one date, one name.",
    ),
)  # fmt: skip

_MATTERS: Final = (
    (
        "confidentiality",
        "Une conversation sur un dossier a été entendue dans la salle d'attente.",
        "Une pièce fermée, même dix minutes.",
        "",
    ),
    (
        "intervention",
        "Une personne venue sans rendez-vous est repartie sans date.",
        "Un carnet de dates libres à l'accueil.",
        "Deux plages libres sont gardées chaque mardi.",
    ),
)


def practice_texts(seed: int, on: date) -> list[FictionalRecord]:
    """Approved messages and guidelines of the organisation, in force a month before `on`."""
    chance = random.Random(f"practice {seed}")
    day = (on - timedelta(days=30)).isoformat()
    made = []
    for situation, french, english in _MESSAGES:
        texts: list[dict[str, Value]] = [
            {"language": "fr", "text": french},
            {"language": "en", "text": english},
        ]
        values: dict[str, Value] = {"situation": situation, "version": 1, "in_force_from": day}
        values |= listed(chance, on, "texts", texts)
        made.append(FictionalRecord("approved_message", new_id(chance, on), values))
    for topic, title_fr, title_en, text_fr, text_en in _GUIDELINES:
        values = {
            "topic": topic, "title_fr": title_fr, "title_en": title_en, "text_fr": text_fr,
            "text_en": text_en, "version": 1, "in_force_from": day, "accepted_by_each": True,
        }  # fmt: skip
        made.append(FictionalRecord("guideline", new_id(chance, on), values))
    return made


def team_matters(seed: int, on: date) -> Iterable[FictionalRecord]:
    """What the team of one community speaks of: one waits, one is decided."""
    chance = random.Random(f"matters {seed}")
    for ago, (topic, what, wish, decision) in enumerate(_MATTERS, 1):
        values: dict[str, Value] = {
            "happened_on": (on - timedelta(days=6 * ago)).isoformat(),
            "topic": topic,
            "what": what,
            "wish": wish,
        }
        if decision:
            values |= {"decision": decision, "decided_on": (on - timedelta(days=2)).isoformat()}
        yield FictionalRecord("practice_exception", new_id(chance, on), values)
