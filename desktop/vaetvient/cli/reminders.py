"""`vaetvient reminders`: lateness letters on paper, as messages, or only told."""

from __future__ import annotations

from pathlib import Path

from vaetvient.cli.call import Call
from vaetvient.cli.output import aligned
from vaetvient.domain.letter import STEP_WORDS, LateLetter, LetterMeans
from vaetvient.language import _, ngettext


def reminders(call: Call) -> int:
    """Tell who is to be reminded; with `--pdf` or `--eml` write it, and note that it left."""
    from vaetvient.desk.letters import late_letters, note_sent
    from vaetvient.desk.loans import loan_called

    typed, desk = call.typed, call.desk
    keys = None
    if typed.loans:
        with desk.database.reading() as session:
            keys = [loan_called(session, number).id for number in typed.loans]
    letters = late_letters(desk, keys)
    files: list[str] = []
    mailed: list[LateLetter] = []
    if typed.eml:
        mailed = [letter for letter in letters if letter.borrower.email]
        files += _write_mails(mailed, Path(typed.eml))
    if typed.pdf:
        from vaetvient.documents.late_letter import render_late_letters
        from vaetvient.exchange.saving import check_target, save

        printed = [letter for letter in letters if letter not in mailed]
        if printed:
            target = Path(typed.pdf)
            check_target(target)
            save(target, render_late_letters(printed))
            files.append(str(target))
            note_sent(desk, printed, LetterMeans.PAPER)
    if mailed:
        note_sent(desk, mailed, LetterMeans.MAIL)
    rows = [
        {
            "borrower": letter.borrower.name,
            "email": letter.borrower.email,
            "step": letter.step,
            "next_on": letter.next_on.isoformat() if letter.next_on else None,
            "loans": list(dict.fromkeys(line.number for line in letter.lines)),
            "days_late": max(line.days_late for line in letter.lines),
        }
        for letter in letters
    ]
    lines = aligned(
        (
            letter.borrower.name,
            _(STEP_WORDS[letter.step]),
            ngettext("{n} jour de retard", "{n} jours de retard", late).format(n=late),
            letter.borrower.email or _("sans e-mail"),
        )
        for letter in letters
        for late in (max(line.days_late for line in letter.lines),)
    )
    call.give({"letters": rows, "files": files}, *lines, *files)
    return 0


def _write_mails(letters: list[LateLetter], folder: Path) -> list[str]:
    """One `.eml` file a borrower in `folder`."""
    from vaetvient.domain.letter_words import body_of, subject_of
    from vaetvient.exchange.eml_file import Mail, eml
    from vaetvient.exchange.saving import save
    from vaetvient.storage.errors import clear_faults

    with clear_faults(folder):
        folder.mkdir(parents=True, exist_ok=True)
    out = []
    for letter in letters:
        number = letter.borrower.number or str(letter.loan_ids[0])
        target = folder / f"{letter.written_on.isoformat()}-{number}-{letter.step}.eml"
        mail = Mail(letter.borrower.email, subject_of(letter), body_of(letter), letter.office.email)
        save(target, eml(mail))
        out.append(str(target))
    return out
