"""Who is what to whom: parents, guardians, interpreters, helpers, over time.

A relationship is written once, on the file of one of the two, and read from both: what the other one
is follows from `INVERSE`. The other one may be a client or somebody without a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from desktop_app.domain.fields import Choice, EntityType, Field, Kind, Scope, client_field
from desktop_app.language import Message

_FAMILY: Final = Message("purpose", "To know who belongs together and who helps.")
_REACH: Final = Message("purpose", "To reach the person safely.")

RELATIONS: Final = (
    Choice("parent", Message("choices", "parent")),
    Choice("child", Message("choices", "child")),
    Choice("partner", Message("choices", "partner")),
    Choice("sibling", Message("choices", "brother or sister")),
    Choice("grandparent", Message("choices", "grandparent")),
    Choice("grandchild", Message("choices", "grandchild")),
    Choice("relative", Message("choices", "other relative")),
    Choice("guardian", Message("choices", "guardian or curator")),
    Choice("ward", Message("choices", "under guardianship")),
    Choice("interpreter", Message("choices", "interpreter")),
    Choice("interpreted", Message("choices", "interpreted for")),
    Choice("helper", Message("choices", "helper")),
    Choice("helped", Message("choices", "helped")),
    Choice("attorney", Message("choices", "acts for the person")),
    Choice("principal", Message("choices", "acted for")),
    Choice("other", Message("choices", "other")),
)
"""What the other person is to the client."""

INVERSE: Final[Mapping[str, str]] = {
    "parent": "child", "child": "parent", "grandparent": "grandchild", "grandchild": "grandparent",
    "guardian": "ward", "ward": "guardian", "interpreter": "interpreted",
    "interpreted": "interpreter", "helper": "helped", "helped": "helper",
    "attorney": "principal", "principal": "attorney",
}  # fmt: skip
"""What the client is to the other person; all that is not here reads alike from both sides."""

RELATIONSHIP: Final = EntityType(
    60,
    "relationship",
    Message("entities", "Relationship"),
    Scope.CASES,
    fields=(
        client_field(_FAMILY),
        Field(
            2,
            "relation",
            Kind.CHOICE,
            Message("fields", "The other person is"),
            _FAMILY,
            required=True,
            review=True,
            choices=RELATIONS,
        ),
        Field(
            3,
            "other",
            Kind.REFERENCE,
            Message("fields", "A person with a file"),
            _FAMILY,
            indexed=True,
            reference="client",
        ),
        Field(
            4,
            "other_name",
            Kind.TEXT,
            Message("fields", "Name of somebody without a file"),
            _FAMILY,
            review=True,
            identifying=True,
        ),
        Field(
            5,
            "telephone",
            Kind.TELEPHONE,
            Message("fields", "Telephone number"),
            _REACH,
            review=True,
            identifying=True,
        ),
        Field(6, "from_on", Kind.PARTIAL_DATE, Message("fields", "From"), _FAMILY),
        Field(7, "to_on", Kind.PARTIAL_DATE, Message("fields", "Until"), _FAMILY),
        Field(8, "words", Kind.TEXT, Message("fields", "To know"), _FAMILY, identifying=True),
    ),
    title=("other_name",),
)


def seen_from_other(relation: str) -> str:
    """What the client is to the other one."""
    return INVERSE.get(relation, relation)


def goes_round(child_of: Iterable[tuple[bytes, bytes]], child: bytes, parent: bytes) -> bool:
    """Whether `child` would be an ancestor of itself if `parent` became its parent.

    child_of: pairs of child and parent that are known already.
    """
    parents: dict[bytes, set[bytes]] = {}
    for one, above in child_of:
        parents.setdefault(one, set()).add(above)
    seen: set[bytes] = set()
    waiting = [parent]
    while waiting:
        one = waiting.pop()
        if one == child:
            return True
        if one not in seen:
            seen.add(one)
            waiting += parents.get(one, ())
    return False
