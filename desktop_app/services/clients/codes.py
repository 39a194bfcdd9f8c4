"""Whether codes stand in place of names on every laptop, and whose identity is shown all the same.

The one place that decides it: lists, files, papers, the history and the export ask here. What is
masked is every field that is declared as identifying in the records of the scope of names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import (
    EntityType,
    Field,
    FieldKey,
    Kind,
    Registry,
    Scope,
    Value,
    is_item_key,
)
from desktop_app.language import Message
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables

CODES_SETTING: Final = "codes in place of names"
ON: Final = "on"
OFF: Final = "off"

HIDDEN_VALUE: Final = "•••"
"""Shown in place of a value that tells who somebody is."""


class NamesHidden(PortageError):
    """Codes stand in place of names, and this would tell names."""

    code = "names_hidden"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "codes",
                "Your organisation works with codes in place of names. Nothing was opened or written. "
                "Show this person's identity first, with a reason, in the room Privacy of the file.",
            )
        )


def is_on(tables: Tables, registry: Registry, name: str, at_first: bool = False) -> bool:
    """Whether a setting of the office that is on or off is on. at_first: until it is settled."""
    rows = tables.rows.select(registry["setting"], "WHERE life = 1 AND f_name = ?", (name,))
    settled = {row.value("value") for row in rows}
    return ON in settled if settled & {ON, OFF} else at_first


def shows_codes(tables: Tables, registry: Registry) -> bool:
    """Whether codes stand in place of names everywhere."""
    return is_on(tables, registry, CODES_SETTING)


def is_masked(tables: Tables, session: Session, client: bytes) -> bool:
    """Whether the identity of this client is hidden now: codes are on, and nobody revealed it."""
    return session.revealed != client and shows_codes(tables, session.registry)


def hides(kind: EntityType, field: Field | None) -> bool:
    """Whether a field of a record tells who somebody is, so that codes hide it."""
    return kind.scope is Scope.NAMES and (field is None or field.identifying)


def tells_who(field: Field | None) -> bool:
    """Whether a value of a record about a client says who somebody is, so that its history hides it
    under codes: a name, a place. What people wrote in sentences stays, as notes do.
    """
    return field is not None and field.identifying and field.kind is not Kind.LONG_TEXT


def without_identity(kind: EntityType, values: Mapping[FieldKey, Value]) -> dict[FieldKey, Value]:
    """The values of a record without those that tell who somebody is, and without its lists: the label
    of a telephone says nothing once the number is gone.
    """
    return {
        key: one
        for key, one in values.items()
        if not is_item_key(key) and not hides(kind, kind.declared(key))
    }
