"""Two offices that meet through commands alone, read back as scripts read them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from vaetvient.cli import main
from vaetvient.desk.catalogue import ModelForm, enter_model
from vaetvient.desk.desk import open_desk
from vaetvient.desk.equipment import EquipmentForm, enter_equipment
from vaetvient.desk.members import MemberForm, enter_member
from vaetvient.domain.member import MemberKind
from vaetvient.paths import DATABASE_NAME


class Office:
    """A data folder and the commands typed there."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys

    def answer(self, *words: str) -> tuple[int, Any]:
        """The exit status and what a script reads."""
        self.capsys.readouterr()
        status = main([*words, "--json", "--data", str(self.folder)])
        return status, json.loads(self.capsys.readouterr().out)

    def says(self, *words: str) -> Any:
        """What a script reads when all went well."""
        status, data = self.answer(*words)
        assert status == 0, data
        return data

    def enter(self, name: str) -> None:
        desk = open_desk(self.folder, volunteer="Zoé")
        enter_member(desk, MemberForm(MemberKind.PERSON, last_name=name))
        desk.database.close()


@pytest.fixture
def two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Office, Office, Path]:
    """Grenoble has founded a network and admitted Échirolles; and a stick."""
    gre, ech = (Office(tmp_path / name, capsys) for name in ("gre", "ech"))
    stick = tmp_path / "stick"
    stick.mkdir()
    invitation, request, welcome = (str(tmp_path / n) for n in ("i", "r", "w"))
    founded = gre.says("network", "found", "--name", "Métropole")
    assert {"network", "site", "office", "fingerprint"} <= founded.keys()
    gre.says("network", "invite", "--out", invitation)
    fingerprint = ech.says("network", "join", invitation, "--out", request)["fingerprint"]
    status, data = gre.answer("network", "admit", request, "--out", welcome)
    assert (status, data["error"]["code"]) == (1, "fingerprint_needed")
    admitted = ["--fingerprint", fingerprint, "--office", "Échirolles", "--out", welcome]
    gre.says("network", "admit", request, *admitted)
    ech.says("network", "join", "--welcome", welcome)
    return gre, ech, stick


def carry(stick: Path, *offices: Office) -> None:
    for _round in range(2):
        for office in offices:
            assert {"file", "changes", "to"} <= office.says("exchange", "out", str(stick)).keys()
        for office in offices:
            assert office.says("exchange", "in", str(stick))["refused"] == []


def test_two_offices_edit_one_member_and_settle_it(two: tuple[Office, Office, Path]) -> None:
    gre, ech, stick = two
    gre.enter("Lefèvre")
    gre.says("set", "members", "1", "shared=yes")
    carry(stick, gre, ech)
    gre.says("set", "members", "1", "email=ici@a.fr", "mobile=0612345678")
    ech.says("set", "members", "1", "email=la@a.fr")
    carry(stick, gre, ech)
    (found,) = gre.says("conflict", "list")
    wanted = {"id", "record", "field", "ours", "theirs", "ours_by", "theirs_by", "state"}
    assert wanted <= found.keys()
    assert (found["field"], found["ours"], found["theirs"]) == ("email", "ici@a.fr", "la@a.fr")
    assert ech.says("conflict", "show", found["id"])["ours"] == "la@a.fr"
    gre.says("conflict", "settle", found["id"], "--take", "theirs")
    carry(stick, gre, ech)
    digests = [office.says("exchange", "status")["digest"]["network"] for office in (gre, ech)]
    assert digests[0] == digests[1]
    assert [office.says("conflict", "list") for office in (gre, ech)] == [[], []]


def test_a_round_over_a_shared_folder_ends_by_itself(two: tuple[Office, Office, Path]) -> None:
    gre, ech, folder = two
    gre.enter("Lefèvre")
    gre.says("set", "members", "1", "shared=yes")
    for _round in range(3):
        gre.says("exchange", "run", str(folder))
        ech.says("exchange", "run", str(folder))
    assert gre.says("exchange", "run", str(folder))["out"] == []
    assert ech.says("exchange", "run", str(folder))["out"] == []
    assert len(list(folder.iterdir())) == 2
    sites = gre.says("exchange", "status")["sites"]
    assert [site["to_tell"] for site in sites] == [0, 0]


