"""The forms of the organisation: made and published at the office, the same on every laptop.

What is being changed is the draft; publishing makes it the next version, which is then never
changed again. So an answer given under a version can always be read with that version's words.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Value
from desktop_app.domain.forms.checking import Problem, problems_of
from desktop_app.domain.forms.definition import (
    Form,
    NewerForm,
    NotAForm,
    Question,
    read_form,
    write_form,
)
from desktop_app.domain.forms.filling import Filling
from desktop_app.domain.forms.records import FORM
from desktop_app.domain.own_fields import DRAFT, PUBLISHED, RETIRED, code_of
from desktop_app.language import Label, Message
from desktop_app.services.casework.records import Record, Records
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.editing import Editor, Seen
from desktop_app.services.session import NotAllowed, Session

KIND: Final = FORM.name
_LOOKED_INTO: Final = 60
"""In so many of the latest versions a question is looked for."""


class FormNotReady(PortageError):
    """A form cannot be published as it is. problems: all of them, with their questions."""

    code = "form_not_ready"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(
            Message(
                "forms",
                "The form was not published, and stays as it is. {reason}",
                {"reason": problems[0].words},
            )
        )
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Version:
    """One published version. text: its JSON."""

    number: int
    text: str
    published_on: str

    @property
    def form(self) -> Form | None:
        """Its questions; None where they cannot be understood here (`check_understood` says why)."""
        return _understood(self.text)


@dataclass(frozen=True, slots=True)
class FormRecord:
    """A form as it stands here.

    versions: the published ones, the latest last. draft: the JSON of what is in preparation, "" when
    it is the latest version. newer: its draft or latest version was made with a newer Portage, so
    that it can be read here, and nothing else.
    """

    id: str
    record: Record
    title: Label
    purpose: Label
    about: str
    state: str
    versions: tuple[Version, ...]
    draft: str
    newer: bool

    @property
    def seen(self) -> Seen:
        return self.record.seen

    @property
    def latest(self) -> Version | None:
        """The version that is filled in now."""
        return self.versions[-1] if self.versions else None

    @property
    def person_reads(self) -> bool:
        """Whether the person may read what was answered: where the office did not say, if the form is
        about the person, and not about what was done."""
        told = self.record.values.get("person_reads")
        return self.about == "client" if told is None else told is True

    @property
    def version(self) -> int:
        return self.versions[-1].number if self.versions else 0

    @property
    def text(self) -> str:
        """The JSON of the draft, or of the latest version where nothing is in preparation."""
        latest = self.latest
        return self.draft or ("" if latest is None else latest.text)

    def numbered(self, number: int) -> Version | None:
        """The version with that number; None where it has not come yet."""
        return next((one for one in reversed(self.versions) if one.number == number), None)

    def form_to_fill(self) -> Form:
        """The questions of the version in use. Raises NewerForm where a later release made them, and
        NotAForm, with its reason, where they are damaged or go beyond every bound."""
        latest = self.latest
        if latest is None:
            raise NewerForm
        return read_form(latest.text) if latest.form is None else latest.form

    def question(self, name: str) -> Question | None:
        """The question of that name, from the latest version that has it."""
        for one in self.versions[: -_LOOKED_INTO - 1 : -1]:
            found = None if one.form is None else one.form.question(name)
            if found is not None:
                return found
        return None


class Forms:
    """What is done with forms. Ids are 32 hexadecimal digits.

    Each method that writes raises NotAllowed outside the office, NotHere, ValueRefused, and NotAForm
    or NewerForm for questions that cannot be taken.
    """

    def __init__(self, session: Session) -> None:
        self._session, self._records = session, Records(session)

    def may_change(self) -> bool:
        """Whether this laptop is one of the office's."""
        return self._session.is_office

    def all(self) -> tuple[FormRecord, ...]:
        """Every form, by its title."""
        found = [form_record(one) for one in self._records.all(KIND)]
        return tuple(sorted(found, key=lambda one: (str(one.title).casefold(), one.id)))

    def to_fill(self, about: str = "client") -> tuple[FormRecord, ...]:
        """The published forms about such a record."""
        return tuple(
            one
            for one in self.all()
            if one.state == PUBLISHED and one.about == about and one.versions
        )

    def any_about(self, *about: str) -> bool:
        """Whether there is a published form about one of these kinds of record."""
        kind = self._session.registry[KIND]
        places = ", ".join("?" * len(about))
        clause = f"WHERE life = 1 AND f_state = ? AND f_about IN ({places}) LIMIT 1"
        with self._session.database.reading() as tables:
            return any(True for _ in tables.rows.select(kind, clause, (PUBLISHED, *about)))

    def get(self, identifier: str) -> FormRecord:
        """One form. Raises NotHere."""
        return form_record(self._records.get(KIND, identifier))

    def named(self, name: str) -> FormRecord | None:
        """The form of that id, code or title."""
        for one in self.all():
            told = (one.id, one.record.text("code"), one.record.text("title_fr"))
            if name and name in (*told, one.record.text("title_en")):
                return one
        return None

    def add(self, values: Mapping[str, Value], form: Form | None = None) -> str:
        """Make a form, in preparation; gives its id. values: of `domain.forms.records.FORM`."""
        if not self.may_change():
            raise NotAllowed
        told = dict(values)
        told.setdefault("about", "client")
        if not told.get("code"):
            told["code"] = self._free_code(str(told.get("title_en") or told.get("title_fr") or ""))
        told |= {"state": DRAFT, "version": 0, "draft": write_form(form or Form())}
        return self._records.add_shared(KIND, told)

    def change(
        self, identifier: str, values: Mapping[str, Value], seen: Seen | None = None
    ) -> tuple[str, ...]:
        """Change what is said about a form (title, purpose, keeper, review)."""
        fixed = ("draft", "state", "version")
        told = {name: value for name, value in values.items() if name not in fixed}
        return self._records.change(KIND, identifier, told, seen)

    def keep_draft(self, identifier: str, form: Form, seen: Seen | None = None) -> None:
        """Keep the questions that are being prepared; what is in use stays as it is."""
        if self.get(identifier).newer:
            raise NewerForm
        self._records.change(KIND, identifier, {"draft": write_form(form)}, seen)

    def problems(self, identifier: str) -> tuple[Problem, ...]:
        """What keeps the draft of a form from being published."""
        return problems_of(read_form(self.get(identifier).text))

    def publish(self, identifier: str) -> int:
        """Make the draft the next version, or bring a retired form back; gives the version in use.

        Raises FormNotReady.
        """
        session = self._session
        if not self.may_change():
            raise NotAllowed
        found = self.get(identifier)
        if found.newer:
            raise NewerForm
        form = read_form(found.text)
        problems = tuple(one for one in problems_of(form) if one.breaks)
        if problems:
            raise FormNotReady(problems)
        values: dict[str, Value] = {"state": PUBLISHED}
        number = found.version
        text = write_form(form)
        latest = found.latest
        if latest is None or latest.text != text:
            number += 1
            # Two PCs of the office that publish apart make two versions; neither overwrites.
            item = uuid.uuid5(uuid.UUID(identifier), f"{number} {text}")
            values |= {
                "version": number,
                f"versions/{item}/version": number,
                f"versions/{item}/definition": text,
                f"versions/{item}/published_on": today_of(session).isoformat(),
            }
        values["draft"] = None
        with session.database.writing() as tables:
            editor = Editor(session, tables)
            editor.begin_act()
            self._records.write(tables, editor, KIND, identifier, values, found.seen)
            editor.flush()
        return number

    def retire(self, identifier: str) -> None:
        """Offer it no more; what was filled in stays, and can be read."""
        self._records.change(KIND, identifier, {"state": RETIRED})

    def _free_code(self, title: str) -> str:
        wanted = code_of(title) or "form"
        taken = {one.text("code") for one in self._records.all(KIND)}
        free, number = wanted, 1
        while free in taken:
            number += 1
            free = f"{wanted}_{number}"
        return free


