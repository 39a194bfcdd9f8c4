from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from desktop_app.domain.errors import Cancelled, PortageError
from desktop_app.language import Message
from desktop_app.services.progress import Progress, Step
from desktop_app.ui.shared.jobs import ImmediateJobs, unexpected
from desktop_app.ui.shared.qt_jobs import ThreadJobs


def refuse(words: Message) -> None:
    pytest.fail(str(words))


def test_progress_tells_each_step_and_stops_when_asked() -> None:
    steps: list[Step] = []
    progress = Progress(steps.append)
    progress.step(1, 10)
    progress.cancel()
    with pytest.raises(Cancelled):
        progress.step(2, 10)
    assert steps == [Step(1, 10)]
    Progress.silent().step(1)


def test_the_outcome_comes_back_on_the_main_thread(qtbot: QtBot) -> None:
    jobs = ThreadJobs()
    seen: list[tuple[int, QThread]] = []
    worker: list[int] = []

    def work(progress: Progress) -> int:
        worker.append(threading.get_ident())
        return 7

    jobs.start("one", work, lambda n: seen.append((n, QThread.currentThread())), refuse)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(7, jobs.thread())]
    assert worker != [threading.get_ident()]
    assert jobs.running() == ()


def test_a_newer_job_of_a_name_replaces_the_older(qtbot: QtBot) -> None:
    jobs = ThreadJobs()
    heard: list[str] = []
    let_go = threading.Event()
    stopped = threading.Event()

    def slow(progress: Progress) -> str:
        let_go.wait(10)
        try:
            progress.step(1)
        finally:
            stopped.set()
        return "old"

    jobs.start("search", slow, heard.append, lambda words: heard.append(str(words)))
    jobs.start("search", lambda progress: "new", heard.append, refuse)
    let_go.set()
    qtbot.waitUntil(lambda: heard == ["new"])
    assert stopped.wait(10)
    jobs.close()
    qtbot.wait(1)
    assert heard == ["new"]


def test_a_person_who_cancels_hears_that_nothing_changed(qtbot: QtBot) -> None:
    jobs = ThreadJobs()
    said: list[str] = []
    begun = threading.Event()

    def endless(progress: Progress) -> None:
        while True:
            begun.set()
            progress.step(1)

    jobs.start("import", endless, lambda nothing: None, lambda words: said.append(str(words)))
    assert begun.wait(10)
    jobs.cancel("import")
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["Stopped. Everything is as it was before."]


def test_errors_for_people_come_as_their_message(qtbot: QtBot) -> None:
    jobs = ThreadJobs()
    said: list[Message] = []
    full = Message("test", "The disk is full.")

    def fails(progress: Progress) -> None:
        raise PortageError(full)

    jobs.start("save", fails, lambda nothing: None, said.append)
    qtbot.waitUntil(lambda: bool(said))
    assert said == [full]


@pytest.mark.expects_warnings
def test_our_own_mistakes_are_calm_and_leave_no_name_in_the_log(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    jobs = ThreadJobs()
    said: list[Message] = []
    name = "Jeanne " + "Exemple"

    def fails(progress: Progress) -> None:
        raise KeyError(name)

    jobs.start("save", fails, lambda nothing: None, said.append)
    qtbot.waitUntil(lambda: bool(said))
    assert said == [unexpected()]
    assert "KeyError" in caplog.text
    assert name not in caplog.text


def test_steps_reach_the_one_who_watches(qtbot: QtBot) -> None:
    jobs = ThreadJobs()
    steps: list[Step] = []
    done: list[None] = []
    jobs.start("count", lambda progress: progress.step(5, 5), done.append, refuse, steps.append)
    qtbot.waitUntil(lambda: bool(done))
    assert steps == [Step(5, 5)]


def test_busy_is_told_once_and_taken_back(qtbot: QtBot) -> None:
    jobs = ThreadJobs()
    busy: list[bool] = []
    jobs.busy_changed.connect(busy.append)
    let_go = threading.Event()
    jobs.start("long", lambda progress: let_go.wait(10), lambda yes: None, refuse)
    qtbot.waitUntil(lambda: busy == [True])
    let_go.set()
    qtbot.waitUntil(lambda: busy == [True, False])


def test_closing_waits_and_delivers_nothing(qtbot: QtBot) -> None:
    jobs = ThreadJobs()
    heard: list[object] = []
    ended = threading.Event()
    begun = threading.Event()

    def work(progress: Progress) -> None:
        begun.set()
        while not progress.stop_asked:
            pass
        ended.set()

    jobs.start("long", work, heard.append, heard.append)
    assert begun.wait(10)
    jobs.close()
    assert ended.is_set()
    jobs.start("late", lambda progress: 1, heard.append, heard.append)
    qtbot.wait(1)
    assert heard == []


def test_immediate_jobs_run_on_the_spot() -> None:
    jobs = ImmediateJobs()
    heard: list[object] = []

    def stops(progress: Progress) -> None:
        raise Cancelled

    jobs.start("a", lambda progress: 3, heard.append, heard.append)
    jobs.start("b", stops, heard.append, heard.append)
    assert heard == [3, Cancelled().message]
    assert jobs.names == ["a", "b"]
