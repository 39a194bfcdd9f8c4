"""Triage of one client: asked, kept with its reasons, and overridden in writing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.domain.casework import triage
from desktop_app.domain.casework.triage import Given, Question, reasons_of, result_of
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Value
from desktop_app.language import Message
from desktop_app.services.casework.programs import Programs
from desktop_app.services.casework.records import Record, Records
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.session import Session

TRIAGE = triage.TRIAGE.name


class ReasonNeeded(PortageError):
    """A result is only overridden in writing."""

    code = "reason_needed"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "triage",
                "Somebody will ask why the result was overridden. Nothing was saved. "
                "Write the reason, in a few words.",
            )
        )


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """What was asked and answered, in the words of that day. reason: empty when it is simple."""

    question: str
    answer: str
    reason: str


@dataclass(frozen=True, slots=True)
class TriageLine:
    """One triage. result: what the answers say. treated_as: what counts. by: a person's name.

    overridden: why the result does not count, empty when it does.
    """

    id: str
    done_on: str
    result: str
    treated_as: str
    overridden: str
    answers: tuple[AnswerLine, ...]
    by: str
    contested: bool

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(one.reason for one in self.answers if one.reason)


class Triages:
    """The triages of clients. Ids are 32 hexadecimal digits."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._records = Records(session)

    def questions(self) -> list[Question]:
        """What is asked, in its order."""
        return Programs(self._session).questions()

    def of(self, client: str) -> tuple[TriageLine, ...]:
        """The triages of a client, the newest first. Raises NotHere."""
        return tuple(
            sorted(
                (_line(one) for one in self._records.of(client, TRIAGE)),
                key=lambda one: (one.done_on, one.id),
                reverse=True,
            )
        )

    def keep(self, client: str, given: Sequence[Given], on: str = "") -> str:
        """Write a triage down; gives its id. on: YYYY-MM-DD. Raises NotHere, NotAllowed."""
        values: dict[str, Value] = {
            "done_on": on or today_of(self._session).isoformat(),
            "result": result_of(given),
        }
        for number, one in enumerate(given, 1):
            item = uuid.UUID(bytes=self._session.environment.new_id())
            reason = "; ".join(str(words) for words in reasons_of((one,)))
            told: dict[str, Value] = {
                "position": number,
                "question": str(one.question.words),
                "answer": str(one.answer.words),
                "complex": one.answer.complex or None,
                "reason": reason or None,
            }
            values |= {
                f"answers/{item}/{name}": value for name, value in told.items() if value is not None
            }
        return self._records.add(TRIAGE, client, values)

    def override(self, identifier: str, result: str, words: str) -> None:
        """Treat a situation otherwise than the answers say; `words` say why. Raises ReasonNeeded."""
        if not words.strip():
            raise ReasonNeeded
        self._records.change(TRIAGE, identifier, {"override": result, "override_words": words})

    def follow(self, identifier: str) -> None:
        """Go by the answers again."""
        self._records.change(TRIAGE, identifier, {"override": None, "override_words": None})


def _line(record: Record) -> TriageLine:
    answers = sorted(
        record.items("answers").items(), key=lambda item: (_place(item[1].get("position")), item[0])
    )
    override = record.text("override")
    return TriageLine(
        record.id,
        record.text("done_on"),
        record.text("result"),
        override or record.text("result"),
        record.text("override_words") if override else "",
        tuple(
            AnswerLine(
                str(told.get("question") or ""),
                str(told.get("answer") or ""),
                str(told.get("reason") or ""),
            )
            for _, told in answers
        ),
        record.author,
        "override" in record.contested,
    )


def _place(value: Value) -> int:
    return value if isinstance(value, int) else 0
