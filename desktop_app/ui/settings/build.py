"""The settings put together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from desktop_app.services.trust.papers import PaperKind
from desktop_app.ui.settings.laptops import OrganisationPresenter
from desktop_app.ui.settings.people import PeoplePresenter
from desktop_app.ui.settings.presenter import SettingsPresenter
from desktop_app.ui.settings.privacy import PrivacyPresenter
from desktop_app.ui.settings.services import SettingsServices
from desktop_app.ui.settings.view import SettingsScreen
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shared.rooms import Room


def build(
    services: SettingsServices, jobs: Jobs, door: Door, rooms: Sequence[Room] = ()
) -> SettingsScreen:
    """The screen of the settings; it asks for its content when it is activated.

    rooms: further parts, such as the forms of the organisation.
    """
    view = SettingsScreen(services.version, rooms)
    presenter = SettingsPresenter(view, services, jobs, door)
    organisation = OrganisationPresenter(view, services, jobs, door)
    people = PeoplePresenter(view, services, jobs, door)

    view.asked_again.connect(presenter.activate)
    # A partial keeps the presenter alive; a bound method alone would let it go.
    view.asked_again.connect(partial(people.activate))
    view.leaving_said.connect(people.remove)
    view.rights_given.connect(people.change)
    view.papers_given.connect(people.make_papers)
    view.print_keeper_asked.connect(people.print_paper)
    view.save_keeper_asked.connect(people.save_paper)
    view.put_away_said.connect(people.put_away)
    view.help_given.connect(people.help)
    view.print_help_asked.connect(people.print_help)
    view.help_left.connect(people.forget_help)
    view.asked_again.connect(organisation.activate)
    view.changed.connect(lambda name, value: presenter.change(**{name: value}))
    view.passphrase_given.connect(presenter.change_passphrase)
    view.person_given.connect(presenter.add_person)
    view.removal_said.connect(presenter.remove_person)
    view.passphrase_typed.connect(presenter.judge)
    view.print_paper_asked.connect(lambda kind: presenter.print_paper(PaperKind(kind)))
    view.save_paper_asked.connect(lambda kind, path: presenter.save_paper(PaperKind(kind), path))
    view.backup_asked.connect(presenter.make_backup)
    view.copy_chosen.connect(presenter.copy_backup)
    view.restore_said.connect(presenter.restore)
    view.check_asked.connect(presenter.check)
    view.stop_asked.connect(presenter.stop)
    view.community_given.connect(organisation.add_community)
    view.reviewer_given.connect(organisation.name_reviewer)
    view.request_chosen.connect(organisation.read_request)
    view.let_in_said.connect(organisation.let_in)
    view.different_said.connect(organisation.refuse)
    view.request_left.connect(organisation.activate)
    view.revoke_said.connect(organisation.revoke)
    view.card_asked.connect(lambda: organisation.print_card(""))
    privacy = PrivacyPresenter(view, services, jobs, door)
    view.asked_again.connect(privacy.activate)
    view.erasure_signed.connect(privacy.sign)
    view.privacy.drop_asked.connect(privacy.drop)
    view.privacy.file_asked.connect(privacy.open_file)
    view.renewal_said.connect(privacy.renew)
    view.proposals_decided.connect(privacy.decide)
    # A partial keeps the presenter: a signal holds its methods only weakly.
    view.register_asked.connect(partial(PrivacyPresenter.register, privacy))
    view.rule_given.connect(privacy.add_rule)
    view.incident_given.connect(privacy.add_incident)
    view.incident_changed.connect(privacy.change_incident)
    view.register_named.connect(privacy.save_register)
    view.privacy.rule_dropped.connect(privacy.drop_rule)
    view.privacy.signatures_chosen.connect(privacy.ask_signatures)
    view.privacy.months_chosen.connect(privacy.keep_backups)
    view.key_life_said.connect(privacy.let_bundles_open)
    return view
