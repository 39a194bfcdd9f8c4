"""Starting an organisation, its communities, and letting laptops and people in or out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from desktop_app.crypto.escrow import escrow_of
from desktop_app.crypto.recovery import RecoveryCode
from desktop_app.crypto.sealing import SealingKey
from desktop_app.crypto.signing import Purpose, SigningKey
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Scope, Value
from desktop_app.domain.roles import Role, may_enrol
from desktop_app.domain.words.folding import fold
from desktop_app.language import Message
from desktop_app.services.editing import Editor
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.trust.cut_offs import Found, note_cut
from desktop_app.services.trust.cuts import device_cuts, person_cuts, revocation_cuts
from desktop_app.services.trust.reconciling import publish_people, publish_roster
from desktop_app.services.trust.sealing_keys import renew
from desktop_app.storage.database import Tables
from desktop_app.sync import statements as trusted
from desktop_app.sync.beliefs import LET_IN_AS, MAY_LET_IN
from desktop_app.sync.roots import make_root, organisation_digits
from desktop_app.sync.statements import (
    Certificate,
    EnrolmentRequest,
    Person,
    RosterLine,
    communities_of,
)
from desktop_app.sync.trust import Trust


class NameTaken(PortageError):
    """Another laptop of the organisation already has that name."""

    code = "name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "organisation",
                "Another laptop is already called {name}. Nothing was changed. Give this one another name.",
                {"name": name},
            )
        )


class WasCutOff(PortageError):
    """The laptop that asks to join was cut off before."""

    code = "was_cut_off"

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "organisation",
                "{name} was cut off, and its keys are never believed again. Nothing was changed. "
                "Make a new vault on that laptop, and let it write another request.",
                {"name": name},
            )
        )


class UnknownCommunity(PortageError):
    """No community has that name."""

    code = "unknown_community"

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "organisation",
                "No community is called {name}. Nothing was changed. Add the community first.",
                {"name": name},
            )
        )


class UnknownDevice(PortageError):
    """No laptop of the organisation has that name."""

    code = "unknown_device"

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "organisation",
                "No laptop of your organisation is called {name}. Nothing was changed. "
                "Look at the list of laptops for the right name.",
                {"name": name},
            )
        )


class SeveralCalled(PortageError):
    """Several laptops of the organisation have that name."""

    code = "several_called"

    def __init__(self, name: str, devices: Iterable[Certificate]) -> None:
        super().__init__(
            Message(
                "organisation",
                "Several laptops are called {name}. Nothing was changed. Say which one is meant by its "
                "number, or choose it in the list of laptops: {numbers}.",
                {"name": name, "numbers": ", ".join(one.device.hex() for one in devices)},
            )
        )


@dataclass(frozen=True, slots=True)
class Community:
    """A place where clients live. id: 16 bytes. time_zone: IANA name."""

    id: bytes
    name: str
    region: str
    time_zone: str


def prepare_device(session: Session, tables: Tables, name: str) -> None:
    """Make this laptop's keys; nobody trusts them yet."""
    signing, sealing = SigningKey.generate(), SealingKey.generate()
    tables.facts.set("secret/signing", signing.secret)
    tables.facts.set("secret/sealing/000001", sealing.secret.encode())
    tables.facts.set_number("sealing/made/000001", session.environment.now())
    session.device = trusted.device_id(signing.public)
    tables.facts.set("device", session.device)
    tables.facts.set_text("device_name", name)
    tables.facts.set_number("incarnation", 1)
    tables.facts.set_text(f"person/{session.person.hex()}", session.person_name)


