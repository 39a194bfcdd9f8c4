"""A client's plan: goals in the client's own words, who does what next, and what has moved."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from desktop_app.domain.casework.plans import (
    CLIENT,
    OPEN,
    REACHED,
    SET_ASIDE,
    Moved,
    in_order,
    percent_reached,
    progress_of,
    share_done,
)
from desktop_app.domain.fields import Value
from desktop_app.services.casework.records import Record, Records
from desktop_app.services.casework.reference_person import ReferencePerson, read_reference
from desktop_app.services.clients.client_lines import Lines, today_of
from desktop_app.services.clients.client_values import records_of
from desktop_app.services.editing import Editor
from desktop_app.services.session import Session


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step. who: client, worker or partner. late: its day has passed and it is not done."""

    record: Record
    words: str
    who: str
    partner: str
    due: str
    done_on: str
    alone: bool
    late: bool


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One goal with its steps. percent: None where nothing says how much is reached."""

    record: Record
    words: str
    language: str
    set_on: str
    target_on: str
    state: str
    progress: tuple[Moved, ...]
    percent: int | None
    steps: tuple[StepLine, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A client's whole plan. others: steps that belong to no goal. done, steps: of those that count,
    which are all but those of goals that were set aside. language: the client's own."""

    client: str
    name: str
    language: str
    goals: tuple[GoalLine, ...]
    others: tuple[StepLine, ...]
    done: int
    steps: int
    reference: ReferencePerson

    @property
    def percent(self) -> int | None:
        """The share of steps that are done; None without steps."""
        return share_done(self.done, self.steps)

    @property
    def all_steps(self) -> tuple[StepLine, ...]:
        """Every step, those of goals first."""
        return (*(step for goal in self.goals for step in goal.steps), *self.others)


class Plans:
    """Reads and writes plans. Ids are 32 hexadecimal digits.

    Raises NotHere, NotAllowed, ValueRefused as `Records` does.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._records = Records(session)

    def of(self, client: str) -> Plan:
        """The plan of a client: goals that are worked on first, then by the day they were set."""
        session = self._session
        today = today_of(session).isoformat()
        with session.database.reading() as tables:
            row = records_of(tables, session, client).rows["client"]
            steps = self._records.read_of(tables, client, "plan_step")
            lines = {one.id: _step(one, today) for one in steps}
            order = in_order((key, one.due, one.done_on) for key, one in lines.items())
            placed = [lines[key] for key in order]
            goals = [
                _goal(one, [step for step in placed if step.record.text("goal") == one.id])
                for one in self._records.read_of(tables, client, "goal")
            ]
            goals.sort(key=lambda one: (_RANK.get(one.state, 0), one.set_on, one.record.id))
            known = {one.record.id for one in goals}
            others = tuple(one for one in placed if one.record.text("goal") not in known)
            counted = [
                *others,
                *(step for goal in goals if goal.state != SET_ASIDE for step in goal.steps),
            ]
            return Plan(
                client,
                Lines(tables, session).name_of_id(row.id),
                str(row.value("language") or ""),
                tuple(goals),
                others,
                sum(bool(one.done_on) for one in counted),
                len(counted),
                read_reference(tables, session, client),
            )

    def add_goal(self, client: str, values: Mapping[str, Value]) -> str:
        """A new goal; without a day it is set today. Gives its id."""
        today = today_of(self._session).isoformat()
        told = {"set_on": today, "state": OPEN}
        return self._records.add("goal", client, {**told, **values})

    def add_step(self, client: str, values: Mapping[str, Value]) -> str:
        """A new step; gives its id. What somebody does alone, the client does."""
        return self._records.add("plan_step", client, _consistent(values))

    def change(self, record: Record, values: Mapping[str, Value]) -> tuple[str, ...]:
        """Change a goal or a step as it was shown; gives the paths that changed."""
        told = _consistent(values) if record.kind == "plan_step" else values
        return self._records.change(record.kind, record.id, told, record.seen)

    def note_progress(
        self, goal: str, percent: int | None, words: str, on: str = "", state: str = ""
    ) -> None:
        """Note what has moved, and where the goal stands now if that is another."""
        session = self._session
        item = str(uuid.UUID(bytes=session.environment.new_id()))
        values: dict[str, Value] = {
            f"progress/{item}/on": on or today_of(session).isoformat(),
            f"progress/{item}/percent": percent,
            f"progress/{item}/words": words,
        }
        if state:
            values["state"] = state
        self._records.change("goal", goal, values)

    def tick(self, step: str, *, done: bool) -> None:
        """A step is done today, or is not done after all."""
        on = today_of(self._session).isoformat() if done else None
        self._records.change("plan_step", step, {"done_on": on})

    def delete(self, record: Record) -> None:
        """Take a goal or a step away; it can be brought back. The steps of a goal go with it."""
        session = self._session
        with session.database.writing() as tables:
            editor = Editor(session, tables)
            editor.begin_act()
            gone = [self._records.require(tables, record.kind, record.id)]
            if record.kind == "goal":
                kind = session.registry["plan_step"]
                clause = "WHERE life = 1 AND f_goal = ? ORDER BY id"
                gone += list(tables.rows.select(kind, clause, (record.id,)))
            for row in gone:
                editor.set_life(row.type, row.id, tables.log.scopes()[row.scope], live=False)
            editor.flush()


_RANK = {OPEN: 0, REACHED: 1, SET_ASIDE: 2}


def _consistent(values: Mapping[str, Value]) -> dict[str, Value]:
    told = dict(values)
    if told.get("alone") is True:
        told["who"] = CLIENT
    return told


def _step(record: Record, today: str) -> StepLine:
    due, done_on = record.text("due"), record.text("done_on")
    return StepLine(
        record,
        record.text("words"),
        record.text("who"),
        record.text("partner"),
        due,
        done_on,
        record.values.get("alone") is True,
        bool(due) and due < today and not done_on,
    )


def _goal(record: Record, steps: list[StepLine]) -> GoalLine:
    progress = progress_of(record.items("progress"))
    state = record.text("state") or OPEN
    done = sum(bool(one.done_on) for one in steps)
    return GoalLine(
        record,
        record.text("words"),
        record.text("language"),
        record.text("set_on"),
        record.text("target_on"),
        state,
        progress,
        percent_reached(state, progress, done, len(steps)),
        tuple(steps),
    )
