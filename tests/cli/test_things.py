"""Kits, vehicles, fees and sales from a script."""

from uuid import UUID

import pytest

from tests.cli.conftest import CommandLine
from tests.desk.test_kits import Fete
from tests.desk.test_owing import Hire
from tests.desk.test_sales import Shop
from tests.trial_office import TrialOffice


@pytest.fixture
def ali(office: TrialOffice) -> str:
    office.person("Benali", "Ali", number="77")
    return "77"


def test_a_kit_is_lent_whole_or_with_a_reason(
    office: TrialOffice, call: CommandLine, ali: str
) -> None:
    fete = Fete(office)
    assert call.json("kit", "list")[0]["tag"] == "KIT-01"
    lent = call.json("lend", "--member", ali, "--kit", "fete de quartier")
    loan = office.loan(_key(lent))
    assert {(line.tag, line.kit_name) for line in loan.lines} == {
        ("BAR-001", "Fête de quartier"),
        ("BAR-002", "Fête de quartier"),
        ("CHA", "Fête de quartier"),
    }
    refused = call("lend", "--member", ali, "--kit", "Fête de quartier")
    assert refused.status != 0
    assert "il manque 1 × Barnum" in refused.err
    assert fete.row().whole == 0


def test_a_vehicle_leaves_and_comes_back_with_its_mileage_and_its_fee(
    office: TrialOffice, call: CommandLine, ali: str
) -> None:
    hire = Hire(office)
    read = ("--mileage", "45 300", "--fuel", "plein")
    lent = call.json("lend", "--member", ali, "--item", "MIN-001", *read, "--pay", "cash")
    assert hire.cash() == 5000
    (line,) = office.loan(_key(lent)).lines
    assert (line.mileage_out_km, line.fuel_out) == (45_300, 4)
    assert "km au retour" in call("return", "MIN-001", "--mileage", 45_000).err
    call("return", "MIN-001", "--mileage", "45 400 km", "--fuel", "1/2")
    (line,) = office.loan(_key(lent)).lines
    assert (line.mileage_in_km, line.fuel_in) == (45_400, 2)
    said = call("rule", "explain", "--item", "Minibus 9 places")
    assert (
        "pénalité de retard : 20,00\N{NO-BREAK SPACE}€ / jour de retard — « Minibus »" in said.out
    )


def test_copies_are_sold_and_wares_are_written(office: TrialOffice, call: CommandLine) -> None:
    shop = Shop(office)
    assert call.json("cash", "sell", "gobelet", "--quantity", 3)["amount_cents"] == 300
    assert shop.left() == 197
    assert "il en reste 197" in call("cash", "sell", "Gobelet", "--quantity", 200).err
    call("cash", "ware", "Affiche A3", "--price", "1,50")
    call("cash", "ware", "Gobelet", "--remove")
    assert [(row["name"], row["unit_cents"]) for row in call.json("cash", "wares")] == [
        ("Affiche A3", 150),
        ("Copie noir et blanc", 10),
    ]


def _key(lent: dict[str, str]) -> UUID:
    return UUID(lent["loan"])
