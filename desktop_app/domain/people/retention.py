"""How long files are kept: the organisation's rules, the register of incidents, and which erasures were
refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from typing import Final

from desktop_app.domain.fields import Choice, EntityType, Field, Kind, Scope
from desktop_app.language import Message

_KEEP: Final = Message("purpose", "To keep personal facts no longer than they are needed.")
_LAW: Final = Message("purpose", "Because the law asks for a register of such events.")
_NOT_BY_MISTAKE: Final = Message("purpose", "So that nobody is erased by mistake.")

LEGAL_HOLD: Final = Field(
    18,
    "legal_hold",
    Kind.TEXT,
    Message("fields", "Must be kept, because"),
    Message("purpose", "So that a file that a court or a claim needs is not erased."),
    review=True,
    headings=("legal hold", "conservation obligatoire"),
)
"""A field of the client: why the file may not be erased, whatever a rule says."""

RETENTION_RULE: Final = EntityType(
    32,
    "retention_rule",
    Message("entities", "Rule of how long files are kept"),
    Scope.ORGANISATION,
    fields=(
        Field(1, "name", Kind.TEXT, Message("fields", "Name of the rule"), _KEEP, required=True),
        Field(
            2, "since", Kind.CHOICE, Message("fields", "Counted from"), _KEEP, required=True,
            choices=(
                Choice("last_contact", Message("choices", "the last entry in the file")),
                Choice("closed", Message("choices", "the day the file was closed")),
                Choice("created", Message("choices", "the day the file was opened")),
            ),
        ),
        Field(3, "months", Kind.INTEGER, Message("fields", "After how many months"), _KEEP, required=True),
        Field(
            4, "action", Kind.CHOICE, Message("fields", "Proposes to"), _KEEP, required=True,
            choices=(
                Choice("erase", Message("choices", "erase the file")),
                Choice("close", Message("choices", "close the file")),
            ),
        ),
        Field(5, "basis", Kind.TEXT, Message("fields", "On which basis"), _KEEP),
        Field(6, "keeper", Kind.TEXT, Message("fields", "Who answers for it"), _KEEP),
        Field(
            7, "community", Kind.REFERENCE, Message("fields", "Only in the community"), _KEEP,
            reference="community",
        ),
        Field(8, "status", Kind.CHOICE, Message("fields", "For files that are"), _KEEP,
            choices=(
                Choice("open", Message("choices", "open")),
                Choice("closed", Message("choices", "closed")),
            ),
        ),
    ),
    title=("name",),
)  # fmt: skip

INCIDENT: Final = EntityType(
    33,
    "incident",
    Message("entities", "Confidentiality incident"),
    Scope.ORGANISATION,
    fields=(
        Field(1, "title", Kind.TEXT, Message("fields", "What happened, in a few words"), _LAW, required=True),
        Field(2, "happened_on", Kind.PARTIAL_DATE, Message("fields", "When it happened"), _LAW),
        Field(3, "noticed_on", Kind.DATE, Message("fields", "When it was noticed"), _LAW, required=True),
        Field(4, "circumstances", Kind.LONG_TEXT, Message("fields", "Circumstances and cause"), _LAW, required=True),
        Field(5, "facts", Kind.LONG_TEXT, Message("fields", "Which personal facts are concerned"), _LAW, required=True),
        Field(6, "people", Kind.INTEGER, Message("fields", "How many people are concerned"), _LAW),
        Field(7, "people_in_quebec", Kind.INTEGER, Message("fields", "Of these, in Québec"), _LAW),
        Field(8, "risk", Kind.CHOICE, Message("fields", "Risk of serious harm"), _LAW, required=True,
            choices=(
                Choice("yes", Message("choices", "real risk of serious harm")),
                Choice("no", Message("choices", "no such risk")),
                Choice("unknown", Message("choices", "still being judged")),
            ),
        ),
        Field(9, "risk_reasons", Kind.LONG_TEXT, Message("fields", "Why: how sensitive, what could be done with it, how likely"), _LAW),
        Field(10, "authority_told_on", Kind.DATE, Message("fields", "Commissioner or Commission told on"), _LAW),
        Field(11, "people_told_on", Kind.DATE, Message("fields", "The people told on"), _LAW),
        Field(12, "told_how", Kind.LONG_TEXT, Message("fields", "Who was told, how, or why nobody"), _LAW),
        Field(13, "measures", Kind.LONG_TEXT, Message("fields", "Measures taken against harm and a next time"), _LAW, required=True),
        Field(14, "closed_on", Kind.DATE, Message("fields", "Settled on"), _LAW),
    ),
    title=("title",),
)  # fmt: skip

ERASURE_REFUSAL: Final = EntityType(
    74,
    "erasure_refusal",
    Message("entities", "Refused erasure"),
    Scope.ORGANISATION,
    fields=(
        Field(
            1, "erasure", Kind.TEXT, Message("fields", "Erasure that is not carried out"), _NOT_BY_MISTAKE,
            required=True,
        ),
    ),
)  # fmt: skip
"""An erasure that waited for a signature and that an office laptop said no to. The record has the id of the
erasure, so that two who refuse the same make one record."""

INCIDENTS_KEPT_MONTHS: Final = 60
"""Québec's Law 25 asks for five years from the day it was noticed; PIPEDA for 24 months."""


@dataclass(frozen=True, slots=True)
class FileDates:
    """What rules look at in one file. Days are None where nothing is known."""

    status: str
    community: str
    created: date | None
    last_contact: date | None
    closed: date | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as it is written. community, status: empty for all."""

    id: str
    name: str
    since: str
    months: int
    action: str
    basis: str
    community: str
    status: str


def due_since(rule: Rule, file: FileDates, today: date) -> date | None:
    """The day since which a rule asks for its action on a file, or None while it does not.

    A file without the day that the rule counts from is never due: nothing is proposed on a guess.
    """
    if (rule.community and rule.community != file.community) or (
        rule.status and rule.status != file.status
    ):
        return None
    if rule.action == "close" and file.status == "closed":
        return None
    start = {
        "created": file.created,
        "last_contact": file.last_contact,
        "closed": file.closed,
    }.get(rule.since)
    if start is None or rule.months < 1:
        return None
    due = after_months(start, rule.months)
    return due if due <= today else None


def after_months(start: date, months: int) -> date:
    """The same day that many months later, or the last day of a shorter month; never beyond what a
    calendar holds."""
    count = start.year * 12 + start.month - 1 + months
    year, month = count // 12, count % 12 + 1
    if not MINYEAR <= year <= MAXYEAR:
        return date.max if months > 0 else date.min
    for day in range(start.day, 27, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return date(year, month, min(start.day, 28))
