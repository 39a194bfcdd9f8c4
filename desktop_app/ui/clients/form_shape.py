"""How the client's form is laid out: the declared fields of identity and client, in groups.

A field that no group names still appears, with those of its record: a field that an organisation
adds needs no change here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from desktop_app.domain.fields import EntityType, Field, Kind, Registry, Value
from desktop_app.language import Message
from desktop_app.services.clients.handover import FIELD as HANDED_OVER
from desktop_app.ui.clients.services import Named
from desktop_app.ui.shared.form import FormField, FormGroup, declared
from desktop_app.ui.shared.item_rows import FormList, declared_list
from desktop_app.ui.shared.words import Words

Choices = tuple[tuple[Value, Words], ...]

BEGIN: Final = ("given", "family", "preferred", "community", "language", "needs")
"""What is asked in the first minute; a file with these is complete enough to help."""

_GROUPS: Final = (
    (
        Message("client form", "Who"),
        ("given", "family", "preferred", "birth_date", "pronouns", "names"),
    ),
    (
        Message("client form", "How to reach"),
        (
            "phones",
            "emails",
            "mode",
            "access",
            "travel_minutes",
            "travel_cost",
            "child_care",
            "safety",
            "privacy_wishes",
            "money_comfort",
            "device",
            "connection",
            "skill",
        ),
    ),
    (
        Message("client form", "Where"),
        ("community", "street", "unit", "place", "province", "postal_code", "directions"),
    ),
    (
        Message("client form", "Languages"),
        ("language", "interpreter", "languages", "arrived_on", "status_in_canada"),
    ),
    (
        Message("client form", "File"),
        (
            "code",
            "owner",
            "covered_by",
            "first_contact",
            "status",
            "deceased",
            "died_on",
            "needs",
            "identifiers",
        ),
    ),
)
_OWN_FIELDS_OF_IDENTITY: Final = 0
_OWN_FIELDS_OF_CLIENT: Final = len(_GROUPS) - 1


def begin_group(
    registry: Registry, communities: Sequence[Named], workers: Sequence[Named]
) -> FormGroup:
    """The first minute with a new person."""
    known = _items(registry, communities, workers)
    items = tuple(known[name] for name in BEGIN if name in known)
    return FormGroup(Message("client form", "In the first minute"), items)


def groups(
    registry: Registry,
    communities: Sequence[Named],
    workers: Sequence[Named],
    without: Iterable[str] = (),
) -> tuple[FormGroup, ...]:
    """All fields of a person in their groups. without: names of those that stand elsewhere."""
    known = _items(registry, communities, workers)
    placed = [[name for name in names if name in known] for _, names in _GROUPS]
    named = {name for names in placed for name in names}
    for entity, place in (
        ("identity", _OWN_FIELDS_OF_IDENTITY),
        ("client", _OWN_FIELDS_OF_CLIENT),
    ):
        placed[place] += [
            one for one in _names(registry[entity]) if one in known and one not in named
        ]
    left_out = set(without)
    made = (
        FormGroup(title, tuple(known[name] for name in names if name not in left_out))
        for (title, _), names in zip(_GROUPS, placed, strict=True)
    )
    return tuple(group for group in made if group.items)


def told_by_names(registry: Registry) -> tuple[str, ...]:
    """The names of what tells who somebody is, which codes leave out."""
    return tuple(_names(registry["identity"]))


def field_keys(shape: Iterable[FormGroup]) -> Iterator[str]:
    """The keys of the single fields, in their order."""
    for group in shape:
        for item in group.items:
            if isinstance(item, FormField):
                yield item.key


def _names(entity: EntityType) -> list[str]:
    return [*(one.name for one in entity.fields), *(one.name for one in entity.lists)]


def _items(
    registry: Registry, communities: Sequence[Named], workers: Sequence[Named]
) -> dict[str, FormField | FormList]:
    referred: dict[str, Choices] = {
        "community": tuple((one.id, one.name) for one in communities),
        "person": tuple((one.id, one.name) for one in workers),
    }
    made: dict[str, FormField | FormList] = {}
    for entity in (registry["identity"], registry["client"]):
        for field in entity.fields:
            if field.name == HANDED_OVER:
                continue  # written by handing a file over, never typed
            # A reference to what cannot be chosen here cannot be typed either.
            if field.kind is not Kind.REFERENCE or field.reference in referred:
                made[field.name] = _field(field, referred)
        made |= {one.name: declared_list(one) for one in entity.lists}
    return made


def _field(field: Field, referred: dict[str, Choices]) -> FormField:
    base = declared(field)
    if field.kind is not Kind.REFERENCE:
        return base
    return FormField(
        key=base.key,
        label=base.label,
        required=base.required,
        choices=referred[field.reference],
    )
