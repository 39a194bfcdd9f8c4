"""Two histories of one feed: proven to everybody, both kept, and brought together by the office.

A laptop that was copied or put back without being noticed can write two histories under the same
numbers. Whoever meets the second one keeps it aside and proves the fork; until the office decides,
every laptop goes on with what it had. The office decides by writing the entries of the other
history anew (same person, same logical time) at the end of its own feed and signing which history
goes on (docs/decisions/0013). Every laptop then comes to that one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.errors import PortageError
from desktop_app.language import Message
from desktop_app.services.editing import Editor, sign_ends
from desktop_app.services.exchange.bundle_contents import segments
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.trust.incarnations import open_incarnation
from desktop_app.services.trust.judging import belongs, judge_of, keep_judged, rebuild
from desktop_app.storage.database import Tables
from desktop_app.storage.log import Feed
from desktop_app.sync import statements as trusted
from desktop_app.sync.bundle import SEGMENT_TARGET, BundleRefused
from desktop_app.sync.judging import PERSON_MAY_NOT, UNKNOWN_PERSON
from desktop_app.sync.log import (
    Body,
    ChainedEntry,
    Dot,
    Operation,
    Segment,
    chain,
    decode_body,
    decode_header,
    decode_segment,
    encode_segment,
)
from desktop_app.sync.verdicts import PROOF_HEADERS, Branch, branch_id, make_branch, make_fork

FORK: Final = "fork"
"""The reason under which a second history lies in quarantine, below the id of its branch."""

SIDE_PIECES: Final = 512
SIDE_BYTES: Final = 32 * 1024 * 1024
"""How much of one device's other histories is kept aside. An honest laptop that was copied learns of
it by the first proof that comes back to it, long before."""

Runs = tuple[tuple[bytes, int, int, int], ...]


class NoSuchFork(PortageError):
    """Nothing of a second history lies here that could be decided on."""

    code = "no_such_fork"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "forks",
                "The other history has not come here, or it was decided on already. "
                "Nothing was changed. Look at the list again after the next bundles.",
            )
        )


@dataclass(frozen=True, slots=True)
class ForkLine:
    """One feed with two histories. feed: 32 hexadecimal digits.

    laptop: its name. changes: how many of the other history lie here and wait. decided: the office
    has decided and nothing waits any more.
    """

    feed: str
    device: bytes
    laptop: str
    changes: int
    decided: bool


@dataclass(slots=True)
class Side:
    """A second history as far as it lies here. entries: those of its own, in order."""

    id: bytes
    common: int
    base: bytes
    entries: list[ChainedEntry]


class Forks:
    """The forks that are known here, and the office's decision on each."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self) -> list[ForkLine]:
        """Every feed of which two histories are proven, those to decide first."""
        session, trust = self._session, self._session.require_trust()
        lines = []
        with session.database.reading() as tables:
            for feed_id, fork in trust.forks.items():
                feed = tables.log.feed(feed_id)
                waiting = 0
                if feed is not None:
                    for side in sides_of(tables, feed):
                        waiting += len(_beyond(side, _known(session, side.id)))
                decided = bool(trust.branches.get(feed_id)) and not waiting
                lines.append(
                    ForkLine(
                        feed_id.hex(),
                        fork.device,
                        session.device_called(fork.device),
                        waiting,
                        decided,
                    )
                )
        return sorted(lines, key=lambda one: (one.decided, one.laptop.casefold(), one.feed))

    def admit(self, feed: str) -> int:
        """Take the other history of a feed over; gives how many changes were written anew.

        feed: as in the list. Raises NotAllowed where the authority's key is not kept, NoSuchFork.
        """
        session = self._session
        written = 0
        with session.database.writing() as tables:
            session.authority_key(tables)
            held = tables.log.feed(bytes.fromhex(feed))
            sides = [] if held is None else sides_of(tables, held)
            for side in sides:
                if held is not None and _beyond(side, _known(session, side.id)):
                    written += _take_over(session, tables, held, side)
            if not sides:
                raise NoSuchFork
        return written


def _known(session: Session, branch: bytes) -> Branch | None:
    """The office's decision on one branch."""
    for some in session.require_trust().branches.values():
        for one in some:
            if one.id == branch:
                return one
    return None


def _beyond(side: Side, known: Branch | None) -> list[ChainedEntry]:
    """What of a side the office has not taken over yet."""
    return [one for one in side.entries if known is None or one.seq > known.side]


