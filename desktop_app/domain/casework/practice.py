"""What an organisation holds its workers to: approved messages, guidelines, receptions, reviews.

Messages and guidelines are written by the office, one record for each version. What is in force does
not change under anybody's feet: another text is another version, so that what was said to somebody,
and what somebody accepted, stays what it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from desktop_app.domain.fields import Choice, EntityType, Field, ItemList, Kind, Scope, client_field
from desktop_app.language import Message

_ALIKE: Final = Message("purpose", "So that everybody says the same to the same situation.")
_KNOWN: Final = Message("purpose", "So that everybody knows what the organisation expects.")
_ACCEPTED: Final = Message("purpose", "So that it is known who has read which version.")
_SPOKEN_OF: Final = Message(
    "purpose", "So that the team speaks of what happened, and nobody is blamed."
)
_LOOKED_AT: Final = Message("purpose", "So that files are looked at by somebody else as well.")
_RECEIVED: Final = Message("purpose", "So that nothing is forgotten when somebody is received.")

LATE, WALK_IN, NO_SHOW, AGGRESSIVE, OWN = "late", "walk_in", "no_show", "aggressive", "own"

SITUATIONS: Final = (
    Choice(LATE, Message("choices", "if the person is late")),
    Choice(WALK_IN, Message("choices", "without an appointment")),
    Choice(NO_SHOW, Message("choices", "after a missed appointment")),
    Choice(AGGRESSIVE, Message("choices", "if the person is angry")),
    Choice(OWN, Message("choices", "another situation")),
)
"""What a message is for; for `own` its name says it."""

THE_FOUR: Final = (LATE, WALK_IN, NO_SHOW, AGGRESSIVE)

APPROVED_MESSAGE: Final = EntityType(
    54,
    "approved_message",
    Message("entities", "Approved message"),
    Scope.ORGANISATION,
    fields=(
        Field(
            1, "situation", Kind.CHOICE, Message("fields", "Situation"), _ALIKE,
            required=True, listed=True, choices=SITUATIONS,
        ),
        Field(
            2, "name", Kind.TEXT, Message("fields", "Name, for another situation"), _ALIKE,
            listed=True,
        ),
        Field(3, "version", Kind.INTEGER, Message("fields", "Version"), _ALIKE, listed=True),
        Field(
            4, "in_force_from", Kind.DATE, Message("fields", "In force from"), _ALIKE,
            required=True, listed=True,
        ),
        Field(5, "remark", Kind.LONG_TEXT, Message("fields", "When to use it"), _ALIKE),
    ),
    lists=(
        ItemList(
            1,
            "texts",
            Message("fields", "The text in each language"),
            (
                Field(1, "language", Kind.LANGUAGE, Message("fields", "Language"), _ALIKE),
                Field(2, "text", Kind.LONG_TEXT, Message("fields", "Text"), _ALIKE),
            ),
            Message("fields", "Text in a language"),
        ),
    ),
    title=("name",),
)  # fmt: skip

OTHER = "other"

TOPICS: Final = (
    Choice("intervention", Message("choices", "strategy of intervention")),
    Choice("ethics", Message("choices", "code of ethics")),
    Choice("confidentiality", Message("choices", "confidentiality")),
    Choice("conflict_of_interest", Message("choices", "conflict of interest")),
    Choice("diversity", Message("choices", "diversity")),
    Choice("definitions", Message("choices", "definitions")),
    Choice(OTHER, Message("choices", "another subject")),
)
"""What a guideline is about; for `other` its title says it."""

GUIDELINE: Final = EntityType(
    55,
    "guideline",
    Message("entities", "Guideline"),
    Scope.ORGANISATION,
    fields=(
        Field(
            1, "topic", Kind.CHOICE, Message("fields", "Subject"), _KNOWN,
            required=True, listed=True, choices=TOPICS,
        ),
        Field(2, "title_fr", Kind.TEXT, Message("fields", "Title in French"), _KNOWN, required=True),
        Field(3, "title_en", Kind.TEXT, Message("fields", "Title in English"), _KNOWN),
        Field(4, "text_fr", Kind.LONG_TEXT, Message("fields", "Text in French"), _KNOWN),
        Field(5, "text_en", Kind.LONG_TEXT, Message("fields", "Text in English"), _KNOWN),
        Field(6, "version", Kind.INTEGER, Message("fields", "Version"), _KNOWN, listed=True),
        Field(
            7, "in_force_from", Kind.DATE, Message("fields", "In force from"), _KNOWN,
            required=True, listed=True,
        ),
        Field(
            8, "accepted_by_each", Kind.YES_NO,
            Message("fields", "Everybody confirms having read it"), _ACCEPTED,
        ),
    ),
    title=("title_fr",),
)  # fmt: skip

ACKNOWLEDGEMENT: Final = EntityType(
    56,
    "acknowledgement",
    Message("entities", "Confirmation of having read"),
    Scope.CASES,
    fields=(
        Field(
            1, "person", Kind.REFERENCE, Message("fields", "Who"), _ACCEPTED,
            required=True, indexed=True, reference="person",
        ),
        Field(
            2, "guideline", Kind.REFERENCE, Message("fields", "Guideline"), _ACCEPTED,
            required=True, indexed=True, reference="guideline",
        ),
        Field(3, "version", Kind.INTEGER, Message("fields", "Version"), _ACCEPTED),
        Field(
            4, "accepted_on", Kind.DATE, Message("fields", "Confirmed on"), _ACCEPTED, required=True
        ),
    ),
    title=("accepted_on",),
)  # fmt: skip

PRACTICE_EXCEPTION: Final = EntityType(
    58,
    "practice_exception",
    Message("entities", "Matter for the team"),
    Scope.CASES,
    fields=(
        Field(
            1, "happened_on", Kind.DATE, Message("fields", "Day"), _SPOKEN_OF,
            required=True, indexed=True, listed=True,
        ),
        Field(
            2, "topic", Kind.CHOICE, Message("fields", "Subject"), _SPOKEN_OF,
            required=True, listed=True, choices=TOPICS,
        ),
        Field(
            3, "what", Kind.LONG_TEXT, Message("fields", "What happened"), _SPOKEN_OF, required=True
        ),
        Field(4, "wish", Kind.LONG_TEXT, Message("fields", "What would have helped"), _SPOKEN_OF),
        Field(5, "decided_on", Kind.DATE, Message("fields", "Decided on"), _SPOKEN_OF),
        Field(6, "decision", Kind.LONG_TEXT, Message("fields", "What was decided"), _SPOKEN_OF),
    ),
    title=("what",),
)  # fmt: skip
"""Without any field for a person: it goes to the agenda of the team."""

FILE_REVIEW: Final = EntityType(
    59,
    "file_review",
    Message("entities", "Review of a file"),
    Scope.CASES,
    fields=(
        client_field(_LOOKED_AT),
        Field(
            2, "reviewed_on", Kind.DATE, Message("fields", "Reviewed on"), _LOOKED_AT, required=True
        ),
        Field(
            3, "reviewer", Kind.REFERENCE, Message("fields", "Reviewed by"), _LOOKED_AT,
            reference="person",
        ),
        Field(4, "score", Kind.INTEGER, Message("fields", "Completeness in per cent"), _LOOKED_AT),
        Field(5, "findings", Kind.LONG_TEXT, Message("fields", "What was seen"), _LOOKED_AT),
        Field(6, "to_do", Kind.TEXT, Message("fields", "What has to be done"), _LOOKED_AT),
        Field(7, "sample", Kind.TEXT, Message("fields", "Sample"), _LOOKED_AT),
    ),
    title=("reviewed_on",),
)  # fmt: skip

RECEPTION_VISIT: Final = EntityType(
    70,
    "reception_visit",
    Message("entities", "Reception"),
    Scope.CASES,
    fields=(
        client_field(_RECEIVED),
        Field(
            2, "happened_on", Kind.DATE, Message("fields", "Day"), _RECEIVED,
            required=True, indexed=True,
        ),
        Field(
            3, "worker", Kind.REFERENCE, Message("fields", "Worker"), _RECEIVED, reference="person"
        ),
    ),
    lists=(
        ItemList(
            1,
            "done",
            Message("fields", "Steps that are done"),
            (Field(1, "is_done", Kind.YES_NO, Message("fields", "Done"), _RECEIVED),),
            Message("fields", "Step"),
        ),
    ),
    title=("happened_on",),
)  # fmt: skip
"""A step is marked under the id of its standard of work: marked twice, it is done once."""

KINDS: Final = (
    APPROVED_MESSAGE,
    GUIDELINE,
    ACKNOWLEDGEMENT,
    PRACTICE_EXCEPTION,
    FILE_REVIEW,
    RECEPTION_VISIT,
)

Version = TypeVar("Version")


def in_force(
    versions: Iterable[Version],
    today: str,
    place: Callable[[Version], tuple[str, str, int, str]],
) -> dict[str, Version]:
    """Of each text the version that holds today, by what the text is.

    place: gives (what the text is, the day from which it holds, its number, its id). Days are
    YYYY-MM-DD. The version with the latest day that has come holds; of several of one day the one
    with the higher number, and then the one made later: all laptops choose the same.
    """
    chosen: dict[str, tuple[tuple[str, int, str], Version]] = {}
    for one in versions:
        text, day, number, made = place(one)
        if not day or day > today:
            continue
        rank = (day, number, made)
        if text not in chosen or chosen[text][0] < rank:
            chosen[text] = (rank, one)
    return {text: one for text, (_, one) in chosen.items()}


def spoken_first(wanted: Iterable[str], there: Iterable[str]) -> str:
    """Which of the languages `there` to take, when they are `wanted` in that order.

    A variety is served by its language (`iu-x-nunavik` by `iu`) before the next language is tried;
    where nothing is wanted that is there, the first in the order of the codes is taken, and "" where
    there is none. Nothing is ever translated.
    """
    known = sorted(set(there))
    for code in wanted:
        for tried in (code, code.partition("-")[0]):
            if tried and tried in known:
                return tried
    return known[0] if known else ""
