"""What a member agreed to, the copy of their file and forgetting them, from their page."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

from tests.trial_office import TrialOffice
from tests.ui.records import settle
from vaetvient.domain.consent import ConsentSubject
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.members import MembersPage


def opened(window: MainWindow, hand: Hand, key: UUID) -> MembersPage:
    page = window.visit("members")
    assert isinstance(page, MembersPage)
    settle(hand)
    page.show_record(key)
    settle(hand)
    return page


def test_someone_is_erased_from_their_page_and_the_loan_keeps_its_figures(
    office: TrialOffice, window: MainWindow, hand: Hand
) -> None:
    gone = office.person("Zébulon", "Anatole")
    office.person("Restante", "Rose")
    lent = office.lend(gone, office.item())
    page = opened(window, hand, gone)
    data = page.details.own_data
    data.erase_button.click()
    assert "Zébulon Anatole" in data.erasing.question.text()
    data.erasing.confirm.click()
    settle(hand)
    assert "a encore du matériel en prêt" in data.erasing.wrong.text()
    office.bring_back(lent)
    settle(hand)
    data.erasing.confirm.click()
    settle(hand)
    assert office.loan(lent).borrower_name == "adhérent du bureau Bureau"
    assert "{" not in window.done_bar.text
    assert "Retour" not in window.done_bar.text


def test_a_consent_is_noted_in_its_words_and_withdrawn(
    office: TrialOffice, window: MainWindow, hand: Hand
) -> None:
    gone = office.person("Zébulon", "Anatole")
    data = opened(window, hand, gone).details.own_data
    data.consent_button.click()
    data.subject.setCurrentIndex(data.subject.findData(ConsentSubject.SHARING))
    assert "autres bureaux" in data.wording.toPlainText()
    data.agreed.confirm.click()
    settle(hand)
    shown = data._file
    assert shown is not None
    assert shown.shared
    assert [one.subject for one in shown.consents] == [ConsentSubject.SHARING]
    data._withdraw(shown.consents[0].id)
    settle(hand)
    assert data._file is not None
    assert not data._file.shared


def test_the_file_is_written_where_one_says(
    office: TrialOffice, window: MainWindow, hand: Hand, tmp_path: Path
) -> None:
    gone = office.person("Zébulon", "Anatole", email="z@a.fr")
    data = opened(window, hand, gone).details.own_data
    data.give_to(tmp_path / "dossier.json")
    settle(hand)
    known = json.loads((tmp_path / "dossier.json").read_text(encoding="utf-8"))
    assert known["member"][0]["email"] == "z@a.fr"
    data.give_to(tmp_path / "absent" / "dossier.pdf")
    settle(hand)
    assert not (tmp_path / "absent").exists()
