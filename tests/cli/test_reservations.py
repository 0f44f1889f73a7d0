"""The commands about what is free, what is promised and under which rule."""

from __future__ import annotations

import json
from argparse import Namespace
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest

from tests.trial_office import TrialOffice
from vaetvient.cli.arguments import parser
from vaetvient.cli.asking import Said
from vaetvient.cli.call import Call
from vaetvient.cli.output import Output
from vaetvient.cli.program import _COMMANDS
from vaetvient.desk.equipment import take_out_of_service
from vaetvient.desk.kits import PartForm, write_kit
from vaetvient.desk.lending import BasketRefusedError
from vaetvient.desk.rules import RuleForm, write_rule
from vaetvient.domain.entities import Member
from vaetvient.domain.errors import InvalidValueError, NotFoundError
from vaetvient.domain.policy import FeeUnit, Price
from vaetvient.domain.promising import PeriodError

_READ = ("list", "show", "explain", "clashes")


class Terminal:
    """A parser with these commands alone, on an office with two projectors and forty chairs."""

    def __init__(self, office: TrialOffice, printed: pytest.CaptureFixture[str]) -> None:
        self.office = office
        self.printed = printed
        self.model = office.model()
        self.projectors = office.items(2, model=self.model, tag="VID-001")
        self.chairs = office.model("Chaise pliante")
        office.stock(count=40, tag="CHA", model=self.chairs)
        self.jardins = self.number(office.association())
        self.ali = self.number(office.person("Benali", "Ali"))

    def number(self, member: UUID) -> str:
        return str(self.office.get(Member, member).number)

    def say(self, *words: str) -> Said:
        """Have a command obeyed twice over where it only reads: for a script and for a person."""
        typed = parser().parse_args(words)
        module, function = _COMMANDS[typed.command].split(":")
        obey = getattr(import_module(f"vaetvient.cli.{module}"), function)
        data = json.loads(self._obeyed(obey, typed, as_json=True))
        reads = getattr(typed, "what", "list" if typed.command != "reserve" else "") in _READ
        lines = self._obeyed(obey, typed, as_json=False).splitlines() if reads else []
        return Said(data, tuple(lines))

    def _obeyed(self, obey: Any, typed: Namespace, *, as_json: bool) -> str:
        call = Call(typed, self.office.folder, Output(as_json=as_json))
        call.desk = self.office.desk
        assert obey(call) == 0
        return self.printed.readouterr().out

    def reserve(
        self, *more: str, member: str = "", days: tuple[str, str] = ("24/11/2026",) * 2
    ) -> Any:
        borrower = member or self.jardins
        period = ("--from", days[0], "--to", days[1])
        return self.say("reserve", "--member", borrower, *period, *more).data


