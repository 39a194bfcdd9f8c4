"""Carrying erasures out on this laptop: once for what is here, and for all that comes later.

Everything in the database goes in the transaction in which the statement is believed. What lies
outside of it (drafts, attached files, older copies in the write-ahead log) goes right after the
commit, and again at the next opening when that was interrupted.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from desktop_app.crypto.signing import SigningKey
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import EntityType, Registry, declared_field
from desktop_app.domain.people.links import CLIENT
from desktop_app.language import Message
from desktop_app.services.exchange.attachment_exchange import blobs_by_person, blobs_named
from desktop_app.services.session import Session
from desktop_app.storage.blobs import Blobs
from desktop_app.storage.database import Tables
from desktop_app.storage.erased_beside import ErasedBeside
from desktop_app.sync.bundle import ERASED_IDS, Manifest
from desktop_app.sync.erasing import (
    Erasure,
    ErasureKind,
    Stripping,
    erasure_anew,
    mentions,
    names_owner,
    read_erasure,
)
from desktop_app.sync.log import decode_body, decode_segment, encode_segment
from desktop_app.sync.merge import LocalOperation
from desktop_app.sync.statements import ERASURE, ROOT, device_id
from desktop_app.sync.trust import Trust

if TYPE_CHECKING:
    from desktop_app.services.vault.open_vault import OpenVault

SAID: Final = 1024
"""Of how many erasures, the newest ones, a laptop says in each bundle that it carried them out."""

NAMED_BY_ONE: Final = 1024
"""How many records that lost an entry one laptop may name to another: each goes on to everybody."""

_NAMING: Final = "naming/"
"""Facts: how many each laptop named."""

KNOWLEDGE: Final = "knowledge"
"""The fact in which it stands which names are common (`services.duplicates.duplicates`)."""

COMPARED: Final = "compared"
"""The fact in which it stands what was compared with everybody (`services.duplicates.likely_pairs`)."""

DRAFTED: Final = "erasing/draft/"
"""Facts under which statements wait for a signature."""

_LATER: Final = "erasing/later/"
"""Facts: statements under a root that a copy of the vault which was put back did not know."""

_ASIDE: Final = "erasing/aside/"
"""Facts: as `_LATER`, of an authority that another one has taken the place of since. The office has to
sign such an erasure again before it counts; what was carried out here before stays gone meanwhile."""


class ErasedRecord(PortageError):
    """Somebody wrote about a person who was erased."""

    code = "erased"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "erasure",
                "The office had this file erased, so nothing can be written in it any more. "
                "Nothing was saved. If the person comes back, open a new file.",
            )
        )


def counting(trust: Trust) -> list[Erasure]:
    """The erasures that an authority of today orders and that as many signed as the root asks, by id.

    Any other may be the work of whoever stole the authority's key: it waits until the office of
    today says it again, or until another laptop signs it that the root names.
    """
    return sorted(filter(trust.counts, trust.erasures.values()), key=lambda one: one.id)


def waiting(session: Session, tables: Tables) -> list[Erasure]:
    """Those that count and of which something was not carried out here yet."""
    trust = session.trust
    if trust is None or not trust.erasures:
        return []
    return _not_done(session, tables, counting(trust))


def _not_done(session: Session, tables: Tables, ordered: Iterable[Erasure]) -> list[Erasure]:
    own, gone = tables.erasures.carried_out_by(session.device), tables.erasures.subjects()
    return [
        one
        for one in ordered
        if one.id not in own or any(record not in gone for record in one.subjects)
    ]


def stripping(session: Session, tables: Tables, trust: Trust | None = None) -> Stripping:
    """What every erasure that was carried out here removes from what arrives. trust: what is believed,
    when that is more than the session believes."""
    subjects = tables.erasures.subjects()
    trust = trust or session.trust
    people: dict[bytes, bytes] = {}
    if trust is not None and subjects:
        own = tables.erasures.carried_out_by(session.device)
        for one in (*trust.erasures.values(), *_kept_later(tables, trust)):
            if one.id in own and one.kind is ErasureKind.PERSON:
                people.update(dict.fromkeys(one.people, one.id))
    return Stripping(session.registry, subjects, people)


def carry_out(session: Session, tables: Tables) -> list[Erasure]:
    """Remove what every erasure names that counts and was not carried out yet; gives those.

    Inside one transaction. Doing it before or after the entries come leads to the same tables.
    """
    _take_later(session, tables)
    return _remove(session, tables, waiting(session, tables), session.trust)


def _remove(
    session: Session, tables: Tables, ordered_now: list[Erasure], trust: Trust | None
) -> list[Erasure]:
    """Remove what these name; gives them back. trust: what is believed, with these in it."""
    if not ordered_now:
        return []
    records: set[bytes] = set()
    for one in ordered_now:
        tables.erasures.add(one.subjects, one.id)
        tables.erasures.unname(one.subjects)
        tables.facts.remove(DRAFTED + one.id.hex())
        tables.erasures.add_receipt(one.id, session.device, session.environment.now())
        records.update(one.subjects)
    strips = stripping(session, tables, trust)
    dots, touched = _entries_about(tables, strips, ordered_now)
    blobs = _blobs_of(session, tables, records | touched)
    tables.erasures.remove_entries(dots)
    ordered = sorted(records)
    tables.erasures.remove_records(ordered)
    tables.rows.rebuild([*ordered, *sorted(touched - records)])
    blobs |= _stayed_behind(session, tables, records)
    if blobs:
        # What an entry that stays still names is somebody else's too: anybody could write a name down.
        blobs.difference_update(*blobs_named(tables, session.registry["attachment"]).values())
    _remove_waiting(tables, strips)
    _remove_journals(tables, records)
    # What is common among names was counted with theirs; it is counted anew.
    tables.facts.remove(KNOWLEDGE)
    tables.facts.remove(COMPARED)
    tables.likely.forget(CLIENT, ordered)
    tables.erasures.name(strips.named)
    tables.erasures.leave_outside(records, blobs)
    tables.log.count_commit()
    return ordered_now


def replay(session: Session, statements: Iterable[tuple[str, bytes]]) -> int:
    """Carry out again what was erased after a copy was made that has been put back; gives how many
    erasures that were. statements: as `kept_beside` gave them. Those that no authority of this
    organisation ever signed are passed over; of the others it does not matter whether they count
    today, as they were carried out here."""
    if session.trust is None:
        return 0
    kept = list(statements)
    # What an authority ordered that took its place after the copy was made: its root is looked at
    # here and not believed yet, as nobody would be in under it until the next bundle says who is.
    later = session.trust.copied()
    later.take_what_holds(kept)
    with session.database.writing(bulk=True) as tables:
        for kind, data in kept:
            if kind == ERASURE:
                with contextlib.suppress(PortageError):
                    session.keep_statement(tables, kind, data)
        done = len(carry_out(session, tables))
        before = _ids_of(kept, later)
        ordered = [one for one in later.erasures.values() if later.counts(one) or one.id in before]
        ordered.sort(key=lambda one: one.id)
        done += len(_remove(session, tables, _not_done(session, tables, ordered), later))
        for one in ordered:
            # Whoever replaced an authority may have had it stolen. Nobody has replaced one that stands
            # in papers beside those that go on: an office that was put back made both.
            fact = _ASIDE if later.is_replaced(one.by) else _LATER
            tables.facts.set(fact + one.id.hex(), later.statements[ERASURE, one.id, 1])
        _take_later(session, tables)
        order_again(session, tables)
        return done


def _ids_of(statements: Iterable[tuple[str, bytes]], trust: Trust) -> set[bytes]:
    """Which erasures these are, as far as an authority of the organisation signed them once."""
    found = set()
    for kind, data in statements:
        if kind == ERASURE:
            with contextlib.suppress(PortageError):
                authorities = trust.authorities_ever()
                found.add(read_erasure(data, trust.organisation, authorities, ())[0].id)
    return found


def order_again(session: Session, tables: Tables) -> None:
    """Say again, where today's authority lies, what was carried out here under a root that is not
    known any more. The others might never hear of it: the authority that ordered it may have gone
    with the disk, and its root may never have left this laptop."""
    held = tables.facts.starting_with(_LATER)
    if held and session.has_authority(tables):
        key = session.authority_key(tables)
        for data in held.values():
            session.keep_statement(tables, ERASURE, erasure_anew(data, key))


def _take_later(session: Session, tables: Tables) -> None:
    """Believe what waits for its root, once that root is known."""
    for group in (_LATER, _ASIDE):
        for name, data in tables.facts.starting_with(group).items():
            with contextlib.suppress(PortageError):
                session.keep_statement(tables, ERASURE, data)
            key = (ERASURE, bytes.fromhex(name.removeprefix(group)), 1)
            if session.require_trust().statements.get(key) == data:
                tables.facts.remove(name)


def aside(tables: Tables) -> dict[bytes, bytes]:
    """Erasures that were carried out here in the name of an authority that later papers replaced, and
    whose own papers are not known here any more: {erasure: statement}. The office may sign them again."""
    return {
        bytes.fromhex(name.removeprefix(_ASIDE)): data
        for name, data in tables.facts.starting_with(_ASIDE).items()
    }


def signed_again(tables: Tables, erasure: bytes) -> None:
    """The office of today has ordered one of those in its own name."""
    tables.facts.remove(_ASIDE + erasure.hex())


def _kept_later(tables: Tables, trust: Trust) -> Iterator[Erasure]:
    """Erasures that were carried out here again, and whose root is not known here."""
    for group in (_LATER, _ASIDE):
        for data in tables.facts.starting_with(group).values():
            with contextlib.suppress(PortageError):
                yield read_erasure(data, trust.organisation, None, ())[0]


def kept_beside(tables: Tables) -> list[tuple[str, bytes]]:
    """The statements that lie outside of a vault for a copy that is put back one day: what was
    carried out by this laptop, and the roots under which that was ordered, as (kind, data)."""
    secret = tables.facts.get("secret/signing")
    own = b"" if secret is None else device_id(SigningKey.from_secret(secret).public)
    done = tables.erasures.carried_out_by(own)
    return [
        *(
            (kind, data)
            for kind, subject, _, data in tables.trust.all()
            if kind == ROOT or (kind == ERASURE and subject in done)
        ),
        *((ERASURE, data) for data in tables.facts.starting_with(_LATER).values()),
        *((ERASURE, data) for data in tables.facts.starting_with(_ASIDE).values()),
    ]


def sealed_beside(tables: Tables, registry: Registry) -> dict[bytes, set[str]]:
    """Which record names which sealed files, and whom these are about, for a copy that is put back
    one day: they lie beside the database and stay, and the copy may not know yet of whom they are.
    Where an entry is lost with the vault, nobody will ever erase it by its own id, only the person.
    {record or client: digests}."""
    found = tables.erasures.sealed()
    for one, digests in _sealed_files(tables, registry["attachment"]).items():
        found.setdefault(one, set()).update(digests)
    return found


def _sealed_files(tables: Tables, kind: EntityType) -> dict[bytes, set[str]]:
    return {**blobs_named(tables, kind), **blobs_by_person(tables, kind)}


def note_sealed(session: Session, tables: Tables, beside: Mapping[bytes, set[str]]) -> None:
    """Remember of a vault that was put back which records its sealed files are of, as far as its own
    entries do not say so. beside: as `sealed_beside` gave it."""
    known = _sealed_files(tables, session.registry["attachment"])
    gone = tables.erasures.subjects()
    tables.erasures.note_sealed(
        {
            record: left
            for record, digests in beside.items()
            if record not in gone and (left := digests - known.get(record, set()))
        }
    )


def _entries_about(
    tables: Tables, strips: Stripping, ordered: list[Erasure]
) -> tuple[list[tuple[int, int]], set[bytes]]:
    """Entries on other records that make them be about an erased person, as (feed number, sequence
    number), and those records."""
    people = [person for one in ordered if one.kind is ErasureKind.PERSON for person in one.people]
    dots, touched = [], set()
    for feed, seq, record, body in tables.erasures.entries_naming(people):
        if record in strips.subjects:
            continue  # it goes as a whole
        try:
            goes = strips.concerns(decode_body(body))
        except PortageError:
            goes = True
        if goes:
            dots.append((feed, seq))
            touched.add(record)
    return dots, touched


def _blobs_of(session: Session, tables: Tables, records: set[bytes]) -> set[str]:
    """The sealed files of attachments, previews and all: their keys go with the entries.

    By the entries, not by the rows: one that may not count (its author was cut off) has no row.
    """
    named = blobs_named(tables, session.registry["attachment"], sorted(records))
    return {digest for digests in named.values() for digest in digests}


def _stayed_behind(session: Session, tables: Tables, records: set[bytes]) -> set[str]:
    """The sealed files of these records and people that lay here when a copy was put back which did
    not know them."""
    before = tables.erasures.sealed()
    found = {digest for one in records & before.keys() for digest in before[one]}
    if found:
        tables.erasures.forget_sealed(records & before.keys())
    return found


def _remove_waiting(tables: Tables, strips: Stripping) -> None:
    def strip(data: bytes) -> bytes:
        if not data:
            return data
        try:
            segment = decode_segment(data)
        except PortageError:
            return b"" if any(mentions(data, one) for one in strips.subjects) else data
        stripped = strips.strip(segment)
        return data if stripped is segment else encode_segment(stripped)

    tables.erasures.rewrite_waiting(strip)


def _remove_journals(tables: Tables, records: set[bytes]) -> None:
    """What was kept for taking imports back, and which records a bundle brought."""

    def strip(kept: list[Any]) -> list[Any]:
        return _without(kept, records)

    tables.erasures.rewrite_undos(strip)


def _without(kept: list[Any], records: set[bytes]) -> list[Any]:
    """[spans, created pairs, changed lines, ...] without what is about these records."""
    if len(kept) != 3:
        return [part for part in kept if not _names(part, records)]
    spans, created, changed = kept
    pairs = [
        part
        for at in range(0, len(created), 2)
        if created[at + 1] not in records
        for part in created[at : at + 2]
    ]
    lines = [
        one
        for one in changed
        if one[1] not in records
        and not any(isinstance(part, str) and _is_one(part, records) for part in one[3])
    ]
    return [spans, pairs, lines]


def _names(part: Any, records: set[bytes]) -> bool:
    if isinstance(part, bytes):
        return part in records
    if isinstance(part, str):
        return _is_one(part, records)
    return isinstance(part, list) and any(_names(one, records) for one in part)


def _is_one(text: str, records: Collection[bytes]) -> bool:
    try:
        return len(text) == 32 and bytes.fromhex(text) in records
    except ValueError:
        return False


def take_stripped(session: Session, tables: Tables, content: bytes) -> bytes:
    """A segment's content as it may be kept: without what was erased."""
    strips = stripping(session, tables)
    if not strips:
        return content
    segment = decode_segment(content)
    stripped = strips.strip(segment)
    if strips.named:
        tables.erasures.name(strips.named)
    return content if stripped is segment else encode_segment(stripped)


