"""What is read back to a person in their own language, and what they say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.fields import Kind, Value
from desktop_app.domain.forms.filling import LATER
from desktop_app.domain.words.calendar_words import partial_date
from desktop_app.language import Message, current_language, interface_languages, language_name
from desktop_app.reports.speaking import speaking
from desktop_app.services.casework.records import Records
from desktop_app.services.casework.told import choice_words
from desktop_app.services.clients.client_file import ClientFile
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.clients.clients import Clients
from desktop_app.services.forms.answers import FilledForm, FilledForms, said, told_answers
from desktop_app.services.forms.asked import AskedAnswer
from desktop_app.services.session import Session

RIGHT: Final = "right"
NOT_RIGHT: Final = "not_right"

_ASKED: Final = (
    ("name", Message("read back", "What is your name?")),
    ("birth_date", Message("read back", "When were you born?")),
    ("telephone", Message("read back", "At which number can we reach you?")),
    ("email", Message("read back", "What is your e-mail address?")),
    ("address", Message("read back", "Where do you live?")),
    ("language", Message("read back", "Which language do you like to speak?")),
    ("interpreter", Message("read back", "Do you want an interpreter?")),
    ("mode", Message("read back", "How do you like to meet?")),
    ("needs", Message("read back", "What do you ask for?")),
    ("access", Message("read back", "What makes meeting easier for you?")),
    ("money_comfort", Message("read back", "How do you like to speak about money?")),
    ("device", Message("read back", "Which device do you use?")),
    ("connection", Message("read back", "Which connection do you have?")),
)
_MOST_ANSWERS: Final = 100
_KEPT_LETTERS: Final = 300
"""So much of one answer is kept with what was read back; the form itself has it whole."""

_ADDRESS: Final = ("street", "unit", "place", "province", "postal_code")


@dataclass(frozen=True, slots=True)
class ReadItem:
    """One question with what the file says, both in the language of the page. group: the filled form
    that it is from, under which all of its answers are chosen; form: its title."""

    key: str
    question: str
    value: str
    group: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class ClientPage:
    """What one person is shown. language: of every word on it. The words are those of its buttons."""

    client: str
    language: str
    title: str
    items: tuple[ReadItem, ...]
    right: str
    not_right: str
    because: str
    send: str
    thanks: str
    leave: str


class ReadBacks:
    """Makes the page that a person looks at, and keeps what they say. Ids: 32 hexadecimal digits."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._records = Records(session)

    def page(self, client: str, chosen: Sequence[str] | None = None) -> ClientPage:
        """The page of one client: the questions that the file answers, then the answers to forms that
        the person may read. chosen: keys of those that are shown, of a form that of its group; all
        without it. Raises NotHere, KeptOut, ReasonNeeded.
        """
        file = Clients(self._session).show(client)
        answered = self._answered(client)
        spoken = str(file.fields.get("language") or "")
        known = [one.code for one in interface_languages()]
        language = next(
            (one for one in (spoken, spoken.split("-", maxsplit=1)[0]) if one in known),
            current_language(),
        )
        with speaking(language):
            items = [
                ReadItem(key, str(question), said)
                for key, question in _ASKED
                if (said := self._said(file, key))
            ]
            items += _items(answered)
            words = [
                str(one)
                for one in (
                    Message("read back", "Is this right?"),
                    Message("read back", "This is right"),
                    Message("read back", "This is not right"),
                    Message("read back", "What is not right? You can also tell it to the worker."),
                    Message("read back", "Done"),
                    Message("read back", "Thank you. Give the laptop back now."),
                    Message("read back", "The worker goes on"),
                )
            ]
        shown = (
            items
            if chosen is None
            else [one for one in items if one.key in chosen or one.group in chosen]
        )
        title, right, not_right, because, send, thanks, leave = words
        return ClientPage(
            client, language, title, tuple(shown), right, not_right, because, send, thanks, leave
        )

    def keep(self, page: ClientPage, how: str, words: str = "") -> str:
        """Keep what the person said of the page, today; gives the id of the record.

        how: RIGHT or NOT_RIGHT. Raises NotHere, ValueRefused, NotAllowed.
        """
        what = "\n".join(f"{one.question} {one.value[:_KEPT_LETTERS]}" for one in page.items)
        values: dict[str, Value] = {
            "what": what, "how": how, "confirmed_on": today_of(self._session).isoformat(),
            "words": words.strip() or None, "language": page.language,
        }  # fmt: skip
        return self._records.add("read_back", page.client, values)

    def _answered(self, client: str) -> list[FilledForm]:
        """Of each form that the person may read, the newest filled one, by title."""
        newest: dict[tuple[str, str], FilledForm] = {}
        for one in FilledForms(self._session).of(client):
            if one.form is not None and one.form.person_reads:
                newest[one.form.id, one.subject] = one
        return sorted(newest.values(), key=lambda one: (str(one.title).casefold(), one.id))

    def _said(self, file: ClientFile, key: str) -> str:
        fields = file.fields
        if key == "name":
            return "" if file.coded else file.title
        if key == "address":
            return ", ".join(str(fields[one]) for one in _ADDRESS if fields.get(one))
        value = fields.get(key)
        if value in (None, ""):
            return ""
        kinds = [self._session.registry[one] for one in ("identity", "client")]
        kind = next((one for one in kinds if one.has_field(key)), None)
        if kind is None:
            return str(value)
        field = kind.field(key)
        if isinstance(value, bool):
            return str(Message("read back", "yes") if value else Message("read back", "no"))
        if field.choices:
            return str(choice_words(kind, key, value))
        if field.kind is Kind.LANGUAGE:
            return language_name(str(value))
        return partial_date(str(value)) if field.kind is Kind.PARTIAL_DATE else str(value)


def _items(answered: Sequence[FilledForm]) -> list[ReadItem]:
    """What was answered to these forms, in the language that is spoken now; no result of a calculation,
    and nothing that was put off."""
    items: list[ReadItem] = []
    for filled in answered:
        title = filled.title if filled.form is None else filled.form.title
        for one in told_answers(filled):
            question = one.question
            if question is None or question.worked_out or one.answer.state == LATER:
                continue
            place = one.place
            label = AskedAnswer(place.question, question, place.repeat, "value").label
            words = said(filled, one)
            key = f"{filled.id}/{place.question}/{place.repeat}"
            items.append(ReadItem(key, str(label), words, filled.id, str(title)))
    return items[:_MOST_ANSWERS]
