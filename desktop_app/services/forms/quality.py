"""How well forms and fields are filled in, and how long that takes, question by question."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.domain.forms.filling import DECLINED, LATER
from desktop_app.language import Message
from desktop_app.services.casework.records import Records
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.forms.answers import KIND, filled_form
from desktop_app.services.forms.forms import Forms, filling_of
from desktop_app.services.session import Session


@dataclass(frozen=True, slots=True)
class QuestionQuality:
    """One question over all filled forms of this laptop.

    asked: how often it was shown. given, declined, later: how it was answered; missing: not at all.
    wrong: answers that do not fit. seconds: on average where it was measured, else 0.
    """

    name: str
    label: Message
    asked: int = 0
    given: int = 0
    declined: int = 0
    later: int = 0
    missing: int = 0
    wrong: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class FormQuality:
    """One form: how often it was filled in, how often to its end, seconds on average."""

    filled: int
    complete: int
    seconds: int
    questions: tuple[QuestionQuality, ...]


@dataclass(frozen=True, slots=True)
class FieldQuality:
    """One field of the organisation's own: how many records there are, and in how many it stands."""

    name: str
    label: Message
    about: str
    records: int
    filled: int


class Quality:
    """Counts over what this laptop holds; no name and no answer leaves it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_form(self, form: str) -> FormQuality:
        """One form, by the questions of the version in use. Raises NotHere."""
        found = Forms(self._session).get(form)
        latest = found.latest
        if latest is None or latest.form is None:
            return FormQuality(0, 0, 0, ())
        filling, today = filling_of(latest.form), today_of(self._session)
        with self._session.database.reading() as tables:
            records = [
                one
                for one in Records(self._session).read_all(tables, KIND)
                if one.text("form") == form
            ]
        counts: dict[str, dict[str, int]] = {}
        measured: dict[str, list[int]] = {}
        whole = [one.number("seconds") for one in records if one.number("seconds")]
        for record in records:
            for told in record.items("values").values():
                seconds = told.get("seconds")
                if isinstance(seconds, int) and seconds > 0:
                    measured.setdefault(str(told.get("question")), []).append(seconds)
            for line in filling.fill(filled_form(record, found).answers, today).asked():
                if line.times or line.question.worked_out or line.question.questions:
                    continue
                of = counts.setdefault(line.question.name, {})
                state = line.state if line.state in (DECLINED, LATER) else ""
                how = state or ("given" if line.value else "missing")
                for what in ("asked", how, *(("wrong",) if line.problem else ())):
                    of[what] = of.get(what, 0) + 1
        questions = tuple(
            QuestionQuality(
                one.name,
                one.label,
                **counts[one.name],
                seconds=_average(measured.get(one.name, [])),
            )
            for one, _ in latest.form.walk()
            if one.name in counts
        )
        complete = sum(1 for one in records if one.text("state") == "complete")
        return FormQuality(len(records), complete, _average(whole), questions)

    def of_fields(self) -> tuple[FieldQuality, ...]:
        """The fields of the organisation's own that are in use."""
        found = []
        with self._session.database.reading() as tables:
            for kind in tables.registry:
                own = [one for one in kind.fields if isinstance(one.number, bytes)]
                records = tables.rows.count(kind) if own else 0
                for one in own:
                    filled = tables.rows.count_saying(kind, one.number)
                    found.append(FieldQuality(one.name, one.label, kind.name, records, filled))
        return tuple(found)


def _average(seconds: list[int]) -> int:
    return round(sum(seconds) / len(seconds)) if seconds else 0