def sides_of(tables: Tables, feed: Feed) -> list[Side]:
    """The second histories of a feed that lie here from where they part on, without a gap."""
    pieces: dict[bytes, list[Segment]] = {}
    for number, name, reason, device in tables.exchange.set_aside():
        if reason == FORK and device == feed.device:
            segment = decode_segment(tables.exchange.set_aside_at(number))
            if segment.feed == feed.id:
                pieces.setdefault(name, []).append(segment)
    sides = []
    for name in sorted(pieces):
        side: Side | None = None
        for segment in sorted(pieces[name], key=lambda one: one.start):
            links = chain(segment)
            if side is None:
                first = next((one for one in links if branch_id(feed.id, one.link) == name), None)
                if first is None:
                    continue
                before = links[first.seq - segment.start - 1].link
                base = segment.base if first.seq == segment.start else before
                side = Side(name, first.seq - 1, base, [])
                side.entries += [one for one in links if one.seq >= first.seq]
            elif segment.base == side.entries[-1].link:
                side.entries += links
            elif any(one.link == side.entries[-1].link for one in links):
                # Only what goes on from there: a third history may have come under this name.
                side.entries += [one for one in links if one.seq > side.entries[-1].seq]
        if side is not None:
            sides.append(side)
    return sides


def keep_side(
    session: Session,
    tables: Tables,
    feed: Feed,
    segment: Segment,
    links: Sequence[ChainedEntry],
    content: bytes,
    room: bool,
    sender: bytes | None = None,
) -> bool:
    """Keep a segment aside whose chain is not ours, and prove the fork.

    room: whether its content may still be kept. sender: whose bundle it came with. False when the
    office has taken all of it over. Raises BundleRefused when the sender itself has brought more
    histories than one device may.
    """
    common = _common(tables, feed, segment, links)
    name = feed.id
    if common is not None:
        first = next(one for one in links if one.seq == common + 1)
        name = branch_id(feed.id, first.link)
        if feed.id not in session.require_trust().forks:
            _prove(session, tables, feed, segment, links, common)
    else:
        for side in sides_of(tables, feed):
            if side.entries and segment.base in (one.link for one in side.entries):
                name = side.id
    known = _known(session, name)
    if known is not None and segment.end <= known.side:
        return False
    for number, held, _, _ in tables.exchange.set_aside():
        if held == name:
            other = decode_segment(tables.exchange.set_aside_at(number))
            if other.start <= segment.start and segment.end <= other.end:
                return True
            if other.start >= segment.start and other.end <= segment.end:
                tables.exchange.forget_set_aside(number)
    pieces, size = tables.exchange.sides_of(segment.device, FORK)
    if pieces >= SIDE_PIECES or size + len(content) > SIDE_BYTES:
        if sender == segment.device:
            raise _too_many_sides(session.device_called(sender))
        return True  # a relay is not to blame: the rest of its bundle goes in
    tables.exchange.withhold(
        name, segment.start, FORK, segment.device, session.environment.now(),
        content if room else b"",
    )  # fmt: skip
    return True


def _too_many_sides(name: str) -> BundleRefused:
    return BundleRefused(
        "too_many_histories",
        Message(
            "bundle",
            "The laptop {name} has sent too many different histories of its own work. Nothing was imported "
            "from this file. Keep the file, and tell the office to look at that laptop.",
            {"name": name},
        ),
    )


def parted(tables: Tables, feed: Feed, segment: Segment, links: Sequence[ChainedEntry]) -> bool:
    """Whether the chain of a run is another one than that which is held here."""
    if segment.start > feed.seq + 1:
        return False
    if segment.end <= feed.seq:
        return tables.log.link_at(feed, segment.end) != links[-1].link
    if segment.start <= feed.seq:
        return links[feed.seq - segment.start].link != feed.link
    return segment.base != feed.link


def where_parted(
    session: Session,
    tables: Tables,
    feed: Feed,
    segment: Segment,
    links: Sequence[ChainedEntry],
) -> int:
    """The last number that what is held here has in common with the history of the office."""
    common = _common(tables, feed, segment, links)
    return _last_sound(session, tables, feed, feed.seq + 1) if common is None else common


def _common(
    tables: Tables, feed: Feed, segment: Segment, links: Sequence[ChainedEntry]
) -> int | None:
    """The last number that both chains have in common; None when that cannot be seen from here."""
    if segment.start > 1 and (
        segment.start - 1 > feed.seq or tables.log.link_at(feed, segment.start - 1) != segment.base
    ):
        return None
    common = segment.start - 1
    end = min(segment.end, feed.seq)
    ours = tables.log.links(feed, segment.start, end) if end >= segment.start else []
    for one, link in zip(links, ours, strict=False):
        if one.link != link:
            break
        common = one.seq
    return common if common < segment.end else None


