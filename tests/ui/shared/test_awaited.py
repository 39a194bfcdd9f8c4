"""What a room is asked for waits for the right person's content, and never takes somebody else's."""

from __future__ import annotations

from collections.abc import Callable

from desktop_app.services.casework.plans import Plan, Plans
from desktop_app.ui.plan.presenter import PlanPresenter, PlanServices
from desktop_app.ui.shared.asking import Asking
from desktop_app.ui.shared.awaited import Awaited
from desktop_app.ui.shared.drafting import Unfinished
from desktop_app.ui.shared.jobs import ImmediateJobs
from tests.ui.clients.rehearsal import Way, a_world, jeanne


def test_what_waits_is_done_once_when_the_content_has_come_and_is_shown() -> None:
    done: list[str] = []
    awaited: Awaited[str] = Awaited()
    awaited.begin("ana")
    awaited.then(lambda: done.append(f"asked of {awaited.content}"))
    assert done == []
    awaited.come("ana", "Ana's", done.append)
    awaited.come("ana", "Ana's, changed", done.append)
    assert done == ["Ana's", "asked of Ana's", "Ana's, changed"]
    awaited.then(lambda: done.append("at once"))
    assert done[-1] == "at once"


def test_another_client_drops_what_was_wanted_and_what_comes_late() -> None:
    done: list[str] = []
    awaited: Awaited[str] = Awaited()
    awaited.begin("ana")
    awaited.then(lambda: done.append("asked"))
    awaited.begin("paul")
    awaited.come("ana", "Ana's", done.append)
    assert (done, awaited.content) == ([], None)
    awaited.come("paul", "Paul's", done.append)
    assert done == ["Paul's"]
    awaited.begin("paul")
    assert awaited.content == "Paul's", "asked anew it stays what it was until it has come"


class Paper:
    """A room that keeps what it is told."""

    def __init__(self) -> None:
        self.asked: list[Asking] = []

    def show_plan(self, plan: Plan) -> None:
        pass

    def ask(self, asking: Asking, draft: Unfinished | None) -> None:
        self.asked.append(asking)

    def show_problem(self, words: object) -> None:
        raise AssertionError(words)

    def show_errors(self, errors: object) -> None:
        raise AssertionError(errors)

    def close_dialog(self) -> None:
        pass


def test_a_step_is_offered_the_goals_of_its_own_person() -> None:
    """From the menu of a file a room is opened and asked in one breath; its plan comes afterwards."""
    world = a_world()
    plans, ana = Plans(world.laptop), jeanne(world)
    other = world.clients.add({"given": "Paul", "community": "Pangnirtung"})
    plans.add_goal(ana, {"words": "Open my letters"})
    goal = plans.add_goal(other, {"words": "Find my papers"})
    late: list[Callable[[], None]] = []

    class Late(ImmediateJobs):
        def start(self, name, work, done, failed, progressed=None):  # type: ignore[no-untyped-def]
            late.append(lambda: done(work(None)))

    room = Paper()
    services = PlanServices(plans, lambda client, named: b"", world.drafts, lambda: "2026-11-21")
    presenter = PlanPresenter(room, services, Late(), Way())
    presenter.open(ana)
    late.pop()()
    presenter.open(other)
    presenter.ask_step()
    while late:
        late.pop(0)()
    (asking,) = room.asked
    assert [value for value, _ in asking.choices["goal"]] == [goal]
