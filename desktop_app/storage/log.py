"""The log's tables: feeds, entries, signed heads, and the running digest of their ends."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, cast

from desktop_app.storage.connection import Connection
from desktop_app.storage.facts import Facts
from desktop_app.sync.log import GENESIS, Body, decode_body, decode_header
from desktop_app.sync.merge import LocalDot, LocalEntry, LocalOperation
from desktop_app.sync.reading import Reading

APPLIED: Final = 0
PENDING: Final = 1  # of a kind that only a newer release knows
WITHHELD: Final = 2  # quarantined inside a feed whose other entries stand
ERASED: Final = 3

_DIGEST_SPACE: Final = 1 << 256


@dataclass(slots=True)
class Feed:
    """One feed as this database holds it. number: local; link: the hash of its last entry."""

    number: int
    id: bytes
    device: bytes
    scope: int
    nonce: bytes
    own: bool
    seq: int
    link: bytes
    closed: bool


@dataclass(frozen=True, slots=True)
class ScopeRow:
    """One scope as this database holds it."""

    number: int
    id: bytes
    kind: str
    community: bytes


class StoredEntry(NamedTuple):
    """One entry as stored. body is None when it was erased."""

    feed: int
    seq: int
    type: int
    entity: bytes
    hlc: int
    state: int
    header: bytes
    body: bytes | None


class LogTables:
    """Feeds and entries. Appending keeps the digest by which a rolled-back file is noticed."""

    def __init__(self, connection: Connection, facts: Facts) -> None:
        self._connection = connection
        self._facts = facts
        self._feeds: dict[int, Feed] | None = None
        self._by_id: dict[bytes, int] = {}
        self._begun: Counter[bytes] | None = None
        self._scopes: dict[int, ScopeRow] | None = None
        self._withheld: set[tuple[int, int]] | None = None
        self._ends_before: dict[int, tuple[int, bytes]] = {}
        self._counts = False
        self.mark: tuple[int, bytes] | None = None
        self.incarnation = 0

    # Scopes

    def scopes(self) -> dict[int, ScopeRow]:
        """All scopes by local number."""
        if self._scopes is None:
            rows = self._connection.run("SELECT number, id, kind, community FROM scope")
            self._scopes = {row[0]: ScopeRow(*row) for row in rows}
        return self._scopes

    def scope(self, scope_id: bytes) -> ScopeRow | None:
        """The scope with that id, or None when this vault does not hold it."""
        return next((one for one in self.scopes().values() if one.id == scope_id), None)

    def add_scope(self, scope_id: bytes, kind: str, community: bytes) -> ScopeRow:
        """The scope, made when it was not there."""
        known = self.scope(scope_id)
        if known is not None:
            return known
        number = self._connection.run(
            "INSERT INTO scope(id, kind, community) VALUES (?, ?, ?) RETURNING number",
            (scope_id, kind, community),
        ).scalar_one()
        row = ScopeRow(number, scope_id, kind, community)
        self.scopes()[number] = row
        return row

    # Feeds

    def feeds(self) -> dict[int, Feed]:
        """All feeds by local number."""
        if self._feeds is None:
            rows = self._connection.run(
                "SELECT number, id, device, scope, nonce, own, seq, link, closed FROM feed"
            )
            self._feeds = {
                row[0]: Feed(
                    row[0],
                    row[1],
                    row[2],
                    row[3],
                    row[4],
                    bool(row[5]),
                    row[6],
                    row[7],
                    bool(row[8]),
                )
                for row in rows
            }
            self._by_id = {one.id: one.number for one in self._feeds.values()}
        return self._feeds

    def feed(self, feed_id: bytes) -> Feed | None:
        """The feed with that id."""
        feeds = self.feeds()
        number = self._by_id.get(feed_id)
        return None if number is None else feeds[number]

    def add_feed(self, feed_id: bytes, device: bytes, scope: int, nonce: bytes, own: bool) -> Feed:
        """A new, empty feed. own: written on this laptop, in this incarnation."""
        number = self._connection.run(
            "INSERT INTO feed(id, device, scope, nonce, own, seq, link, closed) "
            "VALUES (?, ?, ?, ?, ?, 0, ?, 0) RETURNING number",
            (feed_id, device, scope, nonce, int(own), GENESIS),
        ).scalar_one()
        row = Feed(number, feed_id, device, scope, nonce, own, 0, GENESIS, False)
        self.feeds()[number] = row
        self._by_id[feed_id] = number
        if self._begun is not None:
            self._begun[device] += 1
        return row

    def begun_by(self, device: bytes) -> int:
        """How many feeds of a device are known here."""
        if self._begun is None:
            self._begun = Counter(one.device for one in self.feeds().values())
        return self._begun[device]

    def known_feed(self, feed_id: bytes) -> int:
        """The local number of a feed that an operation names, even when none of it has come yet."""
        known = self.feed(feed_id)
        if known is not None:
            return known.number
        return self.add_feed(feed_id, b"", 0, b"", False).number

    def settle_feed(self, feed: Feed, device: bytes, scope: int, nonce: bytes) -> None:
        """Fill in whose feed it is, once its first segment arrives."""
        if self._begun is not None:
            self._begun.subtract((feed.device,))
            self._begun[device] += 1
        feed.device, feed.scope, feed.nonce = device, scope, nonce
        self._connection.run(
            "UPDATE feed SET device = ?, scope = ?, nonce = ? WHERE number = ?",
            (device, scope, nonce, feed.number),
        )

    def close_feed(self, feed: Feed) -> None:
        """Nothing is written to this feed any more: its laptop went on in another incarnation."""
        feed.closed = True
        self._connection.run("UPDATE feed SET closed = 1 WHERE number = ?", (feed.number,))

    def disown(self) -> None:
        """No feed is this laptop's own any more: it goes on as another device."""
        for feed in self.feeds().values():
            feed.own = False
        self._connection.run("UPDATE feed SET own = 0, closed = 1 WHERE own = 1")

    def rank(self, number: int) -> bytes:
        """The id of a feed from its number: the tie-break that is the same everywhere."""
        return self.feeds()[number].id

    def vector(self) -> dict[bytes, tuple[int, bytes]]:
        """What this vault holds: {feed id: (last sequence number, its hash)}."""
        return {one.id: (one.seq, one.link) for one in self.feeds().values() if one.seq}

    # Entries

    def append(self, feed: Feed, entries: Sequence[StoredEntry], link: bytes) -> None:
        """Add entries that continue `feed`; `link` is the hash of the last one's header."""
        self._ends_before.setdefault(feed.number, (feed.seq, feed.link))
        self._connection.run_many(
            "INSERT INTO entry(feed, seq, type, entity, hlc, state, header, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            entries,
        )
        feed.seq, feed.link = entries[-1].seq, link
        if self._withheld is not None:
            self._withheld.update((one.feed, one.seq) for one in entries if one.state)
        self._connection.run(
            "UPDATE feed SET seq = ?, link = ? WHERE number = ?", (feed.seq, link, feed.number)
        )

    def withheld_entries(self) -> list[StoredEntry]:
        """The entries that may not count now, without their bodies."""
        rows = self._connection.run(
            "SELECT feed, seq, type, entity, hlc, state, CAST(header AS BLOB), NULL FROM entry "
            "WHERE state = ? ORDER BY feed, seq",
            (WITHHELD,),
        )
        return [StoredEntry(*row) for row in rows]

    def withheld_bytes(self, feeds: Sequence[int] | None = None) -> int:
        """How much room the bodies of entries take that may not count; of those feeds, or of all."""
        where, values = "", [WITHHELD]
        if feeds is not None:
            where = f" AND feed IN ({', '.join('?' * len(feeds))})"
            values += feeds
        return int(
            self._connection.run(
                f"SELECT coalesce(sum(length(body)), 0) FROM entry WHERE state = ? AND state != 0{where}",
                tuple(values),
            ).scalar_one()
        )

    def standing_by(self, actor: bytes) -> list[StoredEntry]:
        """The entries that count and may be of that person, without their bodies.

        The header is searched for the person's id; whoever uses this looks at `actor_of`.
        """
        rows = self._connection.run(
            "SELECT feed, seq, type, entity, hlc, state, CAST(header AS BLOB), NULL FROM entry "
            "WHERE state IN (?, ?) AND instr(header, ?) > 0",
            (APPLIED, PENDING, actor),
        )
        return [StoredEntry(*row) for row in rows]

    def headers(self, feed: int) -> list[StoredEntry]:
        """The entries of a feed that have a body, without it."""
        rows = self._connection.run(
            "SELECT feed, seq, type, entity, hlc, state, CAST(header AS BLOB), NULL FROM entry "
            "WHERE feed = ? AND state != ? ORDER BY seq",
            (feed, ERASED),
        )
        return [StoredEntry(*row) for row in rows]

    def without_body(self, feed: Feed, first: int, last: int) -> set[int]:
        """The numbers from `first` to `last` of a feed's entries that stand here without a body."""
        rows = self._connection.run(
            "SELECT seq FROM entry WHERE feed = ? AND seq BETWEEN ? AND ? AND body IS NULL",
            (feed.number, first, last),
        )
        return {row[0] for row in rows}

    def fill(self, entries: Sequence[StoredEntry]) -> None:
        """Give entries their bodies that stand here without one. Their records are rebuilt after."""
        if entries:
            self._connection.run_many(
                "UPDATE entry SET type = ?, entity = ?, state = ?, body = ? "
                "WHERE feed = ? AND seq = ? AND body IS NULL",
                [(one.type, one.entity, one.state, one.body, one.feed, one.seq) for one in entries],
            )
        self.forget_states()

    def set_states(self, states: Sequence[tuple[int, int, int]]) -> None:
        """Let entries count or not: (state, feed, seq). The rows of their records are rebuilt after."""
        self._connection.run_many("UPDATE entry SET state = ? WHERE feed = ? AND seq = ?", states)
        self._withheld = None

    def set_back(self, feed: Feed, seq: int) -> list[bytes]:
        """Take away what a feed holds beyond `seq`; gives the records concerned.

        Only for a history that the office decided against: the chain goes on otherwise from there.
        Concerned are also the records of entries in other feeds that name this one: which of its
        numbers they had seen may only matter to the history that comes now.
        """
        run = self._connection.run
        self._ends_before.setdefault(feed.number, (feed.seq, feed.link))
        link = self.link_at(feed, seq)
        where = (feed.number, seq)
        rows = run("DELETE FROM entry WHERE feed = ? AND seq > ? RETURNING entity", where).all()
        run("DELETE FROM signed_head WHERE feed = ? AND seq > ?", where)
        feed.seq, feed.link = seq, link
        run("UPDATE feed SET seq = ?, link = ? WHERE number = ?", (seq, link, feed.number))
        self._withheld = None
        naming = run(
            "SELECT DISTINCT entity FROM entry "
            "WHERE body IS NOT NULL AND instr(body, CAST(? AS BLOB)) ORDER BY entity",
            (feed.id,),
        ).all()
        return list(dict.fromkeys(row[0] for row in (*rows, *naming)))

    def forget_states(self) -> None:
        """Read anew which entries take no part in merging: their states were changed."""
        self._withheld = None

    def finish(self) -> None:
        """Bring counter and digest up to date; called once, before the commit.

        `mark` is then (counter, digest), or stays None when no entry was added and nothing else
        happened that an older file would lack (`count_commit`).
        """
        if not self._ends_before and not self._counts:
            return
        digest = int.from_bytes(self._facts.get("digest") or b"", "big")
        for number, (seq, link) in self._ends_before.items():
            feed = self.feeds()[number]
            digest -= _end_digest(feed.id, seq, link)
            digest += _end_digest(feed.id, feed.seq, feed.link)
        self.mark = (
            self._facts.number("counter") + 1,
            (digest % _DIGEST_SPACE).to_bytes(32, "big"),
        )
        self._facts.set_number("counter", self.mark[0])
        self._facts.set("digest", self.mark[1])
        self.incarnation = self._facts.number("incarnation")
        self._ends_before.clear()
        self._counts = False

    def count_commit(self) -> None:
        """Let the counter rise with this commit though it may add no entry: an older file in this
        one's place would bring back what it removes."""
        self._counts = True

    def computed_digest(self) -> bytes:
        """The digest as the feeds' ends give it now, to be compared with the one kept."""
        total = sum(_end_digest(one.id, one.seq, one.link) for one in self.feeds().values())
        return (total % _DIGEST_SPACE).to_bytes(32, "big")

    def received(self, dot: LocalDot) -> bool:
        """Whether the entry of a dot is here and took part in merging."""
        feed = self.feeds().get(dot[0])
        if feed is None or feed.seq < dot[1]:
            return False
        if self._withheld is None:
            rows = self._connection.run("SELECT feed, seq FROM entry WHERE state != 0")
            self._withheld = {(row[0], row[1]) for row in rows}
        return not self._withheld or (dot[0], dot[1]) not in self._withheld

    def entries(self, feed: int, start: int, end: int) -> list[StoredEntry]:
        """The entries of a feed from `start` to `end`, both included."""
        rows = self._connection.run(
            "SELECT feed, seq, type, entity, hlc, state, CAST(header AS BLOB), CAST(body AS BLOB) FROM entry "
            "WHERE feed = ? AND seq BETWEEN ? AND ? ORDER BY seq",
            (feed, start, end),
        )
        return [StoredEntry(*row) for row in rows]

    def link_at(self, feed: Feed, seq: int) -> bytes:
        """The hash of the entry of that number; GENESIS for 0."""
        if seq == 0:
            return GENESIS
        if seq == feed.seq:
            return feed.link
        return hashlib.sha256(self.entries(feed.number, seq, seq)[0].header).digest()

    def links(self, feed: Feed, start: int, end: int) -> list[bytes]:
        """The hashes of the entries from `start` to `end`, as far as they are here."""
        return [
            hashlib.sha256(one.header).digest() for one in self.entries(feed.number, start, end)
        ]

    def entries_of(self, entity: bytes) -> list[StoredEntry]:
        """Every entry on the records with that id, oldest first by logical time."""
        rows = self._connection.run(
            "SELECT feed, seq, type, entity, hlc, state, CAST(header AS BLOB), CAST(body AS BLOB) FROM entry WHERE entity = ? "
            "ORDER BY hlc, feed, seq",
            (entity,),
        )
        return [StoredEntry(*row) for row in rows]

    def entities(self) -> list[bytes]:
        """The ids of all records that an entry that took effect is about."""
        rows = self._connection.run(
            "SELECT DISTINCT entity FROM entry WHERE state = 0 ORDER BY entity"
        )
        return [row[0] for row in rows]

    def note_unread(self, feed: int, seqs: Iterable[int]) -> None:
        """Remember that these entries hold something which only a newer Portage understands."""
        self._connection.run_many(
            "INSERT OR IGNORE INTO unread(feed, seq) VALUES (?, ?)", [(feed, seq) for seq in seqs]
        )

    def count_unread(self) -> int:
        """How many entries hold something which only a newer Portage understands."""
        return int(self._connection.run("SELECT count(*) FROM unread").scalar_one())

    def read_again(self, reading: Reading) -> None:
        """Let what a newer release understands take effect; the rows are rebuilt afterwards."""
        run = self._connection.run
        rows = run(
            "SELECT u.feed, u.seq, e.state, CAST(e.header AS BLOB), CAST(e.body AS BLOB) "
            "FROM unread u LEFT JOIN entry e ON e.feed = u.feed AND e.seq = u.seq"
        ).all()
        for feed, seq, state, header, body in rows:
            if body is not None and not reading.understands(
                decode_header(header).kind, decode_body(body)
            ):
                continue
            run("DELETE FROM unread WHERE feed = ? AND seq = ?", (feed, seq))
            if state == PENDING:
                kind = self.scopes()[self.feeds()[feed].scope].kind
                here = reading.belongs(decode_body(body).entity_type, kind)
                counts = APPLIED if here else WITHHELD
                run("UPDATE entry SET state = ? WHERE feed = ? AND seq = ?", (counts, feed, seq))
        self._withheld = None

    def count(self) -> int:
        """How many entries there are in all."""
        return int(self._connection.run("SELECT count(*) FROM entry").scalar_one())

    def local_entry(self, stored: StoredEntry) -> LocalEntry:
        """What merging needs of a stored entry; ValueError when its body was erased."""
        if stored.body is None:
            raise ValueError("an erased entry takes no part in merging")
        return self.localise_body(
            stored.feed, stored.seq, stored.hlc, actor_of(stored.header), decode_body(stored.body)
        )

    def localise_body(self, feed: int, seq: int, hlc: int, actor: bytes, body: Body) -> LocalEntry:
        """An entry with its dots numbered as this database numbers feeds."""
        for one in body.operations:
            if one.replaces or one.seen:
                break
        else:
            # Without a dot it reads the same here and there.
            same = cast(tuple[LocalOperation, ...], body.operations)
            return LocalEntry(feed, seq, hlc, actor, same)
        number = self.known_feed
        operations = tuple(
            LocalOperation(
                key,
                value,
                tuple([(number(dot[0]), dot[1], dot[2]) for dot in replaces]),
                tuple([(number(dot[0]), dot[1], dot[2]) for dot in seen]),
            )
            for key, value, replaces, seen in body.operations
        )
        return LocalEntry(feed, seq, hlc, actor, operations)

    # Signed heads

    def add_head(self, feed: int, seq: int, data: bytes) -> None:
        """Keep a signed head; the first one seen for a sequence number stays."""
        self._connection.run(
            "INSERT OR IGNORE INTO signed_head(feed, seq, data) VALUES (?, ?, ?)", (feed, seq, data)
        )

    def heads_after(self, feed: int, seq: int) -> list[tuple[int, bytes]]:
        """The signed heads of a feed beyond `seq`, in order: (sequence number, COSE_Sign1)."""
        rows = self._connection.run(
            "SELECT seq, data FROM signed_head WHERE feed = ? AND seq > ? ORDER BY seq", (feed, seq)
        )
        return [(row[0], row[1]) for row in rows]


def _end_digest(feed: bytes, seq: int, link: bytes) -> int:
    if not seq:
        return 0
    return int.from_bytes(hashlib.sha256(feed + seq.to_bytes(8, "big") + link).digest(), "big")


def actor_of(header: bytes) -> bytes:
    """The person who wrote an entry, from its header's bytes.

    Behind the feed (16 bytes), the number, the previous hash and the time stands the actor: the
    positions before it have sizes that their first byte tells, so no whole decoding is needed.
    """
    at = 2 + 17  # array head, version, feed
    at += _number_size(header[at])  # sequence number
    at += 34  # previous hash
    at += _number_size(header[at])  # time
    return header[at + 1 : at + 17]


def _number_size(first: int) -> int:
    low = first & 0x1F
    return 1 if low < 24 else 1 + (1 << (low - 24))
