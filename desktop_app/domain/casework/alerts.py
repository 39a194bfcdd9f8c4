"""Why a file asks to be looked at: rules over plain facts, without a clock and without a database.

Each warning names its rule, the facts it rests on and the day it counts from. Whoever puts one
aside puts aside these facts: the same rule speaks again when they change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from desktop_app.language import Message

QUIET: Final = "quiet"
CONSENT_ENDS: Final = "consent_ends"
CONSENT_ENDED: Final = "consent_ended"
AGREEMENT_ENDS: Final = "agreement_ends"
AGREEMENT_ENDED: Final = "agreement_ended"
NO_NEWS: Final = "no_news"
STUCK: Final = "stuck"
DOCUMENT_ENDS: Final = "document_ends"
DOCUMENT_ENDED: Final = "document_ended"
SIGNS: Final = "signs"
NOT_COME: Final = "not_come"

RULE_NAMES: Final[Mapping[str, Message]] = {
    QUIET: Message("alerts", "No contact for a long time"),
    CONSENT_ENDS: Message("alerts", "Consent that ends soon"),
    CONSENT_ENDED: Message("alerts", "Consent that has ended"),
    AGREEMENT_ENDS: Message("alerts", "Agreement that ends soon"),
    AGREEMENT_ENDED: Message("alerts", "Agreement that has ended"),
    NO_NEWS: Message("alerts", "No news from outside"),
    STUCK: Message("alerts", "A long time in one stage"),
    DOCUMENT_ENDS: Message("alerts", "Document that ends soon"),
    DOCUMENT_ENDED: Message("alerts", "Document that is over"),
    SIGNS: Message("alerts", "Weak signs that add up"),
    NOT_COME: Message("alerts", "Did not come"),
}
"""What each rule is called."""

STEPS: Final = (60, 30, 7)
"""So many days before an end it is said, and each time anew."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What the office has settled. Weeks and days; 0 switches a rule off."""

    quiet_weeks: int = 8
    no_news_days: int = 14
    signs: int = 3
    signs_days: int = 90


@dataclass(frozen=True, slots=True)
class Ending:
    """Something with a last day. id: of its record. name: what it is called. to_do: what has to be
    done before."""

    id: str
    name: str | Message
    ends: date
    to_do: str = ""


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something that others have to answer. since: when they were last heard of, or asked."""

    id: str
    name: str | Message
    since: date


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the rules look at in one file.

    last_contact: None where nobody was ever in touch; opened: when the file was opened. consents,
    documents, agreements: with a last day, those that still count. awaited: what others have to answer. stage:
    in which the journey is longer than its program allows, None while it is not. signs: the days on which weak signs that still hold were noted. missed:
    the last appointment to which the person did not come, and its day.
    """

    opened: date
    last_contact: date | None = None
    closed: bool = False
    consents: tuple[Ending, ...] = ()
    documents: tuple[Ending, ...] = ()
    agreements: tuple[Ending, ...] = ()
    awaited: tuple[Awaited, ...] = ()
    stage: Awaited | None = None
    signs: tuple[date, ...] = ()
    missed: Awaited | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """One warning. facts: what it rests on, as a key. since: when it began to hold. weight: how
    much it presses, 1 to 3. record: the id of the record it speaks of, empty for the file. until:
    the day on which something ends, None where nothing does."""

    rule: str
    facts: str
    since: date
    weight: int
    reason: Message
    record: str = ""
    until: date | None = None


def alerts_of(facts: FileFacts, thresholds: Thresholds, today: date) -> tuple[Alert, ...]:
    """Every warning that a file calls for today, the most pressing first. A closed file is left
    in peace, except for agreements that have ended: what is kept then is kept without leave."""
    found = [
        *_endings(facts.consents, CONSENT_ENDS, today),
        *_ended(facts.consents, today),
    ]
    if not facts.closed:
        found += [
            *_quiet(facts, thresholds, today),
            *_endings(facts.documents, DOCUMENT_ENDS, today),
            *_over(facts.documents, today),
            *_endings(facts.agreements, AGREEMENT_ENDS, today),
            *_agreements_over(facts.agreements, today),
            *_no_news(facts.awaited, thresholds, today),
            *_stuck(facts.stage, today),
            *_signs(facts.signs, thresholds, today),
            *_missed(facts, today),
        ]
    return tuple(sorted(found, key=lambda one: (-one.weight, one.since, one.rule, one.facts)))


def standing(alerts: Iterable[Alert], aside: Iterable[tuple[str, str]]) -> tuple[Alert, ...]:
    """Those that nobody has put aside. aside: (rule, facts)."""
    known = set(aside)
    return tuple(one for one in alerts if (one.rule, one.facts) not in known)


def _quiet(facts: FileFacts, thresholds: Thresholds, today: date) -> Iterator[Alert]:
    weeks = thresholds.quiet_weeks
    last = facts.last_contact or facts.opened
    if not weeks or (today - last).days < 7 * weeks:
        return
    n = (today - last).days // 7
    if facts.last_contact is None:
        words = Message(
            "alerts", "Nobody has been in touch since the file was opened, {n} week ago.", {},
            "Nobody has been in touch since the file was opened, {n} weeks ago.", n,
        )  # fmt: skip
    else:
        words = Message(
            "alerts", "The last contact was {n} week ago, on {day}.", {"day": last.isoformat()},
            "The last contact was {n} weeks ago, on {day}.", n,
        )  # fmt: skip
    yield Alert(QUIET, last.isoformat(), last + timedelta(weeks=weeks), 1, words)


