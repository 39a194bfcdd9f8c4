"""Benefits and credits: the list, what is applied for, and the tax years behind it."""

from __future__ import annotations

from typing import Final

from desktop_app.domain.fields import Choice, EntityType, Field, ItemList, Kind, Scope, client_field
from desktop_app.language import Message

_FACTS: Final = Message(
    "purpose", "So that everybody tells people the same facts, with their date."
)
_RULES: Final = Message("purpose", "To think of a benefit when a person's answers point to it.")
_APPLY: Final = Message("purpose", "To follow an application until the person is paid.")
_GAIN: Final = Message("purpose", "To see what the household has gained.")
_RETURNS: Final = Message("purpose", "To see which years are missing and what filing would unlock.")

GATHERED, SENT, ACKNOWLEDGED = "gathered", "sent", "acknowledged"
DECIDED, APPEALED, PAID, WITHDRAWN = "decided", "appealed", "paid", "withdrawn"
ACCEPTED, PARTLY, REFUSED = "accepted", "partly", "refused"
MONTH, QUARTER, YEAR, ONCE = "month", "quarter", "year", "once"
NOT_FILED, GATHERING, FILED, ASSESSED = "not_filed", "gathering", "filed", "assessed"

PERIODS: Final = (
    Choice(MONTH, Message("choices", "a month")),
    Choice(QUARTER, Message("choices", "a quarter")),
    Choice(YEAR, Message("choices", "a year")),
    Choice(ONCE, Message("choices", "once")),
)

STATES: Final = (
    Choice(GATHERED, Message("choices", "documents gathered")),
    Choice(SENT, Message("choices", "sent")),
    Choice(ACKNOWLEDGED, Message("choices", "received by them")),
    Choice(DECIDED, Message("choices", "decided")),
    Choice(APPEALED, Message("choices", "decision contested")),
    Choice(PAID, Message("choices", "paid")),
    Choice(WITHDRAWN, Message("choices", "withdrawn")),
)

BENEFIT: Final = EntityType(
    46,
    "benefit",
    Message("entities", "Benefit"),
    Scope.ORGANISATION,
    fields=(
        Field(1, "code", Kind.TEXT, Message("fields", "Code in the list"), _FACTS, required=True),
        Field(2, "name_en", Kind.TEXT, Message("fields", "Name in English"), _FACTS, required=True),
        Field(3, "name_fr", Kind.TEXT, Message("fields", "Name in French"), _FACTS, required=True),
        Field(
            4,
            "province",
            Kind.TEXT,
            Message("fields", "Province or territory, empty for all of Canada"),
            _FACTS,
        ),
        Field(5, "by_en", Kind.TEXT, Message("fields", "Who pays it, in English"), _FACTS),
        Field(6, "by_fr", Kind.TEXT, Message("fields", "Who pays it, in French"), _FACTS),
        Field(7, "about_en", Kind.LONG_TEXT, Message("fields", "What it is, in English"), _FACTS),
        Field(8, "about_fr", Kind.LONG_TEXT, Message("fields", "What it is, in French"), _FACTS),
        Field(
            9, "needs_return", Kind.YES_NO, Message("fields", "Needs an income tax return"), _FACTS
        ),
        Field(
            10,
            "maximum",
            Kind.MONEY,
            Message("fields", "Highest amount, where it is known"),
            _FACTS,
        ),
        Field(
            11,
            "per",
            Kind.CHOICE,
            Message("fields", "How often it is paid"),
            _FACTS,
            choices=PERIODS,
        ),
        Field(12, "amount_from", Kind.DATE, Message("fields", "The amount counts from"), _FACTS),
        Field(13, "amount_to", Kind.DATE, Message("fields", "The amount counts until"), _FACTS),
        Field(
            14, "usual_days", Kind.INTEGER, Message("fields", "Usual days until an answer"), _FACTS
        ),
        Field(15, "telephone", Kind.TELEPHONE, Message("fields", "Telephone"), _FACTS),
        Field(16, "source", Kind.WEB, Message("fields", "Where the facts are from"), _FACTS),
        Field(17, "as_of", Kind.DATE, Message("fields", "The facts were right on"), _FACTS),
        Field(18, "ended_on", Kind.DATE, Message("fields", "Ended on"), _FACTS),
        Field(19, "edition", Kind.TEXT, Message("fields", "Edition of the list"), _FACTS),
        Field(
            20,
            "own",
            Kind.YES_NO,
            Message("fields", "Kept by the office: a new edition leaves it as it is"),
            _FACTS,
        ),
        Field(
            21,
            "years_back",
            Kind.INTEGER,
            Message("fields", "Years that it can be paid back"),
            _FACTS,
        ),
        Field(
            22,
            "to_check",
            Kind.YES_NO,
            Message("fields", "To be checked by the office before use"),
            _FACTS,
        ),
        Field(
            23,
            "conditions_source",
            Kind.WEB,
            Message("fields", "Where the conditions are from, if from elsewhere"),
            _RULES,
        ),
    ),
    lists=(
        ItemList(
            1,
            "conditions",
            Message("fields", "Answers that point to it"),
            (
                Field(1, "question", Kind.TEXT, Message("fields", "Question"), _RULES),
                Field(
                    2,
                    "test",
                    Kind.CHOICE,
                    Message("fields", "The answer is"),
                    _RULES,
                    choices=(
                        Choice("is", Message("choices", "exactly")),
                        Choice("least", Message("choices", "at least")),
                        Choice("most", Message("choices", "at most")),
                        Choice("one_of", Message("choices", "one of")),
                    ),
                ),
                Field(3, "value", Kind.TEXT, Message("fields", "Answer"), _RULES),
            ),
            Message("fields", "Answer that points to it"),
        ),
    ),
    title=("name_en",),
)

