"""Letters as `.eml` files in a folder, one a borrower: any mail program opens and sends them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vaetvient.domain.letter import ReadyLetter, text_of
from vaetvient.domain.letter_words import body_of
from vaetvient.exchange.eml_file import Mail, eml
from vaetvient.exchange.saving import save
from vaetvient.storage.errors import clear_faults


def write_mails(letters: Sequence[ReadyLetter], folder: Path) -> list[Path]:
    """Write those who have an address; the files. Raises EnvironmentFaultError subclasses."""
    with clear_faults(folder):
        folder.mkdir(parents=True, exist_ok=True)
    out = []
    for letter in letters:
        if not letter.borrower.email:
            continue
        number = letter.borrower.number or str(letter.about[0])
        name = f"{letter.written_on.isoformat()}-{number}-{text_of(letter.kind, letter.step)}.eml"
        mail = Mail(letter.borrower.email, letter.title, body_of(letter), letter.office.email)
        save(folder / name, eml(mail))
        out.append(folder / name)
    return out
