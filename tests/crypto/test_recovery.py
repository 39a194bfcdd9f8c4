"""Recovery papers typed by tired hands."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.crypto.recovery import Kind, RecoveryCode, RecoveryCodeWrong

codes = st.builds(
    RecoveryCode,
    kind=st.sampled_from(["vault", "root"]),
    subject=st.binary(min_size=16, max_size=16),
    secret=st.binary(min_size=32, max_size=32),
)
CODE = RecoveryCode("vault", bytes(range(16)), bytes(range(100, 132)))
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(codes)
def test_what_is_printed_is_read_back(code: RecoveryCode) -> None:
    assert RecoveryCode.parse(code.text) == code
    assert RecoveryCode.parse(code.qr_text) == code


@given(codes, st.randoms(use_true_random=False))
def test_other_ways_to_type_it_are_understood(code: RecoveryCode, chance: object) -> None:
    body = code.text.split("\n", 1)[1]
    alike = body.lower().replace("0", "o").replace("1", "l")
    for typed in (
        body,
        alike,
        alike.replace("l", "i").upper(),
        body.replace("\n", " "),
        body.replace(" ", "-").replace("\n", " - "),
        body.replace(" ", ""),
        re.sub(r"\s", "", body),
        "\n\n" + body.replace("\n", "\r\n\r\n") + "\n",
        code.text.lower(),
        f"  {code.qr_text.lower()}  ",
    ):
        assert RecoveryCode.parse(typed) == code


def test_the_square_needs_only_its_cheap_letters() -> None:
    assert re.fullmatch(r"PORTAGE-V1:[0-9A-Z]{100}", CODE.qr_text)
    root = RecoveryCode("root", CODE.subject, CODE.secret)
    assert re.fullmatch(r"PORTAGE-R1:[0-9A-Z]{100}", root.qr_text)


def test_five_lines_of_five_groups() -> None:
    heading, *lines = CODE.text.split("\n")
    assert heading == "PORTAGE-V1"
    assert len(lines) == 5
    assert all(re.fullmatch(r"([0-9A-Z]{4} ){4}[0-9A-Z]{4}", line) for line in lines)
    assert not set("ILOU") & set("".join(lines))


@pytest.mark.parametrize("line", range(5))
@pytest.mark.parametrize("place", range(20))
@pytest.mark.parametrize("joined", [False, True])
def test_a_slip_is_named_by_its_line(line: int, place: int, joined: bool) -> None:
    lines = CODE.text.replace(" ", "").split("\n")[1:]
    for letter in LETTERS + "U?":
        if letter == lines[line][place]:
            continue
        slipped = lines.copy()
        slipped[line] = lines[line][:place] + letter + lines[line][place + 1 :]
        with pytest.raises(RecoveryCodeWrong) as refused:
            RecoveryCode.parse(("" if joined else "\n").join(slipped))
        assert refused.value.line == line + 1
        assert refused.value.code == "recovery_code_wrong"
        assert str(line + 1) in str(refused.value)


@pytest.mark.parametrize("line", range(5))
def test_a_forgotten_or_doubled_letter_is_named_by_its_line(line: int) -> None:
    lines = CODE.text.replace(" ", "").split("\n")[1:]
    for changed in (lines[line][1:], lines[line][:7] + lines[line][6:], lines[line][::-1]):
        slipped = [*lines[:line], changed, *lines[line + 1 :]]
        for typed in ("\n".join(slipped), "".join(slipped)):
            with pytest.raises(RecoveryCodeWrong) as refused:
                RecoveryCode.parse(typed)
            assert refused.value.line == line + 1


def test_lines_of_two_papers_or_in_another_order_are_refused() -> None:
    mine = CODE.text.split("\n")
    other = RecoveryCode("vault", bytes(16), bytes(32)).text.split("\n")
    for line in range(1, 6):
        mixed = [*mine[:line], other[line], *mine[line + 1 :]]
        with pytest.raises(RecoveryCodeWrong) as refused:
            RecoveryCode.parse("\n".join(mixed))
        # A whole first line of another paper is only betrayed by the second.
        assert refused.value.line == max(line, 2)
    swapped = [mine[0], mine[1], mine[3], mine[2], *mine[4:]]
    with pytest.raises(RecoveryCodeWrong) as refused:
        RecoveryCode.parse("\n".join(swapped))
    assert refused.value.line == 2


def test_a_missing_line_is_named() -> None:
    lines = CODE.text.split("\n")[1:]
    for count in range(1, 5):
        with pytest.raises(RecoveryCodeWrong) as refused:
            RecoveryCode.parse("\n".join(lines[:count]))
        assert refused.value.line == count + 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n",
        "PORTAGE-V1",
        CODE.text + "\n" + CODE.text.split("\n")[5],
        "PORTAGE-X1:" + "0" * 9,
    ],
)
def test_something_else_is_refused(text: str) -> None:
    with pytest.raises(RecoveryCodeWrong):
        RecoveryCode.parse(text)


@pytest.mark.parametrize(("kind", "heading"), [("vault", "PORTAGE-R1"), ("root", "PORTAGE-V1")])
def test_one_kind_is_not_taken_for_the_other(kind: Kind, heading: str) -> None:
    code = RecoveryCode(kind, CODE.subject, CODE.secret)
    body = code.text.split("\n", 1)[1]
    with pytest.raises(RecoveryCodeWrong):
        RecoveryCode.parse(f"{heading}\n{body}")
    assert RecoveryCode.parse(body).kind == kind


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    with pytest.raises(RecoveryCodeWrong):
        RecoveryCode.parse(text)


def test_the_repr_shows_no_secret() -> None:
    assert CODE.secret.hex() not in repr(CODE)
    assert "defg" not in repr(CODE)


@pytest.mark.parametrize(("subject", "secret"), [(15, 32), (17, 32), (16, 31), (16, 33)])
def test_lengths_are_fixed(subject: int, secret: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        RecoveryCode("vault", bytes(subject), bytes(secret))
