"""A volunteer's day from a script: lend, take back, give more time, cancel."""

from pathlib import Path
from uuid import UUID

import pytest
from pypdf import PdfReader

from tests.cli.conftest import CommandLine
from tests.trial_office import TrialOffice
from vaetvient.desk.mandates import name_representative
from vaetvient.desk.members import member_called
from vaetvient.domain.equipment import Condition, Item
from vaetvient.domain.errors import EnvironmentFaultError


def test_a_member_who_was_just_imported_may_borrow(stocked: CommandLine) -> None:
    lent = stocked.json("lend", "--member", "2900000000018", "--item", "VID-001")
    assert lent.keys() == {"number", "loan", "due", "pdf"}
    assert lent["number"] == "BUR-2026-0001"
    assert lent["due"] == "2026-11-30"
    assert lent["pdf"] is None


@pytest.mark.parametrize("who", ["2900000000018", "1", "UUID"])
def test_a_member_is_called_by_card_number_or_key(stocked: CommandLine, who: str) -> None:
    key = stocked.json("find", "lefevre")[0]["id"]
    answer = stocked("lend", "--member", who.replace("UUID", key), "--item", "VID-001")
    assert answer.status == 0
    assert "Lefèvre Zoé" in answer.out


def test_several_things_are_lent_at_once(stocked: CommandLine) -> None:
    stocked(
        *("lend", "--member", "1", "--item", "VID-001", "vid-002"),
        *("--item", "SON-001", "--stock", "CHA-001=30"),
    )
    back = stocked.json("return", "--loan", "BUR-2026-0001")
    assert back == {
        "returned": ["VID-001", "VID-002", "SON-001", "CHA-001"],
        "loan_state": "returned",
    }


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        ("30/11/2026", "2026-11-30"),
        ("2026-12-01", "2026-12-01"),
        ("25/12/2026", "2026-12-26"),  # Christmas: the next open day
        ("23/11/2026", "2026-11-23"),
    ],
)
def test_a_due_date_may_be_chosen(stocked: CommandLine, typed: str, due: str) -> None:
    lent = stocked.json("lend", "--member", "1", "--item", "VID-001", "--due", typed)
    assert lent["due"] == due


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (["--item", "VID-001", "--due", "31/02/2026"], "bad_date"),
        (["--item", "VID-001", "--due", ""], "invalid_value"),
        (["--item", "VID-001", "--due", "22/11/2026"], "due_before_hand_out"),
        (["--item", "VID-001", "--due", "22/11/2096"], "due_too_far"),
        (["--item", "VID-001", "VID-001"], "same_tag_twice"),
        (["--item", "VID-001", "vid-001"], "same_tag_twice"),
        (["--item", "NOPE"], "not_found"),
        (["--stock", "CHA-001=201"], "not_enough_stock"),
        (["--stock", "CHA-001=0"], "nothing_to_lend"),
        (["--stock", "VID-001=1"], "not_a_stock"),
        (["--item", "VID-001", "--deposit", "beaucoup"], "bad_amount"),
        (["--item", "VID-001", "--signatory", "personne"], "not_found"),
    ],
)
def test_what_no_rule_allows_is_refused_and_nothing_is_lent(
    stocked: CommandLine, typed: list[str], code: str
) -> None:
    answer = stocked("lend", "--member", "1", *typed, "--json")
    assert answer.status == 1
    assert answer.json["error"]["code"] == code
    assert answer.json["error"]["message"].endswith(".")
    assert stocked.json("status")["loans_open"] == 0


def test_an_unknown_member_is_refused(stocked: CommandLine) -> None:
    answer = stocked("lend", "--member", "personne", "--item", "VID-001")
    assert answer.status == 1
    assert answer.out == ""
    assert "« personne »" in answer.err


def test_every_unknown_tag_is_named(stocked: CommandLine) -> None:
    answer = stocked("lend", "--member", "1", "--item", "A-1", "VID-001", "A-2")
    assert "« A-1, A-2 »" in answer.err


def test_a_thing_that_is_out_says_who_has_it(stocked: CommandLine) -> None:
    stocked("lend", "--member", "1", "--item", "VID-001")
    answer = stocked("lend", "--member", "2", "--item", "VID-001", "--json")
    assert answer.json["error"]["code"] == "item_already_out"
    assert "Lefèvre Zoé (BUR-2026-0001)" in answer.json["error"]["message"]


def test_several_refusals_are_all_said(stocked: CommandLine) -> None:
    stocked("lend", "--member", "1", "--item", "VID-001", "VID-002")
    answer = stocked("lend", "--member", "2", "--item", "VID-001", "VID-002", "--json")
    assert answer.json["error"]["code"] == "basket_refused"
    assert "VID-001" in answer.json["error"]["message"]
    assert "VID-002" in answer.json["error"]["message"]


def test_a_rule_may_be_passed_with_a_reason(office: TrialOffice, call: CommandLine) -> None:
    office.person(number="9")
    office.item(tag="VID-001", condition=Condition.BROKEN)
    typed = ("lend", "--member", "9", "--item", "VID-001")
    assert call(*typed).status == 1
    assert call(*typed, "--override", "pour réparer").status == 0