class Organisation:
    """The organisation as this laptop sees it, and what its office may change in it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def start(
        self,
        name: str,
        communities: Iterable[Mapping[str, Value]] = (),
        ids: Sequence[bytes] = (),
    ) -> None:
        """Found an organisation on this laptop, which becomes its office.

        communities: values of the community record. ids: theirs, when they are known already. The
        root's secret is kept until its paper is printed (`root_code`).
        """
        session = self._session
        with session.database.writing() as tables:
            root, authority = SigningKey.generate(), SigningKey.generate()
            statement = make_root(name, root, authority.public, escrow_of(root.secret).recipient)
            tables.facts.set("root", statement)
            tables.facts.set("secret/root", root.secret)
            tables.facts.set("secret/authority", authority.secret)
            session.trust = Trust.begin(statement)
            organisation = session.trust.organisation
            tables.trust.add(trusted.ROOT, organisation, 1, statement)
            people = [Person(session.person, session.person_name, Role.OFFICE, ())]
            session.keep_statement(
                tables, trusted.PEOPLE, trusted.make_people(authority, organisation, 1, people)
            )
            described = [dict(values) for values in communities]
            given = ids or [session.environment.new_id() for _ in described]
            self._certify_self(tables, given)
            editor = Editor(session, tables)
            self._write_communities(tables, editor, zip(given, described, strict=True))
            editor.flush()

    def _certify_self(self, tables: Tables, communities: Iterable[bytes]) -> None:
        session, trust = self._session, self._session.require_trust()
        signing = session.signing_key(tables)
        known = trust.certificate(session.device)
        self._admit(
            tables,
            Certificate(
                session.device,
                tables.facts.text("device_name"),
                signing.public,
                session.sealing_keys(tables)[0].recipient,
                Role.OFFICE,
                trusted.grants(trust.organisation, communities),
                1 if known is None else known.number + 1,
                b"",
            ),
        )
        countersign(session, tables)

    def _admit(self, tables: Tables, certificate: Certificate) -> Certificate:
        """Issue a certificate and put it on the roster."""
        session, trust = self._session, self._session.require_trust()
        authority = session.authority_key(tables)
        known = trust.certificates.get(certificate.device)
        session.keep_statement(
            tables,
            trusted.CERTIFICATE,
            trusted.make_certificate(authority, trust.organisation, certificate),
        )
        issued = trust.certificates[certificate.device]
        cuts = device_cuts(tables, trust, known, issued)
        line = RosterLine(issued.device, issued.hash, trusted.ACTIVE, cuts)
        publish_roster(session, tables, trust.with_line(line))
        return issued

    def _write_communities(
        self,
        tables: Tables,
        editor: Editor,
        communities: Iterable[tuple[bytes, Mapping[str, Value]]],
    ) -> None:
        scope = self._session.scope(tables, Scope.ORGANISATION)
        for community, values in communities:
            editor.edit(self._session.registry["community"], community, scope, values, new=True)

    def add_community(self, values: Mapping[str, Value]) -> bytes:
        """A new community, which the office then holds; gives its id. Raises NotAllowed."""
        session = self._session
        self._check_office()
        community = session.environment.new_id()
        with session.database.writing() as tables:
            self._certify_self(tables, [*(one.id for one in self._communities(tables)), community])
            editor = Editor(session, tables)
            self._write_communities(tables, editor, [(community, values)])
            editor.flush()
        return community

    def communities(self) -> list[Community]:
        """All communities of the organisation, by name."""
        with self._session.database.reading() as tables:
            return self._communities(tables)

    def own_communities(self) -> list[Community]:
        """The communities whose clients this laptop holds, by name."""
        trust = self._session.trust
        own = None if trust is None else trust.certificate(self._session.device)
        held = set() if own is None else {grant.community for grant in own.scopes}
        return [one for one in self.communities() if one.id in held]

    def community_here(self, community: str = "") -> bytes:
        """A community to write in: by id or name, the first that this laptop holds where none is
        said. Raises UnknownCommunity."""
        own = self.own_communities()
        if not community and own:
            return own[0].id
        for one in own:
            if community in (one.id.hex(), one.name):
                return one.id
        if not community:
            raise UnknownCommunity(community)
        return self.community_named(community).id

    def _communities(self, tables: Tables) -> list[Community]:
        kind = self._session.registry["community"]
        return [
            Community(
                row.id, str(row.value("name") or ""), str(row.value("region") or ""),
                str(row.value("time_zone") or "UTC"),
            )
            for row in tables.rows.select(kind, "WHERE life = 1 ORDER BY sort_key, id")
        ]  # fmt: skip

    def community_named(self, name: str) -> Community:
        """The community with that name, whatever its accents. Raises UnknownCommunity."""
        for one in self.communities():
            if fold(one.name) == fold(name):
                return one
        raise UnknownCommunity(name)

    # Enrolment

    def request(self) -> EnrolmentRequest:
        """The request by which this laptop asks to join, the same as long as its newest key is.

        One that is in already asks when nothing opens any more on either side: put back from a copy,
        it lacks the key to which the others seal, and they have destroyed the one that it knows. It
        brings its newest key along, and what is only here is not lost.
        """
        session = self._session
        with session.database.reading() as tables:
            kept = tables.facts.get("request")
        own = None if session.trust is None else session.trust.certificate(session.device)
        if kept is not None and (own is None or session.database.read_only):
            return trusted.read_request(kept)
        with session.database.writing() as tables:
            notice = b""
            if own is not None:
                renew(session, tables)
                trust = session.require_trust()
                key = (trusted.SEALING, session.device, trust.sealing_epoch(session.device))
                notice = trust.statements.get(key, b"")
            made = trusted.make_request(
                session.signing_key(tables),
                session.sealing_keys(tables)[0].recipient,
                tables.facts.text("device_name") if own is None else own.name,
                session.person,
                session.person_name,
                notice,
            )
            tables.facts.set("request", made.data)
        return made

    def approve(
        self,
        request: EnrolmentRequest,
        role: Role,
        communities: Iterable[bytes],
        name: str = "",
        *,
        names: bool | None = None,
    ) -> Certificate:
        """Let a laptop and its first person in. name: another name than the one asked for. names: it
        receives who the people are; without them it works with codes. The office always does. None: a
        laptop that is in already goes on as it is, and another one receives them.

        Where no authority key lies (a coordinator, another office) the laptop is in provisionally.

        The digits were compared by people before. Raises NotAllowed, NameTaken, WasCutOff.
        """
        session, trust = self._session, self._session.require_trust()
        held = list(communities)
        self._check_may_let_in(role, held)
        if request.device == session.device:
            raise NotAllowed  # nobody lets their own laptop in, as less than it is
        called = name or request.name
        line = trust.roster.get(request.device)
        if line is not None and line.status != trusted.ACTIVE:
            raise WasCutOff(called)
        for one in trust.devices():
            if one.name.casefold() == called.casefold() and one.device != request.device:
                raise NameTaken(called)
        with session.database.writing() as tables:
            if role is Role.OFFICE:
                held = [one.id for one in self._communities(tables)]
            known = trust.certificate(request.device)
            if names is None:
                names = known is None or receives_names(known)
            asked = Certificate(
                request.device, called, request.signing, request.sealing, role,
                trusted.grants(
                    trust.organisation, held, names=names or role is Role.OFFICE
                ),
                1 if known is None else known.number + 1, b"",
            )  # fmt: skip
            if session.has_authority(tables):
                issued = self._admit(tables, asked)
                self._hear_key(tables, request)
                person = _person_of(trust, request, role, held)
                person = replace(person, cuts=person_cuts(tables, trust, person))
                publish_people(session, tables, trust.with_person(person))
                return issued
            # Provisional until the office's next roster names the laptop.
            people = ((request.person, request.person_name),)
            statement = trusted.make_certificate(
                session.signing_key(tables), trust.organisation, replace(asked, people=people)
            )
            session.keep_statement(tables, trusted.CERTIFICATE, statement)
            self._hear_key(tables, request)
        return trust.certificates[request.device]

    def _hear_key(self, tables: Tables, request: EnrolmentRequest) -> None:
        """The newest key of a laptop that was in before; it announced it with its own signature."""
        if request.notice:
            with suppress(PortageError):
                self._session.keep_statement(tables, trusted.SEALING, request.notice)

    def _check_may_let_in(self, role: Role, communities: Iterable[bytes]) -> None:
        """The authority lets anybody in; others only inside what they hold, and nobody who could
        let in again. Raises NotAllowed."""
        session, trust = self._session, self._session.require_trust()
        with session.database.reading() as tables:
            if session.has_authority(tables):
                self._check_office()
                return
        own, person = session.certificate(), trust.people.get(session.person)
        held = set(communities_of(own))
        if own.role not in MAY_LET_IN or trust.is_provisional(own.device):
            raise NotAllowed
        if person is not None:
            if person.removed or person.role not in MAY_LET_IN:
                raise NotAllowed
            if person.role is not Role.OFFICE:
                held &= set(person.communities)
        if (
            not trust.is_active(own.device)
            or role not in LET_IN_AS
            or not held.issuperset(communities)
        ):
            raise NotAllowed

    def offered(self) -> tuple[list[Role], list[Community]]:
        """As what, and into which communities, laptops can be let in from here."""
        with self._session.database.reading() as tables:
            if self._session.has_authority(tables):
                return list(Role), self._communities(tables)
        return [role for role in Role if role in LET_IN_AS], self.own_communities()

    def may_let_in(self) -> bool:
        """Whether this laptop and its person may let others in somewhere."""
        try:
            self._check_may_let_in(Role.CARRIER, ())
        except PortageError:
            return False
        return True

    def revoke(self, name: str, found: Found | None = None) -> Certificate:
        """Cut a laptop off: nothing more is sealed to it, and nothing beyond what is here counts.

        name: or its id, 32 hexadecimal digits. found: how it was when it was lost. Raises NotAllowed,
        UnknownDevice, SeveralCalled.
        """
        session, trust = self._session, self._session.require_trust()
        self._check_office()
        device = other_laptop(session, name)
        with session.database.writing() as tables:
            cuts = revocation_cuts(tables, trust, device.device)
            line = trust.roster.get(device.device) or RosterLine(
                device.device, device.hash, trusted.ACTIVE, {}
            )
            publish_roster(session, tables, trust.with_line(trusted.revoked(line, cuts)))
            note_cut(session, tables, device.device, found)
        return device

    def _check_office(self) -> None:
        session, trust = self._session, self._session.require_trust()
        person = trust.people.get(session.person)
        if not may_enrol(session.certificate().role) or (
            person is not None and (person.removed or not may_enrol(person.role))
        ):
            raise NotAllowed

    # Papers

    def digits(self) -> str:
        """The organisation's digits, as printed on its card."""
        return organisation_digits(self._session.require_trust().organisation)

    def name(self) -> str:
        """The organisation's name; empty before the vault has joined one."""
        return "" if self._session.trust is None else self._session.trust.root.name

    def root_code(self) -> RecoveryCode | None:
        """What the organisation's paper says, while its secret is still kept here."""
        trust = self._session.require_trust()
        with self._session.database.reading() as tables:
            secret = tables.facts.get("secret/root")
        return None if secret is None else RecoveryCode("root", trust.organisation[:16], secret)

    def forget_root(self) -> None:
        """Remove the root's secret from this laptop, once its paper lies in the safe."""
        with self._session.database.writing() as tables:
            tables.facts.remove("secret/root")


