"""All of one client's file, as a screen or a paper shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from desktop_app.domain.casework.consents import CONTACT
from desktop_app.domain.casework.meeting_ways import fitting_ways
from desktop_app.domain.fields import LIFE, Scope, Value
from desktop_app.domain.people.links import SAME, Group
from desktop_app.domain.words.calendar_words import partial_date
from desktop_app.language import Message
from desktop_app.services.casework.before_meeting import way_words
from desktop_app.services.casework.consents import Consents, contact_blocked
from desktop_app.services.clients.client_fields import RECORDS, label_of, place_of, shown_fields
from desktop_app.services.clients.client_lines import Lines, name_of, today_of
from desktop_app.services.clients.client_values import Records
from desktop_app.services.clients.codes import is_masked, without_identity
from desktop_app.services.clients.handover import moved_to
from desktop_app.services.clients.timeline import TimelineItem, timeline_of
from desktop_app.services.conflicts.contested import ContestedValue, contested_fields
from desktop_app.services.editing import Seen
from desktop_app.services.exchange.sharing import Shared, Sharing
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.sync.clock import milliseconds_of
from desktop_app.sync.merge import HIDDEN

SeenRecords = Mapping[str, Seen]
"""What a person had before them when a form was opened, by the kind of record."""


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """One of the files of a person who has several.

    opened_at: UTC milliseconds; opened_by, device: names, empty while unknown. differs: what this
    file says otherwise than the leading one, by path. stands: those of these paths whose value was
    chosen to stand.
    """

    id: str
    name: str
    community: str
    opened_at: int
    opened_by: str
    device: str
    differs: Mapping[str, Value]
    stands: frozenset[str]


@dataclass(frozen=True, slots=True)
class ClientFile:
    """All of one client's file.

    fields: values by path; an alias such as `telephone` stands beside the item that it names.
    labels: what a person calls each of these paths. contested: fields in which several values
    stand. missing: what is still to complete. birth: in words. seen: to be given back to `set`,
    so that nothing is overwritten that came in meanwhile. files: where several files were linked as
    one person, all of them, the leading one first; the fields are those of the leading one.
    moved_to: the community that it was handed over to, when it lives there now and no longer here.
    no_contact: why nobody may call or write today, None where nothing stands against it. ways: which
    ways of meeting fit what the person has, as sentences. coded: a code stands in place of the name,
    and what tells who the person is was left out.
    """

    id: str
    title: str
    community: str
    fields: Mapping[str, Value]
    labels: Mapping[str, Message]
    contested: Mapping[str, tuple[ContestedValue, ...]]
    missing: tuple[Message, ...]
    timeline: tuple[TimelineItem, ...]
    shared: Shared
    seen: SeenRecords
    birth: str
    age: Message | None
    deleted: bool
    files: tuple[LinkedFile, ...] = ()
    moved_to: str = ""
    no_contact: Message | None = None
    ways: tuple[Message, ...] = ()
    coded: bool = False

    @property
    def incomplete(self) -> bool:
        return bool(self.missing)


def file_of(
    tables: Tables, session: Session, records: Records, together: bool = True
) -> ClientFile:
    """The file of a client whose records are these; together: with what is in files linked to it."""
    lines = Lines(tables, session)
    fields: dict[str, Value] = {}
    contested: dict[str, tuple[ContestedValue, ...]] = {}
    coded = is_masked(tables, session, records.id)
    for name in RECORDS:
        row = records.rows.get(name)
        if row is None:
            continue
        one = session.registry[name]
        if coded and one.scope is Scope.NAMES:
            fields |= shown_fields(one, without_identity(one, row.values))
            continue
        fields |= shown_fields(one, row.values)
        contested |= contested_fields(session, tables, one, row)
    labels = _labels(session, records, (*fields, *contested))
    client = records.rows["client"]
    group = tables.groups.group(records.id) if together else None
    members = (records.id,) if group is None else group.members
    files = linked_files(tables, session, lines, group)
    names = {one.id: one.name for one in files}
    people = lines.people.by_ids([records.id])
    agreed = lines.people.with_consent(members, "file", today_of(session).isoformat())
    birth = str(fields.get("birth_date") or "")
    disputed = contested.get("birth_date", ())
    return ClientFile(
        id=records.id.hex(),
        title=_title(session, lines, records, coded),
        community=lines.community_called(client.value("community")),
        fields=fields,
        labels=labels,
        contested=contested,
        missing=lines.missing(people[records.id], bool(agreed)) if records.id in people else (),
        timeline=_joined(
            [
                replace(item, origin=one.hex(), origin_name=names.get(one.hex(), ""))
                if group is not None
                else item
                for one in members
                for item in timeline_of(tables, session, one)
            ]
        ),
        shared=Sharing(tables, session).state_of([records.id])[records.id],
        seen={
            name: {key: row.state.dots(key) for key in row.state.heads}
            for name, row in records.rows.items()
        },
        birth=partial_date(birth) if not disputed else _disputed(disputed),
        age=None if disputed else _age(birth, today_of(session)),
        deleted=client.state.life() == HIDDEN,
        files=files,
        moved_to=moved_to(session, tables, client),
        no_contact=contact_blocked(
            Consents(session).read_standing(tables, records.id.hex(), CONTACT)
        ),
        ways=_ways(fields),
        coded=coded,
    )


def _title(session: Session, lines: Lines, records: Records, coded: bool) -> str:
    identity = records.rows.get("identity")
    if coded or not lines.coded or identity is None:
        return lines.name_of_id(records.id)
    registry = session.registry
    case = records.rows["client"].values
    return name_of(registry["identity"], registry["client"], identity.values, case, records.id)


def _ways(fields: Mapping[str, Value]) -> tuple[Message, ...]:
    technology = [str(fields.get(one) or "") for one in ("device", "connection", "skill")]
    if not any(technology):
        return ()
    return tuple(
        words for one in fitting_ways(*technology) if (words := way_words(one)) is not None
    )


def _joined(items: list[TimelineItem]) -> tuple[TimelineItem, ...]:
    return tuple(sorted(items, key=lambda item: (item.at, item.written_at, item.id), reverse=True))


def own_fields(tables: Tables, session: Session, client: bytes) -> dict[str, Value]:
    """The shown fields of one file alone, by path."""
    fields: dict[str, Value] = {}
    coded = is_masked(tables, session, client)
    for name in RECORDS:
        one = session.registry[name]
        row = tables.rows.get(one, client)
        if row is not None:
            values = without_identity(one, row.values) if coded else row.values
            fields |= shown_fields(one, values)
    return fields


def linked_files(
    tables: Tables, session: Session, lines: Lines, group: Group | None
) -> tuple[LinkedFile, ...]:
    """The files of a group, the leading one first; none where there is no group."""
    if group is None:
        return ()
    chosen: dict[str, bytes] = {}
    for link in tables.groups.links():
        if link.verdict == SAME and link.a in group.members and link.b in group.members:
            chosen |= link.choices
    leading = own_fields(tables, session, group.lead)
    found = []
    for member in sorted(group.members, key=lambda one: one != group.lead):
        row = tables.rows.get(session.registry["client"], member)
        if row is None or row.state.created is None:
            continue
        hlc, feed, actor = row.state.created
        own = own_fields(tables, session, member)
        device = tables.log.feeds()[tables.log.known_feed(feed)].device
        found.append(
            LinkedFile(
                member.hex(),
                lines.name_of_id(member),
                lines.community_called(row.value("community")),
                milliseconds_of(hlc),
                session.person_called(actor),
                session.device_called(device),
                {
                    path: value
                    for path, value in own.items()
                    if "/" not in path and value != leading.get(path)
                },
                frozenset(path for path, one in chosen.items() if one == member),
            )
        )
    return tuple(found)


def _disputed(values: tuple[ContestedValue, ...]) -> str:
    """A birth date on which people do not agree is not shown as if it were settled."""
    first, *others = [partial_date(str(one.value)) for one in values if one.value]
    said = first
    for other in others:
        said = str(Message("client file", "{one} or {other}", {"one": said, "other": other}))
    return said


def _labels(session: Session, records: Records, paths: tuple[str, ...]) -> dict[str, Message]:
    labels: dict[str, Message] = {}
    for path in paths:
        if path == "life":
            labels[path] = label_of(session.registry[RECORDS[0]], LIFE)
            continue
        place = place_of(session.registry, path, records.id, records.values())
        if place.field is not None:
            labels[path] = place.field.label
    return labels


def _age(birth: str, today: date) -> Message | None:
    """How old somebody is, from a birth date of which only a part may be known."""
    known = birth.removeprefix("~")
    if not known:
        return None
    try:
        parts = [int(part) for part in known.split("-")]
    except ValueError:
        return None
    years = today.year - parts[0]
    exact = len(parts) == 3 and not birth.startswith("~")
    if exact and (today.month, today.day) < (parts[1], parts[2]):
        years -= 1
    if years < 0:
        return None
    if exact:
        return Message("clients", "{n} year old", plural="{n} years old", n=years)
    return Message("clients", "about {n} year old", plural="about {n} years old", n=years)
