"""The first screens put together."""

from __future__ import annotations

from pathlib import Path

from desktop_app.services.trust.papers import PaperKind
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.unlock.joining import JoiningPresenter
from desktop_app.ui.unlock.presenter import UnlockPresenter
from desktop_app.ui.unlock.services import UnlockDoor, UnlockServices
from desktop_app.ui.unlock.starting import StartingPresenter
from desktop_app.ui.unlock.view import UnlockScreen


class _After:
    """Leads from an open vault to its papers, or to joining. The presenters need each other."""

    starting: StartingPresenter
    joining: JoiningPresenter

    def papers(self, vault: OpenVault) -> None:
        self.starting.offer_papers(vault, recovered=True)

    def waiting(self, vault: OpenVault) -> None:
        self.joining.wait(vault)


def build(
    services: UnlockServices, jobs: Jobs, door: UnlockDoor, folder: Path | None = None
) -> UnlockScreen:
    """The first screens, beginning with what fits. folder: the vault that was just locked."""
    view, after = UnlockScreen(), _After()
    presenter = UnlockPresenter(view, services, jobs, door, after)
    after.starting = starting = StartingPresenter(
        view,
        services,
        jobs,
        door,
        leave=presenter.doors,
        made=presenter.go_on,
        entered=presenter.go_on,
    )
    after.joining = joining = JoiningPresenter(view, services, jobs, entered=presenter.go_on)

    view.language_asked.connect(door.language)
    view.vault_chosen.connect(presenter.choose)
    view.vault_forgotten.connect(presenter.forget)
    view.vaults_asked.connect(presenter.vaults)
    view.doors_asked.connect(presenter.doors)
    view.demo_asked.connect(presenter.try_demo)
    view.stop_asked.connect(presenter.stop)
    view.unlock_asked.connect(presenter.unlock)
    view.recovery_asked.connect(presenter.ask_recovery)
    view.recover_asked.connect(presenter.recover)
    view.code_typed.connect(lambda text: view.show_code_problem(presenter.check_code(text)))
    view.restore_asked.connect(presenter.ask_restore)
    view.restore_chosen.connect(presenter.restore)
    view.notices_read.connect(presenter.read_notices)
    view.anew_asked.connect(presenter.ask_anew)
    view.anew_named.connect(presenter.become_new)
    view.anew_left.connect(presenter.keep_as_it_is)

    view.start_asked.connect(starting.start)
    view.join_asked.connect(starting.join)
    view.answered.connect(starting.answer)
    view.back_asked.connect(starting.back)
    view.passphrase_typed.connect(starting.judge)
    view.proposal_asked.connect(starting.propose)
    view.print_asked.connect(lambda kind: starting.print_paper(PaperKind(kind)))
    view.save_asked.connect(lambda kind, path: starting.save_paper(PaperKind(kind), path))
    view.papers_done.connect(starting.papers_done)

    view.request_folder_chosen.connect(joining.write)
    view.answer_chosen.connect(joining.take)
    view.same_said.connect(joining.same)
    view.different_said.connect(joining.different)
    view.answer_left.connect(joining.back)
    presenter.begin(folder)
    return view