def test_a_refused_file_is_said_and_ends_with_one(
    two: tuple[Office, Office, Path], tmp_path: Path
) -> None:
    gre, _ech, _stick = two
    odd = tmp_path / "odd.vav"
    odd.write_bytes(b"nothing")
    status, data = gre.answer("exchange", "in", str(odd))
    assert status == 1
    assert data["refused"][0]["code"] == "not_a_bundle"
    assert gre.answer("exchange", "inspect", str(odd))[0] == 1


def test_doctor_sees_what_was_changed_behind_the_exchange(
    two: tuple[Office, Office, Path],
) -> None:
    gre, _ech, _stick = two
    assert gre.says("doctor") == {"ok": True, "problems": []}

    with sqlite3.connect(gre.folder / DATABASE_NAME) as database:
        database.execute("DROP TRIGGER capture_office_over")
        database.execute("UPDATE office SET name = 'Ailleurs'")
    database.close()

    status, said = gre.answer("doctor")
    assert status == 1
    assert {problem["check"] for problem in said["problems"]} == {"exchange"}


def test_what_a_bundle_holds_can_be_seen_beforehand(two: tuple[Office, Office, Path]) -> None:
    gre, ech, stick = two
    file = gre.says("exchange", "out", str(stick))["file"]
    seen = ech.says("exchange", "inspect", file)
    assert seen["valid"]
    assert seen["changes"] > 0
    assert ech.says("exchange", "in", file)["applied"] == seen["changes"]


def test_a_request_and_a_transfer_go_to_and_fro(
    two: tuple[Office, Office, Path], tmp_path: Path
) -> None:
    gre, ech, stick = two
    desk = open_desk(ech.folder, volunteer="Ali")
    (tag,) = enter_equipment(desk, EquipmentForm(enter_model(desk, ModelForm("Sono"))))
    desk.database.close()
    gre.enter("Lefèvre")
    carry(stick, gre, ech)
    days = ("--from", "2030-03-04", "--until", "2030-03-06")
    made = gre.says("request", "make", "--member", "1", "--item", tag, *days)
    assert (made["state"], made["to"], made["waits_for_us"]) == ("sent", "Échirolles", False)
    carry(stick, gre, ech)
    (asked,) = ech.says("request", "list")
    assert (asked["number"], asked["waits_for_us"]) == (made["number"], True)
    assert asked["borrower"].startswith("adhérent du bureau")
    said = ech.says("request", "confirm", made["number"], "--note", "À prendre à 10 h")
    assert said["reservation"]
    slip = tmp_path / "slip.pdf"
    sent = ech.says(
        *("transfer", "send", "--item", tag, "--request", made["number"], "--pdf", str(slip))
    )
    assert slip.read_bytes().startswith(b"%PDF")
    carry(stick, gre, ech)
    (coming,) = gre.says("transfer", "list")
    assert (coming["state"], coming["waits_for_us"]) == ("on_the_way", True)
    assert gre.says("transfer", "receive", sent["number"])["state"] == "received"
    (back,) = gre.says("request", "list")
    assert (back["state"], back["answer"]) == ("confirmed", "À prendre à 10 h")
    carry(stick, gre, ech)
    assert ech.says("transfer", "list", "--all")[0]["state"] == "received"
    assert gre.says("conflict", "list") == []
    digests = [office.says("exchange", "status")["digest"]["network"] for office in (gre, ech)]
    assert digests[0] == digests[1]


def test_a_refused_request_says_why_and_what_else(two: tuple[Office, Office, Path]) -> None:
    gre, ech, stick = two
    desk = open_desk(ech.folder, volunteer="Ali")
    enter_equipment(desk, EquipmentForm(enter_model(desk, ModelForm("Sono"))))
    desk.database.close()
    gre.enter("Lefèvre")
    carry(stick, gre, ech)
    days = ("--from", "2030-03-04", "--until", "2030-03-06", "--to", "Échirolles")
    made = gre.says("request", "make", "--member", "1", "--item", "Sono", *days)
    assert gre.answer("request", "confirm", made["number"])[1]["error"]["code"] == "not_our_request"
    carry(stick, gre, ech)
    why = ("--reason", "En panne", "--alternative", "Le 9 mars")
    ech.says("request", "refuse", made["number"], *why)
    carry(stick, gre, ech)
    (back,) = gre.says("request", "list", "--all")
    told = (back["state"], back["answer"], back["alternative"])
    assert told == ("refused", "En panne", "Le 9 mars")
