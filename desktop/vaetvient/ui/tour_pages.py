"""The tour's round of the pages: each as it is worked, and what stands over them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from vaetvient.language import _
from vaetvient.ui.hand import NotThereError
from vaetvient.ui.pages.files.outgoing import OUTGOING
from vaetvient.ui.pages.files.page import FilesPage
from vaetvient.ui.pages.inventory.page import InventoryPage
from vaetvient.ui.pages.reservations.page import ReservationsPage
from vaetvient.ui.pages.settings.page import SettingsPage
from vaetvient.ui.pages.settings.personal import PersonalSection
from vaetvient.ui.places import PLACES, SETTINGS
from vaetvient.ui.printing.asked import LabelsAsked

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from vaetvient.ui.tour import Tour

PAGE_PICTURES = {
    "loans": "prets",
    "reservations": "reservations",
    "equipment": "materiel",
    "members": "adherents",
    "inventory": "inventaire",
    "exchange": "echanges",
    "files": "fichiers",
    "history": "historique",
    "cash": "caisse",
}
_CTRL = Qt.KeyboardModifier.ControlModifier
_LIST = """nom;prenom;courriel;telephone
Moreau;Inès;ines.moreau@example.org;06 12 34 56 78
Haddad;Karim;karim@example.org;04 76 00 00 00
Perrin;Léa;lea.perrin@example;06 12 34 56
"""


def visit_pages(tour: Tour) -> None:
    """Every page by its key, in the state in which it is worked. Raises NotThereError."""
    for number, place in enumerate(PLACES[1:], start=2):
        if number < 10:
            tour.hand.press(Qt.Key(Qt.Key.Key_0.value + number), _CTRL)
        else:
            tour.window.visit(place.name)
        tour.hand.settle()
        if tour.window.shown != place.name:
            raise NotThereError(place.name)
        _AT_WORK[place.name](tour)
        tour.picture(
            PAGE_PICTURES[place.name], _("La page « {title} ».").format(title=_(place.title))
        )
    tour.hand.press(Qt.Key.Key_Comma, _CTRL)
    tour.hand.settle()
    if tour.window.shown != SETTINGS.name:
        raise NotThereError(SETTINGS.name)
    tour.picture("reglages", _("La page « {title} ».").format(title=_(SETTINGS.title)))
    _review(tour)
    _search(tour)
    _look_at_labels(tour)
    _ask_for_help(tour)


def _choose_first(tour: Tour) -> None:
    """Down, from the filter into the list: the first record beside it."""
    tour.hand.press(Qt.Key.Key_Down)


def _show_planning(tour: Tour) -> None:
    _choose_first(tour)
    tour.picture("reservation", _("Une réservation, à côté de la liste."))
    tour.hand.press(Qt.Key.Key_F6)
    page = tour.window.page
    assert isinstance(page, ReservationsPage)
    ledger = page.planning.ledger
    tour.expect(
        lambda: ledger.is_fresh and any(ledger.slice_of(row) is not None for row in ledger.rows),
        "what is promised, on the planning",
    )


def _go_round(tour: Tour) -> None:
    """Begin a round of a place, and scan some of what is there."""
    page = tour.window.page
    assert isinstance(page, InventoryPage)
    page.start.place.choose(tour.cast.place)
    page.start.begin_button.setFocus()
    tour.hand.press(Qt.Key.Key_Space)
    tour.expect(lambda: page.shows_round, "an inventory round")
    for tag in tour.cast.tags_there:
        tour.hand.scan(tag)


def _begin_network(tour: Tour) -> None:
    """The form that founds a network, filled in and left again."""
    tour.hand.press(Qt.Key.Key_Space)
    tour.hand.type(_("Bureaux de la métropole"))


def _give_out_and_take_in(tour: Tour) -> None:
    """The members written to a file; then a small list, dropped on the window."""
    page = tour.window.page
    assert isinstance(page, FilesPage)
    line = page.home.out.lines["members"]
    page.give_to(next(o for o in OUTGOING if o.name == "members"), tour.folder / "adherents.xlsx")
    tour.expect(lambda: line.target is not None, "the members in a file")
    tour.picture("sortir", _("Les adhérents, écrits pour un tableur."))
    file = tour.folder / "liste.csv"
    file.write_text(_LIST, "utf-8")
    tour.window.open_list(file)


_AT_WORK: dict[str, Callable[[Tour], None]] = {
    "loans": _choose_first,
    "reservations": _show_planning,
    "equipment": _choose_first,
    "members": _choose_first,
    "inventory": _go_round,
    "exchange": _begin_network,
    "files": _give_out_and_take_in,
    "history": _choose_first,
    "cash": _choose_first,
}


def _review(tour: Tour) -> None:
    """Whoever was not heard of for a year, from the settings to the list."""
    page = tour.window.page
    assert isinstance(page, SettingsPage)
    section = page.open("personal")
    assert isinstance(section, PersonalSection)
    years = section.entries["retention_years"].field
    assert isinstance(years, QLineEdit)
    tour.expect(lambda: bool(years.text()), "how long entries are kept")
    years.setFocus()
    years.selectAll()
    tour.hand.type("1")
    tour.hand.press(Qt.Key.Key_Return)
    tour.expect(section.see_silent.isVisible, "who was not heard of")
    tour.picture("donnees-personnelles", _("Combien de temps les fiches sont gardées."))
    section.see_silent.click()
    tour.expect(lambda: tour.window.shown == "members", "the yearly review")
    tour.picture("revue", _("La revue annuelle : archiver, garder un an de plus, ou effacer."))


def _search(tour: Tour) -> None:
    tour.hand.press(Qt.Key.Key_K, _CTRL)
    tour.hand.type(_("étiq"))
    tour.picture("chercher-partout", _("Ctrl+K cherche partout : fiches, prêts, gestes, aide."))
    tour.hand.press(Qt.Key.Key_Escape)


def _look_at_labels(tour: Tour) -> None:
    tour.window.context.show_asked(LabelsAsked())
    shown = tour.window.papers.shown
    if shown is None:
        raise NotThereError("the labels")
    tour.expect(lambda: bool(shown.pdf) and not shown.is_busy and shown.view.count > 0, "labels")
    tour.picture("etiquettes", _("Les étiquettes, vues avant d'être imprimées."), shown)
    _put_away(tour, shown)


def _ask_for_help(tour: Tour) -> None:
    tour.hand.press(Qt.Key.Key_2, _CTRL)
    tour.hand.press(Qt.Key.Key_F1)
    shown = tour.window.leaflets.help
    if shown is None or not shown.isVisible():
        raise NotThereError("the help")
    tour.picture("aide", _("F1 ouvre l'aide de la page."), shown)
    _put_away(tour, shown)


def _put_away(tour: Tour, shown: QWidget) -> None:
    """Close what stands over the window, and go on in the window."""
    shown.close()
    tour.window.activateWindow()
    tour.expect(tour.window.isActiveWindow, "the window in front again")
    tour.hand.settle()
