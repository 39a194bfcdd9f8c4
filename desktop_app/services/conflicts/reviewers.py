"""Who is asked to decide a conflict, and who may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop_app.domain.fields import Scope
from desktop_app.domain.roles import Role
from desktop_app.services.clients.client_fields import id_in
from desktop_app.services.editing import Editor
from desktop_app.services.session import NotAllowed, NotHere, Session
from desktop_app.storage.database import Tables
from desktop_app.storage.log import ScopeRow
from desktop_app.sync.statements import Person


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who decides in one part of the log, the same on every laptop that holds the same list.

    names: of the people asked. office: it is the office that is asked, whoever works there.
    mine: whoever is at work here is asked. allowed: whoever is at work here may decide.
    """

    names: tuple[str, ...]
    office: bool
    mine: bool = field(default=False, compare=False)
    allowed: bool = field(default=False, compare=False)


NOBODY = Reviewer((), True)


@dataclass(frozen=True, slots=True)
class Deciding:
    """How many decisions wait for whoever is at work, and how many for others.

    names: of those others; none where it is the office.
    """

    mine: int = 0
    others: int = 0
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, asked: Sequence[Reviewer]) -> Deciding:
        """What waits, told by who is asked about each of it."""
        others = [one for one in asked if not one.mine]
        named = {name for one in others if not one.office for name in one.names}
        office = any(one.office or not one.names for one in others)
        names = () if office else tuple(sorted(named))
        return cls(len(asked) - len(others), len(others), names)


class Reviewers:
    """Answers for each scope once. Lives in one transaction.

    A community names its reviewer; otherwise its coordinators decide, and without any the office.
    Whoever holds the scope and may write there may decide too.
    """

    def __init__(self, session: Session, tables: Tables) -> None:
        self._session, self._tables = session, tables
        self._known: dict[int, Reviewer] = {}

    def of(self, scope_number: int) -> Reviewer:
        """Who decides about the records of a scope (local number)."""
        if scope_number not in self._known:
            self._known[scope_number] = self._asked(self._tables.log.scopes()[scope_number])
        return self._known[scope_number]

    def _asked(self, scope: ScopeRow) -> Reviewer:
        session = self._session
        trust = session.trust
        people: dict[bytes, Person] = {} if trust is None else trust.colleagues
        asked: list[Person] = []
        office = False
        if scope.kind in (Scope.CASES, Scope.NAMES):
            named = self._named(scope.community)
            if named in people:
                asked = [people[named]]
            else:
                asked = [
                    one
                    for one in people.values()
                    if one.role is Role.COORDINATOR and scope.community in one.communities
                ]
        if not asked:
            office = True
            asked = [one for one in people.values() if one.role is Role.OFFICE]
        mine = any(one.id == session.person for one in asked) or (office and session.is_office)
        try:
            session.check_may_write(scope)
            allowed = True
        except NotAllowed:
            allowed = False
        names = tuple(sorted(one.name for one in asked))
        return Reviewer(names, office, mine and allowed, allowed)

    def _named(self, community: bytes) -> bytes | None:
        kind = self._session.registry["community"]
        row = self._tables.rows.get(kind, community)
        return None if row is None else id_in(row.value("reviewer"))


def name_reviewer(session: Session, community: bytes, person: bytes | None) -> None:
    """Say who decides the conflicts of a community; None leaves it to its coordinators.

    Raises NotHere, NotAllowed.
    """
    kind = session.registry["community"]
    with session.database.writing() as tables:
        scope = session.scope(tables, Scope.ORGANISATION)
        if tables.rows.get(kind, community, scope.number) is None:
            raise NotHere
        editor = Editor(session, tables)
        editor.begin_act()
        value = None if person is None else person.hex()
        editor.edit(kind, community, scope, {"reviewer": value})
        editor.flush()


def named_reviewers(session: Session) -> dict[bytes, bytes]:
    """Who was named for each community that names somebody: ids of community and person."""
    kind = session.registry["community"]
    with session.database.reading() as tables:
        named = (
            (row.id, id_in(row.value("reviewer")))
            for row in tables.rows.select(kind, "WHERE life = 1 ORDER BY id")
        )
        return {community: person for community, person in named if person is not None}
