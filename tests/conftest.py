"""What holds for every test: a home of its own, no screen, no network, no unexpected warning.

The network is refused for the whole run by an audit hook, which Python's own libraries cannot get
around; sockets between processes of this machine (AF_UNIX) stay allowed.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from desktop_app.language import use_language
from desktop_app.ui.shared.imports import import_plainly
from tests import figures
from tests.simulator import summary

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# No test says how long something may take: machines differ.
settings.register_profile("portage", deadline=None, print_blob=True)
settings.load_profile("portage")


def pytest_sessionstart() -> None:
    """As in the program: the tests of screens have loaded Qt before anything of ours."""
    import_plainly()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Here, because with several processes the one that prints reads no other conftest than this."""
    summary.pytest_terminal_summary(terminalreporter)
    figures.pytest_terminal_summary(terminalreporter)


NETWORK_EVENTS = frozenset(
    {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo"}
)


def _refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    """Raise for whatever would leave this machine; a path, as AF_UNIX has it, stays inside."""
    if event not in NETWORK_EVENTS:
        return
    address = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
    if event != "socket.getaddrinfo" and (address is None or isinstance(address, str | bytes)):
        return
    raise AssertionError(f"A test asked for the network: {event} {address!r}")


sys.addaudithook(_refuse_network)


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home directory that no other test sees, under every name a system gives it."""
    home = tmp_path_factory.mktemp("home")
    folders = {
        "HOME": home,
        "USERPROFILE": home,
        "APPDATA": home / "appdata",
        "LOCALAPPDATA": home / "localappdata",
        "XDG_CACHE_HOME": home / ".cache",
        "XDG_CONFIG_HOME": home / ".config",
        "XDG_DATA_HOME": home / ".local" / "share",
        "XDG_RUNTIME_DIR": home / "run",
        "XDG_STATE_HOME": home / ".local" / "state",
    }
    for name, folder in folders.items():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        monkeypatch.setenv(name, str(folder))
    return home


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test begins in English, whatever the one before it chose."""
    use_language("en")
    yield
    use_language("en")


class _Warnings(logging.Handler):
    """Keeps what the log said at level WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test whose code logged a warning or worse, unless marked `expects_warnings`."""
    warnings = _Warnings()
    root = logging.getLogger()
    root.addHandler(warnings)
    try:
        yield
    finally:
        root.removeHandler(warnings)
    if warnings.lines and request.node.get_closest_marker("expects_warnings") is None:
        pytest.fail("Unexpected in the log:\n" + "\n".join(warnings.lines), pytrace=False)
