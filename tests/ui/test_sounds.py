"""Taken and refused are heard and seen: a sound, a colour and a sign, never one alone."""

import array
import io
import sys
import wave
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess
from pytestqt.qtbot import QtBot

from tests.trial_office import TrialOffice
from vaetvient.ui import sounds as sounds_module
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.counter.page import CounterPage
from vaetvient.ui.sounds import RATE, Sound, Sounds, wav


class Heard:
    """Sounds that are noted instead of played."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.played: list[Sound] = []
        monkeypatch.setattr(Sounds, "play", lambda _self, sound: self.played.append(sound))


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    return Heard(monkeypatch)


def test_a_thing_and_a_member_are_heard_to_be_taken(
    office: TrialOffice, heard: Heard, counter: CounterPage, hand: Hand
) -> None:
    office.person(card="C1")
    office.item("Sono", "SON-001")
    hand.scan("C1")
    hand.settle()
    assert heard.played == [Sound.TAKEN]
    assert counter.field.property("heard") == "taken"
    hand.scan("SON-001")
    hand.settle()
    assert heard.played == [Sound.TAKEN, Sound.TAKEN]


def test_what_is_unknown_is_heard_to_be_refused(
    heard: Heard, counter: CounterPage, hand: Hand, window: MainWindow
) -> None:
    hand.scan("XYZ-999")
    hand.settle()
    assert heard.played == [Sound.REFUSED]
    assert counter.field.property("heard") == "refused"
    assert window.error_bar.text, "and said in words"


def test_a_thing_that_may_not_leave_is_never_heard_to_be_taken(
    office: TrialOffice, heard: Heard, counter: CounterPage, hand: Hand
) -> None:
    office.person(card="C1")
    office.lend(office.person("Petit", "Anne"), office.item("Sono", "SON-001"))
    hand.scan("C1")
    hand.settle()
    heard.played.clear()
    hand.scan("SON-001")  # someone else has it
    hand.settle()
    assert heard.played == [Sound.REFUSED]


def test_a_return_is_heard(
    office: TrialOffice, heard: Heard, counter: CounterPage, hand: Hand
) -> None:
    office.lend(office.person(), office.item("Sono", "SON-001"))
    hand.scan("SON-001")
    hand.settle()
    assert heard.played == [Sound.TAKEN]


def test_what_was_heard_passes(
    heard: Heard, counter: CounterPage, hand: Hand, qtbot: QtBot
) -> None:
    hand.scan("XYZ-999")
    hand.settle()
    qtbot.waitUntil(lambda: counter.field.property("heard") == "")


@pytest.mark.parametrize("sound", list(Sound))
def test_a_sound_is_short_soft_and_begins_and_ends_in_silence(sound: Sound) -> None:
    with wave.open(io.BytesIO(wav(sound))) as file:
        assert file.getframerate() == RATE
        assert file.getnframes() / RATE < 0.35
        samples = array.array("h", file.readframes(file.getnframes()))
    assert 2000 < max(map(abs, samples)) < 8000, "a quarter of what there is at most"
    assert abs(samples[0]) < 200
    assert abs(samples[-1]) < 400


@pytest.mark.skipif(sys.platform == "win32", reason="Windows plays by itself")
def test_a_player_is_handed_the_file_and_silence_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    player, note = tmp_path / "player", tmp_path / "note"
    player.write_text(f'#!/bin/sh\nhead -c 4 "$1" > {note}\n')
    player.chmod(0o755)
    monkeypatch.setattr(sounds_module, "PLAYERS", ((str(player),),))
    sounds = Sounds(tmp_path)
    sounds._has_screen = True
    sounds.play(Sound.TAKEN)
    qtbot.waitUntil(lambda: note.exists() and note.read_bytes() == b"RIFF")
    sounds.play(Sound.REFUSED)
    sounds.play(Sound.TAKEN)
    sounds.close()
    monkeypatch.setattr(sounds_module, "PLAYERS", (("/nowhere/at/all",),))
    silent = Sounds(tmp_path)
    silent._has_screen = True
    silent.play(Sound.TAKEN)
    assert silent.findChildren(QProcess) == []
    silent.close()


def test_sounds_are_turned_off_for_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Sounds(tmp_path).want(False)
    again = Sounds(tmp_path)
    again._has_screen = True
    played: list[Sound] = []
    monkeypatch.setattr(again, "_play", played.append)
    again.play(Sound.TAKEN)
    assert not again.wanted
    assert played == []