def test_a_representative_signs_by_name(office: TrialOffice, stocked: CommandLine) -> None:
    with office.reading() as session:
        zoe, jardins = member_called(session, "1").id, member_called(session, "2").id
    name_representative(office.desk, jardins, zoe, role="trésorière")
    lent = stocked.json(
        *("lend", "--member", "2", "--item", "VID-001", "--signatory", "zoe lefevre")
    )
    assert office.loan(lent_id(lent)).signatory_name == "Zoé Lefèvre"


def lent_id(lent: dict[str, str]) -> UUID:
    return UUID(lent["loan"])


# ---- the paper -------------------------------------------------------------------------------


def test_the_agreement_is_on_paper_at_once(stocked: CommandLine, tmp_path: Path) -> None:
    target = tmp_path / "convention.pdf"
    lent = stocked.json("lend", "--member", "1", "--item", "VID-001", "--pdf", target)
    assert lent["pdf"] == str(target)
    text = "".join(page.extract_text() for page in PdfReader(target).pages)
    assert "BUR-2026-0001" in text
    assert "VID-001" in text


def test_printing_again_gives_the_same_bytes(stocked: CommandLine, tmp_path: Path) -> None:
    first, again = tmp_path / "1.pdf", tmp_path / "2.pdf"
    stocked("lend", "--member", "1", "--item", "VID-001", "--pdf", first)
    stocked("office", "set", "--name", "Autre nom")
    assert stocked.json("agreement", "bur-2026-0001", again) == {
        "number": "BUR-2026-0001",
        "pdf": str(again),
    }
    assert again.read_bytes() == first.read_bytes()


def test_a_return_has_its_receipt(stocked: CommandLine, tmp_path: Path) -> None:
    stocked("lend", "--member", "1", "--item", "VID-001")
    stocked("return", "VID-001")
    target = tmp_path / "reçu.pdf"
    assert stocked("receipt", "BUR-2026-0001", target).status == 0
    assert "BUR-2026-0001" in PdfReader(target).pages[0].extract_text()


def test_nothing_is_lent_when_the_paper_has_nowhere_to_go(
    stocked: CommandLine, tmp_path: Path
) -> None:
    target = tmp_path / "clé" / "convention.pdf"
    answer = stocked("lend", "--member", "1", "--item", "VID-001", "--pdf", target, "--json")
    assert (answer.status, answer.json["error"]["code"]) == (1, "folder_missing")
    assert stocked.json("status")["loans_open"] == 0


def test_a_paper_that_fails_at_the_last_moment_leaves_the_loan_and_says_its_number(
    stocked: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _content: bytes) -> None:
        raise EnvironmentFaultError

    monkeypatch.setattr("vaetvient.exchange.saving.save", full)
    target = tmp_path / "convention.pdf"
    answer = stocked("lend", "--member", "1", "--item", "VID-001", "--pdf", target, "--json")
    assert (answer.status, answer.json["error"]["code"]) == (1, "lent_without_paper")
    assert "Le prêt BUR-2026-0001 est enregistré" in answer.json["error"]["message"]
    assert stocked.json("status")["loans_open"] == 1


def test_an_unknown_loan_has_no_paper(stocked: CommandLine, tmp_path: Path) -> None:
    answer = stocked("agreement", "BUR-2026-0009", tmp_path / "x.pdf")
    assert answer.status == 1
    assert not (tmp_path / "x.pdf").exists()


# ---- coming back -----------------------------------------------------------------------------


def test_things_come_back_one_by_one(stocked: CommandLine) -> None:
    stocked("lend", "--member", "1", "--item", "VID-001", "VID-002")
    assert stocked.json("return", "vid-001") == {"returned": ["VID-001"], "loan_state": "out"}
    assert stocked.json("return", "VID-002")["loan_state"] == "returned"


@pytest.mark.parametrize("said", ["damaged", "abîmé", "ABIME"])
def test_the_state_in_which_it_comes_back_is_kept(
    office: TrialOffice, stocked: CommandLine, said: str
) -> None:
    stocked("lend", "--member", "1", "--item", "VID-001")
    stocked("return", "VID-001", "--condition", said, "--remarks", "rayé")
    item = office.tagged("VID-001")
    assert isinstance(item, Item)
    assert (item.condition, item.defects) == (Condition.DAMAGED, "rayé")


def test_what_is_missing_is_counted_where_it_is_known(
    office: TrialOffice, call: CommandLine
) -> None:
    office.person(number="9")
    model = office.model("Sono", accessories=(("micro sans fil", 3), ("câble XLR", 2)))
    office.item(tag="SON-001", model=model)
    lent = call.json("lend", "--member", "9", "--item", "SON-001")
    call("return", "SON-001", "--missing", "2 micros sans fil, le câble XLR, housse")
    (line,) = office.loan(lent_id(lent)).lines
    assert [part.missing for part in line.parts] == [2, 1]
    assert line.returns[0].missing_parts == "2 × micro sans fil, 1 × câble XLR, housse"


