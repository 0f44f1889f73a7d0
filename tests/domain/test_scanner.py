"""A scanner set for another keyboard is understood all the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaetvient.domain.scanner import (
    Keyboard,
    ScannerSettings,
    looks_scrambled,
    mend,
    recognise,
    scramble,
)

CODES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-./", min_size=1)
FAULTS = [Keyboard.US_ON_AZERTY, Keyboard.AZERTY_ON_US]


@pytest.mark.parametrize("fault", FAULTS)
@given(code=CODES)
def test_what_was_scrambled_is_mended(fault: Keyboard, code: str) -> None:
    assert mend(scramble(code, fault), fault) == code


def test_the_usual_fault_is_the_one_people_describe() -> None:
    assert scramble("VID-012", Keyboard.US_ON_AZERTY) == "VID)à&é"
    assert recognise("VID)à&é", "VID-012") is Keyboard.US_ON_AZERTY
    assert recognise("VID-012", "VID-012") is Keyboard.RIGHT
    assert recognise("VID-013", "VID-012") is None


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("code", ["VID-012", "GRE-2026-0042", "SON-003", "A-0017", "MIC-104"])
def test_a_code_is_read_though_nobody_set_the_keyboard(fault: Keyboard, code: str) -> None:
    arrived = scramble(code, fault)
    assert looks_scrambled(arrived, fault)
    assert code in ScannerSettings().readings(arrived)


@pytest.mark.parametrize(
    "typed", ["école jean jaurès", "Zoé", "éàç", "30 chaises", "VID-012", "", "(à rendre)"]
)
def test_what_is_typed_by_hand_is_left_as_it_is(typed: str) -> None:
    assert ScannerSettings().readings(typed) == (typed,)


@given(typed=st.text())
def test_the_text_itself_always_comes_first(typed: str) -> None:
    assert ScannerSettings().readings(typed)[0] == typed.strip()


def test_a_prefix_is_taken_off_even_when_it_is_scrambled_too() -> None:
    scanner = ScannerSettings(prefix="]C1")
    assert scanner.readings("]C1VID-012")[0] == "VID-012"
    assert scanner.readings("]C1") == ("]C1",)
    faulty = ScannerSettings(prefix="##", keyboard=Keyboard.US_ON_AZERTY)
    assert "VID-012" in faulty.readings(scramble("##VID-012", Keyboard.US_ON_AZERTY))
