"""The papers that a service or a benefit asks for, and which of them a client has in hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.fields import Choice, EntityType, Field, ItemList, Kind, Scope, client_field
from desktop_app.domain.words.folding import fold
from desktop_app.language import Message

_ASK: Final = Message("purpose", "So that nobody travels twice for a missing paper.")
_RENEW: Final = Message("purpose", "To renew a paper before it is over.")

NEEDED, IN_HAND, SENT, NOT_NEEDED = "needed", "in_hand", "sent", "not_needed"

CHECKLIST: Final = EntityType(
    49,
    "checklist",
    Message("entities", "List of documents"),
    Scope.ORGANISATION,
    fields=(
        Field(1, "name_en", Kind.TEXT, Message("fields", "Name in English"), _ASK, required=True),
        Field(2, "name_fr", Kind.TEXT, Message("fields", "Name in French"), _ASK, required=True),
        Field(
            3,
            "service",
            Kind.REFERENCE,
            Message("fields", "For which service"),
            _ASK,
            reference="service",
        ),
        Field(
            4,
            "benefit",
            Kind.REFERENCE,
            Message("fields", "For which benefit"),
            _ASK,
            reference="benefit",
        ),
    ),
    lists=(
        ItemList(
            1,
            "documents",
            Message("fields", "Documents"),
            (
                Field(1, "name_en", Kind.TEXT, Message("fields", "Document, in English"), _ASK),
                Field(2, "name_fr", Kind.TEXT, Message("fields", "Document, in French"), _ASK),
                Field(3, "why_en", Kind.TEXT, Message("fields", "What for, in English"), _ASK),
                Field(4, "why_fr", Kind.TEXT, Message("fields", "What for, in French"), _ASK),
            ),
            Message("fields", "Document"),
        ),
    ),
    title=("name_en",),
)

DOCUMENT: Final = EntityType(
    50,
    "document",
    Message("entities", "Document"),
    Scope.CASES,
    fields=(
        client_field(_ASK),
        Field(2, "name", Kind.TEXT, Message("fields", "Document"), _ASK, required=True),
        Field(
            3,
            "state",
            Kind.CHOICE,
            Message("fields", "Where it is"),
            _ASK,
            required=True,
            review=True,
            choices=(
                Choice(NEEDED, Message("choices", "to bring")),
                Choice(IN_HAND, Message("choices", "in hand")),
                Choice(SENT, Message("choices", "sent on")),
                Choice(NOT_NEEDED, Message("choices", "not needed")),
            ),
        ),
        Field(4, "on", Kind.DATE, Message("fields", "Since"), _ASK),
        Field(
            5,
            "checklist",
            Kind.REFERENCE,
            Message("fields", "From which list"),
            _ASK,
            reference="checklist",
        ),
        Field(6, "item", Kind.TEXT, Message("fields", "Line of the list"), _ASK),
        Field(
            7,
            "attachment",
            Kind.REFERENCE,
            Message("fields", "Attached file"),
            _ASK,
            reference="attachment",
        ),
        Field(8, "remark", Kind.TEXT, Message("fields", "Remark"), _ASK),
        Field(
            9,
            "application",
            Kind.REFERENCE,
            Message("fields", "For which application"),
            _ASK,
            reference="application",
        ),
        Field(10, "expires_on", Kind.DATE, Message("fields", "Valid until"), _RENEW, review=True),
    ),
    title=("name",),
)


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a client. names: what it is called in the languages of its list, or as typed."""

    names: tuple[str, ...]
    state: str


def still_missing(asked: Iterable[tuple[str, ...]], papers: Iterable[Paper]) -> list[int]:
    """Which of the papers that are asked for are not at hand, by their place in `asked`.

    asked: the names of each, in one language or in several. A paper counts by any of its names,
    whatever their capitals and accents; one that is not needed is not missing. Where a paper was
    noted twice, one of them in hand is enough.
    """
    at_hand: set[str] = set()
    for paper in papers:
        if paper.state in (IN_HAND, SENT, NOT_NEEDED):
            at_hand.update(fold(name) for name in paper.names if fold(name))
    return [
        number
        for number, names in enumerate(asked)
        if not any(fold(name) in at_hand for name in names)
    ]