def check_not_erased(
    session: Session,
    tables: Tables,
    kind: EntityType,
    record: bytes,
    operations: Iterable[LocalOperation],
) -> None:
    """Raises ErasedRecord when a change would write about something that was erased."""
    subjects = tables.erasures.subjects()
    if not subjects:
        return
    if record in subjects:
        raise ErasedRecord
    people = stripping(session, tables).people
    for one in operations:
        told = declared_field(kind, one.key)
        if told is not None and names_owner(kind, told) and _is_one(str(one.value), people):
            raise ErasedRecord


def said_erased(session: Session, tables: Tables) -> tuple[bytes, ...]:
    """What a bundle says of erasures: the id of each that was carried out here and that counts, followed
    by the ids of records that lost an entry by it and that no erasure names yet.

    Of one that counts no longer here, under another authority, the statement of that one is wanted: who
    has it sends it to those who do not say that it is done.
    """
    trust = session.require_trust()
    own = tables.erasures.carried_out_by(session.device)
    named: dict[bytes, list[bytes]] = {}
    for record, erasure in sorted(tables.erasures.named().items()):
        named.setdefault(erasure, []).append(record)
    said: list[bytes] = []
    for place, one in enumerate(filter(trust.counts, _newest_first(trust))):
        if one.id in own and (place < SAID or one.id in named):
            said += [one.id, *named.get(one.id, ())]
    return tuple(said[:ERASED_IDS])


