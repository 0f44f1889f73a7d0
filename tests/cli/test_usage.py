"""What may be typed, in which language, and how a mistake is answered."""

import argparse
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine
from vaetvient import __version__, language
from vaetvient.cli import main, program
from vaetvient.cli.arguments import DEMO_SIZES, said_beforehand
from vaetvient.cli.output import aligned, figure
from vaetvient.cli.phrases import own_phrases
from vaetvient.desk.demo import SIZES
from vaetvient.paths import LOG_NAME


def test_help_is_given_in_french(call: CommandLine) -> None:
    answer = call("lend", "--help")
    assert answer.status == 0
    assert "usage :" in answer.out
    assert "dire ceci et s'arrêter là" in answer.out
    assert "--item" in answer.out


@pytest.mark.parametrize("command", [name for name in program._COMMANDS if name])
def test_every_command_explains_itself(call: CommandLine, command: str) -> None:
    answer = call(command, "--help")
    assert (answer.status, answer.err) == (0, "")
    assert f"vaetvient {command}" in answer.out


def test_the_version_is_said(call: CommandLine) -> None:
    assert call("--version").out == f"vaetvient {__version__}\n"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["frobnicate"], "'frobnicate' n'est pas possible"),
        (["lend"], "il manque : --member"),
        (["lend", "--member", "1"], "Dites quoi prêter"),
        (["lend", "--member"], "il manque une valeur"),
        (["return"], "Dites ce qui revient"),
        (["status", "--frob"], "je ne comprends pas : --frob"),
        (["import", "loans", "x.csv"], "'loans' n'est pas possible"),
        (["history", "--last", "x"], "'x' n'est pas possible ici"),
        (["lend", "--member", "1", "--stock", "CHA-001"], "CHA-001=30"),
        (["lend", "--member", "1", "--stock", "CHA-001=abc"], "CHA-001=30"),
        (["office", "set"], "--commune"),
        (["office"], "show|set"),
    ],
)
def test_wrong_usage_is_said_in_french_with_status_2(
    call: CommandLine, typed: list[str], said: str
) -> None:
    answer = call(*typed)
    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err


def test_a_script_reads_wrong_usage_as_json(call: CommandLine) -> None:
    answer = call("--json", "lend")
    assert answer.status == 2
    assert answer.json["error"]["code"] == "usage"
    assert "--member" in answer.json["error"]["message"]
    assert answer.err == ""


@pytest.mark.parametrize(
    "typed",
    [
        ["--data", "FOLDER", "--json", "status"],
        ["status", "--data", "FOLDER", "--json"],
        ["--json", "status", "--data=FOLDER"],
    ],
)
def test_options_for_all_commands_stand_before_or_after_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], typed: list[str]
) -> None:
    folder = tmp_path / "neuf"
    assert main([argument.replace("FOLDER", str(folder)) for argument in typed]) == 0
    assert str(folder) in capsys.readouterr().out


def test_options_for_all_commands_stand_after_a_command_of_two_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["office", "show", "--json", "--data", str(tmp_path / "neuf")]) == 0
    assert '"name": "Bureau"' in capsys.readouterr().out


def test_an_option_cannot_be_cut_short(call: CommandLine) -> None:
    assert call("import", "members", "x.csv", "--keep").status == 2


def test_what_is_said_beforehand_is_found_wherever_it_stands() -> None:
    assert said_beforehand(["status", "--data", "a", "--data=b"], "--data") == "b"
    assert said_beforehand(["status", "--data"], "--data") is None


# ---- languages -----------------------------------------------------------------------------


def in_english(text: str) -> str:
    return language.catalogue("en").gettext(text)


@pytest.mark.parametrize("typed", [["--language", "en", "status", "--help"], ["status", "--help"]])
def test_english_is_spoken_when_asked_for(
    call: CommandLine, monkeypatch: pytest.MonkeyPatch, typed: list[str]
) -> None:
    if "--language" not in typed:
        monkeypatch.setenv("VAETVIENT_LANGUAGE", "en")
    wanted = in_english("dire combien il y a d'adhérents, de matériel et de prêts")
    assert " ".join(wanted.split()) in " ".join(call(*typed).out.split())
    assert language.spoken() == "en"


def test_an_office_that_speaks_english_is_answered_in_english(call: CommandLine) -> None:
    call("office", "set", "--office-language", "en")
    call("status")
    assert language.spoken() == "en"
    call("--language", "fr", "status")
    assert language.spoken() == "fr"


def test_argparse_is_left_as_it_was() -> None:
    before = vars(argparse)["_"]
    with own_phrases():
        assert vars(argparse)["_"]("expected one argument") == "il manque une valeur"
        assert vars(argparse)["_"]("never heard of") == "never heard of"
    assert vars(argparse)["_"] is before


# ---- what nobody expects ----------------------------------------------------------------------


def test_an_unexpected_error_is_said_calmly_and_kept_in_the_log(
    call: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(program._COMMANDS, "status", "state:no_such_function")
    answer = call("status")
    assert answer.status == 1
    assert "Traceback" not in answer.out + answer.err
    log = call.folder / LOG_NAME
    assert str(log) in answer.err
    assert "no_such_function" in log.read_text(encoding="utf-8")


def test_stopping_is_no_crash(call: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_arguments: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("vaetvient.exchange.reading.read_list", interrupted)
    answer = call("import", "members", "x.csv")
    assert answer.status == 130
    assert "Interrompu" in answer.err


def test_without_a_screen_the_window_says_so(
    call: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    answer = call()
    assert answer.status == 1
    assert "pas d'écran" in answer.err


def test_the_sizes_of_a_demo_are_those_that_the_desk_makes() -> None:
    assert list(DEMO_SIZES) == list(SIZES)


# ---- how a person reads it -----------------------------------------------------------------


def test_columns_stand_one_under_the_other_in_any_script() -> None:
    assert aligned([("a", "b"), ("花园", "c"), ("e\u0301", "d")]) == [
        "a     b",
        "花园  c",
        "e\u0301     d",
    ]
    assert aligned([]) == []


def test_figures_are_read_by_threes() -> None:
    assert figure(1234567) == "1\u202f234\u202f567"
