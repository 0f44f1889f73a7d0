"""The loans: who has what, until when, under which agreement."""

from vaetvient.ui.pages.loans.page import LoansPage

__all__ = ["LoansPage"]
