"""Where a client is on the way, what is missing to move on, and who is there for the person.

A client without a case stands in the first stage of the first program: nothing has to be written
before the board shows everybody. The first move opens the case. Its id, and the ids of the spans in
it, follow from client, program and stage, so that two laptops that move the same client apart meet
in one case: in the same stage without a word, in different stages with one decision.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_app.domain.casework import journey, journey_rules
from desktop_app.domain.casework.journey_rules import (
    Program,
    Span,
    Stage,
    Standing,
    current_span,
    due_on,
    spans_of,
    standing,
    told_spans,
)
from desktop_app.domain.casework.standards import Standard
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Value
from desktop_app.domain.own_fields import OwnFact, own_facts
from desktop_app.language import Message
from desktop_app.services.casework.needs import Missing, NeedsOf
from desktop_app.services.casework.programs import Programs
from desktop_app.services.casework.records import Record, Records
from desktop_app.services.casework.serving import Served, serving
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.clients.client_values import id_of, records_of
from desktop_app.services.editing import Editor, Seen, derived_id
from desktop_app.services.session import NotHere, Session
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row
from desktop_app.sync.clock import moment_of

CASE: Final = journey.CASE.name


class NotOptional(PortageError):
    """Only a stage that may be skipped can be skipped."""

    code = "not_optional"

    def __init__(self, stage: object) -> None:
        super().__init__(
            Message(
                "journey",
                "“{stage}” may not be skipped in this program. Nothing was changed. "
                "The office can allow it in the settings.",
                {"stage": stage},
            )
        )


class AlreadyEnded(PortageError):
    """A journey that is over is not moved."""

    code = "journey_ended"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "journey",
                "This journey is over. Nothing was changed. Take it up again to go on with it.",
            )
        )


@dataclass(frozen=True, slots=True)
class SpanLine:
    """A time in a stage, as it is shown. by: a person's name."""

    stage: object
    entered_on: str
    left_on: str
    by: str
    skipped: bool


