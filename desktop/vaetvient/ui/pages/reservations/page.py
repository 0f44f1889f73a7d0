"""The page of reservations: a list and a planning of the same promises."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from vaetvient.domain.availability import Period
from vaetvient.language import N_
from vaetvient.storage.queries.answers import Wanted
from vaetvient.storage.queries.planning import PlanningRow, RowKind
from vaetvient.storage.queries.reservations import ReservationFile
from vaetvient.ui.commands import LISTS, Command
from vaetvient.ui.context import Context
from vaetvient.ui.pages.looked_at import SETTINGS_NAME
from vaetvient.ui.pages.page import Page
from vaetvient.ui.pages.reservations.faces import Face
from vaetvient.ui.pages.reservations.list_face import ReservationsList
from vaetvient.ui.pages.reservations.planning_face import PlanningFace
from vaetvient.ui.pages.reservations.wanted_lines import WantedLine

_FACE = "reservations/face"


class ReservationsPage(Page):
    """Holds both faces; the one that was looked at last comes up again."""

    title = N_("Réservations")
    icon = "calendar-clock"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._settings = QSettings(
            str(context.folder / SETTINGS_NAME), QSettings.Format.IniFormat, self
        )
        self.list = ReservationsList(context)
        self.planning = PlanningFace(context)
        self._faces = QStackedWidget()
        self._faces.addWidget(self.list)
        self._faces.addWidget(self.planning)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._faces)
        self.list.face_wanted.connect(self.show_face)
        self.list.planning_wanted.connect(self._to_planning)
        self.planning.face_wanted.connect(self.show_face)
        self.planning.reserve_wanted.connect(self.reserve)
        self.planning.reservation_wanted.connect(self.show_record)
        context.commands.add(
            Command(
                "reservations.other_face",
                N_("Passer de la liste au planning des réservations"),
                self._other_face,
                "calendar",
                synonyms=N_("calendrier occupation libre"),
                shortcut="F6",
                group=LISTS,
                available=self.isVisible,
            ),
            owner=self,
        )
        kept = str(self._settings.value(_FACE, Face.LIST))
        self._put_face(Face(kept) if kept in tuple(Face) else Face.LIST)

    @property
    def face(self) -> Face:
        """Which of the two is shown."""
        shown = self._faces.currentWidget()
        return Face.PLANNING if shown is self.planning else Face.LIST

    def show_face(self, face: Face) -> None:
        """Show the list or the planning."""
        self._put_face(face)
        self._settings.setValue(_FACE, face.value)
        self.came_up()

    def reserve(self, row: PlanningRow | None, period: Period | None) -> None:
        """Begin a reservation: of what a row stands for, over a period, as far as known."""
        lines: list[WantedLine] = []
        if row is not None and row.model_id is not None:
            by_model = row.kind is RowKind.MODEL or row.alone
            wanted = Wanted(row.model_id, None if by_model else row.id)
            lines = [WantedLine(wanted, self.planning.name_of(row))]
        self._put_face(Face.LIST)
        self.list.begin_new(period, lines)

    def show_record(self, key: UUID | None) -> None:
        if key is not None:
            self._put_face(Face.LIST)
            self.list.show_record(key)

    def show_filtered(self, filters: Mapping[str, str]) -> None:
        self._put_face(Face.LIST)
        self.list.show_filtered(filters)

    def came_up(self) -> None:
        shown = self._faces.currentWidget()
        if isinstance(shown, Page):
            shown.came_up()

    def leave(self) -> None:
        self.list.leave()

    def _put_face(self, face: Face) -> None:
        self._faces.setCurrentWidget(self.planning if face is Face.PLANNING else self.list)

    def _other_face(self) -> None:
        self.show_face(Face.LIST if self.face is Face.PLANNING else Face.PLANNING)

    def _to_planning(self, file: ReservationFile) -> None:
        self.show_face(Face.PLANNING)
        self.planning.show_file(file)
