"""The page to try a printer with: measured, scanned, in its language."""

import pytest

from tests.documents.reading import faults, said, tight
from tests.documents.scanning import drawn, scanned
from vaetvient.documents.paper import MM
from vaetvient.documents.trial_page import compose_trial_page, render_trial_page
from vaetvient.language import Language

MADE = "2026-11-28T00:55"


@pytest.mark.parametrize(("language", "title"), [("fr", "Page d’essai"), ("en", "Test page")])
def test_it_names_the_printer_and_nothing_overlaps(language: Language, title: str) -> None:
    page = compose_trial_page("Accueil", "VAETVIENT-01", MADE, language)
    assert faults(page) == []
    assert tight(f"{title}Accueil") in said(page)


def test_its_codes_are_read_from_a_plain_label_printer_and_its_rule_measures_ten_centimetres() -> (
    None
):
    pdf = render_trial_page("Accueil", "VAETVIENT-01", MADE, "fr")
    assert {text for _kind, text in scanned(drawn(pdf))} == {"VAETVIENT-01"}
    assert len(scanned(drawn(pdf))) == 2
    (page,) = compose_trial_page("Accueil", "VAETVIENT-01", MADE, "fr").pages
    assert any(frame.width == pytest.approx(100 * MM) for frame in page.frames)
