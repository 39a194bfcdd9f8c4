"""How a kind of record is declared: once, here, for every room.

One `Field` drives the form, the list, the search, the import mapping, the export, the history,
the merge rule and the mask of code mode. Nothing else in the program names a column.

Numbers identify types, lists and fields in the change log: they are never reused and never get
another meaning (they travel in bundles to older and newer releases).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, TypeGuard

from desktop_app.language import Message

Value = str | int | bool | None
"""What one field may hold: text, a whole number (money in cents), yes or no, or nothing."""

FieldKey = int | bytes
"""A field inside a record as the log writes it: a number, or for a list item 18 bytes
(list number, item id, field number); 16 bytes name a field that the organisation added."""

ITEM_KEY_BYTES: Final = 18

LIFE: Final = 0
"""The pseudo-field of every record and list item: is it there, or deleted?"""

DELETED: Final = "deleted"
LIVE: Final = "live"


class Kind(StrEnum):
    """What a field holds, and so how it is typed, checked, shown and read from a spreadsheet."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    YES_NO = "yes_no"
    INTEGER = "integer"
    MONEY = "money"  # cents
    DATE = "date"  # YYYY-MM-DD
    PARTIAL_DATE = "partial_date"  # YYYY, YYYY-MM, YYYY-MM-DD, or any of them after "~" (about)
    INSTANT = "instant"  # UTC, YYYY-MM-DDTHH:MMZ
    TIME = "time"  # local, HH:MM
    TIME_ZONE = "time_zone"  # IANA name
    LANGUAGE = "language"  # BCP 47
    TELEPHONE = "telephone"
    EMAIL = "email"
    POSTAL_CODE = "postal_code"
    WEB = "web"
    REFERENCE = "reference"  # a record's id, 32 hexadecimal digits