def receives_names(certificate: Certificate) -> bool:
    """Whether a laptop may hold who the people are, as far as it may hold anything of them."""
    kinds = {one.kind for one in certificate.scopes}
    return Scope.NAMES in kinds or Scope.CASES not in kinds


def _person_of(
    trust: Trust, request: EnrolmentRequest, role: Role, communities: Iterable[bytes]
) -> Person:
    """Who works on a laptop that is let in, as they are to be listed.

    A request says itself who that is, and it could say anybody. So whoever is listed already stays who
    they are, in their role, and is given places only: else a stranger could come as the one person of
    the office, and make a worker of them.
    """
    known = trust.people.get(request.person)
    if known is None:
        return Person(request.person, request.person_name, role, tuple(communities))
    return replace(known, communities=tuple(dict.fromkeys((*known.communities, *communities))))


def other_laptop(session: Session, name: str) -> Certificate:
    """The active laptop of that name or id that is not this one. Raises UnknownDevice, SeveralCalled."""
    named = session.require_trust().named(name)
    found = [one for one in named if one.device != session.device]
    if not found:
        raise UnknownDevice(name)
    if len(found) > 1:
        raise SeveralCalled(name, found)
    return found[0]


def countersign(session: Session, tables: Tables) -> None:
    """The device's own signature over the certificate that it was given."""
    own = session.certificate()
    if own.device in session.require_trust().countersigned:
        return
    signed = session.signing_key(tables).sign(own.hash, Purpose.CERTIFICATE)
    session.keep_statement(tables, trusted.COUNTERSIGNATURE, signed)
