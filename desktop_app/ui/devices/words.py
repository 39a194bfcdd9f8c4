"""How the laptops are said. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from desktop_app.domain.fields import Value
from desktop_app.domain.words.calendar_words import long_date, number, relative_day
from desktop_app.language import Message, tr
from desktop_app.services.trust.cut_offs import CutOff, Found
from desktop_app.services.trust.devices import CutPreview, DeviceLine, DeviceStatus
from desktop_app.services.trust.late_work import late_sentence

_NAMED: Final = 2
"""So many communities are named in a cell of the list."""

_LISTED: Final = 6
"""So many communities are listed before the rest is told as a number."""


class Act(StrEnum):
    """What the office can decide about a laptop."""

    ADMIT_LATE = "admit late work"
    LEAVE_LATE = "leave late work"
    JOIN_HISTORIES = "join histories"
    FORGET_COPIES = "forget copies"


@dataclass(frozen=True, slots=True)
class Ask:
    """A sentence that asks for a decision, and the verbs that answer it."""

    told: Message
    acts: tuple[tuple[Act, Message], ...]


Local = Callable[[int], datetime]
"""Gives the local time of UTC milliseconds."""


def status_words(line: DeviceLine) -> Message:
    """Whether the laptop belongs to the organisation."""
    if line.own:
        return Message("devices", "this one")
    match line.status:
        case DeviceStatus.CUT_OFF:
            return Message("devices", "cut off")
        case DeviceStatus.PROVISIONAL:
            return Message("devices", "provisional")
        case _:
            return Message("devices", "in use")


def communities_words(line: DeviceLine) -> str:
    """Whose clients it may hold: by name where they are few, by number where they are many."""
    if len(line.communities) <= _NAMED:
        return ", ".join(line.communities)
    return str(Message("devices", "{n} community", {}, "{n} communities", len(line.communities)))


def heard_words(line: DeviceLine, local: Local, today: date) -> str:
    """When its last word came."""
    if line.own:
        return ""
    if line.heard_at is None:
        return tr("devices", "never")
    return relative_day(local(line.heard_at).date(), today)


def only_there_words(line: DeviceLine) -> str:
    """What would be lost with it, as far as it has said."""
    return number(line.only_there) if line.only_there else ""


def facts(line: DeviceLine, local: Local, today: date) -> list[tuple[Message, str]]:
    """What is known of one laptop: (what, its words)."""
    found = [
        (Message("devices", "Used for"), str(line.role)),
        (
            Message("devices", "Holds the clients of"),
            ", ".join(line.communities) or tr("devices", "no community"),
        ),
    ]
    if line.last_people:
        found.append((Message("devices", "Written on last by"), ", ".join(line.last_people)))
    if line.own:
        return found
    if line.cut is not None and line.cut.at is not None:
        day = local(line.cut.at).date()
        when = tr("devices", "{when}, on {date}").format(
            when=relative_day(day, today), date=long_date(day)
        )
        found.append((Message("devices", "Cut off"), when))
    if line.cut is not None and line.cut.found is not None:
        found.append((Message("devices", "When it was lost"), str(FOUND[line.cut.found])))
    found.append((Message("devices", "Last heard from"), _heard_long(line, local, today)))
    found.append((Message("devices", "Still only there"), str(_only_there(line))))
    if line.status is not DeviceStatus.CUT_OFF:
        found.append((Message("devices", "Waits here for it"), str(_to_send(line))))
    return found


def _heard_long(line: DeviceLine, local: Local, today: date) -> str:
    if line.heard_at is None:
        return tr("devices", "never: no bundle from it has come here")
    day = local(line.heard_at).date()
    return tr("devices", "{when}, on {date}").format(
        when=relative_day(day, today), date=long_date(day)
    )


def _only_there(line: DeviceLine) -> Message:
    if line.heard_at is None:
        return Message("devices", "not known: it has never said what it holds")
    if not line.only_there:
        return Message(
            "devices",
            "nothing that it told of; what was written since its last bundle is not known",
        )
    return Message(
        "devices",
        "{n} change that it told of, and what was written since",
        {},
        "{n} changes that it told of, and what was written since",
        line.only_there,
    )


def _to_send(line: DeviceLine) -> Message:
    if not line.to_send:
        return Message("devices", "nothing new")
    return Message("devices", "{n} change", {}, "{n} changes", line.to_send)


def warnings(line: DeviceLine, local: Local) -> list[Message]:
    """What somebody should look after, in whole sentences."""
    found = []
    if line.clock_at is not None:
        found.append(
            Message(
                "devices",
                "Its clock said {date}. Its changes count all the same; have the date of the laptop set right.",
                {"date": long_date(local(line.clock_at).date())},
            )
        )
    if line.list_behind:
        found.append(
            Message(
                "devices",
                "It has not heard of the newest list of laptops yet. Bring it a bundle of the office.",
            )
        )
    if line.status is DeviceStatus.PROVISIONAL:
        found.append(
            Message(
                "devices",
                "A coordinator let it in. It counts until the office says otherwise.",
            )
        )
    if line.status is DeviceStatus.CUT_OFF:
        found.append(
            Message(
                "devices",
                "Nothing more is sealed to it, and nothing that is written on it counts.",
            )
        )
    return found


def asks(line: DeviceLine, may_decide: bool) -> list[Ask]:
    """What the office is asked to decide about a laptop."""
    found = []
    if line.late is not None and line.late.changes:
        found.append(
            Ask(
                late_sentence(line.late),
                (
                    (Act.ADMIT_LATE, Message("devices", "Let them count")),
                    (Act.LEAVE_LATE, Message("devices", "Leave them aside")),
                )
                if may_decide
                else (),
            )
        )
    if line.forks:
        waiting = sum(one.changes for one in line.forks)
        told = Message(
            "devices",
            "It wrote two histories, as happens after a copy of it was put back. {n} change of the "
            "other one lies here; nothing is lost.",
            {},
            "It wrote two histories, as happens after a copy of it was put back. {n} changes of the "
            "other one lie here; nothing is lost.",
            waiting,
        )
        act = ((Act.JOIN_HISTORIES, Message("devices", "Bring both together")),)
        found.append(Ask(told, act if may_decide and waiting else ()))
    if line.twice:
        told = Message(
            "devices",
            "Two copies of this laptop are in use. Both go on working and nothing is lost, but only "
            "one may stay: write a last bundle on the other, then let it join anew under another name.",
        )
        act = ((Act.FORGET_COPIES, Message("devices", "It is seen to")),)
        found.append(Ask(told, act if may_decide else ()))
    return found


def done_words(act: Act, line: DeviceLine, number: object) -> Message:
    """What was decided. number: how many changes, where the decision counts some."""
    changes = number if isinstance(number, int) else 0
    match act:
        case Act.ADMIT_LATE:
            return Message(
                "devices",
                "{n} change of {name} counts now. The next bundles tell the others.",
                {"name": line.name},
                "{n} changes of {name} count now. The next bundles tell the others.",
                changes,
            )
        case Act.JOIN_HISTORIES:
            return Message(
                "devices",
                "Both histories of {name} are one now; {n} change was taken over.",
                {"name": line.name},
                "Both histories of {name} are one now; {n} changes were taken over.",
                changes,
            )
        case Act.LEAVE_LATE:
            return Message("devices", "The late work of {name} stays aside.", {"name": line.name})
        case Act.FORGET_COPIES:
            return Message(
                "devices",
                "You will be told again if two copies of {name} are seen at work.",
                {"name": line.name},
            )


CHANGES: Final = 3
"""So many sentences at most say what other communities do."""


def communities_told(line: DeviceLine, held: Sequence[str]) -> list[Message]:
    """What it does when a laptop holds these communities, by name, in place of its own."""
    gone = [name for name in line.communities if name not in held]
    gained = [name for name in held if name not in line.communities]
    if not gone and not gained:
        return [Message("devices", "Nothing changes so far.")]
    if not held:
        return [
            Message(
                "devices",
                "It would hold no clients any more. A laptop that is not used any longer is cut off.",
            )
        ]
    told = []
    if gone:
        told.append(
            Message(
                "devices",
                "{name} gets nothing new about {gone}. What has come here stays. Nothing on it is erased: "
                "it is encrypted, and only a passphrase opens it.",
                {"name": line.name, "gone": ", ".join(gone)},
            )
        )
        told.append(
            Message(
                "devices",
                "What was written there about {gone} and has not come yet lies aside when it comes, and the "
                "office decides. It is better to let {name} bring a bundle first.",
                {"name": line.name, "gone": ", ".join(gone)},
            )
        )
        if line.only_there and not gained:
            told.append(
                Message(
                    "devices",
                    "{n} change that it told of has not come here yet.",
                    {},
                    "{n} changes that it told of have not come here yet.",
                    line.only_there,
                )
            )
    if gained:
        told.append(
            Message(
                "devices",
                "{name} gets everything about {gained} with your next bundle, and who works on it may write "
                "there.",
                {"name": line.name, "gained": ", ".join(gained)},
            )
        )
    return told


def held_words(preview: CutPreview) -> Message:
    """How many files the laptop may hold."""
    return Message(
        "devices",
        "It may hold the file of {n} client:",
        {},
        "It may hold the files of {n} clients:",
        preview.people,
    )


def community_lines(preview: CutPreview) -> list[Message]:
    """The communities of which the laptop holds a copy, those with most clients first."""
    ordered = sorted(preview.clients.items(), key=lambda one: (-one[1], one[0].casefold()))
    told = [
        Message("devices", "{name}: {n} client", {"name": name}, "{name}: {n} clients", clients)
        for name, clients in ordered[:_LISTED]
    ]
    rest = ordered[_LISTED:]
    if rest:
        told.append(
            Message(
                "devices",
                "and {places} more, with {n} client",
                {"places": len(rest)},
                "and {places} more, with {n} clients",
                sum(clients for _, clients in rest),
            )
        )
    return told


def consequences(preview: CutPreview) -> list[Message]:
    """What cutting it off does, and what it does not do."""
    found = [
        Message(
            "devices",
            "From now on nothing is sealed to {name}: it cannot open any later bundle.",
            {"name": preview.name},
        ),
        Message(
            "devices",
            "{n} change written on it has come here and stays.",
            {},
            "{n} changes written on it have come here and stay.",
            preview.kept,
        ),
        Message(
            "devices",
            "Whatever else was written on it is not taken in any more. If it turns up later, the "
            "office can look at it and take it in after all.",
        ),
        Message(
            "devices",
            "Each other laptop learns it from the next bundle that it takes in.",
        ),
        Message(
            "devices",
            "What lies on the laptop is not erased: it is encrypted, and only a passphrase opens it.",
        ),
    ]
    if preview.only_there:
        found.insert(
            2,
            Message(
                "devices",
                "{n} change that it told of has never come here.",
                {},
                "{n} changes that it told of have never come here.",
                preview.only_there,
            ),
        )
    return found


FOUND: Final = {
    Found.LOCKED: Message("devices", "shut down or locked"),
    Found.OPEN: Message("devices", "open, or a passphrase was with it"),
    Found.UNKNOWN: Message("devices", "nobody knows"),
}
"""How it was when it was lost, as it stands in a row of facts."""


def cut_words(cut: CutOff, local: Local) -> Message | None:
    """Since when it is cut off, and how it was; None where another PC did it."""
    if cut.at is None:
        return None
    told = {"date": long_date(local(cut.at).date())}
    match cut.found:
        case Found.LOCKED:
            return Message("devices", "On {date}. It was shut down or locked.", told)
        case Found.OPEN:
            return Message("devices", "On {date}. It was open, or a passphrase was with it.", told)
        case Found.UNKNOWN:
            return Message("devices", "On {date}. Nobody knows how it was when it was lost.", told)
        case _:
            return Message("devices", "On {date}.", told)


def remaining(cut: CutOff) -> list[tuple[Message, bool | None]]:
    """What remains to be done, and whether it is done; None for what may never come."""
    told: list[tuple[Message, bool | None]] = []
    if cut.behind:
        tell = Message(
            "devices",
            "Tell those who work with {laptops}: until their next bundle, these would still "
            "take in what comes from it.",
            {"laptops": ", ".join(cut.behind)},
        )
        told.append((tell, False))
    else:
        told.append((Message("devices", "All the other laptops have heard of it."), True))
    if cut.incident:
        told.append((Message("devices", "The incident stands in the register."), True))
    elif cut.found is Found.LOCKED:
        write = Message(
            "devices",
            "Write the incident down in your register, also when nobody could open it.",
        )
        told.append((write, False))
    else:
        judge = Message(
            "devices",
            "Somebody may be able to read it. Write the incident down, and judge with the "
            "person responsible for privacy whether the clients and the authority have to be told.",
        )
        told.append((judge, False))
    again = Message(
        "devices",
        "If it is found again, do not use it as it is: bring it to the office, let its late "
        "work be looked at, and let it join anew.",
    )
    told.append((again, None))
    return told


def incident_of(preview: CutPreview, cut: CutOff, local: Local, today: date) -> dict[str, Value]:
    """What is known already for the register of incidents, by the names of its fields."""
    name = {"name": preview.name}
    day = today if cut.at is None else local(cut.at).date()
    values: dict[str, Value] = {
        "title": tr("devices", "The laptop {name} was lost or stolen").format(**name),
        "noticed_on": day.isoformat(),
        "people": preview.people,
        "risk": "no" if cut.found is Found.LOCKED else "unknown",
        "measures": tr(
            "devices", "Its access was cut off on {date}. Everything on it is encrypted."
        ).format(date=long_date(day)),
    }
    if preview.clients:
        values["facts"] = tr("devices", "The files of the clients of {places}").format(
            places=", ".join(preview.clients)
        )
    if cut.found is not None:
        values["circumstances"] = tr("devices", "When it was lost: {how}.").format(
            how=FOUND[cut.found]
        )
    return values
