"""The keepers of the organisation's papers: who they are, new papers, another authority.

A new root statement is signed with the papers of today and with those that take their place
(`sync.roots`). The secret of a new paper stays in this vault until the paper lies before somebody;
then it is wiped. Where the keepers are not in one place, a draft goes round as a file and each adds
a signature (`sign`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.escrow import escrow_key, escrow_of
from desktop_app.crypto.recovery import RecoveryCode
from desktop_app.crypto.sealing import SealingKey
from desktop_app.crypto.signing import Purpose, SigningKey
from desktop_app.domain.errors import PortageError
from desktop_app.domain.roles import Role
from desktop_app.language import Message
from desktop_app.services.erasure.erasing import counting, order_again
from desktop_app.services.erasure.erasure import NobodyElseSigns, signers_named
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.trust.escrow import sealed_anew
from desktop_app.services.trust.organisation import countersign
from desktop_app.services.trust.reconciling import people_known, publish_people, publish_roster
from desktop_app.storage.database import Tables
from desktop_app.sync import statements as trusted
from desktop_app.sync.erasing import erasure_anew
from desktop_app.sync.erasure_rule import LAPTOPS, NO_RULE, STANDING, ErasureRule
from desktop_app.sync.roots import Root, root_payload, sign_root, signers
from desktop_app.sync.statements import RosterLine, issued_anew
from desktop_app.sync.trust import Trust

LARGEST_DRAFT: Final = 1024 * 1024  # bytes
MOST_KEEPERS: Final = 5

ESCROW: Final = 0
"""The number of the paper for forgotten passphrases, where it is a paper of its own."""

_SECRETS: Final = "secret/root"
_DRAFTED: Final = "secret/drafted"
_ESCROW: Final = "secret/escrow"
_AUTHORITY: Final = "secret/authority"
_FORM: Final = "portage papers 1"

_ISSUED_BY_AUTHORITY: Final = {
    trusted.ADMIT: Purpose.ADMIT,
    trusted.BRANCH: Purpose.BRANCH,
}
"""Statements that another authority says again word for word. Erasures it says again too, in their
own form: those that count until then, and were carried out here."""


class PaperNotOfToday(PortageError):
    """The code is not that of a paper that counts now."""

    code = "paper_not_of_today"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "keepers",
                "This is not one of the papers of your organisation that count today: it is another paper, or "
                "it was replaced. Nothing was changed. Look for the newest recovery kit.",
            )
        )


class NotEnoughPapers(PortageError):
    """Fewer papers than the organisation asks for."""

    code = "not_enough_papers"

    def __init__(self, needed: int, given: int) -> None:
        super().__init__(
            Message(
                "keepers",
                "This needs {needed} different papers, and {given} were given. Nothing was changed. "
                "Bring the missing papers, or let their keepers sign the draft where they are.",
                {"needed": needed, "given": given},
            )
        )


class NotADraft(PortageError):
    """The file is not a draft of new papers, or not one for today."""

    code = "not_a_draft"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "keepers",
                "This file is not a draft of new papers that was begun here, or the papers changed since. "
                "Nothing was changed. Begin a new draft at the office.",
            )
        )


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper that has not been put away: its secret is still here. number: from 1; 0 is ESCROW."""

    number: int
    of: int


