"""The fields that the organisation adds to its records: making, changing and retiring them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Value
from desktop_app.domain.own_fields import (
    CUSTOM_FIELD,
    DRAFT,
    PREFIX,
    PUBLISHED,
    RETIRED,
    code_of,
)
from desktop_app.language import Message
from desktop_app.services.casework.records import Record, Records
from desktop_app.services.editing import Editor, Seen
from desktop_app.services.session import NotAllowed, Session
from desktop_app.storage.database import Tables

KIND: Final = CUSTOM_FIELD.name
_FIXED: Final = ("about", "sort", "code")


class FieldInUse(PortageError):
    """What people have written in a field would no longer fit it."""

    code = "field_in_use"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "own fields",
                "This field is in use: where it belongs, its kind of answer and its name in tables "
                "stay as they are. Nothing was changed. Retire it and make another one instead; "
                "what was written in it stays in the history.",
            )
        )


class ChoicesNeeded(PortageError):
    """A field that is answered from a list has no list."""

    code = "choices_needed"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "own fields",
                "A field that is answered from a list needs at least two answers. "
                "Nothing was saved. Add the answers and save again.",
            )
        )


class OwnFieldsDesk:
    """What the office does with the organisation's own fields.

    Ids are 32 hexadecimal digits. Values are those of `domain.own_fields.CUSTOM_FIELD`, by path.
    Each method that writes raises NotAllowed, ValueRefused and UnknownField.
    """

    def __init__(self, session: Session) -> None:
        self._session, self._records = session, Records(session)

    def may_change(self) -> bool:
        """Whether this laptop is one of the office's, which alone decides what is asked."""
        return self._session.is_office

    def all(self) -> tuple[Record, ...]:
        """Every definition, those of one kind of record together, then by name."""
        found = self._records.all(KIND)
        return tuple(
            sorted(
                found, key=lambda one: (one.text("about"), one.text("label_fr").casefold(), one.id)
            )
        )

    def get(self, identifier: str) -> Record:
        """One definition. Raises NotHere."""
        return self._records.get(KIND, identifier)

    def add(self, values: Mapping[str, Value]) -> str:
        """Make a field and give its id. Without a state it is in preparation.

        A field that tells who a person is goes with the name and contact, wherever it was put: so
        it is withheld and masked with them. Raises ChoicesNeeded.
        """
        told = {"state": DRAFT, "seen_by": "everyone", **values}
        if told.get("about") == "client" and told.get("identifying") is True:
            told["about"] = "identity"
        _check_choices(told)
        session = self._session
        if not session.is_office:
            raise NotAllowed
        if not told.get("code"):
            told["code"] = self._free_code(told)
        return self._records.add_shared(KIND, told | _stored_words(told))

    def change(
        self, identifier: str, values: Mapping[str, Value], seen: Seen | None = None
    ) -> tuple[str, ...]:
        """Change a definition; gives the paths that really changed.

        Raises FieldInUse for what may not change once people could write in it, ChoicesNeeded.
        """
        session = self._session
        with session.database.writing() as tables:
            row = self._records.require(tables, KIND, identifier)
            before = _shown(tables, self._records, identifier)
            if before.get("state") in (PUBLISHED, RETIRED) and any(
                name in values and values[name] != before.get(name) for name in _FIXED
            ):
                raise FieldInUse
            after = {**before, **values}
            if after.get("about") == "client" and after.get("identifying") is True:
                if row.value("state") in (PUBLISHED, RETIRED):
                    raise FieldInUse
                values = {**values, "about": "identity"}
            _check_choices(after)
            values = {**values, **_stored_words(after)}
            editor = Editor(session, tables)
            editor.begin_act()
            changed = self._records.write(tables, editor, KIND, identifier, values, seen)
            editor.flush()
            return changed

    def publish(self, identifier: str) -> None:
        """Ask it from now on, on every laptop that the next bundles reach."""
        self.change(identifier, {"state": PUBLISHED})

    def retire(self, identifier: str) -> None:
        """Ask it no more; what was written in it stays in the history."""
        self.change(identifier, {"state": RETIRED})

    def _free_code(self, values: Mapping[str, Value]) -> str:
        label = str(values.get("label_en") or values.get("label_fr") or "")
        wanted = code_of(label)
        taken = {(one.text("about"), one.text("code")) for one in self._records.all(KIND)}
        free, number = wanted, 1
        while free and (values.get("about"), free) in taken:
            number += 1
            free = f"{wanted}_{number}"
        return free


def name_in_tables(record: Record) -> str:
    """How commands and tables name the field."""
    return f"{PREFIX}{record.text('code') or record.id}"


def _shown(tables: Tables, records: Records, identifier: str) -> dict[str, Value]:
    found = {one.id: one for one in records.read_all(tables, KIND)}
    return dict(found[identifier].values)


def _check_choices(values: Mapping[str, Value]) -> None:
    if values.get("sort") != "choice":
        return
    offered = {
        path.split("/")[1]
        for path, value in values.items()
        if path.startswith("choices/") and path.endswith(("/french", "/english")) and value
    }
    if len(offered) < 2:
        raise ChoicesNeeded


def _stored_words(values: Mapping[str, Value]) -> dict[str, Value]:
    """A word to be stored for each answer that has none yet; it never changes afterwards."""
    items: dict[str, dict[str, Value]] = {}
    for path, value in values.items():
        parts = path.split("/")
        if len(parts) == 3 and parts[0] == "choices" and parts[2] != "life":
            items.setdefault(parts[1], {})[parts[2]] = value
    taken = {str(one["value"]) for one in items.values() if one.get("value")}
    made: dict[str, Value] = {}
    for number, (item, told) in enumerate(items.items(), 1):
        if not told.get("place"):
            made[f"choices/{item}/place"] = number
        if told.get("value"):
            continue
        word = code_of(str(told.get("english") or told.get("french") or "")) or item
        word = item if word in taken else word
        taken.add(word)
        made[f"choices/{item}/value"] = word
    return made
