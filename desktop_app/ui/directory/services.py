"""What the screen of the directory is made with; free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from desktop_app.domain.fields import Registry
from desktop_app.services.directory.directory import Directory
from desktop_app.services.schedule.visit_papers import VisitPapers
from desktop_app.services.trust.organisation import Community
from desktop_app.ui.shared.drafting import DraftBox


@dataclass(frozen=True, slots=True)
class DirectoryServices:
    """The services behind the screen of the directory.

    is_office: whether entries may be written here; elsewhere changes are proposed. now: UTC
    milliseconds. zone: the IANA name of the clock where the person works. communities: of the
    whole organisation; own_communities: those of this laptop. new_id: ids for items of lists.
    """

    directory: Directory
    papers: VisitPapers
    registry: Registry
    drafts: DraftBox
    is_office: Callable[[], bool]
    now: Callable[[], int]
    zone: Callable[[], str]
    communities: Callable[[], Sequence[Community]]
    own_communities: Callable[[], Sequence[Community]]
    new_id: Callable[[], UUID]
