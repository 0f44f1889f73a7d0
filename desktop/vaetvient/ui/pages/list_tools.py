"""What a page of records offers for its list as a whole: views, columns, order, file, paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from vaetvient.domain.errors import VaEtVientError
from vaetvient.exchange.writing.cells import Column as Written
from vaetvient.exchange.writing.formats import FORMAT_WORDS, Format, write_table
from vaetvient.language import N_, _, ngettext, show_number
from vaetvient.storage.queries.exports import Extract
from vaetvient.ui.commands import LISTS, Command
from vaetvient.ui.context import Context
from vaetvient.ui.giving import ask_where, remember_given
from vaetvient.ui.printing.asked import TableAsked
from vaetvient.ui.views import View, Views
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.filter_bar import FilterBar
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.long_table import LongTable
from vaetvient.ui.widgets.panes import button

MOST_EXPORTED = 1_000_000
_FORMATS = (Format.XLSX, Format.ODS, Format.CSV)
_AT_ONCE = 1000


class ListTools(QObject):
    """The two buttons beside the filters, their menus, and the questions asked in place."""

    def __init__(
        self,
        context: Context,
        page: QWidget,
        name: str,
        filters: FilterBar,
        table: LongTable,
        settings: QSettings,
    ) -> None:
        super().__init__(page)
        self._context, self._page, self._name = context, page, name
        self._filters, self._table = filters, table
        self.views, self._settings = Views(settings, name), settings
        self._shown: View | None = None
        self._dropped: View | None = None
        theme = context.theme
        self.view_button = self._menu_button(_("Vues"), "star", self.views_menu)
        self.list_button = self._menu_button(
            _("Colonnes, tri, export"), "columns-3", self.list_menu
        )
        filters.add_button(self.view_button, self.list_button)
        self.naming = Inset(theme, _("Garder cette vue"), _("Garder ⏎"))
        self.naming.add("name", _("Nom de la vue"), LineField(_("Retards de Fontaine…")))
        self.naming.confirmed.connect(self._save)
        self.renaming = Inset(theme, _("Renommer la vue"), _("Renommer ⏎"))
        self.renaming.add("name", _("Nom de la vue"), LineField())
        self.renaming.confirmed.connect(self._rename)
        self.questions = QVBoxLayout()
        """What is asked between the filters and the list."""
        self.add_question(self.naming)
        self.add_question(self.renaming)
        filters.changed.connect(self._filters_changed)
        self._add_commands()

    @property
    def shown(self) -> View | None:
        """The view that was chosen, while the list is still filtered as it says."""
        return self._shown

    def add_question(self, inset: Inset) -> None:
        """One more thing that may be asked between the filters and the list."""
        self.questions.addWidget(inset)

    def open_first(self) -> None:
        """Show the view this page opens with, where one was chosen."""
        if (first := self.views.first) is not None:
            self.show_view(first)

    def show_view(self, view: View | None) -> None:
        """Filter, sort and arrange as a view says; None: as the list is by itself."""
        view_or_plain = view or View("")
        self._shown = view
        if view is not None and view.column:
            self._table.sort_by(view.column, view.descending)
        if view is not None and view.columns:
            self._table.arrange_as(view.columns)
        self._filters.restore(view_or_plain.filters)
        self._shown = view
        self._name_button()

    # Menus

    def views_menu(self) -> QMenu:
        """The views, and what can be done with them."""
        menu = QMenu(self.view_button)
        add = partial(self._line, menu)
        plain = add(_("Toute la liste"), partial(self.show_view, None))
        plain.setCheckable(True)
        plain.setChecked(self._shown is None and not self._filters.is_filtering)
        for view in self.views.all():
            line = add(view.name.replace("&", "&&"), partial(self.show_view, view))
            line.setCheckable(True)
            line.setChecked(self._shown is not None and self._shown.name == view.name)
        menu.addSeparator()
        add(_("Garder cette vue…"), self.naming.open, "save")
        shown = self._shown
        if shown is not None:
            words = _("Mettre « {name} » à jour").format(name=shown.name)
            add(words, partial(self._update, shown), "refresh-cw")
            add(_("Renommer…"), partial(self.renaming.open, {"name": shown.name}), "pencil")
            first = add(_("Ouvrir la page avec cette vue"), partial(self._toggle_first, shown))
            first.setCheckable(True)
            is_first = self.views.first
            first.setChecked(is_first is not None and is_first.name == shown.name)
            add(_("Supprimer la vue"), partial(self._drop, shown), "trash-2")
        if self._dropped is not None:
            words = _("Remettre la vue « {name} »").format(name=self._dropped.name)
            add(words, self._put_back, "undo-2")
        return menu

    def list_menu(self) -> QMenu:
        """The columns, the order, the clipboard, a file, a paper."""
        menu = QMenu(self.list_button)
        add = partial(self._line, menu)
        columns = self._table.columns_menu()
        columns.setTitle(_("Colonnes"))
        columns.setParent(menu, columns.windowFlags())
        menu.addMenu(columns)
        order = menu.addMenu(_("Trier par"))
        current = self._table.list_model.order
        for column in self._table.list_model.columns:
            same = column.name == current.column
            turn = partial(self._table.sort_by, column.name, same and not current.descending)
            title = _(column.title)
            if same:
                title = f"{title}  {'↓' if current.descending else '↑'}"
            line = self._line(order, title, turn)
            line.setCheckable(True)
            line.setChecked(same)
        add(_("Colonnes d'origine"), partial(self._table.arrange_as, ""))
        menu.addSeparator()
        add(_("Tout choisir") + "\tCtrl+A", self._table.selectAll, "list-checks")
        add(_("Copier les lignes choisies") + "\tCtrl+C", self._table.copy_rows, "copy")
        add(_("Exporter la liste…"), self.export, "download")
        add(_("Imprimer la liste…"), self.print_list, "printer")
        return menu

    def _menu_button(self, text: str, icon: str, make: Callable[[], QMenu]) -> QPushButton:
        made = button(self._context.theme, "", icon, kind="chip")
        made.setAccessibleName(text)
        made.setToolTip(text)

        def show() -> None:
            menu = make()
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(made.mapToGlobal(made.rect().bottomLeft()))

        made.clicked.connect(show)
        return made

    def _line(self, menu: QMenu, words: str, act: Callable[[], Any], icon: str = "") -> QAction:
        action = menu.addAction(words)
        if icon:
            action.setIcon(self._context.theme.icon(icon))
        action.triggered.connect(lambda _checked=False: act())
        return action

    # Views

    def now(self, name: str = "") -> View:
        """The list as it is looked at now."""
        order = self._table.list_model.order
        return View(
            name,
            self._filters.state(),
            order.column,
            order.descending,
            self._table.arrangement(),
        )

    def _save(self) -> None:
        try:
            saved = self.views.save(self.now(self.naming.text("name")))
        except VaEtVientError as error:
            self.naming.refuse(error)
            return
        self.naming.close_up()
        self._keep(saved, _("Vue « {name} » gardée."))

    def _rename(self) -> None:
        if self._shown is None:
            return
        try:
            renamed = self.views.rename(self._shown, self.renaming.text("name"))
        except VaEtVientError as error:
            self.renaming.refuse(error)
            return
        self.renaming.close_up()
        self._keep(renamed, _("Vue renommée « {name} »."))

    def _update(self, view: View) -> None:
        fresh = self.now(view.name)
        self.views.replace(fresh)
        self._keep(fresh, _("Vue « {name} » mise à jour."))

    def _drop(self, view: View) -> None:
        self.views.drop(view)
        self._dropped, self._shown = view, None
        self._name_button()
        words = _("Vue « {name} » supprimée ; le menu Vues peut la remettre.")
        self._context.say(words.format(name=view.name))

    def _put_back(self) -> None:
        view, self._dropped = self._dropped, None
        if view is not None:
            try:
                saved = self.views.save(view)
            except VaEtVientError as error:
                self._context.refuse(error)
                return
            self.show_view(saved)

    def _toggle_first(self, view: View) -> None:
        first = self.views.first
        is_first = first is not None and first.name == view.name
        self.views.put_first(None if is_first else view)
        said = (
            _("La page s'ouvrira sur toute la liste.")
            if is_first
            else _("La page s'ouvrira avec la vue « {name} ».").format(name=view.name)
        )
        self._context.say(said)

    def _keep(self, view: View, words: str) -> None:
        self._shown = view
        self._name_button()
        self._context.say(words.format(name=view.name))

    def _filters_changed(self) -> None:
        """Another filter is another view; the one chosen can still be brought up to date."""
        self._name_button()

    def _name_button(self) -> None:
        shown = self._shown
        if shown is None:
            self.view_button.setText("")
            self.view_button.setAccessibleName(_("Vues"))
            self._context.theme.dress(self.view_button, "star")
            return
        changed = dict(shown.filters) != self._filters.state()
        mark = " *" if changed else ""
        self.view_button.setText(shown.name.replace("&", "&&") + mark)
        self.view_button.setAccessibleName(
            _("Vue : {name}, changée depuis").format(name=shown.name)
            if changed
            else _("Vue : {name}").format(name=shown.name)
        )
        self.view_button.setToolTip(self.view_button.accessibleName())
        self._context.theme.dress(self.view_button, "star")

    # Files

    def export(self) -> None:
        """Write what is listed to a file, in the order and the columns shown."""
        kinds = {_(FORMAT_WORDS[kind]): str(kind) for kind in _FORMATS}
        title = _("Exporter la liste")
        ask_where(self._page, self._settings, title, _(self._title), kinds, self.export_to)

    def print_list(self) -> None:
        """Show what is listed as it would be on paper, in the order and the columns shown."""
        columns = self._table.columns_shown()
        read = self._table.list_model.reader(MOST_EXPORTED)

        def rows(session: Session) -> Iterator[tuple[str, ...]]:
            for row in read(session):
                yield tuple(column.text(row) for column in columns)

        self._context.show_asked(
            TableAsked(
                _(self._title),
                tuple((_(column.title), column.right) for column in columns),
                rows,
                tuple(self._filters.in_words),
            )
        )

    def export_to(self, target: Path) -> None:
        """Write what is listed to `target`, by the end of its name; it is whole or not there."""
        columns = self._table.columns_shown()
        model, desk, title = self._table.list_model, self._context.desk, _(self._title)
        read = model.reader(MOST_EXPORTED)
        total = model.rowCount()
        written_as = [Written(_(column.title), column.name) for column in columns]

        def in_chunks(rows: Iterator[Any]) -> Iterator[list[tuple[str, ...]]]:
            while chunk := list(islice(rows, _AT_ONCE)):
                yield [tuple(column.text(row) for column in columns) for row in chunk]

        def write(report: Callable[[int, int, str], None]) -> int:
            with desk.database.reading() as session:
                keys = tuple(column.name for column in columns)
                extract = Extract(keys, total, in_chunks(read(session)))
                return write_table(
                    target,
                    title,
                    written_as,
                    extract,
                    desk.zone,
                    lambda done, of: report(done, of, ""),
                )

        def done(written: int) -> None:
            words = ngettext(
                "{n} ligne exportée : {path}", "{n} lignes exportées : {path}", written
            )
            remember_given(self._settings, target.parent)
            self._context.say(words.format(n=show_number(written), path=target))

        self._context.work.long(write, done, owner=self)

    @property
    def _title(self) -> str:
        return str(getattr(self._page, "title", ""))

    def _add_commands(self) -> None:
        in_sight = self._page.isVisible
        self._context.commands.add(
            Command(
                f"{self._name}.print",
                N_("Imprimer la liste"),
                self.print_list,
                "printer",
                synonyms=N_("papier tableau"),
                group=LISTS,
                available=in_sight,
            ),
            Command(
                f"{self._name}.export",
                N_("Exporter la liste"),
                self.export,
                "download",
                synonyms=N_("csv tableur excel fichier enregistrer"),
                group=LISTS,
                available=in_sight,
            ),
            Command(
                f"{self._name}.keep_view",
                N_("Garder cette vue"),
                self.naming.open,
                "star",
                synonyms=N_("filtre enregistrer mémoriser"),
                group=LISTS,
                available=in_sight,
            ),
            owner=self._page,
        )
