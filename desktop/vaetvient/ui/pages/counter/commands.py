"""The keys of the counter, in the table of commands."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from vaetvient.language import N_
from vaetvient.ui.commands import Command

if TYPE_CHECKING:
    from vaetvient.ui.pages.counter.page import CounterPage

COUNTER = N_("Au comptoir")


def counter_commands(page: CounterPage) -> tuple[Command, ...]:
    """What the counter adds to the table when it is made."""
    shown = page.isVisible

    def basket_up() -> bool:
        return page.isVisible() and page.shows("basket")

    return (
        Command(
            "counter.field",
            N_("Revenir au champ du comptoir"),
            page.field.setFocus,
            "scan-barcode",
            shortcut="Ctrl+L",
            group=COUNTER,
            available=shown,
            listed=False,
        ),
        Command(
            "counter.finish",
            N_("Prêter le panier, ou tout reprendre"),
            page.finish_all,
            "check",
            shortcut="Ctrl+Return, Ctrl+Enter",
            group=COUNTER,
            available=shown,
            listed=False,
        ),
        Command(
            "counter.renew",
            N_("Renouveler l'adhésion de l'emprunteur"),
            page.ask_renewal,
            "badge-check",
            synonyms=N_("cotisation adhérer"),
            shortcut="F7",
            group=COUNTER,
            available=basket_up,
        ),
        Command(
            "counter.document",
            N_("Noter la pièce qui manque à l'emprunteur"),
            page.ask_document,
            "file-text",
            synonyms=N_("permis de conduire attestation assurance dossier"),
            shortcut="F4",
            group=COUNTER,
            available=basket_up,
        ),
        Command(
            "counter.put_aside",
            N_("Mettre le panier de côté, ou le reprendre"),
            page.put_aside,
            "hourglass",
            synonyms=N_("interrompre attendre suspendre"),
            shortcut="F8",
            group=COUNTER,
            available=lambda: basket_up() or (page.isVisible() and page.last_aside is not None),
        ),
        Command(
            "counter.fetch",
            N_("Venue chercher une réservation"),
            page.fetch_first,
            "package-check",
            synonyms=N_("retirer emporter réservé"),
            shortcut="F9",
            group=COUNTER,
            available=basket_up,
        ),
        Command(
            "counter.condition",
            N_("État suivant de la chose choisie"),
            partial(page.turn_condition, 1),
            "refresh-cw",
            shortcut="F2",
            group=COUNTER,
            available=shown,
            listed=False,
        ),
        Command(
            "counter.condition_back",
            N_("État précédent de la chose choisie"),
            partial(page.turn_condition, -1),
            "refresh-cw",
            shortcut="Shift+F2",
            group=COUNTER,
            available=shown,
            listed=False,
        ),
        *(
            Command(
                f"counter.condition.{number}",
                title,
                partial(page.say_condition, number),
                "check",
                shortcut=f"Alt+{number}",
                group=COUNTER,
                available=shown,
                listed=False,
            )
            for number, title in enumerate(_CONDITIONS, start=1)
        ),
    )


_CONDITIONS = (
    N_("Dire l'état : neuf"),
    N_("Dire l'état : bon état"),
    N_("Dire l'état : usure"),
    N_("Dire l'état : abîmé"),
    N_("Dire l'état : hors d'usage"),
)
"""In the order of `conditions.ORDER`."""
