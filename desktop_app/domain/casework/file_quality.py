"""How complete a file is, by the norms of the organisation, and what is missing in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from desktop_app.language import Message

FIELDS: Final = {
    "given": Message("file quality", "given name"),
    "family": Message("file quality", "family name"),
    "birth_date": Message("file quality", "date of birth"),
    "reach": Message("file quality", "a way to reach the person"),
    "language": Message("file quality", "language"),
    "code": Message("file quality", "client number"),
    "mode": Message("file quality", "how the person prefers to meet"),
}
"""What a file can be asked to say, by name."""

CONSENT, OWNER, GOAL, CONTACT, NEXT_STEP = "consent", "owner", "goal", "contact", "next_step"

RULES: Final = {
    CONSENT: Message("file quality", "consent to keep a file"),
    OWNER: Message("file quality", "somebody who answers for the file"),
    GOAL: Message("file quality", "a goal"),
    CONTACT: Message("file quality", "a recent contact"),
    NEXT_STEP: Message("file quality", "a next step"),
}
"""What else it can be asked, by name."""

USUAL: Final = frozenset({"given", "family", "birth_date", "reach", "language"})


@dataclass(frozen=True, slots=True)
class Norms:
    """What a complete file has. fields: names of `FIELDS`. contact_weeks: the last contact is no
    older than that; 0 asks for none."""

    fields: Set[str] = USUAL
    consent: bool = True
    owner: bool = True
    goal: bool = False
    next_step: bool = True
    contact_weeks: int = 12


@dataclass(frozen=True, slots=True)
class FileState:
    """One file as it stands. filled: names of `FIELDS` that it says. names_held: whether this laptop
    has the names of the person; where it has not, it cannot tell and does not ask for them.
    last_contact: None when nobody was in touch yet."""

    filled: Set[str] = field(default_factory=frozenset)
    names_held: bool = True
    consent: bool = False
    owner: bool = False
    goal: bool = False
    next_step: bool = False
    last_contact: date | None = None


@dataclass(frozen=True, slots=True)
class Quality:
    """score: 0 to 100, full only when nothing is missing. missing: names of `FIELDS` and `RULES`."""

    score: int
    missing: tuple[str, ...]
    weeks: int = 0

    def words(self) -> tuple[Message, ...]:
        """What is missing, in words."""
        return tuple(
            Message("file quality", "a contact in the last {n} week", {},
                    "a contact in the last {n} weeks", self.weeks)
            if one == CONTACT and self.weeks else (FIELDS | RULES)[one]
            for one in self.missing
        )  # fmt: skip


OF_THE_NAMES: Final = frozenset({"given", "family", "birth_date", "reach"})


def quality(state: FileState, norms: Norms, today: date) -> Quality:
    """How complete a file is: each norm counts the same.

    A laptop that does not hold the names leaves out what only they can tell.
    """
    asked = [
        name
        for name in FIELDS
        if name in norms.fields and (state.names_held or name not in OF_THE_NAMES)
    ]
    met = {name: name in state.filled for name in asked}
    for name, wanted, there in (
        (CONSENT, norms.consent, state.consent),
        (OWNER, norms.owner, state.owner),
        (GOAL, norms.goal, state.goal),
        (CONTACT, norms.contact_weeks > 0, _recent(state.last_contact, norms, today)),
        (NEXT_STEP, norms.next_step, state.next_step),
    ):
        if wanted:
            met[name] = there
    missing = tuple(name for name, there in met.items() if not there)
    score = 100 if not met else 100 * (len(met) - len(missing)) // len(met)
    return Quality(score, missing, norms.contact_weeks)


def _recent(last: date | None, norms: Norms, today: date) -> bool:
    return last is not None and (today - last).days <= 7 * norms.contact_weeks


def draw(files: Iterable[bytes], many: int, seed: str) -> list[bytes]:
    """So many of these files, drawn by chance from the words of `seed`.

    The same seed draws the same files on every laptop that holds them; a file that was added since
    takes at most one place.
    """

    def lot(file: bytes) -> bytes:
        return hashlib.sha256(seed.encode() + b"\x00" + file).digest()

    return sorted(set(files), key=lambda file: (lot(file), file))[: max(0, many)]