APPLICATION: Final = EntityType(
    47,
    "application",
    Message("entities", "Application"),
    Scope.CASES,
    fields=(
        client_field(_APPLY),
        Field(
            2, "benefit", Kind.REFERENCE, Message("fields", "Benefit"), _APPLY, reference="benefit"
        ),
        Field(3, "other", Kind.TEXT, Message("fields", "Another benefit, by its name"), _APPLY),
        Field(
            4,
            "member",
            Kind.REFERENCE,
            Message("fields", "For whom in the household"),
            _APPLY,
            reference="household_member",
        ),
        Field(5, "tax_year", Kind.INTEGER, Message("fields", "For which year"), _APPLY),
        Field(6, "number", Kind.TEXT, Message("fields", "Their file number"), _APPLY, review=True),
        Field(7, "amount", Kind.MONEY, Message("fields", "Amount"), _GAIN, review=True),
        Field(8, "per", Kind.CHOICE, Message("fields", "How often it is paid"), _GAIN, choices=PERIODS),
        Field(9, "starts_on", Kind.DATE, Message("fields", "Paid from"), _GAIN),
        Field(10, "ends_on", Kind.DATE, Message("fields", "Paid until"), _GAIN),
        Field(
            11,
            "outcome",
            Kind.CHOICE,
            Message("fields", "What was decided"),
            _APPLY,
            review=True,
            choices=(
                Choice(ACCEPTED, Message("choices", "accepted")),
                Choice(PARTLY, Message("choices", "accepted in part")),
                Choice(REFUSED, Message("choices", "refused")),
            ),
        ),
        Field(12, "answer_by", Kind.DATE, Message("fields", "Answer expected by"), _APPLY),
    ),
    lists=(
        ItemList(
            1,
            "states",
            Message("fields", "How it went"),
            (
                Field(
                    1,
                    "state",
                    Kind.CHOICE,
                    Message("fields", "Where it stands"),
                    _APPLY,
                    choices=STATES,
                ),
                Field(2, "on", Kind.DATE, Message("fields", "Since"), _APPLY),
                Field(3, "words", Kind.TEXT, Message("fields", "Remark"), _APPLY),
                Field(
                    4, "by", Kind.REFERENCE, Message("fields", "Noted by"), _APPLY, reference="person"
                ),
            ),
            Message("fields", "State"),
        ),
        ItemList(
            2,
            "people",
            Message("fields", "Who works on it"),
            (
                Field(
                    1, "person", Kind.REFERENCE, Message("fields", "Worker"), _APPLY,
                    reference="person",
                ),
                Field(2, "on", Kind.DATE, Message("fields", "Since"), _APPLY),
            ),
            Message("fields", "Worker"),
        ),
    ),
    title=("other",),
)  # fmt: skip

TAX_YEAR: Final = EntityType(
    48,
    "tax_year",
    Message("entities", "Tax year"),
    Scope.CASES,
    fields=(
        client_field(_RETURNS),
        Field(2, "year", Kind.INTEGER, Message("fields", "Tax year"), _RETURNS, required=True),
        Field(
            3,
            "state",
            Kind.CHOICE,
            Message("fields", "Return"),
            _RETURNS,
            required=True,
            review=True,
            choices=(
                Choice(NOT_FILED, Message("choices", "not filed")),
                Choice(GATHERING, Message("choices", "papers being gathered")),
                Choice(FILED, Message("choices", "filed")),
                Choice(ASSESSED, Message("choices", "assessed")),
            ),
        ),
        Field(4, "filed_on", Kind.DATE, Message("fields", "Filed on"), _RETURNS),
        Field(5, "assessed_on", Kind.DATE, Message("fields", "Assessed on"), _RETURNS),
        Field(6, "refund", Kind.MONEY, Message("fields", "Refund"), _GAIN),
        Field(7, "remark", Kind.LONG_TEXT, Message("fields", "Remark"), _RETURNS),
    ),
    title=("year",),
)