@pytest.fixture
def terminal(office: TrialOffice, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(office, capsys)


def test_what_is_free_and_who_has_the_rest(terminal: Terminal) -> None:
    terminal.reserve("--item", "VID-002", days=("2026-11-24", "2026-11-25"))
    said = terminal.say(
        "availability", "videoprojecteur", "--from", "25/11/2026", "--to", "26/11/2026",
        "--quantity", "2",
    )  # fmt: skip
    assert (said.data["free"], said.data["total"]) == (1, 2)
    assert not said.data["enough"]
    assert said.data["first"] == {
        "from": "2026-11-26T00:00:00+01:00",
        "to": "2026-11-28T00:00:00+01:00",
    }
    assert [held["number"] for held in said.data["held"]] == ["R-BUR-2026-0001"]
    assert said.lines[0] == "Vidéoprojecteur : 1 libre sur 2"
    assert "Les Jardins d'Échirolles (R-BUR-2026-0001), jusqu'au 25/11/2026" in said.lines[1]


def test_by_the_hour(terminal: Terminal) -> None:
    terminal.reserve("--item", "VID-001", days=("24/11/2026 9:00", "24/11/2026 12:00"))
    free = terminal.say(
        "availability", "VID-001", "--from", "2026-11-24T12:00", "--to", "2026-11-24T14:00"
    )
    assert free.data["free"] == 1
    taken = terminal.say(
        "availability", "VID-001", "--from", "2026-11-24T11:00", "--to", "2026-11-24T14:00"
    )
    assert taken.data["free"] == 0
    assert "24/11/2026 12:00" in taken.lines[1]


def test_dates_first_then_what_is_free(terminal: Terminal) -> None:
    terminal.reserve("--item", "Vidéoprojecteur", "Chaise pliante=15")
    said = terminal.say("availability", "--from", "24/11/2026", "--to", "24/11/2026")
    assert said.data == [
        {"what": "Chaise pliante", "total": 40, "free": 25},
        {"what": "Vidéoprojecteur", "total": 2, "free": 1},
    ]
    assert [line.split() for line in said.lines][1] == ["1", "/", "2", "Vidéoprojecteur"]
    none = ("availability", "--from", "24/11/2026", "--to", "24/11/2026", "--quantity", "41")
    assert terminal.say(*none).lines == ("Rien n'est libre à ces dates.",)


def test_what_is_late_is_said(terminal: Terminal) -> None:
    terminal.office.lend(terminal.office.person(), terminal.projectors[0])
    terminal.office.later(days=10)
    asked = ("availability", "Vidéoprojecteur", "--from", "10/12/2026", "--to", "10/12/2026")
    assert terminal.say(*asked).lines[1] == "  1 × Lefèvre Zoé (BUR-2026-0001), en retard"


def test_a_kit_is_asked_for_by_its_name(terminal: Terminal) -> None:
    parts = (PartForm(terminal.model), PartForm(terminal.chairs, 30))
    write_kit(terminal.office.desk, "Ciné-club", parts)
    asked = ("availability", "cine-club", "--from", "24/11/2026", "--to", "24/11/2026")
    assert terminal.say(*asked).data == {"what": "Ciné-club", "free": 1, "enough": True}
    terminal.reserve("--item", "Ciné-club")
    assert terminal.say(*asked).data["free"] == 0


def test_reserve_show_list_and_cancel(terminal: Terminal) -> None:
    made = terminal.reserve("--item", "VID-001", "--item", "Chaise pliante=30", "--purpose", "Fête")
    assert (made["number"], made["state"]) == ("R-BUR-2026-0001", "confirmed")
    shown = terminal.say("reservation", "show", "r-bur-2026-0001")
    assert [(e["tag"], e["what"], e["left"]) for e in shown.data["lines"]] == [
        ("VID-001", "Vidéoprojecteur", 1),
        ("", "Chaise pliante", 30),
    ]
    assert "Fête" in shown.lines
    assert [r["number"] for r in terminal.say("reservation", "list").data] == [made["number"]]
    terminal.say("reservation", "cancel", made["number"], "--reason", "il pleut")
    assert terminal.say("reservation", "list").lines == ("Aucune réservation.",)
    everything = terminal.say("reservation", "list", "--all", "--member", terminal.jardins)
    assert [r["state"] for r in everything.data] == ["cancelled"]


def test_what_is_not_free_is_refused_or_waits(terminal: Terminal) -> None:
    terminal.reserve("--item", "Vidéoprojecteur=2")
    with pytest.raises(BasketRefusedError):
        terminal.reserve("--item", "VID-001", member=terminal.ali)
    waiting = terminal.reserve("--item", "VID-001", "--wait", member=terminal.ali)
    assert waiting["state"] == "waiting"
    terminal.say("reservation", "no-show", "R-BUR-2026-0001")
    (row,) = terminal.say("reservation", "list").data
    assert row["could_be_served"]
    terminal.say("reservation", "confirm", waiting["number"])
    assert terminal.say("reservation", "list").data[0]["state"] == "confirmed"
    terminal.say("reservation", "decline", waiting["number"], "--reason", "en travaux")
    assert terminal.say("reservation", "list").data == []


def test_a_pick_up_makes_the_loan(terminal: Terminal) -> None:
    made = terminal.reserve("--item", "Vidéoprojecteur=2", days=("23/11/2026", "27/11/2026"))
    first = terminal.say("reservation", "pick-up", made["number"], "--item", "VID-002").data
    assert (first["number"], first["due"]) == ("BUR-2026-0001", "2026-11-27")
    with pytest.raises(NotFoundError):
        terminal.say("reservation", "pick-up", made["number"], "--item", "Vidéoprojecteur")
    terminal.say("reservation", "pick-up", made["number"])
    assert terminal.say("reservation", "show", made["number"]).data["state"] == "picked_up"


def test_every_week_until_a_day(terminal: Terminal) -> None:
    terminal.reserve("--item", "Vidéoprojecteur=2", days=("01/12/2026", "01/12/2026"))
    made = terminal.say(
        "reserve", "--member", terminal.ali, "--item", "VID-001",
        "--from", "24/11/2026 18:00", "--to", "24/11/2026 20:00",
        "--weekly-until", "15/12/2026", "--leave-out",
    )  # fmt: skip
    assert len(made.data["numbers"]) == 3
    assert made.data["left_out"] == ["2026-12-01"]


def test_which_rule_speaks_and_what_it_costs(terminal: Terminal) -> None:
    assert terminal.say("rule", "list").data == []
    form = RuleForm(
        "Image",
        {"model_id": terminal.model, "season_from": "11-01", "season_to": "12-31"},
        {"longest_days": 3, "approval_required": False},
        (Price(FeeUnit.DAY, 5_00),),
    )  # fmt: skip
    write_rule(terminal.office.desk, form)
    (listed,) = terminal.say("rule", "list").data
    assert listed["about"] == {"model": "Vidéoprojecteur", "season": "11-01 → 12-31"}
    said = terminal.say(
        "rule", "explain", "--item", "VID-001", "--member", terminal.ali,
        "--from", "24/11/2026", "--to", "28/11/2026",
    )  # fmt: skip
    assert said.data["values"]["longest_days"] == {"value": 3, "rule": "Image"}
    assert said.data["values"]["loan_days"]["rule"] == "règle du bureau"
    assert [fee["total_cents"] for fee in said.data["fees"]] == [25_00]
    assert len(said.data["refused"]) == 1
    assert terminal.say("rule", "explain", "--item", "Vidéoprojecteur").data["fees"] == []
    write_kit(terminal.office.desk, "Ciné-club", (PartForm(terminal.model),))
    with pytest.raises(NotFoundError):
        terminal.say("rule", "explain", "--item", "Ciné-club")


@pytest.mark.parametrize("typed", ["demain", "31/02/2026", "24/11/2026 25:00", ""])
def test_what_is_no_date_is_said(terminal: Terminal, typed: str) -> None:
    with pytest.raises(InvalidValueError):
        terminal.say("availability", "VID-001", "--from", typed, "--to", "24/11/2026")


def test_the_end_follows_the_beginning(terminal: Terminal) -> None:
    with pytest.raises(PeriodError):
        terminal.say("availability", "VID-001", "--from", "24/11/2026", "--to", "23/11/2026")


@pytest.mark.parametrize("unknown", ["ABC-999", str(UUID(int=7))])
def test_nobody_and_nothing_answer_to_what_does_not_exist(terminal: Terminal, unknown: str) -> None:
    with pytest.raises(NotFoundError):
        terminal.reserve("--item", "VID-001", member=unknown)
    with pytest.raises(NotFoundError):
        terminal.reserve("--item", unknown)
    with pytest.raises(NotFoundError):
        terminal.say("reservation", "show", unknown)


def test_a_clash_is_said_with_what_would_do_and_what_was_agreed(terminal: Terminal) -> None:
    made = terminal.say(
        *("reserve", "--member", terminal.jardins, "--item", "VID-001"),
        *("--from", "26/11/2026", "--to", "27/11/2026", "--override", "essai"),
    )
    number = made.data["number"]
    assert terminal.say("reservation", "clashes").lines == ("Aucun usage ne se heurte à un autre.",)
    take_out_of_service(terminal.office.desk, terminal.projectors[0], "lampe grillée")
    said = terminal.say("reservation", "clashes")
    (clash,) = said.data
    assert (clash["tag"], clash["units"]) == ("VID-001", ["VID-002"])
    assert any("hors service (lampe grillée)" in line for line in said.lines)
    terminal.say("reservation", "agree", number, "Ils rappellent demain.")
    said = terminal.say("reservation", "clashes")
    assert any("Ils rappellent demain." in line for line in said.lines)
    terminal.say("reservation", "agree", number, "Ils ont la leur.", "--settled")
    assert terminal.say("reservation", "clashes").data == []
    assert terminal.say("reservation", "clashes", "--all").data[0]["settled"]
    terminal.say("reservation", "other-unit", number, "VID-001", "--take", "VID-002")
    assert terminal.say("reservation", "clashes", "--all").data == []
    assert terminal.say("reservation", "show", number).data["lines"][0]["tag"] == "VID-002"
