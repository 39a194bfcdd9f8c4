"""The benefits check of one client: what is known already, the hints, the note and the slip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop_app.domain.casework import benefits_check as rules
from desktop_app.domain.casework.benefits_check import LATER, NO, NOT_SAID, YES, Question, Weight
from desktop_app.domain.fields import Value
from desktop_app.language import Message, base_language
from desktop_app.reports import benefits_slip
from desktop_app.reports.benefits_slip import BenefitsSlip, SlipBenefit
from desktop_app.services.casework.benefit_list import BenefitLine, BenefitList
from desktop_app.services.casework.household_work import Housemate, housemates
from desktop_app.services.casework.plan_papers import call_whom, paper_languages, printed_now
from desktop_app.services.casework.reference_person import read_reference
from desktop_app.services.casework.tax_years import ADULT_AT, TaxYears
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.clients.client_values import records_of
from desktop_app.services.clients.clients import Clients
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation


@dataclass(frozen=True, slots=True)
class CheckForm:
    """What is asked, and what the file knows already, by the codes of questions."""

    questions: tuple[Question, ...]
    known: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class HintLine:
    """A benefit that is worth asking about. reasons: questions with their answers, in the language
    of the screen. missing: questions without an answer. file_first: a return comes before."""

    benefit: BenefitLine
    likely: bool
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    file_first: bool
    stale: bool


class BenefitCheck:
    """Asks, and gives hints. It decides nothing. zone: whose clock the foot of a page shows."""

    def __init__(self, session: Session, zone: str = "UTC") -> None:
        self._session, self._zone = session, zone
        self._list = BenefitList(session)

    def begin(self, client: str) -> CheckForm:
        """The questions that some benefit looks at, with what the file knows. Raises NotHere."""
        session = self._session
        today = today_of(session)
        with session.database.reading() as tables:
            records_of(tables, session, client)
            benefits = self._list.read_all(tables)
            mates = housemates(tables, session, client)
            region = TaxYears(session).region(tables, client)
        known: dict[str, Value] = {}
        age = age_of(mates[0], today)
        if age is not None:
            known["age"] = age
        children = sum(
            age is not None and age < ADULT_AT for age in (age_of(one, today) for one in mates[1:])
        )
        if children:
            known["children"] = children
        if region:
            known["province"] = region
        asked = rules.questions_asked(
            self._list.questions(), (one.rules(today) for one in benefits)
        )
        return CheckForm(asked, known)

    def hints(self, answers: Mapping[str, Value]) -> tuple[HintLine, ...]:
        """What is worth asking about, each with its reasons."""
        today = today_of(self._session)
        lines = {one.code: one for one in self._list.all()}
        questions = {one.code: one for one in self._list.questions()}
        found = rules.hints((one.rules(today) for one in lines.values()), answers)
        return tuple(
            HintLine(
                lines[hint.code],
                hint.weight is Weight.LIKELY,
                tuple(_reason(questions.get(one), one, answers) for one in hint.because),
                tuple(_asked(questions.get(one), one) for one in hint.missing),
                hint.file_first,
                lines[hint.code].is_stale(today),
            )
            for hint in found
        )

    def keep(self, client: str, answers: Mapping[str, Value]) -> str:
        """Write the check into the file as a note: the answers, and what they point to."""
        questions = {one.code: one for one in self._list.questions()}
        lines = [str(Message("benefits check", "Benefits check"))]
        lines += [
            f"- {_reason(questions[code], code, answers)}"
            for code in questions
            if answers.get(code)
        ]
        hints = self.hints(answers)
        lines.append(str(Message("benefits check", "Worth asking about, nothing is decided:")))
        lines += [f"- {_name_kept(one.benefit)}" for one in hints]
        if not hints:
            lines.append(str(Message("benefits check", "no benefit of the list")))
        day = today_of(self._session).isoformat()
        return Clients(self._session).add_note(client, "\n".join(lines), day)

    def slip(self, client: str, answers: Mapping[str, Value]) -> bytes:
        """What to ask about, on paper, in the client's language and that of the screen."""
        session = self._session
        with session.database.reading() as tables:
            row = records_of(tables, session, client).rows["client"]
            spoken = str(row.value("language") or "")
            reference = read_reference(tables, session, client)
        first, second = paper_languages(spoken)
        hints = self.hints(answers)
        slip = BenefitsSlip(
            organisation=Organisation(session).name(),
            day=today_of(session),
            benefits=tuple(
                SlipBenefit(
                    _names(one.benefit, first, second),
                    one.benefit.said("by"),
                    one.benefit.text("telephone"),
                    one.benefit.said("about"),
                    one.file_first,
                    one.benefit.to_check,
                )
                for one in hints
            ),
            call=call_whom(reference),
        )
        return benefits_slip.render(slip, printed_now(session, self._zone), first, second)


def age_of(mate: Housemate, today: date) -> int | None:
    """Full years as far as the date of birth is known; None where its year is not."""
    known = mate.birth_date.removeprefix("~")
    if not known[:4].isdecimal() or len(known) < 4:
        return None
    before = len(known) >= 7 and known[5:] > today.isoformat()[5 : 5 + len(known[5:])]
    return max(0, today.year - int(known[:4]) - before)


def answer_words(question: Question | None, answer: Value) -> str:
    """An answer in the language of the screen."""
    said = str(answer)
    common = {
        YES: Message("answers", "Yes"),
        NO: Message("answers", "No"),
        NOT_SAID: Message("benefits check", "would rather not say"),
        LATER: Message("benefits check", "to be asked later"),
    }
    if question is not None:
        for one in question.choices:
            if one.value == said:
                return one.said(base_language() == "fr")
    return str(common[said]) if said in common else said


def _name_kept(benefit: BenefitLine) -> str:
    if not benefit.to_check:
        return benefit.name
    return str(
        Message("benefits check", "{name} (to be checked by the office)", {"name": benefit.name})
    )


def _asked(question: Question | None, code: str) -> str:
    return code if question is None else question.said(base_language() == "fr")


def _reason(question: Question | None, code: str, answers: Mapping[str, Value]) -> str:
    return f"{_asked(question, code)} {answer_words(question, answers.get(code))}"


def _names(line: BenefitLine, first: str, second: str) -> tuple[str, ...]:
    """The official names, in French and English as the languages of the paper want; both where a
    language is neither."""
    wanted = [code for code in (first, second) if code in ("fr", "en")] or ["fr", "en"]
    names = [line.text(f"name_{code}") for code in wanted]
    return tuple(dict.fromkeys(name for name in names if name))
