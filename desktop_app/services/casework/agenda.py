"""What a person has to do next, in one list: tasks and warnings, ranked, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from desktop_app.domain.casework.alerts import RULE_NAMES
from desktop_app.domain.casework.ranking import Pressing, place
from desktop_app.language import Message
from desktop_app.services.casework.alerts import Alerts, Flag
from desktop_app.services.casework.tasks import TaskLine, Tasks
from desktop_app.services.clients.client_lines import Lines, today_of
from desktop_app.services.clients.interests import closed_words, kept_out
from desktop_app.services.clients.naming import raw_id
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables

AHEAD: Final = timedelta(days=7)
"""Tasks that are due later do not stand in the list yet."""

TASK: Final = "task"
ALERT: Final = "alert"
CLOSED: Final = "closed"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. key: names it in the list, the same each time. kind: `task`, `alert`, or
    `closed` for all that a file asks which is closed to whoever is at work; nothing opens it.

    id: of the task. rule, facts, weight: of the warning. due: by when, or since when it holds.
    """

    key: str
    kind: str
    client: str
    name: str
    title: str | Message
    reason: Message
    rank: int
    due: date | None = None
    id: str = ""
    rule: str = ""
    facts: str = ""
    weight: int = 0

    @property
    def counts(self) -> bool:
        """Whether it is counted as waiting: every task, and warnings that press."""
        return self.kind == TASK or self.weight > 1


class Agenda:
    """Puts the list together for whoever is at work."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._tasks = Tasks(session)
        self._alerts = Alerts(session)

    def actions(self, tables: Tables) -> tuple[Action, ...]:
        """What there is to do, the most pressing first; inside a transaction."""
        session, today = self._session, today_of(self._session)
        person = session.person
        caseload = self._alerts.caseload(tables, person)
        ids = [row.id.hex() for row in caseload]
        records = self._tasks.mine(tables, person.hex(), ids, today + AHEAD)
        tasks = self._tasks.lines(tables, records)
        names = _names(tables, session, {one.client for one in tasks})
        known = {one.record.id for one in tasks}
        closed = {one.hex() for one in kept_out(tables, session)}
        found = [
            *(_task(one, names.get(one.client, ""), today) for one in tasks),
            # What a partner has not done stands in the list already, as the task that it is.
            *(
                _alert(one, today)
                for one in self._alerts.read(tables, caseload)
                if one.alert.record not in known
            ),
        ]
        shut = {one.client: one for one in reversed(found) if one.client in closed}
        found = [one for one in found if one.client not in closed]
        found += [_shut(one) for one in shut.values()]
        return tuple(sorted(found, key=lambda one: (one.rank, one.due or date.max, one.key)))


def _task(line: TaskLine, name: str, today: date) -> Action:
    pressing = Pressing(line.due, line.need, line.promise)
    return Action(
        f"{TASK}/{line.record.id}",
        TASK,
        line.client,
        name,
        line.title,
        task_reason(line),
        place(pressing, today),
        line.due,
        id=line.record.id,
    )


def _alert(flag: Flag, today: date) -> Action:
    alert = flag.alert
    return Action(
        f"{ALERT}/{flag.key}",
        ALERT,
        flag.client,
        flag.name,
        RULE_NAMES[alert.rule],
        alert.reason,
        place(Pressing(alert.until or alert.since, weight=alert.weight), today),
        alert.since,
        rule=alert.rule,
        facts=alert.facts,
        weight=alert.weight,
    )


def _shut(action: Action) -> Action:
    """What stands for everything that a closed file asks for: somebody else has to see to it."""
    return Action(
        f"{CLOSED}/{action.client}",
        CLOSED,
        action.client,
        action.name,
        Message("tasks", "File for a colleague to see to"),
        closed_words(),
        action.rank,
        action.due,
    )


def task_reason(line: TaskLine) -> Message:
    """Why a task stands where it stands."""
    days = line.days
    if days is None:
        if line.promise:
            return Message("tasks", "promised, without a day")
        return Message("tasks", "without a day")
    if days < 0:
        late = -days
        if line.promise:
            return Message("tasks", "promised, {n} day late", {}, "promised, {n} days late", late)
        return Message("tasks", "{n} day late", {}, "{n} days late", late)
    if days == 0:
        return (
            Message("tasks", "promised for today")
            if line.promise
            else Message("tasks", "due today")
        )
    if line.promise:
        return Message("tasks", "promised in {n} day", {}, "promised in {n} days", days)
    return Message("tasks", "due in {n} day", {}, "due in {n} days", days)


def _names(tables: Tables, session: Session, clients: set[str]) -> dict[str, str]:
    lines = Lines(tables, session)
    ids = [raw for one in sorted(clients) if (raw := raw_id(one)) is not None]
    return {raw.hex(): lines.name(row) for raw, row in lines.people.by_ids(ids).items()}