def _endings(endings: Iterable[Ending], rule: str, today: date) -> Iterator[Alert]:
    for one in endings:
        left = (one.ends - today).days
        step = min((n for n in STEPS if left <= n), default=None)
        if left < 0 or step is None:
            continue
        told = {"what": one.name, "day": one.ends.isoformat(), "to_do": one.to_do}
        words = Message(
            "alerts", "“{what}” ends in {n} day, on {day}.", told,
            "“{what}” ends in {n} days, on {day}.", left,
        )  # fmt: skip
        if one.to_do:
            words = Message(
                "alerts", "“{what}” ends in {n} day, on {day}. Before that: {to_do}", told,
                "“{what}” ends in {n} days, on {day}. Before that: {to_do}", left,
            )  # fmt: skip
        yield Alert(
            rule,
            f"{one.id}:{one.ends}:{step}",
            one.ends - timedelta(days=step),
            3 if step == STEPS[-1] else 2 if step == STEPS[1] else 1,
            words,
            one.id,
            one.ends,
        )


def _ended(endings: Iterable[Ending], today: date) -> Iterator[Alert]:
    for one in endings:
        if one.ends < today:
            words = Message(
                "alerts",
                "“{what}” has ended on {day}. Ask again, or note that it is withdrawn.",
                {"what": one.name, "day": one.ends.isoformat()},
            )
            yield Alert(CONSENT_ENDED, f"{one.id}:{one.ends}", one.ends, 3, words, one.id, one.ends)


def _over(endings: Iterable[Ending], today: date) -> Iterator[Alert]:
    for one in endings:
        if one.ends < today:
            words = Message(
                "alerts",
                "“{what}” was valid until {day}. Ask for a new one, or note that it is not needed.",
                {"what": one.name, "day": one.ends.isoformat()},
            )
            key = f"{one.id}:{one.ends}"
            yield Alert(DOCUMENT_ENDED, key, one.ends, 2, words, one.id, one.ends)


def _agreements_over(endings: Iterable[Ending], today: date) -> Iterator[Alert]:
    for one in endings:
        if one.ends < today:
            words = Message(
                "alerts",
                "“{what}” has ended on {day}. Renew it, or note that it is over.",
                {"what": one.name, "day": one.ends.isoformat()},
            )
            key = f"{one.id}:{one.ends}"
            yield Alert(AGREEMENT_ENDED, key, one.ends, 2, words, one.id, one.ends)


def _no_news(awaited: Iterable[Awaited], thresholds: Thresholds, today: date) -> Iterator[Alert]:
    days = thresholds.no_news_days
    for one in awaited:
        n = (today - one.since).days
        if days and n >= days:
            words = Message(
                "alerts", "“{what}”: no news for {n} day.", {"what": one.name},
                "“{what}”: no news for {n} days.", n,
            )  # fmt: skip
            since = one.since + timedelta(days=days)
            weight = 3 if n >= 2 * days else 2
            yield Alert(NO_NEWS, f"{one.id}:{one.since}", since, weight, words, one.id)


def _stuck(stage: Awaited | None, today: date) -> Iterator[Alert]:
    if stage is None:
        return
    n = (today - stage.since).days // 7
    words = Message(
        "alerts", "In the stage “{what}” for {n} week.", {"what": stage.name},
        "In the stage “{what}” for {n} weeks.", n,
    )  # fmt: skip
    yield Alert(STUCK, f"{stage.id}:{stage.since}", stage.since, 2, words)


def _signs(signs: Iterable[date], thresholds: Thresholds, today: date) -> Iterator[Alert]:
    first = today - timedelta(days=thresholds.signs_days)
    recent = sorted(day for day in signs if first <= day <= today)
    if not thresholds.signs or len(recent) < thresholds.signs:
        return
    words = Message(
        "alerts", "{n} weak sign was noted in {days} days, the last on {day}.",
        {"days": thresholds.signs_days, "day": recent[-1].isoformat()},
        "{n} weak signs were noted in {days} days, the last on {day}.", len(recent),
    )  # fmt: skip
    weight = 3 if len(recent) >= 2 * thresholds.signs else 2
    key = f"{len(recent)}:{recent[-1]}"
    yield Alert(SIGNS, key, recent[thresholds.signs - 1], weight, words)


def _missed(facts: FileFacts, today: date) -> Iterator[Alert]:
    missed = facts.missed
    if missed is None or (facts.last_contact is not None and facts.last_contact >= missed.since):
        return
    if missed.since > today:
        return
    words = Message(
        "alerts",
        "Missed the appointment of {day}; nobody has spoken with the person since.",
        {"day": missed.since.isoformat()},
    )
    yield Alert(NOT_COME, missed.id, missed.since, 2, words, missed.id)
