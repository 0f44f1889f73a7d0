"""The first start: three questions on one calm screen, and then the counter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from vaetvient.desk import welcome
from vaetvient.desk.desk import Desk
from vaetvient.domain.errors import InvalidValueError, VaEtVientError
from vaetvient.language import N_, Language, _, as_language, speak, spoken
from vaetvient.storage.communes import find_communes
from vaetvient.ui.placing import FRAME, bring_forward
from vaetvient.ui.qt_language import speak_qt
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S4, S8, S16, S24, S32
from vaetvient.ui.widgets.entry import Entry
from vaetvient.ui.widgets.fields import Choice, LineField
from vaetvient.ui.widgets.panes import Scrolled, button, label
from vaetvient.ui.widgets.suggest import SuggestField, Suggestion
from vaetvient.ui.work import Work

_WIDTH, _HEIGHT = 560, 560
_LANGUAGES = (("fr", "Français"), ("en", "English"))


class NoOfficeNameError(InvalidValueError):
    code = "no_office_name"
    text = N_("Comment s'appelle votre bureau ? Le nom figurera sur les conventions.")


class FirstStart(QDialog):
    """Accepted once the office has its name."""

    def __init__(self, desk: Desk, theme: Theme, work: Work) -> None:
        super().__init__()
        self._desk, self._theme, self._work = desk, theme, work
        self._inside: QWidget | None = None
        self.setWindowTitle("Va-et-vient")
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._build({})
        room = QGuiApplication.primaryScreen().availableGeometry().size() - FRAME
        wanted = QSize(theme.pixels(_WIDTH), theme.pixels(_HEIGHT))
        self.resize(wanted.boundedTo(room))

    def come_forward(self) -> None:
        """Be seen: someone started the program again."""
        bring_forward(self)

    def _build(self, texts: dict[str, str]) -> None:
        """Make everything in the language now spoken, with what was typed already."""
        if self._inside is not None:
            self._inside.hide()
            self._inside.deleteLater()
        scrolled = Scrolled()
        self._inside = QWidget()
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(scrolled, 1)
        column = scrolled.column
        column.setContentsMargins(S32, S32, S32, S24)
        column.setSpacing(S16)
        column.addWidget(label(_("Bienvenue"), "title"))
        column.addWidget(
            label(
                _("Trois questions, et le comptoir s'ouvre. Tout se change ensuite, aux réglages."),
                "muted",
            )
        )
        column.addSpacing(S4)
        self.office = LineField(_("Maison des associations, MJC, centre social…"))
        self.commune = SuggestField(self._work, _suggest_communes, _("nom, code postal ou INSEE"))
        self.language = Choice()
        for code, own_name in _LANGUAGES:
            self.language.addItem(own_name, code)
        self.language.activated.connect(lambda _place: self._respeak())
        self.entries = {
            "name": Entry(self._theme, "name", _("Comment s'appelle votre bureau ?"), self.office),
            "commune": Entry(
                self._theme,
                "commune",
                _("Dans quelle commune ?"),
                self.commune,
                hint=_("Elle donne les jours fériés, et le début des numéros de convention."),
            ),
            "language": Entry(self._theme, "language", _("Dans quelle langue ?"), self.language),
        }
        for name, entry in self.entries.items():
            column.addWidget(entry)
            if name in texts:
                entry.put(texts[name])
        self.entries["language"].put(spoken())
        self.office.returnPressed.connect(self.commune.setFocus)
        self.commune.returnPressed.connect(self.begin)
        column.addStretch(1)
        row = QHBoxLayout()  # below what scrolls: always in sight
        row.setContentsMargins(S32, S8, S32, S24)
        row.addStretch(1)
        self.begin_button = button(
            self._theme, _("Commencer"), "arrow-right", kind="primary", act=self.begin
        )
        self.begin_button.setAutoDefault(False)  # Enter in the name goes on to the commune
        row.addWidget(self.begin_button)
        inside.addLayout(row)
        self._whole.addWidget(self._inside)
        self.office.setFocus()

    def _respeak(self) -> None:
        """The other language at once, with what was typed."""
        language = as_language(str(self.language.currentData()))
        texts = {name: self.entries[name].text() for name in ("name", "commune")}
        speak(language)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            speak_qt(application, language)
        self._build(texts)
        self.language.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.begin_button.hasFocus() and not event.isAutoRepeat():
            self.begin_button.click()
            return
        super().keyPressEvent(event)

    def begin(self) -> None:
        """Make the office what was answered, and be done."""
        name, commune = self.office.text().strip(), self.commune.text().strip()
        if not name:
            self._refuse(NoOfficeNameError(value=name, field="name"))
            return
        desk, language = self._desk, self._language()
        self._work.do(
            lambda: welcome.begin(desk, name, commune, language),
            lambda _done: self.accept(),
            self._refuse,
            owner=self,
        )

    def _language(self) -> Language:
        return as_language(str(self.language.currentData()))

    def _refuse(self, error: VaEtVientError) -> None:
        entry = self.entries.get(error.field, self.entries["name"])
        entry.show_error(error.message)
        entry.field.setFocus()


def _suggest_communes(typed: str) -> Sequence[Suggestion]:
    return [Suggestion(c.label, c.label, c) for c in find_communes(typed)]
