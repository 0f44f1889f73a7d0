"""Taking a thing out of service: why, and until when."""

from __future__ import annotations

from uuid import UUID

from vaetvient.desk import equipment
from vaetvient.language import _
from vaetvient.storage.queries.thing_file import ThingFile
from vaetvient.ui.context import Context
from vaetvient.ui.widgets.days import DayLine, read_day
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.inset import Inset


class StopAsked(Inset):
    """It is not lent while it is out of service."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.theme, _("Mettre hors service"), _("Mettre hors service ⏎"))
        self._context = context
        self._key: UUID | None = None
        self.add("reason", _("Pour quelle raison ?"), LineField(_("à réparer, à contrôler…")))
        self.until = DayLine(context.theme, context.desk.today)
        self.add(
            "until",
            _("Jusqu'au"),
            self.until,
            check=self._day,
            hint=_("Laissez vide : jusqu'à nouvel ordre."),
        )
        self.confirmed.connect(self._do)

    def ask_about(self, file: ThingFile) -> None:
        """Ask why."""
        self._key = file.id
        self.open()

    def _day(self, typed: str) -> None:
        read_day(typed, self._context.desk.today(), "until")

    def _do(self) -> None:
        desk, key, reason = self._context.desk, self._key, self.text("reason")
        until = read_day(self.text("until"), desk.today(), "until")
        if key is not None:
            self._context.work.do(
                lambda: equipment.take_out_of_service(desk, key, reason, until=until),
                lambda _key: self.close_up(),
                self.refuse,
                owner=self,
            )