@dataclass(frozen=True, slots=True)
class KeepersState:
    """Who keeps the organisation's papers.

    made: which issue of the papers it is, from 1. waiting: papers whose secret is still in this
    vault. own_escrow: forgotten passphrases have a paper of their own. authority: this vault holds
    the key of the office's authority. allowed: new papers can be made on this laptop. signatures: how
    many laptops the papers ask to sign an erasure; signers: those that they name. offices: the office
    laptops of now, which new papers would name.
    """

    keepers: int
    threshold: int
    made: int
    waiting: tuple[PaperLine, ...]
    own_escrow: bool
    authority: bool
    allowed: bool
    signatures: int = 1
    signers: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft of new papers as it goes round. signed: signatures so far, as COSE_Sign1."""

    organisation: bytes
    payload: bytes
    signed: tuple[bytes, ...]

    @property
    def data(self) -> bytes:
        """The bytes of the file; no secret is in them."""
        return encode([_FORM, self.organisation, self.payload, list(self.signed)])


def read_draft(data: bytes) -> Draft:
    """The draft in a file from outside. Raises NotADraft."""
    if len(data) > LARGEST_DRAFT:
        raise NotADraft
    try:
        match decode(data):
            case [str(form), bytes(organisation), bytes(payload), list(signed)] if (
                form == _FORM and all(type(one) is bytes for one in signed)
            ):
                return Draft(organisation, payload, tuple(signed))
    except PortageError as fault:
        raise NotADraft from fault
    raise NotADraft


def sign(data: bytes, code: RecoveryCode) -> bytes:
    """The draft with one more signature, made with the paper of a keeper who is elsewhere.

    Any Portage can do it, also one without a vault. Raises NotADraft, PaperNotOfToday.
    """
    draft = read_draft(data)
    if code.kind != "root" or code.subject != draft.organisation[:16]:
        raise PaperNotOfToday
    signature = SigningKey.from_secret(code.secret).sign(draft.payload, Purpose.ROOT)
    return replace(draft, signed=tuple(dict.fromkeys((*draft.signed, signature)))).data


class Keepers:
    """The papers of the organisation as this vault's office handles them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def state(self) -> KeepersState:
        """Who keeps papers, and which have not been put away."""
        trust = self._session.require_trust()
        root = trust.root
        with self._session.database.reading() as tables:
            waiting = [PaperLine(number, len(root.keys)) for number in sorted(_kept(tables, root))]
            authority = self._session.has_authority(tables)
            if tables.facts.get(_ESCROW) is not None:
                waiting.append(PaperLine(ESCROW, len(root.keys)))
        return KeepersState(
            len(root.keys), root.threshold, root.version, tuple(waiting),
            bool(root.escrow) and len(root.keys) > 1, authority,
            self._may(trust), root.erasing.signatures, signers_named(trust),
            tuple(one.name for one in trust.devices(Role.OFFICE)),
        )  # fmt: skip

    def code(self, number: int) -> RecoveryCode:
        """What a waiting paper says. Raises PaperNotOfToday when its secret is not here any more."""
        trust = self._session.require_trust()
        with self._session.database.reading() as tables:
            if number == ESCROW:
                secret = tables.facts.get(_ESCROW)
            else:
                secret = _kept(tables, trust.root).get(number)
        if secret is None:
            raise PaperNotOfToday
        subject = trust.organisation[:16]
        return RecoveryCode("escrow" if number == ESCROW else "root", subject, secret)

    def put_away(self, number: int) -> None:
        """The paper lies before somebody: wipe its secret here."""
        with self._session.database.writing() as tables:
            tables.facts.remove(_ESCROW if number == ESCROW else _name(_SECRETS, number))

    def rotate(
        self,
        codes: Sequence[RecoveryCode],
        keepers: int = 3,
        threshold: int = 2,
        new_authority: bool = False,
        signatures: int | None = None,
    ) -> KeepersState:
        """New papers, and a new authority if asked for, or if none lies in this vault.

        codes: of the papers of today, as many as they need together; those that were not put away
        yet count without being typed. Everything issued by the authority before is issued anew.
        signatures: how many of the office laptops of now have to sign an erasure from here on; None
        leaves that rule, and the laptops that it names, as they are.
        Raises NotAllowed, PaperNotOfToday, NotEnoughPapers, NobodyElseSigns.
        """
        session = self._session
        trust = session.require_trust()
        typed = [self._key(trust.root, code) for code in codes]
        with self._writing() as tables:
            kept = [SigningKey.from_secret(one) for one in _kept(tables, trust.root).values()]
            signing = {one.public: one for one in (*typed, *kept)}
            if len(signing) < trust.root.threshold:
                raise NotEnoughPapers(trust.root.threshold, len(signing))
            old = [one for one in map(escrow_key, codes) if one is not None]
            if len(trust.root.keys) == 1:
                old += [escrow_of(one.secret) for one in kept]
            draft = self._prepare(tables, keepers, threshold, new_authority, signatures)
            extra = [one.sign(draft.payload, Purpose.ROOT) for one in signing.values()]
            self._publish(tables, replace(draft, signed=(*draft.signed, *extra)), old)
        return self.state()

    def draft(
        self,
        keepers: int = 3,
        threshold: int = 2,
        new_authority: bool = False,
        signatures: int | None = None,
    ) -> bytes:
        """Begin new papers whose keepers are elsewhere; the bytes of the file that goes round.

        A draft begun before is given up. signatures: as for `rotate`. Raises NotAllowed,
        NobodyElseSigns.
        """
        with self._writing() as tables:
            return self._prepare(tables, keepers, threshold, new_authority, signatures).data

    def publish(self, data: bytes) -> KeepersState:
        """The draft came back with enough signatures: it counts from now on.

        Raises NotAllowed, NotADraft, NotEnoughPapers.
        """
        draft = read_draft(data)
        with self._writing() as tables:
            if tables.facts.get(_name(_DRAFTED, "payload")) != draft.payload:
                raise NotADraft
            self._publish(tables, draft, [])
        return self.state()

    @contextmanager
    def _writing(self) -> Iterator[Tables]:
        """One transaction; when it is undone, what is believed goes back as well."""
        session = self._session
        try:
            with session.database.writing() as tables:
                yield tables
        except BaseException:
            with session.database.reading() as tables:
                session.load_trust(tables)
            raise

    def _may(self, trust: Trust) -> bool:
        own, person = (
            trust.certificate(self._session.device),
            trust.people.get(self._session.person),
        )
        if own is None or own.role is not Role.OFFICE or not trust.is_active(own.device):
            return False
        return person is None or (person.role is Role.OFFICE and not person.removed)

    def _key(self, root: Root, code: RecoveryCode) -> SigningKey:
        organisation = self._session.require_trust().organisation
        if code.kind == "escrow" and code.subject == organisation[:16]:
            raise PaperNotOfToday
        key = SigningKey.from_secret(code.secret)
        if code.kind != "root" or key.public not in root.keys:
            raise PaperNotOfToday
        return key

    def _prepare(
        self,
        tables: Tables,
        keepers: int,
        threshold: int,
        new_authority: bool,
        signatures: int | None,
    ) -> Draft:
        """Make the keys of the new papers, keep them as drafted, and sign with them."""
        session, trust = self._session, self._session.require_trust()
        if not self._may(trust):
            raise NotAllowed
        if not 1 <= threshold <= keepers <= MOST_KEEPERS:
            raise ValueError("a threshold between one and the number of keepers")
        for name in tables.facts.starting_with(_DRAFTED):
            tables.facts.remove(name)
        papers = [SigningKey.generate() for _ in range(keepers)]
        for number, paper in enumerate(papers, 1):
            tables.facts.set(_name(_DRAFTED, number), paper.secret)
        if keepers == 1:
            escrow = escrow_of(papers[0].secret)
        else:
            secret = session.environment.random(32)
            escrow = SealingKey.from_bytes(secret)
            tables.facts.set(_name(_DRAFTED, "escrow"), secret)
        if new_authority or not session.has_authority(tables):
            authority = SigningKey.generate()
            tables.facts.set(_name(_DRAFTED, "authority"), authority.secret)
            authorities: Iterable[bytes] = [authority.public]
        else:
            authorities = trust.root.authorities
        payload = root_payload(
            trust.root.version + 1,
            trust.root.name,
            [paper.public for paper in papers],
            threshold,
            authorities,
            escrow.recipient,
            self._erasing(trust, signatures),
        )
        tables.facts.set(_name(_DRAFTED, "payload"), payload)
        signed = decode(sign_root(payload, papers))
        return Draft(trust.organisation, payload, tuple(signed))

    def _erasing(self, trust: Trust, signatures: int | None) -> ErasureRule:
        """The rule of the new papers. What counted until now goes on counting, whoever signs later.

        Left as it is, the rule gets no laptop that its keepers did not see named: the key of the
        office alone could have let it in.
        """
        before = trust.root.erasing
        offices = {one.signing for one in trust.devices(Role.OFFICE)}
        if signatures is None:
            number = before.signatures
            laptops = [one for one in before.laptops if one in offices]
            laptops = laptops if len(laptops) >= number else list(before.laptops)
        else:
            number, laptops = signatures, sorted(offices)[:LAPTOPS]
            if number > 1 and len(laptops) < number:
                raise NobodyElseSigns
        if number <= 1:
            return NO_RULE
        newest = sorted(counting(trust), key=lambda one: (-one.at, one.id))[:STANDING]
        return ErasureRule(number, tuple(laptops), frozenset(one.decision for one in newest))

    def _publish(self, tables: Tables, draft: Draft, old: Sequence[SealingKey]) -> None:
        """Believe the new root, let the drafted secrets take the place of the old ones."""
        session, trust = self._session, self._session.require_trust()
        if not self._may(trust):
            raise NotAllowed
        root = trust.root
        told = decode(draft.payload)
        if told["version"] != root.version + 1:
            raise NotADraft
        needed, given = root.threshold, signers(draft.signed, draft.payload, root.keys)
        if given < needed:
            raise NotEnoughPapers(needed, given)
        genuine = [*told["keys"], *root.keys]
        signed = [one for one in draft.signed if signers([one], draft.payload, genuine)]
        before = _Issued.of(trust)
        session.keep_statement(tables, trusted.ROOT, encode(signed))
        _put_in_place(tables)
        if trust.root.authorities != root.authorities:
            before.issue_anew(session, tables)
            order_again(session, tables)
            countersign(session, tables)
        for key in old:
            sealed_anew(tables, key, trust.root.escrow)


