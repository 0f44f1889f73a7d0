"""The inventory: rounds begun, scanned through, settled, closed and looked up again."""

from vaetvient.ui.pages.inventory.page import InventoryPage

__all__ = ["InventoryPage"]
