"""The room of referrals and agreements put together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from desktop_app.language import Message
from desktop_app.ui.referrals.presenter import ADD, AGREE, ReferralPresenter, ReferralServices
from desktop_app.ui.referrals.view import ReferralRoom
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shared.rooms import Addition, Room


def room(services: ReferralServices, jobs: Jobs, door: Door, new_id: Callable[[], UUID]) -> Room:
    """The room; its widget is made when it is first shown."""

    def make() -> ReferralRoom:
        view = ReferralRoom(new_id)
        presenter = ReferralPresenter(view, services, jobs, door)
        # A partial keeps the presenter: a signal holds its methods only weakly.
        view.opened.connect(partial(ReferralPresenter.open, presenter))
        view.add_asked.connect(presenter.add)
        view.change_asked.connect(presenter.change)
        view.hear_asked.connect(presenter.hear)
        view.renew_asked.connect(presenter.change_agreement)
        view.end_asked.connect(presenter.end)
        view.answered_by(presenter.asker)
        return view

    return Room(
        "referrals",
        Message("referrals", "Referrals"),
        "arrow-right",
        make,
        (
            Addition(ADD, Message("referrals", "Referral to a service…"), "arrow-right"),
            Addition(AGREE, Message("agreements", "Agreement for a time…"), "handshake"),
        ),
    )
