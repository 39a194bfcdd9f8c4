"""What is read back to a person in their own language, and what they say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.calendar_words import partial_date
from desktop_app.domain.fields import Kind, Value
from desktop_app.language import Message, current_language, interface_languages, language_name
from desktop_app.reports.speaking import speaking
from desktop_app.services.casework.records import Records
from desktop_app.services.casework.told import choice_words
from desktop_app.services.client_file import ClientFile
from desktop_app.services.client_lines import today_of
from desktop_app.services.clients import Clients
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
_ADDRESS: Final = ("street", "unit", "place", "province", "postal_code")


@dataclass(frozen=True, slots=True)
class ReadItem:
    """One question with what the file says, both in the language of the page."""

    key: str
    question: str
    value: str


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
        """The page of one client: the questions that the file answers. chosen: keys of those that are
        shown, in their order; all without it. Raises NotHere, KeptOut, ReasonNeeded.
        """
        file = Clients(self._session).show(client)
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
        shown = items if chosen is None else [one for one in items if one.key in chosen]
        title, right, not_right, because, send, thanks, leave = words
        return ClientPage(
            client, language, title, tuple(shown), right, not_right, because, send, thanks, leave
        )

    def keep(self, page: ClientPage, how: str, words: str = "") -> str:
        """Keep what the person said of the page, today; gives the id of the record.

        how: RIGHT or NOT_RIGHT. Raises NotHere, ValueRefused, NotAllowed.
        """
        what = "\n".join(f"{one.question} {one.value}" for one in page.items)
        values: dict[str, Value] = {
            "what": what, "how": how, "confirmed_on": today_of(self._session).isoformat(),
            "words": words.strip() or None, "language": page.language,
        }  # fmt: skip
        return self._records.add("read_back", page.client, values)

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
