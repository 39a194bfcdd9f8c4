"""What the authority's laptop puts in order after each import: it lists what it has learnt.

A laptop may know more than the office: after the office was put back from a copy, when the laptop
brings a revocation or a certificate of the days that are missing; when a coordinator let a laptop
in; when somebody new works on a laptop. The authority then says it again, under a version above all
that it can have used before.
"""

from __future__ import annotations

from collections.abc import Iterable

from desktop_app.services.session import Session
from desktop_app.services.trust.judging import keep_judged
from desktop_app.storage.database import Tables
from desktop_app.sync import statements as trusted
from desktop_app.sync.statements import Person, RosterLine, communities_of
from desktop_app.sync.trust import Trust


def reconcile(session: Session, tables: Tables) -> bool:
    """Publish a new roster and a new list of people where the newest ones lack what is known.

    True when something was published. Nothing happens where no authority key lies.
    """
    if session.trust is None or not session.has_authority(tables):
        return False
    roster = _reconcile_roster(session, tables)
    return _reconcile_people(session, tables) or roster


def publish_roster(session: Session, tables: Tables, lines: Iterable[RosterLine]) -> None:
    """Sign and keep a new roster. Raises NotAllowed where no authority key lies."""
    trust = session.require_trust()
    version = session.next_version(tables, trust.roster_version)
    # A clock from before 1970 tells nothing, and nothing is what a beacon of 0 says.
    beacon, key = max(0, session.environment.now()), session.authority_key(tables)
    roster = trusted.make_roster(key, trust.organisation, version, beacon, lines)
    keep_judged(session, tables, trusted.ROSTER, roster)


def publish_people(session: Session, tables: Tables, people: Iterable[Person]) -> None:
    """Sign and keep a new list of people. Raises NotAllowed where no authority key lies."""
    trust = session.require_trust()
    version = session.next_version(tables, trust.people_version)
    key = session.authority_key(tables)
    statement = trusted.make_people(key, trust.organisation, version, people)
    keep_judged(session, tables, trusted.PEOPLE, statement)


def _reconcile_roster(session: Session, tables: Tables) -> bool:
    trust = session.require_trust()
    lines = dict(trust.roster)
    for device, certificate in trust.certificates.items():
        known = lines.get(device)
        if known is None:
            lines[device] = RosterLine(device, certificate.hash, trusted.ACTIVE, {})
        elif known.certificate != certificate.hash:
            lines[device] = RosterLine(device, certificate.hash, known.status, known.cuts)
    newest = trust.beliefs.newest_roster
    if newest is not None and dict(newest.lines) == lines:
        return False
    publish_roster(session, tables, lines.values())
    return True


def _reconcile_people(session: Session, tables: Tables) -> bool:
    trust = session.require_trust()
    people = people_known(trust)
    newest = trust.beliefs.newest_people
    if newest is not None and dict(newest.people) == people:
        return False
    publish_people(session, tables, people.values())
    return True


def people_known(trust: Trust) -> dict[bytes, Person]:
    """Everybody listed, and whom an enrolled laptop names: with that laptop's own rights, so that
    the other laptops take their work too."""
    people = dict(trust.people)
    for person, (device, name) in {**trust.beliefs.announced, **trust.announced}.items():
        certificate = trust.certificate(device)
        if person not in people and certificate is not None and trust.is_active(device):
            role = certificate.role
            people[person] = Person(person, name, role, communities_of(certificate))
    return people


def known_roster(device: bytes) -> str:
    """The fact in which the version of the roster lies that a device last said it knows."""
    return f"peer_roster/{device.hex()}"