class Scope(StrEnum):
    """In which part of the log a kind of record lives, and so who receives it."""

    ORGANISATION = "org"
    DIRECTORY = "directory"
    CASES = "cases"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a closed list: the stored word and what a person reads."""

    value: str
    label: Message


@dataclass(frozen=True, slots=True)
class Field:
    """One fact that a record can hold.

    number: how the log names it; for a field that the organisation added, the 16 bytes of the id
    of its definition (`domain.own_fields`). Its value then lies among the items of the row.
    review: two different values written apart wait for a person; otherwise the later one stands.
    identifying: masked in code mode and withheld with the names.
    searchable, listed: found by the one search; offered as a column of lists.
    headings: what a spreadsheet may call it, in French and English, for guessing a mapping.
    reference: for Kind.REFERENCE, the name of the type it points to ("person" is the people list).
    secret: a key, which is neither shown nor printed.
    """

    number: FieldKey
    name: str
    kind: Kind
    label: Message
    purpose: Message
    review: bool = False
    identifying: bool = False
    required: bool = False
    searchable: bool = False
    listed: bool = False
    indexed: bool = False
    choices: tuple[Choice, ...] = ()
    reference: str = ""
    headings: tuple[str, ...] = ()
    secret: bool = False


def client_field(purpose: Message) -> Field:
    """The first field of a record about a client: whose it is.

    Erasing a person, handing a file over, the report of what is kept and files of one person go by it.
    """
    return Field(
        1,
        "client",
        Kind.REFERENCE,
        Message("fields", "Client"),
        purpose,
        required=True,
        indexed=True,
        reference="client",
    )


@dataclass(frozen=True, slots=True)
class ItemList:
    """Several of a thing inside one record (telephones, opening hours), each with its own id."""

    number: int
    name: str
    label: Message
    fields: tuple[Field, ...]
    one: Message

    def field(self, name: str) -> Field:
        """The field of an item by its name; KeyError when there is none."""
        return next_named(self.fields, name)


@dataclass(frozen=True, slots=True)
class OwnFields:
    """The fields that an organisation added to one kind of record: asked for, and not any more."""

    asked: tuple[Field, ...] = ()
    former: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class EntityType:
    """One kind of record.

    aliases: a short name for the preferred item of a list, e.g. telephone -> (phones, number).
    also: other scopes in which records of this kind lie; of any other kind, each lies in `scope` alone.
    title: fields whose values, joined in order, name a record on screen.
    former: fields of the organisation's own that are not asked for (any more); what was said in
    them is still named, in the history and where it waits for a decision.
    searched: by their keys, the fields by whose values a record is found; those of lists are not here.
    """

    number: int
    name: str
    label: Message
    scope: Scope
    fields: tuple[Field, ...]
    lists: tuple[ItemList, ...] = ()
    aliases: tuple[tuple[str, str, str], ...] = ()
    title: tuple[str, ...] = ()
    former: tuple[Field, ...] = ()
    also: frozenset[Scope] = frozenset()
    columns: tuple[Field, ...] = field(init=False, repr=False, compare=False)
    searched: dict[FieldKey, Field] = field(init=False, repr=False, compare=False)
    _by_name: dict[str, Field] = field(init=False, repr=False, compare=False)
    _by_number: dict[FieldKey, Field] = field(init=False, repr=False, compare=False)
    _by_place: dict[tuple[int, int], Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Asked for every value of every record that is read or written.
        known = (*self.former, *reversed(self.fields))
        object.__setattr__(self, "_by_name", {one.name: one for one in known})
        object.__setattr__(self, "_by_number", {one.number: one for one in known})
        searched = {one.number: one for one in known if one.searchable}
        object.__setattr__(self, "searched", searched)
        # What the tables have a column for; the organisation's own fields have none.
        declared = tuple(one for one in self.fields if isinstance(one.number, int))
        object.__setattr__(self, "columns", declared)
        object.__setattr__(
            self,
            "_by_place",
            {
                (items.number, one.number): one
                for items in reversed(self.lists)
                for one in reversed(items.fields)
                if isinstance(one.number, int)
            },
        )

    def field(self, name: str) -> Field:
        """The declared field of that name; KeyError when there is none."""
        return self._by_name[name]

    def declared(self, key: FieldKey) -> Field | None:
        """The declaration behind a key, or None for life and for what only a newer release knows."""
        if isinstance(key, bytes) and len(key) == 18:
            return self._by_place.get((key[0], key[17]))
        return self._by_number.get(key)

    def has_field(self, name: str) -> bool:
        return name in self._by_name

    def lives_in(self, scope: str) -> bool:
        """Whether records of this kind may lie in a scope of that kind, and so be written by whoever
        may write there."""
        return scope == self.scope or scope in self.also

    def items(self, name: str) -> ItemList:
        """The declared list of that name; KeyError when there is none."""
        for declared in self.lists:
            if declared.name == name:
                return declared
        raise KeyError(name)


def next_named(fields: Iterable[Field], name: str) -> Field:
    """The field of that name; KeyError when there is none."""
    for declared in fields:
        if declared.name == name:
            return declared
    raise KeyError(name)


class Registry:
    """All kinds of record that this release knows, with the fields that the organisation added.

    types: what the program declares. The fields of the organisation come with `adopt`, into the
    registry that everybody holds already: screens see them from their next question on.
    """

    def __init__(self, types: Iterable[EntityType]) -> None:
        self.types: Final = tuple(types)
        self._declared: Final = _named(self.types)
        if len(self._declared) != len(self.types):
            raise ValueError("a kind of record is declared twice")
        for declared in self.types:
            for group in (declared.fields, *(items.fields for items in declared.lists)):
                if len({one.number for one in group}) != len(group):
                    raise ValueError(f"a field number of {declared.name} is used twice")
        self._now = _Known(self._declared)

    def __iter__(self) -> Iterator[EntityType]:
        return iter(self._now.by_name.values())

    def __getitem__(self, name: str) -> EntityType:
        return self._now.by_name[name]

    def by_number(self, number: int) -> EntityType | None:
        """The type with that number, or None when only a newer Portage knows it."""
        return self._now.by_number.get(number)

    def with_field(self, entity: str, extra: Field) -> Registry:
        """The same registry where `entity` has one more field."""
        return Registry(
            replace(one, fields=(*one.fields, extra)) if one.name == entity else one
            for one in self.types
        )

    def copy(self) -> Registry:
        """What the program declares alone, for a vault of its own."""
        return Registry(self.types)

    def adopt(self, own: Mapping[str, OwnFields]) -> None:
        """Know these fields of the organisation from now on, by the kind of record, and no others.

        Kinds of record that only a newer Portage knows are passed over.
        """
        self._now = _Known(
            {
                one.name: replace(
                    one, fields=(*one.fields, *own[one.name].asked), former=own[one.name].former
                )
                if one.name in own
                else one
                for one in self.types
            }
        )


class _Known:
    """The kinds of record at one moment; whoever asks sees all of one moment or of another."""

    def __init__(self, by_name: Mapping[str, EntityType]) -> None:
        self.by_name: Final = dict(by_name)
        self.by_number: Final = {one.number: one for one in by_name.values()}
        if len(self.by_number) != len(self.by_name):
            raise ValueError("two kinds of record have one number")


def _named(types: Iterable[EntityType]) -> dict[str, EntityType]:
    return {one.name: one for one in types}


def own_names(entity: EntityType) -> tuple[str, ...]:
    """The names of the fields that the organisation added to a kind of record and asks for now."""
    return tuple(one.name for one in entity.fields if isinstance(one.number, bytes))


def is_item_key(key: FieldKey) -> TypeGuard[bytes]:
    """Whether the key names a field of a list item, and not one of the organisation's own."""
    return isinstance(key, bytes) and len(key) == ITEM_KEY_BYTES


