"""Applications for benefits: started once, followed until they are paid, counted for the household."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from desktop_app.domain.casework.applications import (
    Amount,
    Gain,
    Step,
    days_late,
    due_on,
    gain_of,
    is_doubtful,
    is_over,
    same_request,
    standing,
    steps_of,
    yearly,
)
from desktop_app.domain.casework.benefits import GATHERED, ONCE
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Value
from desktop_app.domain.words.calendar_words import money, partial_date
from desktop_app.domain.words.folding import fold
from desktop_app.language import Message
from desktop_app.services.casework.benefit_list import BenefitLine, BenefitList, by_id
from desktop_app.services.casework.household_work import Housemate, housemates
from desktop_app.services.casework.records import Record, Records
from desktop_app.services.clients.client_fields import id_in
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.editing import Editor, derived_id
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """One application. name: of the benefit, in the language of the screen. whom: the name of the
    person it is for. steps: the earliest first. state: where it stands. due: by when an answer is to
    be expected, or empty. late: in days. workers: names of who started it and who joined.
    """

    record: Record
    name: str
    whom: str
    tax_year: int
    steps: tuple[Step, ...]
    state: Step
    outcome: str
    number: str
    amount: Amount
    due: str
    late: int
    workers: tuple[str, ...]

    @property
    def over(self) -> bool:
        """Whether nothing more is waited for."""
        return is_over(self.state.state, self.outcome)


@dataclass(frozen=True, slots=True)
class HouseholdWork:
    """What is applied for in a household, what it gained, and who lives in it."""

    client: str
    mates: tuple[Housemate, ...]
    applications: tuple[ApplicationLine, ...]
    gain: Gain
    benefits: tuple[BenefitLine, ...]


class AlreadyStarted(PortageError):
    """The same thing is already applied for. line: that application, to be joined instead."""

    code = "already_started"

    def __init__(self, line: ApplicationLine) -> None:
        self.line = line
        super().__init__(
            Message(
                "applications",
                "{benefit} is already applied for, for {name}: {who}, {day}. Nothing was saved. "
                "Join that application, or say that this is another one.",
                {
                    "benefit": line.name,
                    "name": line.whom,
                    "who": ", ".join(line.workers),
                    "day": partial_date(line.steps[0].on if line.steps else ""),
                },
            )
        )


class Applications:
    """Reads and writes applications. Ids are 32 hexadecimal digits.

    Raises NotHere, NotAllowed, ValueRefused as `Records` does.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._records = Records(session)
        self._list = BenefitList(session)

    def of(self, client: str) -> HouseholdWork:
        """Everything that is applied for by the people who live with this client now."""
        with self._session.database.reading() as tables:
            return self._read(tables, client)

    def existing(
        self, client: str, benefit: str, other: str = "", member: str = "", tax_year: int = 0
    ) -> ApplicationLine | None:
        """The open application for the same thing, by whoever in the household made it."""
        with self._session.database.reading() as tables:
            return self._existing(tables, client, (benefit or fold(other), member), tax_year)

    def start(
        self,
        client: str,
        values: Mapping[str, Value],
        *,
        state: str = GATHERED,
        on: str = "",
        another: bool = False,
    ) -> str:
        """Begin an application; gives its id. state, on: where it stands already.

        Two laptops that begin the same apart make one application, with what each noted. another:
        the person said that this is not the one that is already there. Raises AlreadyStarted.
        """  # fmt: skip
        session = self._session
        benefit, other = str(values.get("benefit") or ""), str(values.get("other") or "")
        member, year = str(values.get("member") or ""), values.get("tax_year")
        tax_year = year if isinstance(year, int) else 0
        thing = benefit or fold(other)
        with session.database.writing() as tables:
            there = self._existing(tables, client, (thing, member), tax_year)
            if there is not None and not another:
                raise AlreadyStarted(there)
            editor = Editor(session, tables)
            editor.begin_act()
            made = derived_id(
                id_in(client) or bytes(16), f"application {thing} {member} {tax_year}"
            )
            if another or tables.rows.get(session.registry["application"], made) is not None:
                made = session.environment.new_id()
            told = {**values, **self._step(state, on, "")}
            if benefit and not other:
                # The history names it without the list, which may have changed by then.
                known = by_id(self._list.read_all(tables)).get(benefit)
                told["other"] = None if known is None else known.name
            identifier = self._records.write_new(tables, editor, "application", client, told, made)
            editor.flush()
            return identifier

    def join(self, application: str) -> None:
        """Work on somebody else's application too."""
        session = self._session
        person = session.person.hex()
        record = self._records.get("application", application)
        if any(one.get("person") == person for one in record.items("people").values()):
            return
        item = uuid.UUID(bytes=derived_id(bytes.fromhex(application), f"worker {person}"))
        today = today_of(session).isoformat()
        self._records.change(
            "application",
            application,
            {f"people/{item}/person": person, f"people/{item}/on": today},
        )

    def note(
        self,
        application: str,
        state: str,
        on: str = "",
        words: str = "",
        values: Mapping[str, Value] | None = None,
    ) -> None:
        """Note that an application reached a state, with what is known then (amount, outcome)."""
        told = {**(values or {}), **self._step(state, on, words)}
        self._records.change("application", application, told)

    def change(self, record: Record, values: Mapping[str, Value]) -> tuple[str, ...]:
        """Change an application as it was shown; gives the paths that changed."""
        return self._records.change("application", record.id, values, record.seen)

    def delete(self, record: Record) -> None:
        """Take an application away; it can be brought back."""
        self._records.delete("application", record.id)

    def _step(self, state: str, on: str, words: str) -> dict[str, Value]:
        session = self._session
        item = str(uuid.UUID(bytes=session.environment.new_id()))
        return {
            f"states/{item}/state": state,
            f"states/{item}/on": on or today_of(session).isoformat(),
            f"states/{item}/words": words or None,
            f"states/{item}/by": session.person.hex(),
        }

    def _read(self, tables: Tables, client: str) -> HouseholdWork:
        mates = housemates(tables, self._session, client)
        benefits = self._list.read_all(tables)
        known = by_id(benefits)
        names = {one.member: one.name for one in mates if one.member}
        lines = [
            self._line(record, mate, known, names)
            for mate in mates
            for record in self._records.read_of(tables, mate.client, "application")
        ]
        # Files that are linked are read with each other: one application is shown once.
        unique = {one.record.id: one for one in reversed(lines)}
        ordered = sorted(
            unique.values(),
            key=lambda one: (one.over, -one.late, one.due or "9999", fold(one.name), one.record.id),
        )
        today = today_of(self._session)
        gain = sum((gain_of(one.amount, today) for one in ordered), Gain())
        return HouseholdWork(client, mates, tuple(ordered), gain, benefits)

    def _existing(
        self, tables: Tables, client: str, thing: tuple[str, str], tax_year: int
    ) -> ApplicationLine | None:
        return same_in(self._read(tables, client), *thing, tax_year)

    def _line(
        self,
        record: Record,
        mate: Housemate,
        known: Mapping[str, BenefitLine],
        names: Mapping[str, str],
    ) -> ApplicationLine:
        session = self._session
        benefit = known.get(record.text("benefit"))
        steps = steps_of(record.items("states"))
        state, outcome = standing(steps), record.text("outcome")
        usual = 0 if benefit is None else benefit.number("usual_days")
        answer_by = record.text("answer_by")
        today = today_of(session)
        workers = [record.author]
        for one in record.items("people").values():
            person = id_in(one.get("person"))
            workers.append("" if person is None else session.person_called(person))
        return ApplicationLine(
            record=record,
            name=record.text("other") if benefit is None else benefit.name,
            whom=names.get(record.text("member"), mate.name),
            tax_year=record.number("tax_year"),
            steps=steps,
            state=state,
            outcome=outcome,
            number=record.text("number"),
            amount=Amount(
                record.number("amount"),
                record.text("per"),
                record.text("starts_on"),
                record.text("ends_on"),
                state.state,
                outcome,
            ),
            due=due_on(state, answer_by, usual),
            late=days_late(state, answer_by, usual, today),
            workers=tuple(dict.fromkeys(name for name in workers if name)),
        )


