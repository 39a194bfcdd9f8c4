"""What erasing a person would remove: which files, who said that they are one person's, and what
belongs to them.

Anybody who may write in a community can say of two files there that they are one person's. A false
word of that kind must not widen an erasure, so each linked file is named with who linked it, and
only those that the office linked go along unless somebody chooses otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import EntityType, FieldKey
from desktop_app.domain.people.client_codes import code_for
from desktop_app.domain.people.links import LINK, SAME, groups_of
from desktop_app.domain.record_values import record_id
from desktop_app.domain.roles import Role
from desktop_app.services.clients.client_values import id_of, records_of
from desktop_app.services.clients.codes import is_masked
from desktop_app.services.erasure.erasure_files import FileAsked, files_asked, records_about
from desktop_app.services.session import NotHere, Session
from desktop_app.storage.database import Tables
from desktop_app.storage.log import actor_of
from desktop_app.storage.rows import Row
from desktop_app.sync.clock import milliseconds_of
from desktop_app.sync.erasing import names_owner, owners_in
from desktop_app.sync.log import decode_body


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """Another file that was said to be the same person's. id: hexadecimal. name: as the screen says
    it. who, laptop: names of who linked it and where; empty while unknown. at: when, UTC
    milliseconds. office: an office laptop did. goes: it is erased along in this plan. held: why it
    must be kept. birth_date, community: what tells it from another of that name, empty where nothing
    is known or the file is closed to whoever looks. records: how many would go with it."""

    id: str
    name: str
    who: str
    laptop: str
    at: int
    office: bool
    goes: bool
    held: str
    birth_date: str = ""
    community: str = ""
    records: int = 0


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What erasing a person would remove. name: as the screen says it. records: how many of each
    kind. laptops: names of those that may hold a copy. subjects: ids, the person's own first.
    people: the files that go. moved: records that were about them once. held: why one of these files
    must be kept, empty when nothing asks for it. linked: every other file that was said to be the same
    person's. birth_date, community: of the person's own file, as in `LinkedFile`."""

    client: str
    name: str
    records: dict[str, int]
    laptops: tuple[str, ...]
    subjects: tuple[bytes, ...]
    people: tuple[bytes, ...]
    moved: tuple[bytes, ...]
    held: str
    linked: tuple[LinkedFile, ...] = ()
    birth_date: str = ""
    community: str = ""


@dataclass(frozen=True, slots=True)
class _Word:
    """Who said last that two files are one, and when."""

    who: str
    laptop: str
    at: int
    office: bool


def plan_erasure(
    session: Session, tables: Tables, client_id: str, along: Collection[str] | None = None
) -> ErasurePlan:
    """The plan for one person. along: which linked files go too; None for those of the office.

    Raises NotHere, also when a file of `along` was not said to be this person's.
    """
    records = records_of(tables, session, client_id, even_deleted=True)
    linked = _linked(session, tables, records.id)
    if along is None:
        chosen = [one for one, word in linked.items() if word.office]
    else:
        chosen = [id_of(one) for one in along]
        if not set(chosen) <= set(linked):
            raise NotHere
    people = (records.id, *dict.fromkeys(chosen))
    subjects, moved = _belonging(session, tables, people)
    counted: dict[str, int] = {}
    for kind_name in subjects.values():
        counted[kind_name] = counted.get(kind_name, 0) + 1
    scope = tables.log.scopes()[records.rows["client"].scope]
    laptops = [
        one.name
        for one in session.require_trust().devices()
        if one.holds(scope.id) and one.device != session.device
    ]
    own, *_ = files_asked(session, tables, [records.id])
    named = {one.id: one for one in files_asked(session, tables, list(linked))}
    return ErasurePlan(
        records.id.hex(),
        _name(session, tables, records.id),
        counted,
        tuple(laptops),
        tuple(subjects),
        people,
        tuple(moved),
        _held(session, tables, people),
        tuple(
            _linked_file(session, tables, one, word, one in people, named.get(one.hex()))
            for one, word in linked.items()
        ),
        own.birth_date,
        own.community,
    )


def _linked_file(
    session: Session, tables: Tables, one: bytes, word: _Word, goes: bool, told: FileAsked | None
) -> LinkedFile:
    """told: what is known of the file here; None where it is not held."""
    held = _held(session, tables, (one,))
    if told is None:
        return LinkedFile(
            one.hex(), "", word.who, word.laptop, word.at, word.office, goes, held
        )  # fmt: skip
    return LinkedFile(
        one.hex(), told.name, word.who, word.laptop, word.at, word.office, goes, held,
        told.birth_date, told.community, records_about(session, tables, one),
    )  # fmt: skip