def _prove(
    session: Session,
    tables: Tables,
    feed: Feed,
    segment: Segment,
    links: Sequence[ChainedEntry],
    common: int,
) -> None:
    if feed.own:
        sign_ends(session, tables)
    heads = tables.log.heads_after(feed.number, common)
    if not heads:
        return  # our part of it is not signed yet; the next laptop that meets both will prove it
    scope = tables.log.scopes()[feed.scope].id
    seq, head = min(heads, key=lambda one: abs(one[0] - segment.end))
    if seq <= segment.end:
        one, other = head, segment.head
        headers = [link.header for link in links if link.seq > seq]
    else:
        one, other = segment.head, head
        headers = [
            stored.header for stored in tables.log.entries(feed.number, segment.end + 1, seq)
        ]
    if len(headers) <= PROOF_HEADERS:
        proof = make_fork(feed.device, scope, feed.nonce, one, other, headers)
        session.keep_statement(tables, trusted.FORK, proof)


# What the office said of a chain


def contradicted(session: Session, tables: Tables, feed: Feed) -> int | None:
    """The first number at which what is held here is not what the office said; None when it is."""
    words = session.require_trust().words_on(feed.device, feed.id)
    for seq in sorted(words):
        if seq <= feed.seq and tables.log.link_at(feed, seq) != words[seq]:
            return seq
    return None


def stands_by_the_office(
    session: Session, feed: Feed, links: Sequence[ChainedEntry]
) -> bool | None:
    """Whether a run goes through what the office said of its feed; None when it says nothing of it."""
    words = session.require_trust().words_on(feed.device, feed.id)
    said = [words[one.seq] == one.link for one in links if one.seq in words]
    return all(said) if said else None


def settle_forks(session: Session, tables: Tables) -> bool:
    """Leave every history that the office decided against; True when one was left here."""
    moved = False
    for feed in list(tables.log.feeds().values()):
        if feed.seq and feed.device:
            wrong = contradicted(session, tables, feed)
            if wrong is not None:
                leave(session, tables, feed, _last_sound(session, tables, feed, wrong))
                moved = True
    return moved


def _last_sound(session: Session, tables: Tables, feed: Feed, wrong: int) -> int:
    """Up to where what is held is known to be what the office holds, before a wrong number."""
    trust = session.require_trust()
    best = 0
    for branch in trust.branches.get(feed.id, ()):
        if branch.common < wrong and tables.log.link_at(feed, branch.common) == branch.base:
            best = max(best, branch.common)
    for seq, link in trust.words_on(feed.device, feed.id).items():
        if best < seq < wrong and tables.log.link_at(feed, seq) == link:
            best = seq
    # What an office said that it holds is in its history, as far as the hashes agree.
    offices = {one.device for one in trust.certificates.values() if one.role.value == "office"}
    for device, peer in tables.exchange.peers().items():
        seq, short = peer.vector.get(feed.id, (0, b""))
        if device in offices and best < seq < wrong and tables.log.link_at(feed, seq)[:8] == short:
            best = seq
    return best


def leave(session: Session, tables: Tables, feed: Feed, common: int) -> None:
    """Set a feed back to where its histories part, and keep what was beyond.

    On the laptop that wrote it, what the office has not taken over is written anew at once; what
    others wrote lies aside, and goes to the office with the next bundle.
    """
    mine = feed.device == session.device
    if feed.own and feed.seq > common:
        sign_ends(session, tables)
        if not feed.closed:
            open_incarnation(tables, random=session.environment.random)
    scope = tables.log.scopes()[feed.scope]
    lost = list(segments(tables, feed, scope.id, common, feed.seq, SEGMENT_TARGET))
    first = tables.log.links(feed, common + 1, common + 1)
    known = None if not first else _known(session, branch_id(feed.id, first[0]))
    if known is not None and not _leads_to(tables, feed, known, mine):
        known = None  # a third history, which parts from the second one later on
    rebuild(tables, tables.log.set_back(feed, common))
    if not lost or not first:
        return
    name = branch_id(feed.id, first[0])
    if mine:
        entries = [one for segment in lost for one in chain(segment)]
        side = Side(name, common, lost[0].base, entries)
        _write_anew(
            session, tables, feed, side, _beyond(side, known), () if known is None else known.anew
        )
        return
    for segment in lost:
        if known is None or segment.end > known.side:
            tables.exchange.withhold(
                name, segment.start, FORK, feed.device, session.environment.now(),
                encode_segment(segment),
            )  # fmt: skip


# On the way to others


def sides_for(
    session: Session, tables: Tables, scopes: Collection[bytes]
) -> list[tuple[Segment, bytes]]:
    """Second histories that the office has not taken over, for a bundle to the office.

    scopes: those that the office holds. Each as (segment, its bytes).
    """
    found = []
    for number, name, reason, _ in tables.exchange.set_aside():
        known = _known(session, name)
        if reason != FORK:
            continue
        content = tables.exchange.set_aside_at(number)
        segment = decode_segment(content)
        if segment.scope in scopes and (known is None or segment.end > known.side):
            found.append((segment, content))
    return found


