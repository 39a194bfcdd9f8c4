"""What the organisation expects of everybody, read and confirmed version by version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.casework.practice import OTHER, TOPICS
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Scope, Value
from desktop_app.domain.roles import Role
from desktop_app.domain.words.folding import fold
from desktop_app.language import Label, Message
from desktop_app.services.casework.records import Record, Records
from desktop_app.services.casework.versions import Versions
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.clients.naming import id_bytes
from desktop_app.services.editing import Editor, Seen, derived_id
from desktop_app.services.session import NotAllowed, NotHere, Session
from desktop_app.storage.database import Tables
from desktop_app.storage.log import ScopeRow
from desktop_app.storage.rows import Row
from desktop_app.sync.merge import HIDDEN
from desktop_app.sync.statements import Person

KIND: Final = "guideline"
ACKNOWLEDGEMENT: Final = "acknowledgement"

TOPIC_NAMES: Final = {choice.value: choice.label for choice in TOPICS}
_ORDER: Final = {choice.value: at for at, choice in enumerate(TOPICS)}


class GuidelineEmpty(PortageError):
    """A guideline that says nothing."""

    code = "guideline_empty"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "guidelines",
                "A guideline needs its text in at least one language. Nothing was saved. "
                "Write it and save again.",
            )
        )


@dataclass(frozen=True, slots=True)
class GuidelineLine:
    """One guideline as it holds today, in both languages where it is there.

    to_confirm: everybody confirms having read it. confirmed_on:
    the day on which whoever is at work confirmed this version, "" while not.
    """

    record: Record
    topic: Message | str
    title: Label
    text: Label
    version: int
    in_force_from: str
    to_confirm: bool
    confirmed_on: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One colleague and one guideline. version, on: what was confirmed last and when; 0 and "" for
    nothing. current: it is the version in force."""

    person: str
    version: int
    on: str
    current: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Who confirmed a guideline, those who have not first."""

    guideline: GuidelineLine
    people: tuple[Confirmed, ...]

    @property
    def missing(self) -> int:
        """How many have not confirmed the version in force."""
        return sum(not one.current for one in self.people)


class Guidelines:
    """Reads, confirms and, where the office's rights are, writes guidelines."""

    def __init__(self, session: Session) -> None:
        self._session, self._records = session, Records(session)
        self.versions = Versions(session, KIND, key_of)

    def in_force(self) -> tuple[GuidelineLine, ...]:
        """Those that hold today, in the order of the subjects."""
        with self._session.database.reading() as tables:
            return self.read(tables)

    def read(self, tables: Tables) -> tuple[GuidelineLine, ...]:
        """As `in_force`, inside a transaction."""
        mine = {
            str(row.value("guideline")): str(row.value("accepted_on") or "")
            for row in self._confirmations(tables, self._session.person)
        }
        lines = [
            line_of(one, mine.get(one.id, "")) for one in self.versions.holding(tables).values()
        ]
        return tuple(
            sorted(
                lines,
                key=lambda one: (_place(one.record), one.record.text("title_fr"), one.record.id),
            )
        )

    def add(self, values: Mapping[str, Value]) -> str:
        """Write a version and give its id. Raises GuidelineEmpty, NotAllowed, ValueRefused."""
        _check(values)
        topic, title = str(values.get("topic") or ""), str(values.get("title_fr") or "")
        return self.versions.add(values, _key(topic, title))

    def change(
        self, identifier: str, values: Mapping[str, Value], seen: Seen | None = None
    ) -> tuple[str, ...]:
        """Change a version that does not hold yet. Raises as `add` and InForce."""
        _check({**self.versions.get(identifier).values, **values})
        return self.versions.change(identifier, values, seen)

    def confirm(self, guideline: str) -> None:
        """Whoever is at work has read this version; said twice, it is said once.

        It is written among the cases of one community that this laptop may write in, as workers
        write nothing of the whole organisation. Raises NotHere, NotAllowed.
        """
        session = self._session
        kind = session.registry[ACKNOWLEDGEMENT]
        with session.database.writing() as tables:
            row = self._records.require(tables, KIND, guideline)
            made = derived_id(session.person, f"confirmed {guideline}")
            known = tables.rows.get(kind, made)
            if known is not None and known.state.life() != HIDDEN:
                return
            editor = Editor(session, tables)
            editor.begin_act()
            if known is not None:
                editor.set_life(kind, made, tables.log.scopes()[known.scope], True)
            else:
                told: dict[str, Value] = {
                    "person": session.person.hex(),
                    "guideline": guideline,
                    "version": row.value("version"),
                    "accepted_on": today_of(session).isoformat(),
                }
                editor.edit(kind, made, own_cases(session, tables), told, new=True)
            editor.flush()

    def may_see_standing(self) -> bool:
        """Whether whoever is at work is told who confirmed what: coordinators and the office are."""
        trust = self._session.trust
        person = None if trust is None else trust.people.get(self._session.person)
        if person is None:
            return self._session.is_office
        return person.role in (Role.OFFICE, Role.COORDINATOR)

    def standing(self) -> tuple[Standing, ...]:
        """Who has confirmed which guideline in force. Raises NotAllowed.

        Only what people wrote themselves counts: nobody confirms for somebody else.
        """
        if not self.may_see_standing():
            raise NotAllowed
        trust = self._session.require_trust()
        people = sorted(trust.colleagues.values(), key=lambda one: (fold(one.name), one.id))
        with self._session.database.reading() as tables:
            lines = [one for one in self.read(tables) if one.to_confirm]
            every = {one.id: one for one in self._records.read_all(tables, KIND)}
            said = {one.id: list(self._confirmations(tables, one.id)) for one in people}
        return tuple(
            Standing(
                line,
                tuple(
                    sorted(
                        (_confirmed(one, line, said[one.id], every) for one in people),
                        key=lambda one: one.current,
                    )
                ),
            )
            for line in lines
        )

    def _confirmations(self, tables: Tables, person: bytes) -> list[Row]:
        """What this person wrote for himself or herself."""
        kind = self._session.registry[ACKNOWLEDGEMENT]
        rows = tables.rows.select(
            kind, "WHERE life = 1 AND f_person = ? ORDER BY id", (person.hex(),)
        )
        return [
            row for row in rows if row.state.created is not None and row.state.created[2] == person
        ]


