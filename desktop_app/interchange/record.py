"""What a reader of outside files hands back: records, refusals, notices and counts.

All of it goes through a pipe from the reader process, so each shape has a plain form made of
dictionaries, lists, texts, numbers and bytes only.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from desktop_app.domain.fields import Value
from desktop_app.language import Label, Message

_NAMESPACE: Final = uuid.UUID("6d1f5c7e-6a0c-5e0b-9c53-0b0a7f6f2d11")
_SEPARATOR: Final = "\x1f"

Plain = dict[str, Any]


def record_id(source: str, table: str, source_id: str) -> uuid.UUID:
    """The id of an imported record: the same for the same row of the same source, always."""
    return uuid.uuid5(_NAMESPACE, _SEPARATOR.join((source, table, source_id)))


def item_id(parent: uuid.UUID, list_name: str, source_id: str) -> uuid.UUID:
    """The id of a list item inside an imported record, from its id in the source."""
    return uuid.uuid5(parent, _SEPARATOR.join((list_name, source_id)))


@dataclass(frozen=True, slots=True)
class ImportedRecord:
    """One record as a source holds it.

    table, source_id: where it stands there. entity: the kind of record here. id: 16 bytes.
    values: by path of `domain.fields` (`name`, `phones/<uuid>/number`), in the order of the
    source; references are 32 hexadecimal digits. where: for people, e.g. `services.csv, row 14`.
    """

    table: str
    source_id: str
    entity: str
    id: bytes
    values: Mapping[str, Value]
    where: str

    def to_plain(self) -> Plain:
        return {
            "table": self.table,
            "source_id": self.source_id,
            "entity": self.entity,
            "id": self.id,
            "values": dict(self.values),
            "where": self.where,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> ImportedRecord:
        return cls(
            str(plain["table"]),
            str(plain["source_id"]),
            str(plain["entity"]),
            bytes(plain["id"]),
            dict(plain["values"]),
            str(plain["where"]),
        )


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row, cell or document that was not taken. reason: a stable code for scripts."""

    where: str
    reason: str
    message: Message

    def to_plain(self) -> Plain:
        return {
            "where": self.where,
            "reason": self.reason,
            "message": message_to_plain(self.message),
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Refusal:
        return cls(str(plain["where"]), str(plain["reason"]), message_from_plain(plain["message"]))


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that was taken, but not quite as it stood: to be told, with how often."""

    code: str
    message: Message
    count: int = 1

    def to_plain(self) -> Plain:
        return {
            "code": self.code,
            "message": message_to_plain(self.message),
            "count": self.count,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Notice:
        return cls(str(plain["code"]), message_from_plain(plain["message"]), int(plain["count"]))


@dataclass(slots=True)
class TableCount:
    """How the rows of one source table went: read = taken + repeated + refused.

    repeated: said a second time what another row had said. into: rows taken, by kind of record.
    """

    read: int = 0
    taken: int = 0
    repeated: int = 0
    refused: int = 0
    into: dict[str, int] = field(default_factory=dict)

    def take(self, entity: str) -> None:
        self.taken += 1
        self.into[entity] = self.into.get(entity, 0) + 1

    def to_plain(self) -> Plain:
        return {
            "read": self.read,
            "taken": self.taken,
            "repeated": self.repeated,
            "refused": self.refused,
            "into": dict(self.into),
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> TableCount:
        return cls(
            int(plain["read"]),
            int(plain["taken"]),
            int(plain["repeated"]),
            int(plain["refused"]),
            {str(entity): int(count) for entity, count in plain["into"].items()},
        )


@dataclass(frozen=True, slots=True)
class Report:
    """The counts and sentences of one reading, without the records themselves."""

    counts: Mapping[str, TableCount]
    refused: tuple[Refusal, ...]
    notices: tuple[Notice, ...]

    @property
    def taken(self) -> dict[str, int]:
        """Rows taken, by source table."""
        return {table: count.taken for table, count in self.counts.items()}

    def to_plain(self) -> Plain:
        return {
            "counts": {table: count.to_plain() for table, count in self.counts.items()},
            "refused": [refusal.to_plain() for refusal in self.refused],
            "notices": [notice.to_plain() for notice in self.notices],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Report:
        return cls(
            {table: TableCount.from_plain(count) for table, count in plain["counts"].items()},
            tuple(Refusal.from_plain(one) for one in plain["refused"]),
            tuple(Notice.from_plain(one) for one in plain["notices"]),
        )


def message_to_plain(message: Message) -> Plain:
    """A message as plain data; what fills its places stays a message, a number or text."""
    return {
        "context": message.context,
        "text": message.text,
        "values": {name: _value_to_plain(value) for name, value in message.values.items()},
        "plural": message.plural,
        "n": message.n,
    }


def _value_to_plain(value: object) -> Plain | int | str:
    if isinstance(value, Label):
        return str(value)
    if isinstance(value, Message):
        return message_to_plain(value)
    return value if isinstance(value, int) else str(value)


def message_from_plain(plain: Mapping[str, Any]) -> Message:
    """The message that `message_to_plain` took apart, said in the reader's language."""
    values = {
        name: message_from_plain(value) if isinstance(value, Mapping) else value
        for name, value in plain["values"].items()
    }
    return Message(**{**plain, "values": values})


def records_to_plain(records: Iterable[ImportedRecord]) -> list[Plain]:
    return [record.to_plain() for record in records]
