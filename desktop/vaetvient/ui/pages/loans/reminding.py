"""Reminders, written in the volunteer's own mail program: nothing is sent behind their back."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote
from uuid import UUID

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from vaetvient.domain.errors import RefusedError
from vaetvient.domain.registration import show_phone
from vaetvient.language import N_, _, ngettext, show_date, show_number
from vaetvient.storage.queries.reminders import Reminder, reminders
from vaetvient.ui.context import Context

LONGEST_URL = 1900
"""What every system hands over to a mail program; more is put on the clipboard."""


class NobodyToRemindError(RefusedError):
    code = "nobody_to_remind"
    text = N_("Rien n'est dehors dans les prêts choisis : personne n'est à relancer.")


class NoAddressError(RefusedError):
    code = "no_address"
    text = N_("Aucune adresse n'est connue : {who}.")
    way_out = N_("Appelez, ou complétez les fiches.")


def remind(context: Context, keys: list[UUID]) -> None:
    """Write to those who still have something, one message for all; each is hidden from others."""
    database = context.desk.database

    def look() -> tuple[Reminder, ...]:
        with database.reading() as session:
            return reminders(session, keys)

    context.work.ask(look, lambda found: _write(context, found), owner=context, key="remind")


def _write(context: Context, found: Sequence[Reminder]) -> None:
    reached = [one for one in found if one.email]
    others = [_called(one) for one in found if not one.email]
    if not found:
        context.refuse(NobodyToRemindError())
        return
    if not reached:
        context.refuse(NoAddressError(who=", ".join(others)))
        return
    address = message(reached)
    said = ngettext(
        "Un rappel est prêt dans votre messagerie.",
        "Un rappel à {n} emprunteurs est prêt dans votre messagerie.",
        len(reached),
    )
    opened = len(address) <= LONGEST_URL and QDesktopServices.openUrl(QUrl.fromEncoded(address))
    if not opened:
        QGuiApplication.clipboard().setText("; ".join(one.email for one in reached))
        said = ngettext(
            "{n} adresse copiée : collez-la dans votre messagerie.",
            "{n} adresses copiées : collez-les en copie cachée dans votre messagerie.",
            len(reached),
        )
    words = said.format(n=show_number(len(reached)))
    if others:
        words = _("{words} Sans adresse : {who}.").format(words=words, who=", ".join(others))
    context.say(words)


def message(found: Sequence[Reminder]) -> bytes:
    """The mailto address (RFC 6068): to one borrower with what they have, to several in blind
    copy without."""
    subject = _("Matériel à rapporter")
    if len(found) == 1:
        only = found[0]
        body = _(
            "Bonjour,\n\nVous avez encore :\n{things}\n\nRetour prévu le {day}.\nMerci !"
        ).format(things="\n".join(f"- {line}" for line in only.lines), day=show_date(only.due_on))
        head = quote(only.email, safe="@")
        return f"mailto:{head}?subject={quote(subject)}&body={quote(body)}".encode("ascii")
    body = _("Bonjour,\n\nDu matériel emprunté chez nous est à rapporter.\nMerci !")
    everyone = ",".join(quote(one.email, safe="@") for one in found)
    text = f"mailto:?bcc={everyone}&subject={quote(subject)}&body={quote(body)}"
    return text.encode("ascii")


def _called(one: Reminder) -> str:
    return f"{one.borrower} ({show_phone(one.phone)})" if one.phone else one.borrower
