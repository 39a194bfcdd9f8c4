"""Attached files on their way: which of them go into a bundle, which are wanted, and taking them in.

Nothing is remembered as sent. The preview of a file goes along with its entry; whoever holds an
entry and not its preview says so in each of its bundles, and gets it from whoever holds it. The file
itself goes only to those who asked.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.sealing import BLOB_LIMIT
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import EntityType
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.entries import EntryTables
from desktop_app.storage.exchange import Vector
from desktop_app.storage.rows import Row
from desktop_app.sync import bundle as files
from desktop_app.sync.bundle import Manifest, Section, SectionInfo
from desktop_app.sync.log import decode_body
from desktop_app.sync.statements import Certificate

log = logging.getLogger(__name__)

AT_ONCE: Final = 64 * 1024 * 1024
"""Bytes of sealed files that one bundle takes along at most; the rest is asked for again."""

QUOTA: Final = 4 * 1024**3
"""How many bytes the sealed files of one vault may take together."""

SHARE_OF_ONE: Final = QUOTA // 4
"""Of that, what the previews of what one laptop added may take: they come without being asked for."""

WISHES_OF_ONE: Final = 512
"""How many missing previews of what one laptop added are asked for at once. Anybody can add files that are
nowhere; they must not take the room in which others' are asked for."""

