"""What the room of follow-up decides: what is asked for, what is written, what is said."""

from __future__ import annotations

from typing import Final, Protocol

from desktop_app.domain.casework.encounters import ENCOUNTER, SIGN, TECHNICAL_HELP
from desktop_app.domain.casework.rhythms import OFFERED, Rhythm
from desktop_app.domain.casework.tasks import TASK
from desktop_app.domain.fields import Value, own_names
from desktop_app.domain.people.notes import NOTE, SYNTHESIS
from desktop_app.language import Message
from desktop_app.services.casework.records import Record
from desktop_app.services.casework.told import choice_words
from desktop_app.ui.followup.services import FollowUp, FollowUpServices
from desktop_app.ui.shared.asking import Asker, Asking, AskingView, Told
from desktop_app.ui.shared.awaited import Awaited
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.drafting import DraftBox
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shared.putting_aside import aside_asking, task_done_words

ENCOUNTER_FIELDS: Final = (
    "sort", "happened_on", "starts", "mode", "direction", "outcome", "minutes", "place",
    "with_whom", "summary", "text",
)  # fmt: skip
HELP_FIELDS: Final = ("help_kind", "minutes", "happened_on", "mode", "summary", "text")
TASK_FIELDS: Final = ("title", "due_on", "rhythm", "promise", "need", "by", "person", "why")
_FURTHER: Final = tuple(Rhythm(n, unit) for unit in ("W", "M") for n in range(1, 13))
RHYTHMS: Final = tuple(dict.fromkeys((*OFFERED, Rhythm(10, "D"), *_FURTHER)))
"""The usual ones first, then every number of weeks and of months up to twelve."""


class FollowUpView(AskingView, Protocol):
    """The room as its presenter sees it."""

    def show_follow_up(self, shown: FollowUp) -> None:
        """Show what there is to know and to do."""


