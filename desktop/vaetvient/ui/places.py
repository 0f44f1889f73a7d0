"""The places of the navigation: what each is called, its sign, and the page behind it.

A page is imported when it is first visited: the window opens without the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vaetvient.language import N_
from vaetvient.ui.context import Context
from vaetvient.ui.pages.page import Page


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the navigation, made when it is first visited."""

    name: str
    title: str
    icon: str
    make: Callable[[Context], Page]


def _counter(context: Context) -> Page:
    from vaetvient.ui.pages.counter.page import CounterPage

    return CounterPage(context)


def _loans(context: Context) -> Page:
    from vaetvient.ui.pages.loans.page import LoansPage

    return LoansPage(context)


def _reservations(context: Context) -> Page:
    from vaetvient.ui.pages.reservations.page import ReservationsPage

    return ReservationsPage(context)


def _cash(context: Context) -> Page:
    from vaetvient.ui.pages.cash.page import CashPage

    return CashPage(context)


def _equipment(context: Context) -> Page:
    from vaetvient.ui.pages.equipment.page import EquipmentPage

    return EquipmentPage(context)


def _members(context: Context) -> Page:
    from vaetvient.ui.pages.members.page import MembersPage

    return MembersPage(context)


def _inventory(context: Context) -> Page:
    from vaetvient.ui.pages.inventory.page import InventoryPage

    return InventoryPage(context)


def _exchange(context: Context) -> Page:
    from vaetvient.ui.pages.exchange.page import ExchangePage

    return ExchangePage(context)


def _files(context: Context) -> Page:
    from vaetvient.ui.pages.files.page import FilesPage

    return FilesPage(context)


def _history(context: Context) -> Page:
    from vaetvient.ui.pages.history.page import HistoryPage

    return HistoryPage(context)


def _settings_page(context: Context) -> Page:
    from vaetvient.ui.pages.settings.page import SettingsPage

    return SettingsPage(context)


PLACES = (
    Place("counter", N_("Comptoir"), "concierge-bell", _counter),
    Place("loans", N_("Prêts"), "hand-helping", _loans),
    Place("reservations", N_("Réservations"), "calendar-clock", _reservations),
    Place("equipment", N_("Matériel"), "package", _equipment),
    Place("members", N_("Adhérents"), "users", _members),
    Place("inventory", N_("Inventaire"), "list-checks", _inventory),
    Place("exchange", N_("Échanges"), "arrow-left-right", _exchange),
    Place("files", N_("Fichiers"), "download", _files),
    Place("history", N_("Historique"), "history", _history),
    Place("cash", N_("Caisse"), "banknote", _cash),
)
SETTINGS = Place("settings", N_("Réglages"), "settings", _settings_page)
"""Pinned at the bottom of the navigation."""
