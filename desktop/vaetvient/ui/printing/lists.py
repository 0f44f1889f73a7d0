"""Lists on paper: what is out, what should be where, what an inventory round found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.domain.entities import Office
from vaetvient.domain.errors import RefusedError
from vaetvient.language import N_, Language, _, as_language, show_number, spoken
from vaetvient.storage.queries.categories import CategoryRow, category_tree
from vaetvient.storage.queries.holdings import Place, places
from vaetvient.storage.queries.prints import out_list, shelf_list
from vaetvient.storage.queries.rounds import round_report
from vaetvient.ui.context import Context
from vaetvient.ui.printing.asked import TableAsked
from vaetvient.ui.printing.source import Made, Make, Source
from vaetvient.ui.printing.uses import PaperUse
from vaetvient.ui.tokens import S8
from vaetvient.ui.widgets.entry import Entry
from vaetvient.ui.widgets.filter_bar import FilterChoice
from vaetvient.ui.widgets.panes import label

MOST_PRINTED = 5_000
"""Rows of a list on paper: some hundred pages."""
_INDENT = "\N{EM SPACE}"


class TooLongToPrintError(RefusedError):
    code = "too_long_to_print"
    text = N_("Cette liste a plus de {most} lignes : c'est trop pour du papier.")
    way_out = N_("Filtrez-la, ou exportez-la dans un tableur.")


def out_list_source(context: Context) -> Source:
    """What is out, by borrower, the latest first."""

    def make(session: Session, desk: Desk, language: Language) -> bytes:
        from vaetvient.documents.lists import render_out_list

        return render_out_list(
            out_list(
                session,
                desk.office_id,
                today=desk.today(),
                made_at=_moment(desk),
                language=language,
            )
        )

    return Made(_("Ce qui est en prêt"), _("en-pret"), PaperUse.LIST, _reading(context, make))


def round_report_source(context: Context, round_id: UUID, scope: str) -> Source:
    """What an inventory round found."""

    def make(session: Session, desk: Desk, language: Language) -> bytes:
        from vaetvient.documents.round_report import render_round_report

        return render_round_report(
            round_report(session, round_id, language=language, zone=desk.zone, now=desk.clock())
        )

    title = _("Inventaire : {scope}").format(scope=scope)
    return Made(title, _("inventaire"), PaperUse.LIST, _reading(context, make))


def table_source(context: Context, asked: TableAsked) -> Source:
    """A list as the window shows it, and in its language."""
    shown_in = spoken()

    def make(session: Session, desk: Desk, _language: Language) -> bytes:
        from vaetvient.documents.lists import render_list
        from vaetvient.domain.prints import ListColumn, PrintedList

        rows = tuple(islice(asked.rows(session), MOST_PRINTED + 1))
        if len(rows) > MOST_PRINTED:
            raise TooLongToPrintError(most=show_number(MOST_PRINTED))
        office = session.get_one(Office, desk.office_id)
        columns = (
            ListColumn(title, "right" if right else "left") for title, right in asked.columns
        )
        return render_list(
            PrintedList(
                language=shown_in,
                office=office.name,
                title=asked.title,
                made_at=_moment(desk),
                columns=tuple(columns),
                rows=rows,
                filters=asked.filters,
            )
        )

    return Made(asked.title, asked.title.casefold(), PaperUse.LIST, _reading(context, make))


class ShelfOptions(QWidget):
    """Which part of what the office keeps."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.place = FilterChoice(_("Lieu"), [(_("Tous les lieux"), None)])
        self.category = FilterChoice(_("Catégorie"), [(_("Toutes catégories"), None)])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S8)
        column.addWidget(Entry(context.theme, "place", _("Lieu"), self.place))
        column.addWidget(Entry(context.theme, "category", _("Catégorie"), self.category))
        column.addWidget(label(_("À cocher au crayon, rayon par rayon."), "small"))
        for choice in (self.place, self.category):
            choice.currentIndexChanged.connect(self.changed)

    def offer(self, known: Sequence[Place], tree: Sequence[CategoryRow]) -> None:
        """The places and categories there are."""
        places_known: list[tuple[str, str | None]] = [(_("Tous les lieux"), None)]
        places_known += [(one.name, one.name) for one in known]
        self.place.offer(places_known)
        choices: list[tuple[str, UUID | None]] = [(_("Toutes catégories"), None)]
        choices += [(_INDENT * row.depth + row.name, row.id) for row in tree]
        self.category.offer(choices)


class ShelfSource(Source):
    """What should be where, to be ticked off by hand."""

    def __init__(self, context: Context, location: str, category_id: UUID | None) -> None:
        super().__init__(_("Liste à pointer"), _("a-pointer"), PaperUse.LIST)
        self._context = context
        self._begun = (location or None, category_id)
        self._options = ShelfOptions(context)
        self._options.changed.connect(self.changed)

    @property
    def options(self) -> ShelfOptions:
        return self._options

    def begin(self) -> None:
        desk = self._context.desk

        def read() -> tuple[tuple[Place, ...], tuple[CategoryRow, ...]]:
            with desk.database.reading() as session:
                return places(session, desk.office_id), category_tree(session)

        def done(both: tuple[tuple[Place, ...], tuple[CategoryRow, ...]]) -> None:
            self._options.offer(*both)
            location, category_id = self._begun
            self._options.place.choose(location)
            self._options.category.choose(category_id)

        self._context.work.ask(read, done, owner=self)

    def make(self) -> Make:
        location = self._options.place.value or self._begun[0]
        category_id = self._options.category.value or self._begun[1]
        self._begun = (None, None) if self._options.place.count() > 1 else self._begun

        def make(session: Session, desk: Desk, language: Language) -> bytes:
            from vaetvient.documents.lists import render_shelf_list

            return render_shelf_list(
                shelf_list(
                    session,
                    desk.office_id,
                    made_at=_moment(desk),
                    language=language,
                    location=location,
                    category_id=category_id,
                )
            )

        return _reading(self._context, make)


def _reading(context: Context, make: Callable[[Session, Desk, Language], bytes]) -> Make:
    desk = context.desk

    def work() -> bytes:
        with desk.database.reading() as session:
            language = as_language(session.get_one(Office, desk.office_id).language)
            return make(session, desk, language)

    return work


def _moment(desk: Desk) -> str:
    return desk.clock().astimezone(desk.zone).replace(tzinfo=None).isoformat(timespec="minutes")