class FollowUpPresenter:
    """The follow-up of one client at a time."""

    def __init__(
        self,
        view: FollowUpView,
        services: FollowUpServices,
        drafts: DraftBox,
        jobs: Jobs,
        door: Door,
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self.asker = Asker(view, drafts, jobs, door, self._again)
        self._client = ""
        self._awaited: Awaited[FollowUp] = Awaited()

    def open(self, client: str) -> None:
        """Show this client's follow-up."""
        self._client = client
        self._awaited.begin(client)
        self._jobs.start(
            "follow up",
            lambda progress: self._services.follow_up(client),
            done=self._opened,
            failed=self._door.problem,
        )

    def _again(self) -> None:
        self.open(self._client)

    def _opened(self, shown: FollowUp) -> None:
        self._awaited.come(shown.client, shown, self._view.show_follow_up)

    @property
    def _shown(self) -> FollowUp | None:
        return self._awaited.content

    # What can be added

    def add(self, key: str) -> None:
        """Open the dialog that adds something: an encounter, a task, a sign, a synthesis.

        key: also `encounter/<id>` and `task/<id>`, to change one that is there.
        """
        kind, _, record = key.partition("/")
        if record:
            (self.change_encounter if kind == "encounter" else self.change_task)(record)
            return
        adding = {
            "encounter": self.add_encounter,
            "help": self.add_help,
            "task": self.add_task,
            "sign": self.add_sign,
            "synthesis": self.add_synthesis,
        }.get(key)
        if adding is not None:
            self._awaited.then(adding)

    def add_encounter(self) -> None:
        """A meeting, a call, a message, a letter or a service."""
        self._ask_encounter(
            "encounter",
            Message("follow-up", "Write down a contact"),
            ENCOUNTER_FIELDS,
            {"happened_on": self._services.today().isoformat()},
            {},
        )

    def add_help(self) -> None:
        """Help with technology, with its minutes."""
        self._ask_encounter(
            "technical_help",
            Message("follow-up", "Time help with technology"),
            HELP_FIELDS,
            {"happened_on": self._services.today().isoformat()},
            {"sort": TECHNICAL_HELP},
        )

    def _ask_encounter(
        self, form: str, title: Message, names: tuple[str, ...], begin: Told, always: Told
    ) -> None:
        client, records = self._client, self._services.records
        # With the fields that the organisation added.
        kind = records.kind("encounter")
        by = {"worker": self._services.person}

        def save(values: Told) -> object:
            return records.add("encounter", client, {**by, **values, **always})

        self.asker.ask(
            Asking(
                form, client, kind, title,
                Message("follow-up", "Save the contact"),
                Message("follow-up", "The contact is saved."),
                save, (*names, *own_names(kind)), begin=begin, hint=self._preferred(),
            )
        )  # fmt: skip

    def change_encounter(self, encounter: str) -> None:
        """Change what was written of a meeting, a call, a message, a letter or a service."""
        records = self._services.records
        kind = records.kind("encounter")

        def found(record: Record) -> None:
            helped = record.text("sort") == TECHNICAL_HELP
            names = (*(HELP_FIELDS if helped else ENCOUNTER_FIELDS), *own_names(kind))
            known = {name: record.values.get(name) for name in names}
            self.asker.ask(
                Asking(
                    "encounter", encounter, kind,
                    Message("follow-up", "Change a contact"),
                    Message("follow-up", "Save the contact"),
                    Message("follow-up", "The contact is saved."),
                    lambda values: records.change("encounter", encounter, values, record.seen),
                    names,
                    known={name: value for name, value in known.items() if value is not None},
                )
            )  # fmt: skip

        self._jobs.start(
            "follow up encounter",
            lambda progress: self._services.record("encounter", encounter),
            done=found,
            failed=self._door.problem,
        )

    def _preferred(self) -> Message | str:
        prefers = "" if self._shown is None else self._shown.prefers
        if not prefers:
            return ""
        mode = choice_words(ENCOUNTER, "mode", prefers)
        return Message("follow-up", "The person prefers to meet {mode}.", {"mode": mode})

    def add_task(self) -> None:
        """Something that remains to be done."""
        client = self._client
        self.asker.ask(
            Asking(
                "task", client, TASK,
                Message("follow-up", "Add a task"),
                Message("follow-up", "Save the task"),
                Message("follow-up", "The task is saved."),
                lambda values: self._services.tasks.add(client, values),
                TASK_FIELDS,
                begin={"by": "worker", "person": self._services.person},
                choices=self._task_choices(),
                hint=Message(
                    "follow-up",
                    "What comes again falls on an open day: weekends, public holidays and days that "
                    "your schedule holds as taken are passed over.",
                ),
            )
        )  # fmt: skip

    def change_task(self, task: str) -> None:
        """Change a task."""

        def found(record: Record) -> None:
            known = {name: record.values.get(name) for name in TASK_FIELDS}
            self.asker.ask(
                Asking(
                    "task", task, TASK,
                    Message("follow-up", "Change the task"),
                    Message("follow-up", "Save the task"),
                    Message("follow-up", "The task is saved."),
                    lambda values: self._services.tasks.change(task, values),
                    TASK_FIELDS,
                    known={name: value for name, value in known.items() if value is not None},
                    choices=self._task_choices(),
                )
            )  # fmt: skip

        self._jobs.start(
            "follow up task",
            lambda progress: self._services.record("task", task),
            done=found,
            failed=self._door.problem,
        )

    def _task_choices(self) -> dict[str, list[tuple[Value, Message | str]]]:
        return {
            "rhythm": [(str(one), one.words()) for one in RHYTHMS],
            "person": [(key, name) for key, name in self._services.workers()],
        }

    def add_sign(self) -> None:
        """A weak sign, in the words heard."""
        client = self._client

        def save(values: Told) -> object:
            return self._services.signs.note(
                client, str(values.get("sort") or ""), str(values.get("words") or "")
            )

        self.asker.ask(
            Asking(
                "sign", client, SIGN,
                Message("follow-up", "Note a weak sign"),
                Message("follow-up", "Save the sign"),
                Message("follow-up", "The sign is noted."),
                save, ("sort", "words"),
            )
        )  # fmt: skip

    def add_synthesis(self) -> None:
        """A page that sums the file up."""
        client, records = self._client, self._services.records
        today = self._services.today().isoformat()

        def save(values: Told) -> object:
            return records.add("note", client, {**values, "sort": SYNTHESIS, "happened_on": today})

        self.asker.ask(
            Asking(
                "synthesis", client, NOTE,
                Message("follow-up", "Write a synthesis"),
                Message("follow-up", "Save the synthesis"),
                Message("follow-up", "The synthesis is saved. It opens the file."),
                save, ("text",), begin={"text": synthesis_template()},
                hint=Message(
                    "follow-up",
                    "One page for whoever opens this file next. The newest one stands on top.",
                ),
            )
        )  # fmt: skip

    # What is done with what is there

    def note_sign(self, sort: str) -> None:
        """A weak sign, in one click."""
        client = self._client
        self.asker.write(
            lambda: self._services.signs.note(client, sort),
            Message("follow-up", "The sign is noted."),
        )

    def settle_sign(self, sign: str) -> None:
        """A sign holds no longer."""
        self.asker.write(
            lambda: self._services.signs.settle(sign),
            Message("follow-up", "The sign no longer counts."),
        )

    def done(self, task: str) -> None:
        """A task is done."""
        self.asker.write(lambda: self._services.tasks.done(task), task_done_words())

    def put_task_aside(self, task: str) -> None:
        """A task will not be done; asks why."""
        self.asker.ask(aside_asking(task, lambda why: self._services.tasks.put_aside(task, why)))

    def put_flag_aside(self, key: str) -> None:
        """A warning is put aside; asks why. key: of the flag."""
        flags = () if self._shown is None else self._shown.flags
        flag = next((one for one in flags if one.key == key), None)
        if flag is None:
            return
        client, alert = flag.client, flag.alert
        self.asker.ask(
            aside_asking(
                key,
                lambda why: self._services.alerts.put_aside(client, alert.rule, alert.facts, why),
            )
        )


def synthesis_template() -> str:
    """The headings of a synthesis, each with room under it."""
    headings = (
        Message("follow-up", "Where the person stands now"),
        Message("follow-up", "What matters to the person"),
        Message("follow-up", "What was done, and what came of it"),
        Message("follow-up", "What is open, and by when"),
        Message("follow-up", "What was agreed, and whom to ask for"),
    )
    return "\n\n".join(f"{heading}\n" for heading in headings)