def form_record(record: Record) -> FormRecord:
    """A form from its record; versions that are damaged are left out, never an error."""
    versions = []
    for item, told in record.items("versions").items():
        number, text = told.get("version"), str(told.get("definition") or "")
        if isinstance(number, int) and text:
            on = str(told.get("published_on") or "")
            versions.append((number, on, item, Version(number, text, on)))
    versions.sort(key=lambda one: one[:3])
    draft = record.text("draft")
    told_versions = tuple(one[3] for one in versions)
    newer = (bool(draft) and _understood(draft) is None) or (
        bool(told_versions) and told_versions[-1].form is None
    )
    return FormRecord(
        id=record.id,
        record=record,
        title=Label.of(record.text("title_fr"), record.text("title_en")),
        purpose=Label.of(record.text("purpose_fr"), record.text("purpose_en")),
        about=record.text("about") or "client",
        state=record.text("state") or DRAFT,
        versions=told_versions,
        draft=draft,
        newer=newer,
    )


@lru_cache(maxsize=64)
def _understood(text: str) -> Form | None:
    try:
        return read_form(text)
    except (NewerForm, NotAForm):
        return None


@lru_cache(maxsize=32)
def filling_of(form: Form) -> Filling:
    """The form made ready for being filled in."""
    return Filling(form)
