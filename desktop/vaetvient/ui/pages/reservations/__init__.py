"""Reservations: the list of them, the planning, and the form that makes one."""

from vaetvient.ui.pages.reservations.page import ReservationsPage

__all__ = ["ReservationsPage"]