@dataclass(frozen=True, slots=True)
class CheckLine:
    """Something to check. due: YYYY-MM-DD or empty. done_on, by: empty while it is not done."""

    standard: Standard
    due: str
    done_on: str
    by: str


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One journey of a client.

    id: empty while nothing was written yet. stage: None when it was taken out of the program.
    missing: what is missing to enter `next`. contested: the stage waits for a decision. own: the
    fields that the organisation added, with what stands in them.
    """

    id: str
    program: Program
    stage: Stage | None
    standing: Standing
    spans: tuple[SpanLine, ...]
    next: Stage | None
    before: Stage | None
    missing: tuple[Missing, ...]
    checks: tuple[CheckLine, ...]
    contested: bool = False
    opened_on: str = ""
    closed_on: str = ""
    outcome: str = ""
    outcome_words: str = ""
    own: tuple[OwnFact, ...] = ()

    @property
    def open(self) -> bool:
        return not self.closed_on


@dataclass(frozen=True, slots=True)
class JourneyFile:
    """All journeys of one client, those that go on first; and who serves the person.

    others: programs in which the client is not now.
    """

    client: str
    cases: tuple[CaseLine, ...]
    served: Served
    others: tuple[Program, ...]


class Journeys:
    """Reads and moves journeys. Ids are 32 hexadecimal digits; days are YYYY-MM-DD.

    on: the day of whoever is at work, today when it is left out. case: "" for the one that is not
    written yet. Each method raises NotHere, and each that writes NotAllowed.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._records = Records(session)
        self._programs = Programs(session)

    def of(self, client: str, on: str = "") -> JourneyFile:
        """Everything about the journeys of a client."""
        with self._session.database.reading() as tables:
            owner = records_of(tables, self._session, client).rows["client"]
            group = tables.groups.group(owner.id)
            members = (owner.id,) if group is None else group.members
            needs = NeedsOf(tables, self._session, members)
            standards = self._programs.standards(tables)
            written = self._records.read_of(tables, client, CASE)
            programs = self._programs.programs(tables, even_closed=True)
            today = self._day(on)
            lines = [self._line(one, programs, needs, standards, today, owner) for one in written]
            offered = [one for one in programs if not one.closed]
            if not any(one.open for one in lines) and offered:
                lines.append(self._unwritten(offered[0], needs, standards, today, owner))
            lines.sort(key=lambda one: (not one.open, one.opened_on, one.id))
            now = {one.program.id for one in lines if one.open}
            return JourneyFile(
                owner.id.hex(),
                tuple(lines),
                serving(tables, self._session, owner, members, written),
                tuple(one for one in offered if one.id not in now),
            )

    # Moving

    def begin(self, client: str, program: str, on: str = "") -> str:
        """Begin another program with a client; gives the id of the case."""
        with self._session.database.writing() as tables:
            editor = self._editor(tables)
            case = self._open(tables, editor, client, program, self._day(on).isoformat())
            editor.flush()
            return case

    def move(
        self, client: str, case: str, stage: str, on: str = "", seen: Seen | None = None
    ) -> str:
        """Put a client into another stage; gives the id of the case. Raises AlreadyEnded."""
        with self._session.database.writing() as tables:
            editor = self._editor(tables)
            moved = self._move(tables, editor, client, case, stage, self._day(on), seen)
            editor.flush()
            return moved

    def skip(self, client: str, case: str, on: str = "") -> str:
        """Pass over the next stage, which must allow it. Raises NotOptional, AlreadyEnded."""
        with self._session.database.writing() as tables:
            editor = self._editor(tables)
            row = self._row(tables, client, case)
            program, stage, _ = self._standing(tables, row, client)
            over = program.after(stage)
            beyond = None if over is None else program.after(over.id)
            if over is None or beyond is None:
                raise NotHere
            if not over.optional:
                raise NotOptional(over.name)
            moved = self._move(
                tables, editor, client, case, beyond.id, self._day(on), None, over.id
            )
            editor.flush()
            return moved

    def end(self, client: str, case: str, outcome: str, words: str, on: str = "") -> None:
        """Write down that a journey is over, and what came of it."""
        day = self._day(on).isoformat()
        with self._session.database.writing() as tables:
            editor = self._editor(tables)
            case = self.written(tables, editor, client, case)
            values: dict[str, Value] = {
                "closed_on": day, "outcome": outcome or None, "outcome_words": words or None,
            }  # fmt: skip
            record = self._case(tables, case)
            for span in spans_of(record.items("spans")):
                if not span.left_on:
                    values[f"spans/{span.id}/left_on"] = day
            self._records.write(tables, editor, CASE, case, values)
            editor.flush()

    def take_up(self, case: str, on: str = "") -> None:
        """Go on with a journey that was over, in the stage in which it ended."""
        with self._session.database.writing() as tables:
            editor = self._editor(tables)
            record = self._case(tables, case)
            spans = spans_of(record.items("spans"))
            values: dict[str, Value] = {"closed_on": None, "outcome": None}
            values |= self._enter(
                id_of(case), record.text("stage"), spans, self._day(on).isoformat()
            )
            self._records.write(tables, editor, CASE, case, values)
            editor.flush()

    def tell(self, client: str, case: str, values: Mapping[str, Value]) -> str:
        """Write down what the organisation's own fields ask of a journey; gives the case.

        Raises ValueRefused, UnknownField.
        """
        with self._session.database.writing() as tables:
            editor = self._editor(tables)
            case = self.written(tables, editor, client, case)
            self._records.write(tables, editor, CASE, case, values)
            editor.flush()
            return case

    def check(self, client: str, case: str, what: str, done: bool, on: str = "") -> str:
        """Tick or untick something that is checked, or a need in own words; gives the case."""
        day = self._day(on).isoformat()
        with self._session.database.writing() as tables:
            editor = self._editor(tables)
            case = self.written(tables, editor, client, case)
            item = uuid.UUID(bytes=derived_id(id_of(case), f"check/{what}"))
            values: dict[str, Value] = {
                f"checks/{item}/what": what,
                f"checks/{item}/done_on": day if done else None,
                f"checks/{item}/by": self._session.person.hex() if done else None,
            }
            self._records.write(tables, editor, CASE, case, values)
            editor.flush()
            return case

    # Who serves

    def add_worker(self, client: str, case: str, values: Mapping[str, Value], on: str = "") -> None:
        """Somebody else serves the person too. values: of an item of `workers`."""
        day = self._day(on).isoformat()
        item = uuid.UUID(bytes=self._session.environment.new_id())
        with self._session.database.writing() as tables:
            editor = self._editor(tables)
            case = self.written(tables, editor, client, case)
            told = {"from_on": day, **{name: one for name, one in values.items() if one}}
            paths = {f"workers/{item}/{name}": value for name, value in told.items()}
            self._records.write(tables, editor, CASE, case, paths)
            editor.flush()

    def end_worker(self, case: str, item: str, on: str = "") -> None:
        """Somebody no longer serves the person; that they did is kept."""
        self._records.change(CASE, case, {f"workers/{item}/to_on": self._day(on).isoformat()})

    def transfer(self, client: str, person: str) -> None:
        """Give the file to another worker; "" to nobody. Who had it before stays in the history."""
        self._records.change("client", client, {"owner": person or None})

    def cover(self, client: str, person: str) -> None:
        """Say who covers for the worker responsible for now; "" for nobody."""
        self._records.change("client", client, {"covered_by": person or None})

    # Inside a transaction

    def written(self, tables: Tables, editor: Editor, client: str, case: str = "") -> str:
        """The case, which is opened where nothing was written of it yet."""
        return case or self._open(tables, editor, client, "", self._since(tables, client))

    def _editor(self, tables: Tables) -> Editor:
        editor = Editor(self._session, tables)
        editor.begin_act()
        return editor

    def _day(self, on: str) -> date:
        return date.fromisoformat(on) if on else today_of(self._session)

    def _case(self, tables: Tables, case: str) -> Record:
        self._records.require(tables, CASE, case)
        return self._records.read_one(tables, CASE, case)

    def _row(self, tables: Tables, client: str, case: str) -> Row | None:
        if case:
            return self._records.require(tables, CASE, case)
        records_of(tables, self._session, client)
        return None

    def _standing(
        self, tables: Tables, row: Row | None, client: str
    ) -> tuple[Program, str, tuple[Span, ...]]:
        if row is None:
            first = self._programs.programs(tables)[0]
            return first, first.stages[0].id, ()
        record = self._records.read_one(tables, CASE, row.id.hex())
        program = self._programs.require(tables, record.text("program"))
        return program, record.text("stage"), spans_of(record.items("spans"))

    def _move(
        self,
        tables: Tables,
        editor: Editor,
        client: str,
        case: str,
        stage: str,
        on: date,
        seen: Seen | None,
        over: str = "",
    ) -> str:
        day = on.isoformat()
        if not case:
            case = self.written(tables, editor, client)
            editor.flush()
        row = self._records.require(tables, CASE, case)
        program, _, spans = self._standing(tables, row, client)
        if program.stage(stage) is None:
            raise NotHere
        if row.value("closed_on"):
            raise AlreadyEnded
        values: dict[str, Value] = {"stage": stage}
        for span in spans:
            if not span.left_on and not span.skipped:
                values[f"spans/{span.id}/left_on"] = day
        if over:
            values |= self._enter(row.id, over, spans, day, skipped=True)
        values |= self._enter(row.id, stage, spans, day)
        self._records.write(tables, editor, CASE, case, values, seen)
        return case

    def _enter(
        self, case: bytes, stage: str, spans: Sequence[Span], day: str, skipped: bool = False
    ) -> dict[str, Value]:
        """What is written of a new span, under an id that the same step has on every laptop."""
        number = sum(1 for one in spans if one.stage == stage)
        item = span_item(case, stage, number)
        values: dict[str, Value] = {
            f"spans/{item}/stage": stage,
            f"spans/{item}/entered_on": day,
            f"spans/{item}/by": self._session.person.hex(),
        }
        if skipped:
            values |= {f"spans/{item}/skipped": True, f"spans/{item}/left_on": day}
        return values

    def _open(self, tables: Tables, editor: Editor, client: str, program: str, day: str) -> str:
        """Begin a program with a client in its first stage; gives the id of the case, or of the one
        that goes on already."""
        offered = self._programs.programs(tables)
        chosen = next((one for one in offered if one.id == program), offered[0])
        mine = [
            one
            for one in self._records.read_of(tables, client, CASE)
            if (one.text("program") or journey_rules.BUILT_IN.id) == chosen.id
        ]
        for one in mine:
            if not one.text("closed_on"):
                return one.id
        made = case_id(id_of(client), chosen.id, len(mine))
        stage = chosen.stages[0].id
        values: dict[str, Value] = {"program": chosen.id, "stage": stage, "opened_on": day}
        values |= self._enter(made, stage, (), day)
        self._records.write_new(tables, editor, CASE, client, values, made)
        editor.flush()
        return made.hex()

    def _since(self, tables: Tables, client: str) -> str:
        return since_of(records_of(tables, self._session, client).rows["client"])

    # Lines

    def _line(
        self,
        record: Record,
        programs: Sequence[Program],
        needs: NeedsOf,
        standards: Sequence[Standard],
        today: date,
        owner: Row,
    ) -> CaseLine:
        wanted = record.text("program") or journey_rules.BUILT_IN.id
        program = next((one for one in programs if one.id == wanted), journey_rules.BUILT_IN)
        stage = record.text("stage")
        spans = told_spans(stage, spans_of(record.items("spans")))
        now = current_span(stage, spans)
        since = now.entered_on if now is not None else record.text("opened_on")
        done = {
            str(told.get("what") or ""): told
            for told in record.items("checks").values()
            if told.get("done_on")
        }
        closed = record.text("closed_on")
        following = None if closed else program.after(stage)
        return CaseLine(
            record.id,
            program,
            program.stage(stage),
            standing(program, stage, since, today),
            tuple(self._span(program, one) for one in spans),
            following,
            None if closed else program.before(stage),
            needs.missing(following, done),
            self._checks(program, standards, done, record.text("opened_on") or since),
            "stage" in record.contested,
            record.text("opened_on"),
            closed,
            record.text("outcome"),
            record.text("outcome_words"),
            own_facts(self._session.registry[CASE], record.values),
        )

    def _unwritten(
        self,
        program: Program,
        needs: NeedsOf,
        standards: Sequence[Standard],
        today: date,
        owner: Row,
    ) -> CaseLine:
        first, since = program.stages[0], since_of(owner)
        following = program.after(first.id)
        return CaseLine(
            "",
            program,
            first,
            standing(program, first.id, since, today),
            (SpanLine(first.name, since, "", "", False),),
            following,
            None,
            needs.missing(following, ()),
            self._checks(program, standards, {}, since),
            own=own_facts(self._session.registry[CASE], {}),
        )

    def _checks(
        self,
        program: Program,
        standards: Sequence[Standard],
        done: Mapping[str, Mapping[str, Value]],
        since: str,
    ) -> tuple[CheckLine, ...]:
        lines = []
        for one in standards:
            if one.program in ("", program.id):
                told = done.get(one.id, {})
                lines.append(
                    CheckLine(
                        one,
                        due_on(since, one.delay),
                        str(told.get("done_on") or ""),
                        self._called(told.get("by")),
                    )
                )
        return tuple(lines)

    def _span(self, program: Program, span: Span) -> SpanLine:
        stage = program.stage(span.stage)
        gone = Message("journey", "a stage that is no longer there")
        return SpanLine(
            gone if stage is None else stage.name,
            span.entered_on,
            span.left_on,
            self._called(span.by),
            span.skipped,
        )

    def _called(self, person: Value) -> str:
        try:
            return self._session.person_called(bytes.fromhex(str(person or "")))
        except ValueError:
            return ""


def case_id(client: bytes, program: str, number: int) -> bytes:
    """The id of a client's case in a program, the same on every laptop. number: 0 for the first."""
    return derived_id(client, f"case/{program}/{number}")


def span_item(case: bytes, stage: str, number: int) -> uuid.UUID:
    """The id of a span of a case, the same on every laptop. number: how often the stage was entered
    before."""
    return uuid.UUID(bytes=derived_id(case, f"span/{stage}/{number}"))


def since_of(client: Row) -> str:
    """Since when a client without a case is in the first stage: the first contact, or the day on
    which the file was opened."""
    told = str(client.value("first_contact") or "")
    if told or client.state.created is None:
        return told
    return moment_of(client.state.created[0]).date().isoformat()