_SEALED_LIMIT: Final = BLOB_LIMIT + 24
_PIECES: Final = -(-_SEALED_LIMIT // files.BLOB_PIECE)
_ASKED: Final = "blob/asked/"
"""Facts: files that somebody at this laptop asked for."""

_WANTED: Final = "blob/wanted/"
"""Facts: what another laptop said in its newest word that it lacks."""


def ask_for(tables: Tables, digest: str) -> None:
    """Somebody here wants a file."""
    tables.facts.set(_ASKED + digest, b"1")


def asked_for(tables: Tables) -> set[str]:
    """The files that somebody here asked for and that have not come yet."""
    return {name.removeprefix(_ASKED) for name in tables.facts.starting_with(_ASKED)}


def wanted(session: Session, tables: Tables, limit: int = files.BLOB_IDS) -> tuple[bytes, ...]:
    """What this laptop lacks and wants: files that somebody asked for, then previews, the newest
    first."""
    blobs = session.blobs
    if blobs is None:
        return ()
    held, asked = blobs.held(), asked_for(tables)
    first: dict[str, None] = {}
    then: dict[str, None] = {}
    wishes: Counter[bytes] = Counter()
    kind = session.registry["attachment"]
    for row in tables.rows.select(kind, "WHERE life = 1 ORDER BY id DESC"):
        blob, preview = _digest(row, "blob"), _digest(row, "preview")
        if blob in asked and not (blob in held and blobs.is_sound(blob)):
            first[blob] = None
        if preview and preview not in held:
            author = _author(tables, row)
            wishes[author] += 1
            if wishes[author] <= WISHES_OF_ONE:
                then[preview] = None
    return tuple(bytes.fromhex(one) for one in list(first | then)[:limit])


def note_wanted(tables: Tables, manifest: Manifest) -> None:
    """Remember what the sender lacks, of its newest word."""
    fact = _WANTED + manifest.sender.hex()
    if manifest.blobs:
        tables.facts.set(fact, encode(list(manifest.blobs)))
    else:
        tables.facts.remove(fact)


def groups_for(
    session: Session,
    tables: Tables,
    recipients: Sequence[Certificate],
    scopes: Sequence[int],
    known: Vector,
    sent: set[bytes],
) -> Iterator[list[Section]]:
    """The sealed files that go to these devices, each as its sections, the most pressing first.

    scopes: local numbers of what they share with this laptop. known: what they all said that they
    hold. sent: those that went already, by their hash.
    """
    blobs = session.blobs
    if blobs is None:
        return
    left = AT_ONCE
    for digest in _in_order(session, tables, recipients, set(scopes), known):
        name = bytes.fromhex(digest)
        if name in sent or (data := blobs.sealed(digest)) is None:
            continue
        if len(data) > left:
            return
        left -= len(data)
        yield _sections(name, data)


def _in_order(
    session: Session,
    tables: Tables,
    recipients: Sequence[Certificate],
    scopes: set[int],
    known: Vector,
) -> list[str]:
    asked: set[str] = set()
    for one in recipients:
        kept = tables.facts.get(_WANTED + one.device.hex())
        asked.update(digest.hex() for digest in (() if kept is None else decode(kept)))
    kind = session.registry["attachment"]
    rows = [row for row in tables.rows.select(kind, "ORDER BY id") if row.scope in scopes]
    ends = EntryTables(tables.connection).last_of([row.id for row in rows])
    feeds = {feed.number: feed for feed in tables.log.feeds().values()}
    fresh: dict[str, None] = {}
    missed: dict[str, None] = {}
    whole: dict[str, None] = {}
    for row in rows:
        blob, preview = _digest(row, "blob"), _digest(row, "preview")
        new = any(
            number in feeds and seq > known.get(feeds[number].id, (0, b""))[0]
            for number, seq in ends.get(row.id, ())
        )
        if preview and new:
            fresh[preview] = None
        if preview in asked:
            missed[preview] = None
        if blob in asked:
            whole[blob] = None
    return list(fresh | missed | whole)


def _sections(name: bytes, data: bytes) -> list[Section]:
    pieces = [data[at : at + files.BLOB_PIECE] for at in range(0, len(data), files.BLOB_PIECE)]
    return [
        files.pack_section(files.BLOB, name, b"", number, len(pieces), piece)
        for number, piece in enumerate(pieces, 1)
    ]


class ArrivingBlobs:
    """The sealed files of one bundle: kept aside, and put in their place once the import is kept."""

    def __init__(self, session: Session) -> None:
        """What would go beyond QUOTA is left out."""
        self._session, self._blobs = session, session.blobs
        self._pieces: list[bytes] = []
        self._now: tuple[bytes, int] | None = None
        self._arrived: dict[str, int] = {}
        self._chosen: list[str] = []
        self._room: int | None = None

    def take(self, info: SectionInfo, content: bytes) -> None:
        """One section. Raises BundleRefused when it is not what its line says."""
        name, piece, pieces = info.scope, info.start, info.end
        if len(name) != 32 or info.feed or not 1 <= piece <= pieces <= _PIECES:
            raise files.malformed()
        if self._now != (None if piece == 1 else (name, piece - 1)):
            raise files.malformed()
        last = piece == pieces
        if not content or (not last and len(content) != files.BLOB_PIECE):
            raise files.malformed()
        if len(content) > files.BLOB_PIECE:
            raise files.malformed()
        self._pieces.append(content)
        self._now = None if last else (name, piece)
        if last:
            data = b"".join(self._pieces)
            self._pieces = []
            self._whole(name, data)

    def _whole(self, name: bytes, data: bytes) -> None:
        if len(data) > _SEALED_LIMIT or hashlib.sha256(data).digest() != name:
            raise files.malformed()
        blobs, digest = self._blobs, name.hex()
        if blobs is None or digest in self._arrived or blobs.is_sound(digest):
            return
        if self._room is None:
            blobs.forget_arrived()
            self._room = QUOTA - sum(blobs.held().values())
        if len(data) <= self._room:
            self._room -= len(data)
            blobs.arrive(digest, data)
            self._arrived[digest] = len(data)

    def choose(self, tables: Tables) -> None:
        """Keep those that somebody here asked for, and previews that an entry here names; no other file
        gets in. Inside the import's transaction. Raises BundleRefused when the last one has no end."""
        if self._now is not None:
            raise files.malformed()
        blobs = self._blobs
        asked = asked_for(tables)
        if blobs is not None:
            for digest in asked:
                if blobs.is_sound(digest):  # what came with an earlier bundle
                    tables.facts.remove(_ASKED + digest)
        if blobs is None or not self._arrived:
            return
        held, taken = blobs.held(), Counter[bytes]()
        chosen: dict[str, None] = {}
        coming: dict[str, bytes] = {}
        for row in tables.rows.select(self._session.registry["attachment"], "ORDER BY id"):
            blob, preview = _digest(row, "blob"), _digest(row, "preview")
            if blob in asked and blob in self._arrived:
                chosen[blob] = None
            if preview in held:
                taken[_author(tables, row)] += held[preview]
            elif preview in self._arrived:
                coming.setdefault(preview, _author(tables, row))
        for preview, author in coming.items():
            taken[author] += self._arrived[preview]
            if taken[author] <= SHARE_OF_ONE:
                chosen[preview] = None
        self._chosen = sorted(chosen)

    def settle(self) -> None:
        """The import is kept: so are its files. Where the disk fails now, they are asked for again."""
        if self._blobs is None or not self._chosen:
            return
        try:
            self._blobs.settle(self._chosen)
        except PortageError as fault:
            log.warning("attached files could not be put in their place: %s", fault.code)

    def forget(self) -> None:
        """Nothing more is needed: what was not kept goes, now or with the next import."""
        if self._blobs is not None and self._arrived:
            with contextlib.suppress(PortageError):
                self._blobs.forget_arrived()


def blobs_of(row: Row) -> set[str]:
    """The sealed files that an attachment names."""
    return {digest for name in ("blob", "preview") if (digest := _digest(row, name))}


def blobs_named(
    tables: Tables, kind: EntityType, records: Sequence[bytes] | None = None
) -> dict[bytes, set[str]]:
    """The sealed files that entries on attachments name, also those that may not count: {record:
    digests}. records: only those."""
    return {
        record: digests
        for record, (digests, _) in _told_by_entries(tables, kind, records).items()
        if digests
    }


def blobs_by_person(tables: Tables, kind: EntityType) -> dict[bytes, set[str]]:
    """As `blobs_named`, by whom the attachments are about: {client: digests}."""
    found: dict[bytes, set[str]] = {}
    for digests, people in _told_by_entries(tables, kind, None).values():
        for person in people if digests else ():
            found.setdefault(person, set()).update(digests)
    return found


def _told_by_entries(
    tables: Tables, kind: EntityType, records: Sequence[bytes] | None
) -> dict[bytes, tuple[set[str], set[bytes]]]:
    """What entries on attachments ever said: {record: (digests, clients)}."""
    numbers = {kind.field(name).number for name in ("blob", "preview")}
    client = kind.field("client").number
    found: dict[bytes, tuple[set[str], set[bytes]]] = {}
    for record, body in tables.erasures.bodies(kind.number, records):
        with contextlib.suppress(PortageError):
            digests, people = found.setdefault(record, (set(), set()))
            for one in decode_body(body).operations:
                if one.key in numbers and (digest := _as_digest(one.value)):
                    digests.add(digest)
                if one.key == client and isinstance(one.value, str):
                    with contextlib.suppress(ValueError):
                        people.add(bytes.fromhex(one.value))
    return found


def _author(tables: Tables, row: Row) -> bytes:
    """The laptop on which a file was added; empty while that is not known."""
    feed = tables.log.feed((row.state.created or (0, b"", b""))[1])
    return b"" if feed is None else feed.device


def _digest(row: Row, name: str) -> str:
    """A name of a sealed file; empty when it is none."""
    return _as_digest(row.value(name))


def _as_digest(value: object) -> str:
    if not isinstance(value, str) or len(value) != 64:
        return ""
    return value if all(sign in "0123456789abcdef" for sign in value) else ""


__all__ = [
    "AT_ONCE",
    "QUOTA",
    "ArrivingBlobs",
    "ask_for",
    "asked_for",
    "blobs_by_person",
    "blobs_named",
    "blobs_of",
    "groups_for",
    "note_wanted",
    "wanted",
]
