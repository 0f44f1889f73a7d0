"""The members: who may borrow, their dues, who signs for them, what they have."""

from vaetvient.ui.pages.members.page import MembersPage

__all__ = ["MembersPage"]
