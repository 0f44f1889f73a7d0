"""Kits in the window: written, looked at, put in the basket."""

from tests.desk.test_kits import Fete
from tests.trial_office import TrialOffice
from tests.ui.records import nameless, settle
from vaetvient.storage.queries.models import models_called
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.counter.draft import draft_from_text
from vaetvient.ui.pages.counter.page import CounterPage
from vaetvient.ui.pages.equipment import EquipmentPage
from vaetvient.ui.pages.equipment.kits import KitsPane


def pane_of(window: MainWindow, hand: Hand) -> KitsPane:
    page = window.visit("equipment")
    assert isinstance(page, EquipmentPage)
    settle(hand)
    page.show_kits()
    settle(hand)
    return page.kits


def test_a_kit_is_written_and_says_who_has_its_parts(
    window: MainWindow, hand: Hand, office: TrialOffice
) -> None:
    fete = Fete(office)
    fete.office.lend(fete.jardins, *fete.marquees[:2])
    pane = pane_of(window, hand)
    assert [(row.name, row.whole) for row in pane.rows] == [("Fête de quartier", 0)]
    pane.begin_kit(pane.rows[0])
    said = [label.text() for label in pane.form.parts.findChildren(type(pane.form.heading))]
    assert any(
        "1 libre sur 3 · Les Jardins d'Échirolles, jusqu'au 30/11/2026" in text for text in said
    )
    assert nameless(pane.form) == []
    pane.begin_new()
    pane.form.save()
    assert pane.form.entries["name"].error == "Un kit a un nom et au moins un élément."
    pane.form.entries["name"].field.setText("Ciné-club")  # type: ignore[attr-defined]
    pane.form.save()
    settle(hand)
    assert pane.form.isVisible(), "it has no part yet"
    with office.reading() as session:
        (chair,) = models_called(session, "chaise")
    pane.form.parts.field.picked.emit(chair)
    pane.form.parts.counts[0].setValue(30)
    pane.form.save()
    settle(hand)
    assert [(row.name, row.whole) for row in pane.rows] == [
        ("Ciné-club", 1),
        ("Fête de quartier", 0),
    ]


def test_a_kit_goes_into_the_basket_by_its_name_and_comes_back_as_that_kit(
    window: MainWindow, hand: Hand, office: TrialOffice
) -> None:
    fete = Fete(office)
    office.lend(fete.jardins, *fete.marquees[:2])
    counter = window.visit("counter")
    assert isinstance(counter, CounterPage)
    counter.show_record(fete.jardins)
    hand.settle()
    hand.scan("fête de quartier")
    hand.settle()
    assert [line.tag for line in counter.till.draft.lines] == ["BAR-003", "CHA"]
    (chip,) = counter.basket.option_buttons
    assert chip.text() == "Avec aussi 1 × Guirlande"
    assert not counter.basket.lend_button.isEnabled()
    counter.till.put(counter.till.draft.doing_without(fete.kit, fete.marquee))
    chip.click()
    hand.settle()
    assert counter.basket.option_buttons == []
    assert counter.basket.lend_button.isEnabled()
    kept = counter.till.draft
    assert kept.kits[0].without == (fete.marquee,)
    assert draft_from_text(kept.as_text()) == kept
    counter.finish_all()
    hand.settle()
    assert counter.lent.loan_id is not None
    lines = office.loan(counter.lent.loan_id).lines
    assert {line.kit_name for line in lines} == {"Fête de quartier"}
