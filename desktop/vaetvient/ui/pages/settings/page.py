"""The page of settings: the sections and a search at the left, the chosen section at the right."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vaetvient.language import N_, _
from vaetvient.storage.notices import ChangeNotice
from vaetvient.ui.context import Context
from vaetvient.ui.pages.page import Page
from vaetvient.ui.pages.settings.finding import FoundSetting, find_settings
from vaetvient.ui.pages.settings.section import Section
from vaetvient.ui.pages.settings.sections import SECTIONS
from vaetvient.ui.tokens import S4, S8, S12, S16, S24
from vaetvient.ui.widgets.fields import Choice
from vaetvient.ui.widgets.filter_bar import FilterField
from vaetvient.ui.widgets.panes import LineButton, Scrolled, clear, label

_LIST_WIDTH = 244
_FIELDS_WIDTH = 560
_NARROW = 720
"""The width below which the sections are chosen from a list that drops down, at 100 %."""


class SettingsPage(Page):
    """Each section is made when it is first looked at."""

    title = N_("Réglages")
    icon = "settings"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.sections: dict[str, Section] = {}
        self.found: list[FoundSetting] = []
        self.field = FilterField(context.theme, _("Chercher un réglage"))
        self.choice = Choice()
        self._ways: dict[str, QToolButton] = {}
        self._results = QVBoxLayout()
        self._stack = QStackedWidget()
        self._scrolls: dict[str, Scrolled] = {}
        self._lay_out()
        self.field.textChanged.connect(self._find)
        self.field.left_down.connect(self._leave_field)
        self.choice.activated.connect(lambda place: self.open(SECTIONS[place].name))
        context.theme.changed.connect(self._arrange)
        self.open(SECTIONS[0].name)

    # The page's own life

    @property
    def section(self) -> Section:
        """The section that is shown."""
        return self.sections[self._shown]

    def open(self, section: str, setting: str = "") -> Section:
        """Show a section, and put the focus on one of its settings."""
        shown = self.sections.get(section) or self._make(section)
        self._shown = section
        self._stack.setCurrentWidget(self._scrolls[section])
        self._ways[section].setChecked(True)
        self.choice.setCurrentIndex([s.name for s in SECTIONS].index(section))
        if setting:
            seen = shown.jump(setting)
            if seen is not None:
                scroll = self._scrolls[section]
                QTimer.singleShot(0, seen, partial(scroll.ensureWidgetVisible, seen))
        return shown

    def go_to(self, section: str) -> None:
        """Show a section, with the focus on its name: an arrow leads to the next, Tab inside."""
        self.open(section)
        (self._ways[section] if self.choice.isHidden() else self.choice).setFocus()

    def refresh(self) -> None:
        for section in self.sections.values():
            section.load()

    def came_up(self) -> None:
        self.field.setFocus()
        self.field.selectAll()

    def leave(self) -> None:
        for section in self.sections.values():
            section.flush()

    def show_record(self, key: UUID | None) -> None:
        """There are no records here."""

    def looked_at(self) -> object:
        focused: QWidget | None = self.focusWidget()
        if focused is None:
            return self._shown, ""
        for name, entry in self.section.entries.items():
            if entry.isAncestorOf(focused):
                return self._shown, name
        return self._shown, ""

    def go_back_to(self, looked_at: object) -> None:
        if isinstance(looked_at, tuple):
            section, setting = looked_at
            self.open(section)
            if setting:  # once the window has put the focus where it does on every page
                QTimer.singleShot(0, self, lambda: self.open(section, setting))

    def _hear(self, notice: ChangeNotice) -> None:
        for section in self.sections.values():
            if notice.touches(*section.tables) and section.tables:
                section.load()

    # Searching

    def _find(self, typed: str) -> None:
        self.found = find_settings(typed, SECTIONS)
        clear(self._results)
        for found in self.found:
            line = LineButton(
                self.context.theme,
                _(found.setting.label),
                _(found.section.title) if found.setting.name else _("Toute la partie"),
                act=partial(self._take, found),
            )
            self._results.addWidget(line)
        searching = bool(typed.strip())
        if searching and not self.found:
            self._results.addWidget(
                label(_("Aucun réglage ne s'appelle ainsi. Essayez un autre mot."), "muted")
            )
        self._results.addStretch(1)
        self._list.setCurrentWidget(self._found if searching else self._all)
        self._arrange()

    def _take(self, found: FoundSetting) -> None:
        self.field.clear()
        self.open(found.section.name, found.setting.name)

    def _leave_field(self) -> None:
        if self.found:
            self._take(self.found[0])
        elif not self.field.text().strip():
            self._ways[self._shown].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        names = [section.name for section in SECTIONS]
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self._ways[self._shown].hasFocus():
            place = names.index(self._shown) + step
            if 0 <= place < len(names):
                self.open(names[place])
                self._ways[names[place]].setFocus()
            return
        super().keyPressEvent(event)

    # Putting together

    def _make(self, name: str) -> Section:
        kind = next(kind for kind in SECTIONS if kind.name == name)
        section = kind(self.context)
        self.sections[name] = section
        scroll = Scrolled()
        scroll.column.setContentsMargins(S24, S24, S24, S24)
        scroll.column.setSpacing(S8)
        scroll.column.addWidget(label(_(kind.title), "page-title"))
        if kind.about:
            scroll.column.addWidget(label(_(kind.about), "muted"))
        scroll.column.addSpacing(S12)
        if kind.wide:
            scroll.column.addWidget(section, 1)
        else:
            row = QHBoxLayout()
            row.addWidget(section, 100)
            row.addStretch(1)
            scroll.column.addLayout(row)
            scroll.column.addStretch(1)
        self._scrolls[name] = scroll
        self._stack.addWidget(scroll)
        self._arrange()
        section.load()
        return section

    def _lay_out(self) -> None:
        self._left = QWidget()
        left = QVBoxLayout(self._left)
        left.setContentsMargins(S24, S24, S8, S16)
        left.setSpacing(S12)
        left.addWidget(label(_(self.title), "page-title", wrap=False))
        left.addWidget(self.field)
        self.choice.setAccessibleName(_("Partie des réglages"))
        for kind in SECTIONS:
            self.choice.addItem(self.context.theme.icon(kind.icon), _(kind.title))
        left.addWidget(self.choice)
        all_scroll, found_scroll = Scrolled(), Scrolled()
        for scroll in (all_scroll, found_scroll):
            scroll.column.setContentsMargins(0, 0, 0, 0)
            scroll.column.setSpacing(S4)
        group = QButtonGroup(self)
        for kind in SECTIONS:
            all_scroll.column.addWidget(self._make_way(kind, group))
        all_scroll.column.addStretch(1)
        self._results.setSpacing(S4)
        found_scroll.column.addLayout(self._results)
        self._all, self._found = all_scroll, found_scroll
        self._list = QStackedWidget()
        self._list.addWidget(all_scroll)
        self._list.addWidget(found_scroll)
        left.addWidget(self._list, 1)
        self._whole = QHBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(S8)
        self._whole.addWidget(self._left)
        self._whole.addWidget(self._stack, 1)

    def _make_way(self, kind: type[Section], group: QButtonGroup) -> QToolButton:
        way = QToolButton()
        way.setText(_(kind.title))
        way.setAccessibleName(_(kind.title))
        way.setCheckable(True)
        way.setProperty("kind", "nav")
        way.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        way.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.context.theme.dress(way, kind.icon)
        way.clicked.connect(lambda _checked=False: self.open(kind.name))
        group.addButton(way)
        self._ways[kind.name] = way
        return way

    def _arrange(self) -> None:
        theme = self.context.theme
        narrow = self.width() < theme.pixels(_NARROW)
        searching = bool(self.field.text().strip())
        self._whole.setDirection(
            QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight
        )
        self._left.setFixedWidth(
            max(0, self.width()) if narrow else theme.pixels(_LIST_WIDTH) + S24 + S8
        )
        self._left.setSizePolicy(
            QSizePolicy.Policy.Fixed,
            QSizePolicy.Policy.Maximum
            if narrow and not searching
            else QSizePolicy.Policy.Preferred,
        )
        self.choice.setVisible(narrow)
        self._list.setVisible(not narrow or searching)
        for section in self.sections.values():
            section.setMaximumWidth(16_777_215 if section.wide else theme.pixels(_FIELDS_WIDTH))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
