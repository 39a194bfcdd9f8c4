"""Who belongs to the organisation: what is believed of the signed statements that have come.

The same statements, in whatever order they come, give the same beliefs on every laptop: what is
held is a set, and `sync.beliefs` says what follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from desktop_app.crypto.signing import Purpose, payload_of, verify
from desktop_app.domain.errors import PortageError
from desktop_app.domain.roles import Role
from desktop_app.sync.beliefs import (
    Beliefs,
    chain_of_roots,
    digest_of,
    follows,
    needed_people,
    needed_rosters,
    person_may_write,
    settle,
)
from desktop_app.sync.erasing import Erasure, read_erasure
from desktop_app.sync.roots import Root, organisation_id, read_root
from desktop_app.sync.standing import Standing
from desktop_app.sync.statements import (
    ADMIT,
    BRANCH,
    CERTIFICATE,
    COUNTERSIGNATURE,
    ERASURE,
    FORK,
    PEOPLE,
    ROOT,
    ROSTER,
    SEALING,
    Certificate,
    People,
    Roster,
    SealingNotice,
    TrustRefused,
    device_id,
    read_certificate,
    read_people,
    read_roster,
    read_sealing,
)
from desktop_app.sync.verdicts import (
    Admit,
    Branch,
    Fork,
    accused,
    read_admit,
    read_branch,
    read_fork,
)

Key = tuple[str, bytes, int]
"""Kind, subject and version: where a statement is kept."""

LET_IN_BY_ONE: Final = 256
"""How many certificates of one device that lets others in are kept before an authority confirms."""

CERTIFICATE_BYTES: Final = 16 * 1024
"""The largest certificate that is kept of a device that lets others in."""

ROOTS: Final = 64
"""How many root statements are kept. Those that led to the newest are among them, and so is the one
that comes next: whoever found a paper that was replaced can make as many others as they like."""

FORKS_OF_ONE: Final = 128
FORK_BYTES_OF_ONE: Final = 2 * 1024 * 1024
"""How many proofs of second histories of one device are kept. They go with every bundle, and a device can
sign as many as it likes, of feeds that nobody ever saw."""


class Trust(Standing):
    """Everything that is believed, from the statements that held.

    announced: people that a device named in its own signed manifest and the office has not listed
    yet: {person: (device, name)}. statements: what is held, as it came. admitted, forks: by feed.
    branches: by feed, those of one feed by branch.
    """

    def __init__(self, organisation: bytes, first: Root) -> None:
        self.organisation = organisation
        self.announced: dict[bytes, tuple[bytes, str]] = {}
        self.statements: dict[Key, bytes] = {}
        self.admitted: dict[bytes, Admit] = {}
        self.forks: dict[bytes, Fork] = {}
        self.branches: dict[bytes, tuple[Branch, ...]] = {}
        self._first = first
        self._roots: dict[bytes, tuple[Root, bytes]] = {}
        self._chain = [first]
        self._rosters: list[Roster] = []
        self._lists: list[People] = []
        self._certificates: dict[bytes, list[Certificate]] = {}
        self.agreed: dict[bytes, bytes] = {}
        self._notices: dict[bytes, SealingNotice] = {}
        self.erasures: dict[bytes, Erasure] = {}
        self._counting: dict[bytes, bool] = {}
        self._beliefs: Beliefs | None = None
        self._seen: set[bytes] = set()

    @classmethod
    def begin(cls, first_root: bytes) -> Trust:
        """Trust in nothing but the first root statement, whose digits a person has compared."""
        root = read_root(first_root)
        if root.version != 1:
            raise TrustRefused("first root")
        organisation = organisation_id(first_root)
        trust = cls(organisation, root)
        trust.statements[(ROOT, organisation, 1)] = first_root
        return trust

    def copied(self) -> Trust:
        """The same beliefs, to be changed apart."""
        other = Trust(self.organisation, self._first)
        other.announced = dict(self.announced)
        other.statements = dict(self.statements)
        other.admitted, other.forks = dict(self.admitted), dict(self.forks)
        other.branches = dict(self.branches)
        other._roots, other._chain = dict(self._roots), list(self._chain)
        other._rosters, other._lists = list(self._rosters), list(self._lists)
        other._certificates = {one: list(held) for one, held in self._certificates.items()}
        other.agreed = dict(self.agreed)
        other._notices = dict(self._notices)
        other.erasures = dict(self.erasures)
        other._seen = set(self._seen)
        return other

    # Taking statements

    def take(self, kind: str, data: bytes) -> bool:
        """Hold a statement if it is genuine. True when it brought something new.

        What an authority of an earlier root said, what nothing depends on any more, and kinds that
        only a newer release knows, are passed over. Raises TrustRefused or SignatureWrong when the
        statement does not hold.
        """
        if data in self._seen:
            return False  # it was verified before, byte for byte, and comes with every bundle
        takers: dict[str, Callable[[bytes], bool]] = {
            ROOT: self._take_root,
            ROSTER: self._take_roster,
            PEOPLE: self._take_people,
            CERTIFICATE: self._take_certificate,
            COUNTERSIGNATURE: self._take_countersignature,
            SEALING: self._take_sealing,
            ADMIT: self._take_admit,
            BRANCH: self._take_branch,
            FORK: self._take_fork,
            ERASURE: self._take_erasure,
        }
        taker = takers.get(kind)
        if taker is None:
            return False  # of a newer release; what else the bundle brings still holds
        fresh = taker(data)
        if fresh:
            self._seen.add(data)
            self._beliefs = None
        return fresh

    def take_all(self, statements: Iterable[tuple[str, bytes]]) -> bool:
        """Hold statements that may lean on each other, in whatever order they stand.

        True when something was new. Raises what the first one raises that does not hold.
        """
        fresh, refused = self.take_what_holds(statements)
        if refused:
            raise refused[0][1]
        return fresh

    def take_what_holds(
        self, statements: Iterable[tuple[str, bytes]]
    ) -> tuple[bool, list[tuple[str, PortageError]]]:
        """As `take_all`, but what does not hold is given back: (kind, fault) each."""
        given, fresh, moved = list(statements), False, True
        refused: list[tuple[str, PortageError]] = []
        while moved:
            moved, refused = False, []
            for kind, data in given:
                try:
                    moved = self.take(kind, data) or moved
                except PortageError as fault:
                    refused.append((kind, fault))
            fresh = fresh or moved
        return fresh, refused

    def _is_authority(self, by: bytes) -> bool:
        """Whether an authority of today signed. False for one of an earlier root; raises for others."""
        if by not in self.authorities_ever():
            raise TrustRefused("not signed by this organisation's office")
        return by in self.root.authorities

    def _take_root(self, data: bytes) -> bool:
        root = read_root(data)
        known = self._roots.get(root.payload)
        if root.payload == self._first.payload or (known is not None and known[1] <= data):
            return False
        before = [self._first, *(one for one, _ in self._roots.values())]
        if not any(follows(root, data, one) for one in before):
            if root.version <= self.root.version or len(self._roots) >= ROOTS:
                return False
            raise TrustRefused("root not signed by the one before")
        was = self.root
        self._roots[root.payload] = (root, data)
        self._chain = chain_of_roots(self._first, self._roots)
        self._keep(ROOT, digest_of(root.payload)[:16], root.version, data)
        self._leave_out_roots()
        if root.payload not in self._roots:
            return False
        self._counting.clear()
        if self.root.authorities != was.authorities:
            self._drop_former()
        if (self.root.authorities, self.root.erasing) != (was.authorities, was.erasing):
            self._seen.clear()  # what was let go may come again, should another root follow
        return True

    def _leave_out_roots(self) -> None:
        """Of more roots than are kept, let go of one beside the chain: of the lowest version, by hash
        where several have it."""
        if len(self._roots) <= ROOTS:
            return
        chain = {one.payload for one in self._chain}
        beside = [one for one, _ in self._roots.values() if one.payload not in chain]
        # A chain that long, nobody makes one by one: then the newest goes.
        lowest = min(
            beside or self._chain[-1:], key=lambda one: (one.version, digest_of(one.payload))
        )
        self._roots.pop(lowest.payload)
        self.statements.pop((ROOT, digest_of(lowest.payload)[:16], lowest.version), None)
        if not beside:
            self._chain.pop()

    def _take_roster(self, data: bytes) -> bool:
        roster = read_roster(data, self.organisation)
        if not self._is_authority(roster.by):
            return False
        self._rosters = needed_rosters([*self._rosters, roster])
        kept = {one.data for one in self._rosters}
        self._rekeep(ROSTER, [(one.version, one.data) for one in self._rosters])
        return data in kept

    def _take_people(self, data: bytes) -> bool:
        people = read_people(data, self.organisation)
        if not self._is_authority(people.by):
            return False
        self._lists = needed_people([*self._lists, people])
        self._rekeep(PEOPLE, [(one.version, one.data) for one in self._lists])
        return data in {one.data for one in self._lists}

    def _take_certificate(self, data: bytes) -> bool:
        certificate = read_certificate(data, self.organisation)
        held = self._certificates.setdefault(certificate.device, [])
        if certificate.by in self.root.authorities:
            for one in held:
                if one.by == certificate.by:
                    if (one.number, one.hash) >= (certificate.number, certificate.hash):
                        return False
                    held.remove(one)
                    self._let_go(one)
                    break
            held.append(certificate)
            self._keep(CERTIFICATE, certificate.device, certificate.number, data)
            return True
        if any(one.hash == certificate.hash for one in held):
            return False
        if not self._knows(certificate.by):
            self._is_authority(certificate.by)
            return False
        given = sum(
            1 for some in self._certificates.values() for one in some if one.by == certificate.by
        )
        if given >= LET_IN_BY_ONE or len(data) > CERTIFICATE_BYTES:
            return False
        held.append(certificate)
        # Two may have let the same laptop in: their statements lie side by side.
        subject = certificate.device + certificate.hash[:16]
        self._keep(CERTIFICATE, subject, certificate.number, data)
        return True

    def _take_countersignature(self, data: bytes) -> bool:
        certificate_hash = payload_of(data)
        for held in self._certificates.values():
            for one in held:
                if one.hash == certificate_hash:
                    verify(data, one.signing, Purpose.CERTIFICATE)
                    if certificate_hash in self.agreed:
                        return False
                    self.agreed[certificate_hash] = data
                    self._keep(COUNTERSIGNATURE, one.device, one.number, data)
                    return True
        return False

    def _take_erasure(self, data: bytes) -> bool:
        """One by an authority of an earlier root, or that fewer signed than the root asks for, is
        kept, and counts when another copy of it does."""
        office = [one.signing for one in self.certificates.values() if one.role is Role.OFFICE]
        erasure, whole = read_erasure(data, self.organisation, self.authorities_ever(), office)
        known = self.erasures.get(erasure.id)
        if not whole or (known is not None and self.counts(known)):
            return False
        if known is not None and not self._may_count(erasure, data):
            return False
        self._counting.pop(erasure.id, None)
        self.erasures[erasure.id] = erasure
        self._keep(ERASURE, erasure.id, 1, data)
        return True

    def counts(self, erasure: Erasure) -> bool:
        """Whether an erasure that is held may be carried out under the newest root."""
        known = self._counting.get(erasure.id)
        if known is None:
            known = self._may_count(erasure, self.statements[ERASURE, erasure.id, 1])
            self._counting[erasure.id] = known
        return known

    def _may_count(self, erasure: Erasure, data: bytes) -> bool:
        root = self.root
        return erasure.by in root.authorities and root.erasing.allows(erasure, data)

    def authorities_ever(self) -> set[bytes]:
        """Of every root that is held, also one beside the chain."""
        held = (self._first, *(one for one, _ in self._roots.values()))
        return {by for root in held for by in root.authorities}

    def follows_from(self, root: Root) -> bool:
        """Whether a root is among those that led to the newest."""
        return any(one.payload == root.payload for one in self._chain)

    def is_replaced(self, by: bytes) -> bool:
        """Whether an authority spoke under an earlier root of those that led to the newest, and no
        longer does."""
        spoke = any(by in root.authorities for root in self._chain)
        return spoke and by not in self.root.authorities

    def _take_sealing(self, data: bytes) -> bool:
        notice = read_sealing(data, self.organisation)
        if not self._certificates.get(notice.device):
            return False
        known = self._notices.get(notice.device)
        if known is not None and _newness(known) >= _newness(notice):
            return False
        if known is not None:
            self.statements.pop((SEALING, notice.device, known.epoch), None)
        self._notices[notice.device] = notice
        self._keep(SEALING, notice.device, notice.epoch, data)
        return True

    def _take_admit(self, data: bytes) -> bool:
        admit = read_admit(data, self.organisation)
        if not self._is_authority(admit.by):
            return False
        known = self.admitted.get(admit.feed)
        if known is not None:
            if known.seq >= admit.seq:
                return False
            self.statements.pop((ADMIT, admit.feed, known.seq), None)
        self.admitted[admit.feed] = admit
        self._keep(ADMIT, admit.feed, admit.seq, data)
        return True

    def _take_branch(self, data: bytes) -> bool:
        branch = read_branch(data, self.organisation)
        if not self._is_authority(branch.by):
            return False
        others = self.branches.get(branch.feed, ())
        known = next((one for one in others if one.id == branch.id), None)
        if known is not None:
            if known.side >= branch.side:
                return False
            self.statements.pop((BRANCH, branch.id, known.side), None)
        kept = [one for one in others if one.id != branch.id]
        self.branches[branch.feed] = tuple(sorted((*kept, branch), key=lambda one: one.id))
        self._keep(BRANCH, branch.id, branch.side, data)
        return True

    def _take_fork(self, data: bytes) -> bool:
        accuses = self.certificate(accused(data))
        if accuses is None:
            return False  # whoever knows the device will verify it, and pass it on
        fork = read_fork(data, accuses.signing)
        known = self.forks.get(fork.feed)
        if known is not None:
            # One proof of a feed is as good as another; everybody keeps the shortest.
            if (len(known.data), known.data) <= (len(data), data):
                return False
            self.statements.pop((FORK, known.feed, known.one.seq), None)
        self.forks[fork.feed] = fork
        self._keep(FORK, fork.feed, fork.one.seq, data)
        self._leave_out_forks(fork.device)
        return fork.feed in self.forks

    def _leave_out_forks(self, device: bytes) -> None:
        """Keep the first proofs of a device by their feeds, so that the order in which they came decides
        nothing: up to the one with which they pass the limit, which has to stay, or a shorter one behind
        it would fit that came later."""
        number = size = 0
        for feed in sorted(feed for feed, one in self.forks.items() if one.device == device):
            if number >= FORKS_OF_ONE or size > FORK_BYTES_OF_ONE:
                self.statements.pop((FORK, feed, self.forks.pop(feed).one.seq), None)
            else:
                number, size = number + 1, size + len(self.forks[feed].data)

    def _keep(self, kind: str, subject: bytes, version: int, data: bytes) -> None:
        self.statements[(kind, subject, version)] = data

    def _rekeep(self, kind: str, held: list[tuple[int, bytes]]) -> None:
        """Hold just these of a kind. Two of one version lie side by side."""
        for key in [key for key in self.statements if key[0] == kind]:
            del self.statements[key]
        for version, data in held:
            subject = self.organisation
            if (kind, subject, version) in self.statements:
                subject = digest_of(data)
            self._keep(kind, subject, version, data)

    def _drop_former(self) -> None:
        """Let go of what only an authority of an earlier root said."""
        now = self.root.authorities
        self._rosters = [one for one in self._rosters if one.by in now]
        self._lists = [one for one in self._lists if one.by in now]
        self._rekeep(ROSTER, [(one.version, one.data) for one in self._rosters])
        self._rekeep(PEOPLE, [(one.version, one.data) for one in self._lists])
        for feed, admit in list(self.admitted.items()):
            if admit.by not in now:
                self.statements.pop((ADMIT, feed, admit.seq), None)
                del self.admitted[feed]
        for feed, branches in list(self.branches.items()):
            for one in branches:
                if one.by not in now:
                    self.statements.pop((BRANCH, one.id, one.side), None)
            self.branches[feed] = tuple(one for one in branches if one.by in now)
        former = {by for root in self._chain for by in root.authorities} - set(now)
        self._let_go_where(lambda one: one.by in former)
        while self._let_go_where(lambda one: one.by not in now and not self._knows(one.by)):
            continue  # whom those let in whose own certificate is gone, and so on
        for device in [one for one in self._notices if not self._certificates.get(one)]:
            self.statements.pop((SEALING, device, self._notices.pop(device).epoch), None)

    def _knows(self, by: bytes) -> bool:
        """Whether a device with that signing key was let in by somebody."""
        return any(one.signing == by for one in self._certificates.get(device_id(by), ()))

    def _let_go_where(self, gone: Callable[[Certificate], bool]) -> bool:
        found = [one for held in self._certificates.values() for one in held if gone(one)]
        for one in found:
            self._certificates[one.device].remove(one)
            self._let_go(one)
        return bool(found)

    def _let_go(self, certificate: Certificate) -> None:
        """Forget a certificate that another one replaced, and what the device said to it."""
        agreed = self.agreed.pop(certificate.hash, None)
        for key in [
            key for key, data in self.statements.items() if data in (certificate.data, agreed)
        ]:
            del self.statements[key]

    @property
    def root(self) -> Root:
        """The newest root."""
        return self._chain[-1]

    @property
    def beliefs(self) -> Beliefs:
        """What follows from all that is held; worked out when first asked after a change."""
        if self._beliefs is None:
            self._beliefs = settle(
                self.root.authorities,
                self._rosters,
                self._lists,
                self._certificates,
                self._notices,
            )
        return self._beliefs


def _newness(notice: SealingNotice) -> tuple[int, bytes]:
    return notice.epoch, digest_of(notice.data)


__all__ = ["Trust", "TrustRefused", "person_may_write"]
