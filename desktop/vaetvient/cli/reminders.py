"""`vaetvient reminders`: letters to borrowers on paper, as messages, or only told."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from vaetvient.cli.call import Call
from vaetvient.cli.output import aligned
from vaetvient.domain.letter import LETTER_WORDS, STEP_WORDS, LetterKind, LetterMeans, ReadyLetter
from vaetvient.domain.letter_words import mail_address
from vaetvient.language import _


def reminders(call: Call) -> int:
    """Tell who is to be written to; with `--pdf` or `--eml` write it, and note that it left."""
    from vaetvient.desk.letters import letters, note_sent

    typed, desk = call.typed, call.desk
    kind = LetterKind(typed.kind)
    ready = letters(desk, kind, _about(call, kind))
    files: list[str] = []
    mailed: list[ReadyLetter] = []
    if typed.eml:
        from vaetvient.exchange.letter_mails import write_mails

        mailed = [letter for letter in ready if letter.borrower.email]
        files += map(str, write_mails(mailed, Path(typed.eml)))
    if typed.pdf:
        from vaetvient.documents.letters import render_letters
        from vaetvient.exchange.saving import check_target, save

        printed = [letter for letter in ready if letter not in mailed]
        if printed:
            target = Path(typed.pdf)
            check_target(target)
            save(target, render_letters(printed))
            files.append(str(target))
            note_sent(desk, printed, LetterMeans.PAPER)
    if mailed:
        note_sent(desk, mailed, LetterMeans.MAIL)
    rows = [
        {
            "kind": letter.kind.value,
            "borrower": letter.borrower.name,
            "email": letter.borrower.email,
            "mailto": mail_address(letter) if letter.borrower.email else "",
            "step": letter.step,
            "next_on": letter.next_on.isoformat() if letter.next_on else None,
            "loans" if kind is LetterKind.LATE else "reservations": list(letter.numbers),
            "days_late": letter.days_late,
        }
        for letter in ready
    ]
    lines = aligned(
        (
            letter.borrower.name,
            _(STEP_WORDS[letter.step] if kind is LetterKind.LATE else LETTER_WORDS[kind]),
            max(letter.lines, key=lambda line: line.days_late).fact,
            letter.borrower.email or _("sans e-mail"),
        )
        for letter in ready
    )
    call.give({"letters": rows, "files": files}, *lines, *files)
    return 0


def _about(call: Call, kind: LetterKind) -> list[UUID] | None:
    """The loans or reservations that were named."""
    from vaetvient.desk.loans import loan_called
    from vaetvient.desk.reservations import reservation_called

    named = call.typed.loans if kind is LetterKind.LATE else call.typed.reservations
    if not named:
        return None
    with call.desk.database.reading() as session:
        if kind is LetterKind.LATE:
            return [loan_called(session, number).id for number in named]
        return [reservation_called(session, number).id for number in named]
