"""Taking rights away: a person who leaves, or who works elsewhere now; a laptop that holds less.

What was written while the right was there stays: the signed list says up to which number of which
feed it counts (a cut), so that every laptop judges an old entry by the same rights.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from desktop_app.domain.errors import PortageError
from desktop_app.domain.roles import Role, may_enrol
from desktop_app.domain.words.folding import fold
from desktop_app.language import Message
from desktop_app.services.exchange.segments import take_what_counts_now
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.trust.cuts import device_cuts, person_cuts
from desktop_app.services.trust.organisation import other_laptop, receives_names
from desktop_app.services.trust.reconciling import publish_people, publish_roster
from desktop_app.storage.database import Tables
from desktop_app.sync import statements as trusted
from desktop_app.sync.bundle import told_name
from desktop_app.sync.statements import Certificate, Person, RosterLine, grants


class UnknownPerson(PortageError):
    """Nobody on the list has that name."""

    code = "unknown_person"

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "organisation",
                "Nobody called {name} works in your organisation. Nothing was changed. "
                "Look at the list of people for the right name.",
                {"name": name},
            )
        )


class LastOfOffice(PortageError):
    """Nobody would be left who may let others in."""

    code = "last_of_office"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "organisation",
                "This is the only person of the office. Nothing was changed. "
                "Give somebody else the role of the office first.",
            )
        )


class Rights:
    """What the office changes in who may write what."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def people(self) -> list[Person]:
        """Everybody who works here now, by name."""
        listed = self._session.require_trust().people.values()
        return sorted(
            (one for one in listed if not one.removed), key=lambda one: (fold(one.name), one.id)
        )

    def person_named(self, name: str) -> Person:
        """Who works here under that name, whatever its accents. Raises UnknownPerson."""
        for one in self.people():
            if fold(one.name) == fold(name):
                return one
        raise UnknownPerson(name)

    def remove_person(self, person: bytes) -> None:
        """Somebody works here no more: nothing new of theirs counts, what they wrote stays.

        On their laptop the way in is taken away apart (`OpenVault.remove_person`), which changes
        the key. Raises NotAllowed, UnknownPerson, LastOfOffice.
        """
        known = self._known(person)
        with self._session.database.writing() as tables:
            self._publish(tables, replace(known, removed=True))

    def change_person(
        self, person: bytes, role: Role, communities: Iterable[bytes], name: str = ""
    ) -> None:
        """Another role, other communities or another name for somebody; what they wrote before stays.

        name: "" leaves it as it is. Raises NotAllowed, UnknownPerson, LastOfOffice.
        """
        known = self._known(person)
        with self._session.database.writing() as tables:
            called = told_name(name).strip() or known.name
            changed = replace(known, name=called, role=role, communities=tuple(communities))
            self._publish(tables, changed)

    def change_laptop(
        self, name: str, role: Role, communities: Iterable[bytes], people: Iterable[bytes] = ()
    ) -> Certificate:
        """Another role or other communities for a laptop; what it wrote before stays, and what lay aside
        because it held one no more counts again if it holds it now.

        name: or its id. people: those who may write in all of these from now on, because they work on it;
        who is of the office, or gone, stays as they are. Raises NotAllowed, UnknownDevice, SeveralCalled.
        """
        session, trust = self._session, self._session.require_trust()
        self._check_office()
        found = other_laptop(session, name)
        # A laptop that was let in without the names stays without them.
        names = role is Role.OFFICE or receives_names(found)
        places = list(communities)
        held = grants(trust.organisation, places, names=names)
        with session.database.writing() as tables:
            again = replace(found, role=role, scopes=held, number=found.number + 1, people=())
            cuts = device_cuts(tables, trust, found, again)
            statement = trusted.make_certificate(
                session.authority_key(tables), trust.organisation, again
            )
            session.keep_statement(tables, trusted.CERTIFICATE, statement)
            issued = trust.certificates[found.device]
            line = RosterLine(found.device, issued.hash, trusted.ACTIVE, cuts)
            publish_roster(session, tables, trust.with_line(line))
            self._let_write(tables, people, places)
            take_what_counts_now(session, tables)
        return issued

    def _let_write(
        self, tables: Tables, people: Iterable[bytes], communities: Sequence[bytes]
    ) -> None:
        listed = dict(self._session.require_trust().people)
        before = dict(listed)
        for one in people:
            known = listed.get(one)
            if known is not None and not known.removed and known.role is not Role.OFFICE:
                places = tuple(dict.fromkeys((*known.communities, *communities)))
                listed[one] = replace(known, communities=places)
        if listed != before:
            publish_people(self._session, tables, listed.values())

    def _known(self, person: bytes) -> Person:
        self._check_office()
        known = self._session.require_trust().people.get(person)
        if known is None or known.removed:
            raise UnknownPerson("")
        return known

    def _publish(self, tables: Tables, after: Person) -> None:
        trust = self._session.require_trust()
        rest = [one for one in self.people() if one.id != after.id]
        stays = after.role is Role.OFFICE and not after.removed
        if not stays and not any(one.role is Role.OFFICE for one in rest):
            raise LastOfOffice
        changed = replace(after, cuts=person_cuts(tables, trust, after))
        publish_people(self._session, tables, trust.with_person(changed))

    def _check_office(self) -> None:
        session, trust = self._session, self._session.require_trust()
        person = trust.people.get(session.person)
        if not may_enrol(session.certificate().role) or (
            person is not None and (person.removed or not may_enrol(person.role))
        ):
            raise NotAllowed