def test_a_part_of_a_stock_comes_back(stocked: CommandLine) -> None:
    stocked("lend", "--member", "1", "--stock", "CHA-001=30")
    assert stocked.json("return", "CHA-001", "--quantity", 20)["loan_state"] == "out"
    assert stocked("return", "CHA-001", "--quantity", 11).status == 1
    assert stocked.json("return", "CHA-001", "--lost", 2)["loan_state"] == "returned"
    assert "198 libres sur 198" in stocked.json("find", "chaise")[0]["detail"]


def test_a_stock_lent_twice_needs_its_loan(stocked: CommandLine) -> None:
    stocked("lend", "--member", "1", "--stock", "CHA-001=30")
    stocked("lend", "--member", "2", "--stock", "CHA-001=10")
    assert stocked("return", "CHA-001", "--json").json["error"]["code"] == "several_loans"
    back = stocked.json("return", "CHA-001", "--loan", "BUR-2026-0002")
    assert back == {"returned": ["CHA-001"], "loan_state": "returned"}


def test_a_return_is_dated_back(office: TrialOffice, stocked: CommandLine) -> None:
    lent = stocked.json("lend", "--member", "1", "--item", "VID-001")
    assert stocked("return", "VID-001", "--at", "2026-11-23T10:00").status == 0
    closed = office.loan(lent_id(lent)).closed_at
    assert closed is not None
    assert closed.isoformat() == "2026-11-23T09:00:00+00:00"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (["VID-002"], "not_out"),
        (["NOPE"], "not_found"),
        (["--loan", "NOPE"], "not_found"),
        (["VID-002", "--loan", "BUR-2026-0001"], "not_out"),
        (["VID-001", "--condition", "bof"], "unknown_condition"),
        (["VID-001", "--at", "22/11/2026"], "return_before_hand_out"),
        (["VID-001", "--at", "24/11/2026"], "in_future"),
        (["VID-001", "--at", "31/02/2026"], "bad_date"),
        (["VID-001", "--at", "23/11/2026 25:00"], "invalid_value"),
        (["VID-001", "--quantity", "2"], "return_too_many"),
    ],
)
def test_a_return_that_cannot_be_is_refused(
    stocked: CommandLine, typed: list[str], code: str
) -> None:
    stocked("lend", "--member", "1", "--item", "VID-001")
    answer = stocked("return", *typed, "--json")
    assert (answer.status, answer.json["error"]["code"]) == (1, code)
    assert stocked.json("status")["loans_open"] == 1


def test_a_loan_that_is_over_cannot_come_back(stocked: CommandLine) -> None:
    stocked("lend", "--member", "1", "--item", "VID-001")
    stocked("return", "VID-001")
    answer = stocked("return", "--loan", "BUR-2026-0001", "--json")
    assert answer.json["error"]["code"] == "loan_not_open"


def test_a_quantity_goes_with_one_tag(stocked: CommandLine) -> None:
    stocked("lend", "--member", "1", "--item", "VID-001", "VID-002")
    assert stocked("return", "VID-001", "VID-002", "--quantity", 1).status == 2


def test_a_deposit_to_give_back_is_said(stocked: CommandLine) -> None:
    stocked("lend", "--member", "1", "--item", "VID-001", "--deposit", "150")
    assert "caution de 150,00\xa0€ à rendre" in stocked("return", "VID-001").out


# ---- the rest of a loan's life ----------------------------------------------------------------


def test_a_loan_gets_more_time(stocked: CommandLine) -> None:
    stocked("lend", "--member", "1", "--item", "VID-001")
    extended = stocked.json("extend", "BUR-2026-0001", "--due", "06/12/2026")
    assert extended["due"] == "2026-12-07"  # a Sunday moves on
    assert stocked("extend", "BUR-2026-0001", "--due", "01/12/2026").status == 1


def test_a_loan_made_by_mistake_is_cancelled_and_keeps_its_number(stocked: CommandLine) -> None:
    stocked("lend", "--member", "1", "--item", "VID-001")
    cancelled = stocked.json("cancel", "BUR-2026-0001", "--reason", "erreur")
    assert cancelled["loan_state"] == "cancelled"
    lent = stocked.json("lend", "--member", "1", "--item", "VID-001")
    assert lent["number"] == "BUR-2026-0002"


def test_dues_are_noted(stocked: CommandLine) -> None:
    assert stocked.json("renew", "1", "--until", "31/08/2027", "--amount", "12,50") == {
        "member": "1",
        "until": "2027-08-31",
    }
    assert stocked("renew", "1", "--until", "31/02/2027").status == 1


def test_the_last_gesture_is_undone(stocked: CommandLine) -> None:
    stocked("lend", "--member", "1", "--item", "VID-001")
    assert "Prêt BUR-2026-0001" in stocked("history", "--last", 1).out
    assert "BUR-2026-0001" in stocked.json("undo")["undone"]
    assert stocked.json("status")["loans_open"] == 0
    assert stocked.json("history")[1]["undone"] is True


def test_who_sat_at_the_desk_is_kept(stocked: CommandLine) -> None:
    stocked("lend", "--member", "1", "--item", "VID-001", "--volunteer", "Odile")
    assert stocked.json("history", "--last", 1)[0]["who"] == "Odile"
