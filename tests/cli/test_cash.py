"""The cash book from a script."""

from pathlib import Path

from pypdf import PdfReader

from tests.cli.conftest import CommandLine
from tests.trial_office import TrialOffice


def text_of(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def test_copies_are_sold_with_a_receipt_that_prints_the_same_ever_after(
    office: TrialOffice, call: CommandLine, tmp_path: Path
) -> None:
    first, again = tmp_path / "recu.pdf", tmp_path / "encore.pdf"
    taken = call.json(
        "cash", "take", "3,00", "--label", "copies", "--quantity", 30, "--payer", "Zoé", "--pdf",
        first,
    )  # fmt: skip
    assert taken["receipt"] == "BUR-R-2026-0001"
    assert "copies" in text_of(first)
    assert "Zoé" in text_of(first)
    call("office", "set", "--name", "Autre nom")
    call("cash", "receipt", "bur-r-2026-0001", again)
    assert again.read_bytes() == first.read_bytes()


def test_receipts_are_numbered_without_gaps(
    office: TrialOffice, call: CommandLine, tmp_path: Path
) -> None:
    target = tmp_path / "r.pdf"
    numbers = [
        call.json("cash", "take", "1,00", "--label", "copies", "--pdf", target)["receipt"]
        for _n in range(3)
    ]
    assert numbers == [f"BUR-R-2026-000{n}" for n in (1, 2, 3)]


def test_a_wrong_entry_is_cancelled_and_the_sums_say_so(call: CommandLine) -> None:
    call("cash", "take", "3,00", "--label", "copies")
    (entry,) = call.json("cash", "list")["entries"]
    assert call("cash", "correct", entry["id"], "--reason", "erreur").status == 0
    assert call("cash", "correct", entry["id"], "--reason", "encore").status == 1
    listed = call.json("cash", "list")
    assert [e["amount_cents"] for e in listed["entries"]] == [300, -300]
    assert listed["total_cents"] == 0


def test_the_drawer_is_counted(call: CommandLine) -> None:
    call("cash", "take", "50", "--kind", "float")
    call("cash", "take", "20", "--kind", "expense", "--label", "papier")
    assert call.json("cash", "drawer")["methods"]["cash"]["expected_cents"] == 30_00
    refused = call.json("cash", "close", "--cash", "29")
    assert refused["error"]["code"] == "difference_unsaid"
    closed = call.json("cash", "close", "--cash", "29", "--note", "un euro tombé")
    assert closed["difference_cents"] == -1_00
    assert "29,00" in call("cash", "drawer").out


def test_the_book_of_a_period_goes_on_paper(call: CommandLine, tmp_path: Path) -> None:
    call("cash", "take", "3,00", "--label", "copies")
    call("cash", "close")
    book, other = tmp_path / "livre.pdf", tmp_path / "octobre.pdf"
    call("cash", "list", "--from", "1/11/2026", "--to", "30/11/2026", "--pdf", book)
    assert "copies" in text_of(book)
    assert "Clôtures" in text_of(book)
    call("cash", "list", "--from", "1/10/2026", "--to", "31/10/2026", "--pdf", other)
    assert "Rien n’est entré ni sorti." in text_of(other)
