"""What remains to be done for somebody, and which warnings were put aside, by whom and why."""

from __future__ import annotations

from typing import Final

from desktop_app.domain.fields import Choice, EntityType, Field, Kind, Scope, client_field
from desktop_app.language import Message

_DO: Final = Message("purpose", "So that nothing that was promised is forgotten.")
_ASIDE: Final = Message("purpose", "So that a warning that was looked at does not come again.")

URGENT: Final = "urgent"
IMPORTANT: Final = "important"

TASK: Final = EntityType(
    45,
    "task",
    Message("entities", "Task"),
    Scope.CASES,
    fields=(
        client_field(_DO),
        Field(
            2, "title", Kind.TEXT, Message("fields", "What is to be done"), _DO,
            required=True, review=True, searchable=True, listed=True,
        ),
        Field(
            3, "due_on", Kind.DATE, Message("fields", "By when"), _DO,
            review=True, indexed=True, listed=True,
        ),
        Field(
            4, "by", Kind.CHOICE, Message("fields", "Done by"), _DO,
            choices=(
                Choice("worker", Message("choices", "the worker")),
                Choice("client", Message("choices", "the person")),
                Choice("partner", Message("choices", "a partner")),
            ),
        ),
        Field(
            5, "person", Kind.REFERENCE, Message("fields", "Worker"), _DO,
            indexed=True, reference="person",
        ),
        Field(6, "why", Kind.LONG_TEXT, Message("fields", "Why"), _DO, identifying=True),
        Field(7, "rhythm", Kind.TEXT, Message("fields", "Comes again every"), _DO),
        Field(8, "source", Kind.TEXT, Message("fields", "Rule that made it"), _DO),
        Field(9, "done_on", Kind.DATE, Message("fields", "Done on"), _DO, listed=True),
        Field(10, "dismissed_on", Kind.DATE, Message("fields", "Put aside on"), _DO),
        Field(11, "dismiss_reason", Kind.TEXT, Message("fields", "Why it was put aside"), _DO),
        Field(12, "promise", Kind.YES_NO, Message("fields", "Promised to the person"), _DO),
        Field(
            13, "template", Kind.REFERENCE, Message("fields", "Made from the template"), _DO,
            reference="action_template",
        ),
        Field(
            14, "need", Kind.CHOICE, Message("fields", "How pressing"), _DO,
            choices=(
                Choice("ordinary", Message("choices", "ordinary")),
                Choice(IMPORTANT, Message("choices", "important")),
                Choice(URGENT, Message("choices", "urgent")),
            ),
        ),
        Field(
            15, "after", Kind.REFERENCE, Message("fields", "Comes after the task"), _DO,
            reference="task",
        ),
    ),
    title=("title",),
)  # fmt: skip

ALERT_DISMISSAL: Final = EntityType(
    66,
    "alert_dismissal",
    Message("entities", "Warning put aside"),
    Scope.CASES,
    fields=(
        client_field(_ASIDE),
        Field(2, "rule", Kind.TEXT, Message("fields", "Rule"), _ASIDE, required=True),
        Field(
            3, "facts", Kind.TEXT, Message("fields", "What the warning rested on"), _ASIDE,
            required=True,
        ),
        Field(4, "dismissed_on", Kind.DATE, Message("fields", "Put aside on"), _ASIDE),
        Field(
            5, "reason", Kind.TEXT, Message("fields", "Why it was put aside"), _ASIDE,
            required=True,
        ),
    ),
    title=("reason",),
)  # fmt: skip