def same_in(work: HouseholdWork, thing: str, member: str, tax_year: int) -> ApplicationLine | None:
    """The open application of a household for the same thing and the same person.

    thing: the id of a benefit, or the folded name of one outside the list. member: of whom; empty
    for the client whose file it is. tax_year: 0 for none, which meets any.
    """
    homes = {one.client: one.member for one in work.mates}
    asked = (thing, "", member or work.mates[0].member, tax_year)
    for line in work.applications:
        record = line.record
        wanted = record.text("benefit") or fold(record.text("other"))
        whose = record.text("member") or homes.get(record.text("client"), "")
        if not line.over and same_request(asked, (wanted, "", whose, line.tax_year)):
            return line
    return None


def amount_doubt(values: Mapping[str, Value]) -> Message | None:
    """A sentence that asks about an amount that looks as if it were typed in another unit."""
    cents, per = values.get("amount"), str(values.get("per") or "")
    if not isinstance(cents, int) or isinstance(cents, bool) or not is_doubtful(cents, per):
        return None
    if per == ONCE or not per:
        return Message(
            "applications",
            "{amount} is an unusual amount for a benefit. Nothing was saved yet. Look at the amount "
            "and at how often it is paid; if both are right, save once more.",
            {"amount": money(cents)},
        )
    return Message(
        "applications",
        "{amount} each time would be {year} in a year. Nothing was saved yet. Look at the amount "
        "and at how often it is paid; if both are right, save once more.",
        {"amount": money(cents), "year": money(yearly(cents, per))},
    )