def start_for(
    session: Session, tables: Tables, feed: Feed, end: tuple[int, bytes], office: bool
) -> int:
    """From where a receiver needs a feed that said that it holds `end` of it.

    end: (number, the first bytes of its hash). A hash that is not ours shows two histories: then
    all of it goes, so that the receiver can prove it. office: the bundle is for the office, which
    gets all of a history that it has not decided on, because it may hold the other one.
    """
    seq, short = end
    trust = session.require_trust()
    if office and feed.id in trust.forks and feed.id not in trust.branches:
        return 0
    if not short or not 0 < seq <= feed.seq:
        return seq
    return seq if tables.log.link_at(feed, seq)[: len(short)] == short else 0


def _leads_to(tables: Tables, feed: Feed, known: Branch, mine: bool) -> bool:
    """Whether what is held here is of the history that was taken over.

    A part of it that ends before cannot be told from another one: on the laptop that wrote it, it is
    rather written anew once more than lost.
    """
    if feed.seq < known.side:
        return not mine
    return tables.log.link_at(feed, known.side) == known.end


# Writing the other history anew


def _take_over(session: Session, tables: Tables, feed: Feed, side: Side) -> int:
    """Write a side's entries anew in the office's own feed, and sign the decision."""
    known = _known(session, side.id)
    fresh = _beyond(side, known)
    runs = _write_anew(session, tables, feed, side, fresh, () if known is None else known.anew)
    main = tables.log.links(feed, side.common + 1, side.common + 1)
    if not main:
        raise NoSuchFork
    branch = Branch(
        side.id, feed.device, feed.id, side.common, side.base, main[0], side.entries[-1].seq,
        side.entries[-1].link, runs,
    )  # fmt: skip
    statement = make_branch(
        session.authority_key(tables), session.require_trust().organisation, branch
    )
    keep_judged(session, tables, trusted.BRANCH, statement)
    for number, name, reason, _ in tables.exchange.set_aside():
        if reason == FORK and name == side.id:
            tables.exchange.forget_set_aside(number)
    return len(fresh)


def _write_anew(
    session: Session,
    tables: Tables,
    feed: Feed,
    side: Side,
    entries: Iterable[ChainedEntry],
    before: Runs,
) -> Runs:
    """Entries of a side at the end of this laptop's own feed, one for one; gives all runs so far.

    Their dots to earlier entries of the same side follow to where those stand now. What a person
    may not write is left out, and so is what was erased.
    """
    scope = tables.log.scopes()[feed.scope]
    judge = judge_of(session)
    editor, erased = Editor(session, tables), tables.erasures.subjects()
    now = {
        at + step: (new_feed, new + step)
        for new_feed, at, new, count in before
        for step in range(count)
    }

    def followed(dots: tuple[Dot, ...]) -> tuple[Dot, ...]:
        out = []
        for name, seq, op in dots:
            if name != feed.id or seq <= side.common:
                out.append((name, seq, op))
            elif seq in now:
                out.append((*now[seq], op))
        return tuple(out)

    for one in entries:
        refusal = judge.refusal(feed.device, feed.id, scope.id, one.seq, one.actor)
        if one.body is None or refusal in (PERSON_MAY_NOT, UNKNOWN_PERSON):
            continue
        body = decode_body(one.body)
        if body.entity in erased or not belongs(tables, feed, body.entity_type):
            continue
        base = None if body.base is None else (followed((body.base,)) or (None,))[0]
        anew = Body(
            body.entity_type, body.entity, base,
            tuple(
                Operation(op.key, op.value, followed(op.replaces), followed(op.seen))
                for op in body.operations
            ),
        )  # fmt: skip
        now[one.seq] = editor.write_anew(anew, scope, decode_header(one.header))
    editor.flush()
    return _runs(now)


def _runs(now: dict[int, tuple[bytes, int]]) -> Runs:
    runs: list[tuple[bytes, int, int, int]] = []
    for at in sorted(now):
        feed, new = now[at]
        if (
            runs
            and runs[-1][0] == feed
            and (at, new)
            == (
                runs[-1][1] + runs[-1][3],
                runs[-1][2] + runs[-1][3],
            )
        ):
            runs[-1] = (*runs[-1][:3], runs[-1][3] + 1)
        else:
            runs.append((feed, at, new, 1))
    return tuple(runs)


def may_decide(session: Session, tables: Tables) -> bool:
    """Whether a fork can be decided on this laptop."""
    try:
        session.authority_key(tables)
    except NotAllowed:
        return False
    return True
