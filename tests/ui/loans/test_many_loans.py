"""Many loans at once: their agreements as one paper, and one reminder a borrower."""

import io
from datetime import date
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication

from tests.trial_office import TrialOffice
from vaetvient.storage.queries.reminders import Reminder, reminders
from vaetvient.ui.context import Context
from vaetvient.ui.pages.loans import reminding
from vaetvient.ui.pages.loans.agreements import MOST, AgreementsAsked, TooManyAgreementsError
from vaetvient.ui.pages.loans.reminding import message, remind


class Mail:
    """A mail program that notes what it is asked to write."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, there: bool = True) -> None:
        self.asked: list[str] = []
        mail = self

        class Desktop:
            @staticmethod
            def openUrl(url: QUrl) -> bool:
                mail.asked.append(bytes(url.toEncoded().data()).decode("ascii"))
                return there

        monkeypatch.setattr(reminding, "QDesktopServices", Desktop)


def wait(context: Context) -> None:
    while not context.work.is_idle:
        QGuiApplication.processEvents()


def test_one_reminder_a_borrower_with_all_they_have(office: TrialOffice) -> None:
    zoe = office.person("Lefèvre", "Zoé", email="zoe@example.org", phone="0476010203")
    first = office.lend(zoe, office.item("Sono", "SON-001"))
    second = office.lend(zoe, (office.stock("Chaise pliante"), 30))
    back = office.lend(office.person("Petit", "Anne"), office.item("Barnum", "BAR-001"))
    office.bring_back(back)
    with office.reading() as session:
        found = reminders(session, [first.loan_id, second.loan_id, back.loan_id])
    assert found == (
        Reminder(
            "Lefèvre Zoé",
            "zoe@example.org",
            "+33476010203",
            ("SON-001 Sono", "30 × Chaise pliante"),
            first.due_on,
        ),
    )


def test_a_reminder_to_one_says_what_and_until_when(
    office: TrialOffice, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = Mail(monkeypatch)
    zoe = office.person("Lefèvre", "Zoé", email="zoe+prets@example.org")
    lent = office.lend(zoe, office.item("Sono & micro", "SON-001"))
    remind(context, [lent.loan_id])
    wait(context)
    (address,) = mail.asked
    parts = urlsplit(address)
    assert unquote(parts.path) == "zoe+prets@example.org"
    body = parse_qs(parts.query)["body"][0]
    assert "- SON-001 Sono & micro" in body


def test_several_are_written_to_in_blind_copy_and_who_has_no_address_is_named(
    office: TrialOffice, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = Mail(monkeypatch)
    said: list[str] = []
    context.said.connect(lambda text, _undo: said.append(text))
    keys = []
    for name in ("Anne", "Paul"):
        person = office.person("Petit", name, email=f"{name.lower()}@example.org")
        keys.append(office.lend(person, office.item()).loan_id)
    keys.append(
        office.lend(office.person("Roux", "Luc", phone="0476010203"), office.item()).loan_id
    )
    remind(context, keys)
    wait(context)
    parts = urlsplit(mail.asked[0])
    assert parts.path == ""
    assert parse_qs(parts.query)["bcc"] == ["anne@example.org,paul@example.org"]
    assert said == [
        (
            "Un rappel à 2 emprunteurs est prêt dans votre messagerie. "
            "Sans adresse : Roux Luc (04 76 01 02 03)."
        )
    ]


def test_without_a_mail_program_addresses_are_copied(
    office: TrialOffice, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    Mail(monkeypatch, there=False)
    lent = office.lend(office.person(email="zoe@example.org"), office.item())
    remind(context, [lent.loan_id])
    wait(context)
    assert QGuiApplication.clipboard().text() == "zoe@example.org"


def test_nobody_to_remind_and_nobody_to_reach_are_said(
    office: TrialOffice, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = Mail(monkeypatch)
    refused: list[str] = []
    context.refused.connect(lambda error: refused.append(error.code))
    lent = office.lend(office.person("Roux", "Luc"), office.item())
    remind(context, [lent.loan_id])
    wait(context)
    office.bring_back(lent)
    remind(context, [lent.loan_id])
    wait(context)
    assert refused == ["no_address", "nobody_to_remind"]
    assert mail.asked == []


def test_an_address_cannot_add_to_the_message() -> None:
    hostile = Reminder("X", "a@b.fr?cc=all@b.fr&body=x", "", ("y&bcc=z",), date(2026, 11, 27))
    parts = urlsplit(message([hostile]).decode("ascii"))
    assert set(parse_qs(parts.query)) == {"subject", "body"}


def test_agreements_of_many_loans_are_one_paper(office: TrialOffice, context: Context) -> None:
    zoe = office.person()
    lent = [office.lend(zoe, office.item()) for _number in range(3)]
    source = AgreementsAsked(tuple(one.loan_id for one in lent)).source(context)
    make = source.make()
    assert make is not None
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(make())).pages)
    assert [text.index(one.number) for one in lent] == sorted(text.index(n.number) for n in lent)
    many = AgreementsAsked((lent[0].loan_id,) * (MOST + 1)).source(context).make()
    assert many is not None
    with pytest.raises(TooManyAgreementsError):
        many()
