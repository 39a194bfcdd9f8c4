"""What each kind of record about a client says in the history of the file.

A new kind adds its function to `TELLERS`, and the history, its filter and its search have it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.casework.alerts import RULE_NAMES
from desktop_app.domain.casework.applications import is_over, standing, steps_of
from desktop_app.domain.casework.documents import NEEDED
from desktop_app.domain.casework.encounters import NOT_REACHED
from desktop_app.domain.casework.plans import OPEN, progress_of
from desktop_app.domain.casework.referrals import OPEN as REFERRED
from desktop_app.domain.casework.referrals import REFERRAL
from desktop_app.domain.fields import EntityType, Value
from desktop_app.domain.own_fields import own_facts, told_facts
from desktop_app.domain.record_values import items_by_list
from desktop_app.language import Label, Message
from desktop_app.services.clients.client_fields import live_items
from desktop_app.storage.rows import Row


@dataclass(frozen=True, slots=True)
class Told:
    """What a record says in the history. day: YYYY-MM-DD, empty when it is the day of writing.
    corrects: for a note, the id of the note that it corrects. open: it waits for something to be
    done; promise: the person was promised it. sort: for a note, which sort it is. met: the person
    was met then; mode: how, empty where nobody wrote it; worker: the id of whoever met them, empty
    for whoever wrote it down."""

    day: str
    title: Message
    text: str = ""
    corrects: str = ""
    open: bool = False
    promise: bool = False
    sort: str = ""
    met: bool = False
    mode: str = ""
    worker: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """Several names in one sentence, said in the language of whoever reads it."""

    parts: tuple[Message | str, ...]

    def __str__(self) -> str:
        return ", ".join(str(part) for part in self.parts)


Teller = Callable[[EntityType, Row], list[Told]]


def choice_words(kind: EntityType, name: str, value: Value) -> str | Message:
    """What a stored word of a closed list is called; the word itself where nobody knows it."""
    for choice in kind.field(name).choices:
        if choice.value == value:
            return choice.label
    return str(value or "")


def first_day(value: Value) -> str:
    """The first day that a partial date may mean, to stand in order."""
    known = str(value or "").removeprefix("~")
    return known + "-01-01"[len(known) - 4 :] if len(known) in (4, 7) else known


def _answers(kind: EntityType, row: Row) -> list[Told]:
    form = Label.of(str(row.value("title_fr") or ""), str(row.value("title_en") or ""))
    begun = row.value("state") != "complete"
    title = (
        Message("timeline", "Form begun: {form}", {"form": form})
        if begun
        else Message("timeline", "Form filled in: {form}", {"form": form})
    )
    return [Told(str(row.value("on") or ""), title, open=begun)]


_CONTACTS: Final = {
    "meeting": Message("timeline", "Meeting"),
    "call": Message("timeline", "Telephone call"),
    "message": Message("timeline", "Message"),
    "letter": Message("timeline", "Letter"),
    "service": Message("timeline", "Service given"),
    "technical_help": Message("timeline", "Help with technology"),
}
_MODE_OF: Final = {"call": "telephone", "message": "", "letter": "mail"}


def _encounter(kind: EntityType, row: Row) -> list[Told]:
    """What was done with the person, how, for how long, and what came of it."""
    sort, outcome = str(row.value("sort") or ""), str(row.value("outcome") or "")
    mode = str(row.value("mode") or _MODE_OF.get(sort, ""))
    details: list[Message | str] = []
    if sort not in _MODE_OF and mode:
        details.append(choice_words(kind, "mode", mode))
    if outcome and outcome != "reached":
        details.append(choice_words(kind, "outcome", outcome))
    if row.value("help_kind"):
        details.append(choice_words(kind, "help_kind", row.value("help_kind")))
    minutes = row.value("minutes")
    if isinstance(minutes, int) and minutes:
        details.append(Message("timeline", "{n} min", {"n": minutes}))
    if row.value("direction") == "theirs":
        details.append(Message("timeline", "begun by the person"))
    what = _CONTACTS.get(sort, kind.label)
    title = what
    if details:
        title = Message("timeline", "{what}, {how}", {"what": what, "how": Joined(tuple(details))})
    said = [str(row.value(name) or "") for name in ("summary", "text", "with_whom")]
    said.append(_own(kind, row))
    return [
        Told(
            str(row.value("happened_on") or ""),
            title,
            "\n".join(part for part in said if part),
            met=sort not in ("message", "letter") and outcome not in (*NOT_REACHED, "other_person"),
            mode=mode,
            worker=str(row.value("worker") or ""),
        )
    ]


def _own(kind: EntityType, row: Row) -> str:
    """What the organisation's own fields say of a record."""
    return told_facts(own_facts(kind, {one.name: row.value(one.name) for one in kind.fields}))