def _newest_first(trust: Trust) -> list[Erasure]:
    """By what their office's clock showed, which may have been wrong: so a number of them is said, and
    never those of some time."""
    return sorted(trust.erasures.values(), key=lambda one: (-one.at, one.id))


def hear_erased(session: Session, tables: Tables, manifest: Manifest) -> None:
    """Remember what the sender says that it has carried out, and which records it asks about."""
    trust = session.require_trust()
    now, last = session.environment.now(), b""
    known, gone = tables.erasures.named(), tables.erasures.subjects()
    fact, fresh = _NAMING + manifest.sender.hex(), dict[bytes, bytes]()
    room = NAMED_BY_ONE - tables.facts.number(fact)
    for one in manifest.erased:
        if one in trust.erasures:
            last = one
            tables.erasures.add_receipt(one, manifest.sender, now)
        elif last and one not in known and one not in gone and room > len(fresh):
            fresh[one] = last
    tables.erasures.name(fresh)
    if fresh:
        tables.facts.set_number(fact, tables.facts.number(fact) + len(fresh))
    word = tables.exchange.peers().get(manifest.sender)
    if word is None or word.control != manifest.control or len(manifest.erased) >= ERASED_IDS:
        return
    # A restored laptop says in its newest word that it has to be told again. Which of the older ones it
    # would have said depends on how many it knows.
    told = _newest_first(trust)[: SAID // 2]
    done, said = tables.erasures.carried_out_by(manifest.sender), set(manifest.erased)
    for erasure in told:
        if erasure.id in done and erasure.id not in said:
            tables.erasures.remove_receipt(erasure.id, manifest.sender)


def untold(tables: Tables, recipients: Iterable[bytes], erasure: bytes) -> bool:
    """Whether one of these laptops has not said yet that it carried an erasure out."""
    done = tables.erasures.carried_out(erasure)
    return any(device not in done for device in recipients)


def finish_outside(vault: OpenVault, beside: ErasedBeside) -> None:
    """Remove what the last erasures left outside of the database; does nothing when that is done.

    Drafts about the records, their sealed files, and the older copies of pages that lie in the
    write-ahead log until they are overwritten. beside: where the decisions are kept for a copy of
    the vault that is put back one day.
    """
    database = vault.session.database
    with database.reading() as tables:
        outside = tables.erasures.outside()
        statements = kept_beside(tables)
    if not outside.records and not outside.blobs:
        return
    vault.drafts.discard_about(outside.records)
    blobs = Blobs(vault.folder / "blobs")
    for digest in outside.blobs:
        blobs.remove(digest)
    beside.write(statements)
    database.checkpoint()
    with database.writing() as tables:
        tables.erasures.outside_done()
    database.checkpoint()