@dataclass(frozen=True, slots=True)
class _Issued:
    """What the authority had said, to be said again by another one. keys: what the laptops announced
    of theirs, which is held only of those who are in."""

    certificates: tuple[trusted.Certificate, ...]
    roster: tuple[RosterLine, ...]
    people: tuple[trusted.Person, ...]
    others: tuple[tuple[str, bytes], ...]
    keys: tuple[tuple[str, bytes], ...]
    erasures: tuple[bytes, ...]

    @classmethod
    def of(cls, trust: Trust) -> _Issued:
        return cls(
            tuple(trust.certificates.values()),
            tuple(trust.roster.values()),
            tuple(people_known(trust).values()),
            tuple(
                (kind, data)
                for (kind, _, _), data in trust.statements.items()
                if kind in _ISSUED_BY_AUTHORITY
            ),
            tuple(
                (kind, data)
                for (kind, _, _), data in trust.statements.items()
                if kind == trusted.SEALING
            ),
            tuple(trust.statements[trusted.ERASURE, one.id, 1] for one in counting(trust)),
        )

    def issue_anew(self, session: Session, tables: Tables) -> None:
        """Certificates, roster, people and decisions, by the authority of this vault."""
        trust, key = session.require_trust(), session.authority_key(tables)
        statements: list[tuple[str, bytes]] = []
        for one in self.certificates:
            again = replace(one, number=one.number + 1, people=())
            statements.append(
                (trusted.CERTIFICATE, trusted.make_certificate(key, trust.organisation, again))
            )
        for kind, data in self.others:
            statements.append((kind, issued_anew(data, _ISSUED_BY_AUTHORITY[kind], key)))
        statements += self.keys
        statements += [(trusted.ERASURE, erasure_anew(one, key)) for one in self.erasures]
        session.keep_statements(tables, statements)
        lines = {one.device: one for one in self.roster}
        for device, certificate in trust.certificates.items():
            line = lines.get(device) or RosterLine(device, b"", trusted.ACTIVE, {})
            lines[device] = replace(line, certificate=certificate.hash)
        publish_roster(session, tables, lines.values())
        publish_people(session, tables, self.people)


def _name(group: str, number: Any) -> str:
    """The fact for a paper's secret; the first one's has no number, as it never had one."""
    return group if group == _SECRETS and number == 1 else f"{group}/{number}"


def _kept(tables: Tables, root: Root) -> dict[int, bytes]:
    """The secrets of papers that were not put away yet, by the number of the paper."""
    found = {}
    for name, secret in tables.facts.starting_with(_SECRETS).items():
        number = 1 if name == _SECRETS else int(name.rpartition("/")[2])
        if SigningKey.from_secret(secret).public in root.keys:
            found[number] = secret
    return found


def _put_in_place(tables: Tables) -> None:
    """The drafted secrets are those of the papers now; the old ones are wiped."""
    for name in tables.facts.starting_with(_SECRETS):
        tables.facts.remove(name)
    tables.facts.remove(_ESCROW)
    for name, secret in tables.facts.starting_with(_DRAFTED).items():
        what = name.rpartition("/")[2]
        if what == "escrow":
            tables.facts.set(_ESCROW, secret)
        elif what == "authority":
            tables.facts.set(_AUTHORITY, secret)
        elif what.isdigit():
            tables.facts.set(_name(_SECRETS, int(what)), secret)
        tables.facts.remove(name)