def told_case(kind: EntityType, row: Row) -> list[Told]:
    """What the organisation's own fields say of a journey; its stages tell themselves."""
    return [Told(str(row.value("opened_on") or ""), kind.label, _own(kind, row))]


def _triage(kind: EntityType, row: Row) -> list[Told]:
    override = row.value("override")
    counts = override or row.value("result")
    title = Message(
        "timeline", "Triage: {result}", {"result": choice_words(kind, "result", counts)}
    )
    reasons = [
        str(told["reason"])
        for told in live_items(kind, "answers", row.values).values()
        if told.get("reason")
    ]
    words = [str(row.value("override_words") or "")] if override else []
    return [
        Told(
            str(row.value("done_on") or ""),
            title,
            "\n".join(part for part in (*words, *reasons) if part),
        )
    ]


def _task(kind: EntityType, row: Row) -> list[Told]:
    """A task: on the day when it was done or put aside, or as something that is open."""
    title, why = str(row.value("title") or ""), str(row.value("why") or "")
    what = {"what": title}
    if row.value("done_on"):
        return [Told(str(row.value("done_on")), Message("timeline", "Done: {what}", what), why)]
    if row.value("dismissed_on"):
        reason = str(row.value("dismiss_reason") or "")
        words = Message("timeline", "Put aside: {what}", what)
        return [Told(str(row.value("dismissed_on")), words, reason)]
    promise = row.value("promise") is True
    due = str(row.value("due_on") or "")
    if promise and due:
        words = Message("timeline", "Promised for {day}: {what}", {"day": due, **what})
    elif promise:
        words = Message("timeline", "Promised: {what}", what)
    elif due:
        words = Message("timeline", "To do by {day}: {what}", {"day": due, **what})
    else:
        words = Message("timeline", "To do: {what}", what)
    return [Told("", words, why, open=True, promise=promise)]


def _sign(kind: EntityType, row: Row) -> list[Told]:
    what = {"what": choice_words(kind, "sort", row.value("sort"))}
    words = str(row.value("words") or "")
    day = str(row.value("noted_on") or "")
    told = [Told(day, Message("timeline", "Weak sign: {what}", what), words)]
    if row.value("settled_on"):
        over = Message("timeline", "Weak sign no longer true: {what}", what)
        told.append(Told(str(row.value("settled_on")), over))
    return told


def _alert_dismissal(kind: EntityType, row: Row) -> list[Told]:
    rule = RULE_NAMES.get(str(row.value("rule") or ""), kind.label)
    title = Message("timeline", "Warning put aside: {what}", {"what": rule})
    return [Told(str(row.value("dismissed_on") or ""), title, str(row.value("reason") or ""))]


def _goal(kind: EntityType, row: Row) -> list[Told]:
    """What a goal says in the history: when it was set, and what has moved since."""
    items = {one.id: one.values for one in items_by_list(kind, row.values).get("progress", ())}
    moved = progress_of(items)
    words = str(row.value("words") or "")
    is_open = (row.value("state") or OPEN) == OPEN
    told = [Told(str(row.value("set_on") or ""), Message("timeline", "Goal"), words, open=is_open)]
    for one in moved:
        title = (
            Message("timeline", "Progress on a goal")
            if one.percent is None
            else Message("timeline", "Progress on a goal: {n} %", {"n": one.percent})
        )
        told.append(Told(one.on, title, one.words or words))
    return told


def _step(kind: EntityType, row: Row) -> list[Told]:
    """What a step says in the history: on the day when it was done, or as something open."""
    who = choice_words(kind, "who", row.value("who"))
    words, done_on = str(row.value("words") or ""), str(row.value("done_on") or "")
    if done_on:
        return [Told(done_on, Message("timeline", "Step done, {who}", {"who": who}), words)]
    return [Told("", Message("timeline", "Next step, {who}", {"who": who}), words, open=True)]


def _application(kind: EntityType, row: Row) -> list[Told]:
    """What an application says: each state on its day; while an answer is awaited it is open."""
    items = {one.id: one.values for one in items_by_list(kind, row.values).get("states", ())}
    steps = steps_of(items)
    over = is_over(standing(steps).state, str(row.value("outcome") or ""))
    name = str(row.value("other") or "")
    states = kind.items("states").field("state").choices
    told = []
    for at, one in enumerate(steps):
        state = next((c.label for c in states if c.value == one.state), one.state)
        title = Message("timeline", "Application, {state}", {"state": state})
        text = "\n".join(part for part in (name, one.words) if part)
        told.append(Told(one.on, title, text, open=at == len(steps) - 1 and not over))
    return told or [Told("", Message("timeline", "Application"), name, open=not over)]