def _linked(session: Session, tables: Tables, client: bytes) -> dict[bytes, _Word]:
    """The other files of the group, those that only the office linked first, with the word that ties
    each: the one of the office where there is one, else the nearest."""
    links = [one for one in tables.groups.links() if one.verdict == SAME]
    ids = {one for link in links for one in (link.a, link.b)}
    group = next((one for one in groups_of(links, ids) if client in one.members), None)
    if group is None:
        return {}
    words = {
        (link.a, link.b): _said(session, tables, link.a, link.b)
        for link in links
        if link.a in group.members
    }
    found: dict[bytes, _Word] = {}
    for office_only in (True, False):
        near = {client, *found}
        while near:
            fresh: dict[bytes, _Word] = {}
            for (a, b), word in sorted(words.items()):
                if office_only and not word.office:
                    continue
                for one, other in ((a, b), (b, a)):
                    if one in near and other != client and other not in found:
                        fresh.setdefault(other, word if office_only else _by_others(word))
            found.update(fresh)
            near = set(fresh)
    return found


def _by_others(word: _Word) -> _Word:
    """A file that is tied by way of somebody else's word is not the office's choice."""
    return _Word(word.who, word.laptop, word.at, False)


def _said(session: Session, tables: Tables, a: bytes, b: bytes) -> _Word:
    """Who wrote the verdict on two files; of several who said the same, an office laptop first."""
    trust, found = session.require_trust(), _Word("", "", 0, False)
    feeds = tables.log.feeds()
    kind = session.registry[LINK.name]
    key = kind.field("verdict").number
    rows = tables.rows.select(kind, "WHERE f_a = ? AND f_b = ? AND life != 0", (a.hex(), b.hex()))
    for row in rows:
        for head in row.state.heads.get(key, ()):
            device = feeds[head.feed].device
            certificate = trust.certificate(device)
            office = certificate is not None and certificate.role is Role.OFFICE
            stored = next(iter(tables.log.entries(head.feed, head.seq, head.seq)), None)
            who = "" if stored is None else session.person_called(actor_of(stored.header))
            word = _Word(who, session.device_called(device), milliseconds_of(head.hlc), office)
            found = max(found, word, key=lambda one: (one.office, one.at, one.who))
    return found


def _belonging(
    session: Session, tables: Tables, people: tuple[bytes, ...]
) -> tuple[dict[bytes, str], list[bytes]]:
    """The records that are about these files, {record: kind}, and those that once were."""
    subjects: dict[bytes, str] = dict.fromkeys(people, "client")
    moved: dict[bytes, None] = {}
    for _, _, record, data in tables.erasures.entries_naming(people):
        try:
            body = decode_body(data)
        except PortageError:
            continue
        if (
            record in subjects
            or record in moved
            or not owners_in(body, session.registry) & set(people)
        ):
            continue
        kind = session.registry.by_number(body.entity_type)
        row = None if kind is None else tables.rows.get(kind, record)
        if row is not None and owners_now(row).isdisjoint(one.hex() for one in people):
            moved[record] = None  # it was about the person once, and is about another now
            continue
        subjects[record] = "other" if kind is None else kind.name
    for household in _left_empty(session, tables, subjects):
        subjects[household] = "household"
    return subjects, list(moved)


def _left_empty(session: Session, tables: Tables, subjects: Iterable[bytes]) -> list[bytes]:
    """Households in which nobody but the erased ever was: their names say who that was."""
    gone = set(subjects)
    kind = session.registry["household_member"]
    households: set[bytes] = set()
    for record in gone:
        row = tables.rows.get(kind, record)
        household = None if row is None else record_id(row.value("household"))
        if household is not None:
            households.add(household)
    return [
        one
        for one in sorted(households)
        if all(
            row.id in gone
            for row in tables.rows.select(kind, "WHERE f_household = ?", (one.hex(),))
        )
    ]


def _name(session: Session, tables: Tables, client: bytes) -> str:
    try:
        rows = records_of(tables, session, client.hex(), even_deleted=True).rows
    except PortageError:
        return ""
    if "identity" not in rows:
        return ""
    if is_masked(tables, session, client):
        return code_for(client)
    return " ".join(str(rows["identity"].value(part) or "") for part in ("given", "family")).strip()


def _held(session: Session, tables: Tables, people: Iterable[bytes]) -> str:
    """Why one of these files must be kept: somebody may have linked it to this one."""
    kind = session.registry["client"]
    rows = (tables.rows.get(kind, one) for one in people)
    found = (str(row.value("legal_hold") or "") for row in rows if row is not None)
    return next(filter(None, found), "")


def owner_keys(kind: EntityType) -> list[FieldKey]:
    """The fields of a record that say whose it is."""
    return [one.number for one in kind.columns if names_owner(kind, one)]


def owners_now(row: Row) -> set[str]:
    """Whom a record is about, in all values that stand: hexadecimal ids."""
    return {
        str(head.value)
        for key in owner_keys(row.type)
        for head in row.state.heads.get(key, ())
        if head.value
    }