def own_cases(session: Session, tables: Tables, community: str = "") -> ScopeRow:
    """The cases of a community in which this laptop writes what belongs to no client.

    community: its id; without it, the first that may be written in. Raises NotAllowed, NotHere.
    """
    if community:
        return session.scope(tables, Scope.CASES, id_bytes(community))
    for grant in sorted(session.certificate().scopes, key=lambda one: one.community):
        if grant.kind is not Scope.CASES:
            continue
        try:
            scope = session.scope(tables, Scope.CASES, grant.community)
            session.check_may_write(scope)
        except (NotAllowed, NotHere):
            continue
        return scope
    raise NotAllowed


def key_of(record: Record) -> str:
    """What a guideline is about, so that its versions are known as such."""
    return _key(record.text("topic"), record.text("title_fr"))


def line_of(record: Record, confirmed_on: str) -> GuidelineLine:
    """A guideline; in a language in which it is not written, it is said in the other."""

    def said(name: str) -> Label:
        return Label.of(record.text(f"{name}_fr"), record.text(f"{name}_en"))

    topic = record.text("topic")
    return GuidelineLine(
        record,
        TOPIC_NAMES.get(topic, topic),
        said("title"),
        said("text"),
        record.number("version"),
        record.text("in_force_from"),
        record.values.get("accepted_by_each") is True,
        confirmed_on,
    )


def _confirmed(
    person: Person, line: GuidelineLine, said: list[Row], every: Mapping[str, Record]
) -> Confirmed:
    """The confirmation of this version, or else the latest one of an earlier version."""
    about = key_of(line.record)
    latest = Confirmed(person.name, 0, "", False)
    for row in said:
        confirmed = str(row.value("guideline"))
        number, on = row.value("version"), str(row.value("accepted_on") or "")
        version = number if isinstance(number, int) else 0
        if confirmed == line.record.id:
            return Confirmed(person.name, version, on, True)
        known = every.get(confirmed)
        if (
            known is not None
            and key_of(known) == about
            and (latest.version, latest.on) < (version, on)
        ):
            latest = Confirmed(person.name, version, on, False)
    return latest


def _key(topic: str, title: str) -> str:
    return f"{OTHER} {fold(title)}" if topic == OTHER else topic


def _place(record: Record) -> int:
    return _ORDER.get(record.text("topic"), len(_ORDER))


def _check(values: Mapping[str, Value]) -> None:
    if not (values.get("text_fr") or values.get("text_en")):
        raise GuidelineEmpty
