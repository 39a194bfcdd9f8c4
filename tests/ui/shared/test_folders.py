"""Where a folder lies is said without the paths of the machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.ui.shared.folders import folder_words

HOME = Path("/home/ana")


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("/home/ana", "in your own folder"),
        ("/home/ana/Portage/Maison", "Portage/Maison, in your own folder"),
        ("/media/ana/BLEUE", "on the stick or drive BLEUE"),
        ("/run/media/ana/BLEUE/Portage", "on the stick or drive BLEUE"),
        ("/Volumes/BLEUE/Portage", "on the stick or drive BLEUE"),
        ("/mnt/BLEUE", "on the stick or drive BLEUE"),
        ("/srv/partage", "/srv/partage"),
        ("/media", "/media"),
        ("/home/anastasie", "/home/anastasie"),
    ],
)
def test_a_folder_is_said_as_people_know_it(folder: str, said: str) -> None:
    assert str(folder_words(Path(folder), HOME)) == said
