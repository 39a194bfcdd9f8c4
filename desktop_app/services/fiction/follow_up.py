"""Fictional contacts, tasks and weak signs, so that a trial shows what is to be done and why."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from desktop_app.domain.fields import Value
from desktop_app.services.fiction.people import FictionalClient
from desktop_app.services.fiction.record import FictionalRecord, new_id, stated

_CALLS: Final = {
    "fr": (
        "A demandé où en est sa demande.",
        "Rappelée pour confirmer la prochaine visite.",
        "Lecture d'une lettre au téléphone.",
    ),
    "en": (
        "Asked how far the application is.",
        "Called back to confirm the next visit.",
        "Read a letter over the telephone.",
    ),
}
_TASKS: Final = {
    "fr": ("Suivi à la maison", "Appeler le bureau du logement", "Apporter le formulaire relu"),
    "en": ("Follow-up at home", "Call the housing office", "Bring the form that was checked"),
}
_PAPERS: Final = {
    "fr": ("Carte d'assurance maladie", "Permis de conduire"),
    "en": ("Health card", "Driver's licence"),
}
_REFERRALS: Final = {
    "fr": (
        ("Clinique juridique fictive", "Relire un bail avant de signer"),
        ("Clinique d'impôt fictive", "Deux années non déclarées"),
    ),
    "en": (
        ("Fictional legal clinic", "Read a lease before signing"),
        ("Fictional tax clinic", "Two years that were not filed"),
    ),
}
_AGREEMENTS: Final = {
    "fr": (("Logement temporaire", "Demander la prolongation"), ("Aide à domicile", "Réévaluer")),
    "en": (("Temporary housing", "Ask for more time"), ("Help at home", "Look at it again")),
}
_SIGNS: Final = ("money", "alone", "health", "food", "away")


def follow_up(
    seed: int, on: date, of_whom: Sequence[FictionalClient], worker: str
) -> Iterator[FictionalRecord]:
    """A contact with most people, a task for one in eight, signs for one in fifteen, a paper that
    ends for one in twenty.

    on: the day that counts as today. worker: whose work it is, 32 hexadecimal digits.
    """
    chance = random.Random(f"{seed} follow-up")
    for one in of_whom:
        tongue = "fr" if one.place.french else "en"
        client = one.client.id.hex
        if chance.random() < 0.75:
            yield _contact(chance, on, client, worker, chance.choice(_CALLS[tongue]))
        if chance.random() < 0.125:
            yield _task(chance, on, client, worker, chance.choice(_TASKS[tongue]))
        if chance.random() < 0.066:
            for _ in range(chance.choice((1, 2, 3))):
                noted = on - timedelta(days=chance.randrange(60))
                values: dict[str, Value] = {
                    "client": client,
                    "noted_on": noted.isoformat(),
                    "sort": chance.choice(_SIGNS),
                }
                yield FictionalRecord("sign", new_id(chance, on), values)
        if chance.random() < 0.05:
            yield _paper(chance, on, client, chance.choice(_PAPERS[tongue]))


def referrals(seed: int, on: date, of_whom: Sequence[FictionalClient]) -> Iterator[FictionalRecord]:
    """Somebody in twelve was referred, and with somebody in twenty something was agreed for a time.

    on: the day that counts as today.
    """
    chance = random.Random(f"{seed} referrals")
    for one in of_whom:
        tongue = "fr" if one.place.french else "en"
        client = one.client.id.hex
        if chance.random() < 0.08:
            to, reason = chance.choice(_REFERRALS[tongue])
            sent = on - timedelta(days=chance.randrange(2, 40))
            state = chance.choice(("sent", "sent", "received", "started"))
            values = stated(
                {
                    "client": client, "to_name": to, "reason": reason, "state": state,
                    "sent_on": sent.isoformat(), "means": chance.choice(("alone", "accompanied")),
                    "news_on": (sent + timedelta(days=1)).isoformat() if state != "sent" else "",
                }
            )  # fmt: skip
            yield FictionalRecord("referral", new_id(chance, on), values)
        if chance.random() < 0.05:
            name, to_do = chance.choice(_AGREEMENTS[tongue])
            values = {
                "client": client, "name": name, "to_do": to_do,
                "from_on": (on - timedelta(days=chance.randrange(30, 300))).isoformat(),
                "until": (on + timedelta(days=chance.randrange(3, 90))).isoformat(),
            }  # fmt: skip
            yield FictionalRecord("agreement", new_id(chance, on), values)


def _contact(
    chance: random.Random, on: date, client: str, worker: str, words: str
) -> FictionalRecord:
    sort = chance.choice(("call", "call", "meeting", "message", "technical_help"))
    values = stated(
        {
            "client": client,
            "happened_on": (on - timedelta(days=chance.randrange(1, 60))).isoformat(),
            "sort": sort,
            "mode": chance.choice(("home", "in_person")) if sort == "meeting" else "",
            "minutes": chance.choice((5, 10, 15, 30, 45)) if sort != "message" else None,
            "help_kind": (
                chance.choice(("account", "government", "device"))
                if sort == "technical_help"
                else ""
            ),
            "direction": chance.choice(("ours", "theirs")),
            "worker": worker,
            "summary": words,
        }
    )
    return FictionalRecord("encounter", new_id(chance, on), values)


def _paper(chance: random.Random, on: date, client: str, name: str) -> FictionalRecord:
    values: dict[str, Value] = {
        "client": client,
        "name": name,
        "state": "in_hand",
        "on": (on - timedelta(days=chance.randrange(200))).isoformat(),
        "expires_on": (on + timedelta(days=chance.randrange(-10, 50))).isoformat(),
    }
    return FictionalRecord("document", new_id(chance, on), values)


def _task(chance: random.Random, on: date, client: str, worker: str, title: str) -> FictionalRecord:
    values = stated(
        {
            "client": client,
            "title": title,
            "due_on": (on + timedelta(days=chance.randrange(-4, 9))).isoformat(),
            "by": "worker",
            "person": worker,
            "rhythm": chance.choice(("", "", "P3W", "P2M")),
            "promise": True if chance.random() < 0.3 else None,
        }
    )
    return FictionalRecord("task", new_id(chance, on), values)
