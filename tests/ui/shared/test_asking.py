"""Asking for a record in a room: what a field refuses is said there, what was typed stays a draft."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_app.domain.fields import Value
from desktop_app.domain.people.relationships import RELATIONSHIP
from desktop_app.domain.values import ValueRefused
from desktop_app.language import Message
from desktop_app.ui.shared.asking import Asker, Asking
from desktop_app.ui.shared.drafting import Unfinished
from desktop_app.ui.shared.jobs import ImmediateJobs
from tests.ui.clients.rehearsal import DraftShelf, Way

REFUSED = Message("test", "That day is not in the calendar.")


class Shown:
    """A room that remembers what it was told."""

    def __init__(self) -> None:
        self.errors: list[dict[str, str]] = []
        self.closed = 0

    def ask(self, asking: Asking, draft: Unfinished | None) -> None:
        self.closed = 0

    def show_problem(self, words: Message) -> None:
        raise AssertionError(str(words))

    def show_errors(self, errors: Mapping[str, Message]) -> None:
        self.errors.append({name: str(words) for name, words in errors.items()})

    def close_dialog(self) -> None:
        self.closed += 1


def test_a_refused_value_is_told_at_its_field_and_nothing_typed_is_lost() -> None:
    view, shelf, way, kept = Shown(), DraftShelf(), Way(), []

    def save(values: Mapping[str, Value]) -> None:
        if values["from_on"] == "2026-02-31":
            raise ValueRefused(RELATIONSHIP.field("from_on"), REFUSED)
        kept.append(dict(values))

    asker = Asker(view, shelf, ImmediateJobs(), way, lambda: None)
    asker.ask(
        Asking(
            "relationship", "one", RELATIONSHIP, "Ask", Message("test", "Save"),
            Message("test", "Saved."), save, ("from_on",),
        )
    )  # fmt: skip
    asker.left("from_on", "2026-02-31")
    asker.give({"from_on": "2026-02-31"})
    assert view.errors == [{"from_on": str(REFUSED)}]
    assert (view.closed, way.said, kept) == (0, [], [])
    assert shelf.find("relationship", "one") is not None
    asker.give({"from_on": "2026-02-28"})
    assert (view.closed, way.said, kept) == (1, [("Saved.", True)], [{"from_on": "2026-02-28"}])
    assert shelf.find("relationship", "one") is None