def _tax_year(kind: EntityType, row: Row) -> list[Told]:
    state = choice_words(kind, "state", row.value("state"))
    values = {"year": str(row.value("year") or ""), "state": state}
    day = str(row.value("assessed_on") or row.value("filed_on") or "")
    title = Message("timeline", "Return of {year}: {state}", values)
    return [Told(day, title, str(row.value("remark") or ""))]


def _document(kind: EntityType, row: Row) -> list[Told]:
    state = choice_words(kind, "state", row.value("state"))
    title = Message("timeline", "Document, {state}", {"state": state})
    waits = row.value("state") == NEEDED
    return [Told(str(row.value("on") or ""), title, str(row.value("name") or ""), open=waits)]


def _referral(kind: EntityType, row: Row) -> list[Told]:
    values = {
        "name": str(row.value("to_name") or ""),
        "state": choice_words(kind, "state", row.value("state")),
    }
    day = str(row.value("sent_on") or "")
    title = Message("timeline", "Referral to {name}: {state}", values)
    told = [Told(day, title, str(row.value("reason") or ""), open=row.value("state") in REFERRED)]
    for news in live_items(kind, "news", row.values).values():
        heard = {**values, "state": choice_words(REFERRAL, "state", news.get("state"))}
        title = Message("timeline", "Heard of {name}: {state}", heard)
        told.append(Told(str(news.get("on") or ""), title, str(news.get("words") or "")))
    return told


def _agreement(kind: EntityType, row: Row) -> list[Told]:
    values = {"name": str(row.value("name") or ""), "day": str(row.value("until") or "")}
    day = str(row.value("from_on") or "")
    text = str(row.value("words") or "")
    told = [Told(day, Message("timeline", "Agreement until {day}: {name}", values), text)]
    if row.value("ended_on"):
        title = Message("timeline", "Agreement ended: {name}", values)
        told.append(Told(str(row.value("ended_on")), title))
    return told


def _relationship(kind: EntityType, row: Row) -> list[Told]:
    values = {
        "relation": choice_words(kind, "relation", row.value("relation")),
        "name": str(row.value("other_name") or ""),
    }
    title = (
        Message("timeline", "Relationship: {name}, {relation}", values)
        if values["name"]
        else Message("timeline", "Relationship: {relation}", values)
    )
    return [Told("", title, str(row.value("words") or ""))]


def _file_review(kind: EntityType, row: Row) -> list[Told]:
    score = row.value("score")
    words = Message("timeline", "File reviewed")
    if isinstance(score, int):
        words = Message("timeline", "File reviewed, {n} % complete", {"n": score})
    said = [str(row.value(name) or "") for name in ("findings", "to_do")]
    return [Told(str(row.value("reviewed_on") or ""), words, "\n".join(filter(None, said)))]


def _reception(kind: EntityType, row: Row) -> list[Told]:
    steps = live_items(kind, "done", row.values).values()
    done = sum(one.get("is_done") is True for one in steps)
    words = Message(
        "timeline",
        "Received: {n} step of reception done",
        {},
        "Received: {n} steps of reception done",
        done,
    )
    return [Told(str(row.value("happened_on") or ""), words)]


def _read_back(kind: EntityType, row: Row) -> list[Told]:
    """What was read back to the person, and what they said of it."""
    said = {"said": choice_words(kind, "how", row.value("how"))}
    title = Message("timeline", "Read back to the person, who says: {said}", said)
    words = str(row.value("words") or "")
    text = "\n".join(part for part in (words, str(row.value("what") or "")) if part)
    return [Told(str(row.value("confirmed_on") or ""), title, text)]


def _declared_interest(kind: EntityType, row: Row) -> list[Told]:
    title = Message("timeline", "A worker declared an interest and keeps out of the file")
    told = [Told(str(row.value("declared_on") or ""), title)]
    if row.value("ended_on"):
        over = Message("timeline", "A declared interest is over")
        told.append(Told(str(row.value("ended_on")), over))
    return told


TELLERS: Final[dict[str, Teller]] = {
    "read_back": _read_back,
    "declared_interest": _declared_interest,
    "answers": _answers,
    "encounter": _encounter,
    "task": _task,
    "sign": _sign,
    "alert_dismissal": _alert_dismissal,
    "triage": _triage,
    "goal": _goal,
    "plan_step": _step,
    "application": _application,
    "tax_year": _tax_year,
    "document": _document,
    "relationship": _relationship,
    "referral": _referral,
    "agreement": _agreement,
    "file_review": _file_review,
    "reception_visit": _reception,
}
"""By the name of the kind of record; kinds that the history itself knows are not here."""
