"""The equipment: what there is, where it is, in what state, and who had it."""

from vaetvient.ui.pages.equipment.page import EquipmentPage

__all__ = ["EquipmentPage"]