def item_key(list_number: int, item: uuid.UUID | bytes, field_number: FieldKey) -> bytes:
    """The key of one field of one list item. Raises TypeError for a field of the organisation's
    own: items have none."""
    if isinstance(field_number, bytes):
        raise TypeError(field_number)
    raw = item.bytes if isinstance(item, uuid.UUID) else item
    return bytes((list_number,)) + raw + bytes((field_number,))


def key_of(entity: EntityType, path: str) -> FieldKey:
    """The key of a path such as `family`, `life` or `phones/<uuid>/number`.

    Raises KeyError when the path names nothing that is declared.
    """
    if path == "life":
        return LIFE
    parts = path.split("/")
    if len(parts) == 1:
        return entity.field(path).number
    if len(parts) != 3:
        raise KeyError(path)
    items = entity.items(parts[0])
    try:
        item = uuid.UUID(parts[1])
    except ValueError as fault:
        raise KeyError(path) from fault
    number = LIFE if parts[2] == "life" else items.field(parts[2]).number
    return item_key(items.number, item, number)


def path_of(entity: EntityType, key: FieldKey) -> str:
    """The readable path of a key; unknown keys (of a newer release) are given by their number."""
    if key == LIFE:
        return "life"
    if isinstance(key, int) or len(key) != 18:
        declared = entity.declared(key)
        if declared is not None:
            return declared.name
        return f"#{key}" if isinstance(key, int) else f"#{key.hex()}"
    item = uuid.UUID(bytes=key[1:17])
    for items in entity.lists:
        if items.number == key[0]:
            if key[17] == LIFE:
                return f"{items.name}/{item}/life"
            for one in items.fields:
                if one.number == key[17]:
                    return f"{items.name}/{item}/{one.name}"
            return f"{items.name}/{item}/#{key[17]}"
    return f"#{key[0]}/{item}/#{key[17]}"


def declared_field(entity: EntityType, key: FieldKey) -> Field | None:
    """The declaration behind a key, or None for life and for what only a newer release knows."""
    return entity.declared(key)
