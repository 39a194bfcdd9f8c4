"""The room for tables, put together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from desktop_app.language import Message
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shared.rooms import Room
from desktop_app.ui.tables.presenter import TablesPresenter, TablesServices
from desktop_app.ui.tables.view import TablesPart


def build(
    services: TablesServices, local: Callable[[int], datetime], jobs: Jobs, door: Door
) -> Room:
    """The room, whose widget is made when it is first shown. local: milliseconds UTC here."""

    def make() -> TablesPart:
        view = TablesPart(local)
        presenter = TablesPresenter(view, services, jobs, door)
        view.keep(presenter)
        view.shown_again.connect(presenter.activate)
        view.file_given.connect(presenter.choose)
        view.sheet_chosen.connect(presenter.choose_sheet)
        view.meant.connect(presenter.mean)
        view.ordered.connect(presenter.order)
        view.rehearse_asked.connect(presenter.rehearse)
        view.columns_asked.connect(presenter.back_to_columns)
        view.left_out.connect(presenter.leave_out)
        view.take_asked.connect(presenter.take)
        view.begin_asked.connect(presenter.begin)
        view.stop_asked.connect(presenter.stop)
        view.undo_asked.connect(presenter.undo)
        view.export_given.connect(presenter.write)
        view.column_chosen.connect(presenter.choose_column)
        view.back_taken.connect(presenter.take_back)
        return view

    return Room("tables", Message("tables", "Tables"), "columns-3", make)
