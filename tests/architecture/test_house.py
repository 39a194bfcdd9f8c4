"""The rules that conftest lays on every test do hold."""

from __future__ import annotations

import logging
import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.language import current_language, use_language


def test_home_is_a_folder_of_this_test_alone(own_home: Path) -> None:
    assert Path.home() == own_home
    assert list(Path(os.environ["XDG_DATA_HOME"]).iterdir()) == []


@pytest.mark.parametrize("address", [("127.0.0.1", 9), ("192.0.2.1", 80)])
def test_the_network_is_refused(address: tuple[str, int]) -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as connection,
        pytest.raises(AssertionError, match="asked for the network"),
    ):
        connection.connect(address)


def test_names_of_other_machines_are_not_looked_up() -> None:
    with pytest.raises(AssertionError, match="asked for the network"):
        socket.getaddrinfo("example.org", 80)


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="This system has no AF_UNIX sockets.")
def test_sockets_between_processes_stay_allowed() -> None:
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection,
        pytest.raises(FileNotFoundError),
    ):
        connection.connect("nobody-listens")


@pytest.mark.expects_warnings
def test_a_warning_is_let_pass_where_it_is_expected(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("portage").warning("expected")
    assert [one.message for one in caplog.records] == ["expected"]


def test_another_language_does_not_outlive_its_test() -> None:
    assert current_language() == "en"
    use_language("fr")


def test_nor_is_it_met_by_the_next_one() -> None:
    assert current_language() == "en"


@given(st.integers())
def test_property_tests_live_with_the_same_rules(number: int) -> None:
    assert Path.home().name.startswith("home")
    assert number == int(str(number))
