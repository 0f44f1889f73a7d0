"""Modules brought in beside the window's own work, before anybody asks for what they hold."""

from __future__ import annotations

import threading
from importlib import import_module

COUNTER = tuple(f"vaetvient.ui.pages.counter.{name}_panel" for name in ("basket", "return", "lent"))
"""What the first scan needs."""
PAGES = tuple(
    f"vaetvient.ui.pages.{name}.page"
    for name in (
        *("loans", "equipment", "members", "reservations", "cash", "inventory", "history"),
        *("files", "exchange", "settings"),
    )
)
"""What the first visit of a page needs, the likeliest first."""


def bring_in(*modules: str) -> threading.Thread:
    """Import `modules` on a thread of its own; what is imported already costs nothing."""

    def work() -> None:
        for module in modules:
            import_module(module)

    thread = threading.Thread(target=work, name="bringing in", daemon=True)
    thread.start()
    return thread
