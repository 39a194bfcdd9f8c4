"""Why two records may be one person, in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.domain.matching.likeness import How, Level, Likeness
from desktop_app.language import Message


@dataclass(frozen=True, slots=True)
class Evidence:
    """How alike each field of two people is, and what it weighs in logarithms of odds.

    names, born, home: weight of the names, the birth date and the home against chance.
    common_birth: the share of people who have that birth date.
    """

    given: Likeness
    family: Likeness
    birth: Likeness
    street: Likeness
    place: Likeness
    postcode: Likeness
    telephones: Likeness
    emails: Likeness
    names: float
    born: float
    home: float
    common_birth: float

    @property
    def one_home(self) -> bool:
        """Whether the two share a home under one family name."""
        return self.family.level >= Level.NEAR and self.street.level >= Level.NEAR


def reasons(evidence: Evidence | None) -> tuple[Message, ...]:
    """The sentences for a pair, what speaks for it before what speaks against it.

    None is the evidence of a pair that was found through a third record only.
    """
    if evidence is None:
        return (Message("matching", "Both look like the same third record."),)
    return tuple(
        message
        for message in (
            *_names(evidence.given, evidence.family),
            _birth(evidence.birth),
            _contacts(evidence),
            _home(evidence),
        )
        if message is not None
    )


def _names(given: Likeness, family: Likeness) -> list[Message | None]:
    if How.SWAPPED in (given.how, family.how):
        return [Message("matching", "Given name and family name are the other way round.")]
    return [_given(given), _family(family)]


def _given(likeness: Likeness) -> Message | None:
    if likeness.level is Level.UNKNOWN:
        return Message("matching", "A given name is missing.")
    if likeness.level is Level.DIFFERENT:
        return Message("matching", "The given names differ.")
    if likeness.how is How.SCRIPT:
        return Message("matching", "The given names are alike in another script.")
    if likeness.level is Level.SAME and likeness.how is How.PLAINLY:
        return Message("matching", "Same given name.")
    if likeness.how is How.NICKNAME:
        return Message("matching", "One given name is a familiar form of the other.")
    if likeness.how is How.FORMER:
        return Message("matching", "A given name of one is another name of the other.")
    if likeness.how is How.PART:
        return Message("matching", "One given name is part of the other.")
    if likeness.how is How.SOUND:
        return Message("matching", "The given names sound alike.")
    return Message("matching", "The given names are spelled nearly alike.")


def _family(likeness: Likeness) -> Message | None:
    if likeness.level is Level.UNKNOWN:
        return Message("matching", "A family name is missing.")
    if likeness.level is Level.DIFFERENT:
        return Message("matching", "The family names differ; one may have changed.")
    if likeness.how is How.SCRIPT:
        return Message("matching", "The family names are alike in another script.")
    if likeness.level is Level.SAME and likeness.how is How.PLAINLY:
        return Message("matching", "Same family name.")
    if likeness.how is How.FORMER:
        return Message("matching", "The family name of one is a former name of the other.")
    if likeness.how is How.PART:
        return Message("matching", "The family names have a part in common.")
    if likeness.how is How.SOUND:
        return Message("matching", "The family names sound alike.")
    return Message("matching", "The family names are spelled nearly alike.")


def _birth(likeness: Likeness) -> Message | None:
    if likeness.level is Level.SAME:
        return Message("matching", "Same birth date.")
    if likeness.level is Level.DIFFERENT:
        return Message("matching", "The birth dates differ.")
    if likeness.level is Level.UNKNOWN:
        return None
    if likeness.how is How.SWAPPED:
        return Message("matching", "Same birth date with day and month the other way round.")
    if likeness.how is How.PART:
        return Message("matching", "The birth dates agree as far as they are known.")
    return Message("matching", "The birth dates differ by a digit or two.")


def _contacts(evidence: Evidence) -> Message | None:
    if evidence.telephones.level is Level.SAME:
        return Message("matching", "Same telephone number.")
    if evidence.emails.level is Level.SAME:
        return Message("matching", "Same e-mail address.")
    return None


def _home(evidence: Evidence) -> Message | None:
    if evidence.street.level is Level.SAME:
        return Message("matching", "Same address.")
    if evidence.street.level >= Level.WEAK:
        return Message("matching", "The addresses are nearly the same.")
    if evidence.postcode.level is Level.SAME:
        return Message("matching", "Same postal code.")
    if evidence.place.level is Level.SAME:
        return Message("matching", "Same community.")
    return None
