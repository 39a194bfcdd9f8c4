"""Who changed what in the records about a client: tasks, plans, consents, appointments and the rest.

A new record is one line; after that each field that changed is one, from what to what. What a note
says is left to the history of the file, which knows who may read it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from desktop_app.domain.fields import (
    LIFE,
    EntityType,
    FieldKey,
    Scope,
    Value,
    declared_field,
    is_item_key,
)
from desktop_app.domain.forms.records import ANSWER_KINDS
from desktop_app.language import Message
from desktop_app.services.clients.client_fields import RECORDS, label_of
from desktop_app.services.clients.codes import HIDDEN_VALUE, is_masked, tells_who
from desktop_app.services.clients.timeline import ChangeLine
from desktop_app.services.exchange.sharing import Sharing
from desktop_app.services.forms.asked import AskedAnswers
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.log import APPLIED
from desktop_app.storage.rows import Row
from desktop_app.sync.clock import milliseconds_of
from desktop_app.sync.log import Dot, Operation, decode_body, decode_header

_UNSAID = frozenset({"note"})
_OF_AN_ANSWER = frozenset({"value", "state"})


def record_changes(tables: Tables, session: Session, client: bytes) -> Iterator[ChangeLine]:
    """Every change of every record that names the client, in no order."""
    sharing, asked = Sharing(tables, session), AskedAnswers(tables, session)
    coded = is_masked(tables, session, client)
    moves = _moves(tables, session, client)
    for kind in session.registry:
        if kind.scope is not Scope.CASES or kind.name in RECORDS or not kind.has_field("client"):
            continue
        for row in tables.rows.select(kind, "WHERE f_client = ? ORDER BY id", (client.hex(),)):
            for line in _of_one(tables, session, sharing, asked, row, moves):
                yield _masked(kind, line) if coded else line


def _masked(kind: EntityType, line: ChangeLine) -> ChangeLine:
    """What codes leave of a line. A new record is told by its title."""
    told = (line.path,) if line.path else kind.title
    if not any(kind.has_field(name) and tells_who(kind.field(name)) for name in told):
        return line
    hidden = [HIDDEN_VALUE if one else one for one in (line.before, line.after)]
    return replace(line, before=hidden[0], after=hidden[1])


def _moves(tables: Tables, session: Session, client: bytes) -> frozenset[bytes]:
    """The acts that handed the file over: they write everything anew elsewhere and change nothing."""
    kind = session.registry["client"]
    moved = kind.field("handed_over_to").number
    return frozenset(
        decode_header(stored.header).txn
        for stored in tables.log.entries_of(client)
        if stored.body is not None
        and stored.type == kind.number
        and any(one.key == moved for one in decode_body(stored.body).operations)
    ) - {b""}


def _of_one(
    tables: Tables,
    session: Session,
    sharing: Sharing,
    asked: AskedAnswers,
    row: Row,
    moves: frozenset[bytes],
) -> Iterator[ChangeLine]:
    kind, feeds = row.type, tables.log.feeds()
    values: dict[Dot, Value] = {}
    first = True
    for stored in tables.log.entries_of(row.id):
        if stored.state != APPLIED or stored.body is None or stored.type != kind.number:
            continue
        header = decode_header(stored.header)
        if header.txn in moves and not first:
            continue
        person = session.person_called(header.actor)
        device = session.device_called(feeds[stored.feed].device)
        shared = sharing.state_of_entry(stored.feed, stored.seq)
        at = milliseconds_of(stored.hlc)
        operations = decode_body(stored.body).operations
        for number, operation in enumerate(operations):
            values[feeds[stored.feed].id, stored.seq, number] = operation.value
            if first or not _is_told(kind, operation.key):
                continue
            question = asked.of(row, operation.key)
            label = label_of(kind, operation.key) if question is None else question.label
            yield ChangeLine(
                at, person, device, _path(kind, operation.key), _labelled(kind, label),
                _before(operation, values), operation.value, shared, kind.name, question,
            )  # fmt: skip
        if first:
            added = Message("timeline", "Added: {what}", {"what": kind.label})
            said = "" if kind.name in _UNSAID else _title(row)
            yield ChangeLine(at, person, device, "", added, None, said, shared, kind.name)
        first = False


def _is_told(kind: EntityType, key: FieldKey) -> bool:
    if key == LIFE:
        return True
    field = declared_field(kind, key)
    if field is None or field.name == "client" or kind.name in _UNSAID:
        return False
    # Of an answer, what was answered; which question it is says its label.
    return kind.name not in ANSWER_KINDS or not is_item_key(key) or field.name in _OF_AN_ANSWER


def _path(kind: EntityType, key: FieldKey) -> str:
    if key == LIFE:
        return "life"
    field = declared_field(kind, key)
    return "" if field is None or is_item_key(key) else field.name


def _labelled(kind: EntityType, label: Message) -> Message:
    values = {"record": kind.label, "field": label}
    return Message("timeline", "{record}: {field}", values)


def _title(row: Row) -> str:
    for name in row.type.title:
        value = row.value(name)
        for choice in row.type.field(name).choices:
            if choice.value == value:
                return str(choice.label)
        if value not in (None, ""):
            return str(value)
    return ""


def _before(operation: Operation, values: dict[Dot, Value]) -> Value:
    known = [values[dot] for dot in operation.replaces if dot in values]
    return known[-1] if known else None
