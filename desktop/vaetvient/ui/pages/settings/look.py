"""How the window speaks and looks: its language, its colours, the size of its texts."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget
from sqlalchemy.orm import Session

from vaetvient.desk.desk import own_language
from vaetvient.desk.office import set_office
from vaetvient.domain.office import Office
from vaetvient.language import N_, NBSP, _, as_language
from vaetvient.ui.pages.settings.section import Section, Setting
from vaetvient.ui.tokens import S12, Scheme
from vaetvient.ui.widgets.fields import Choice

LANGUAGE_NAMES = (("fr", "Français"), ("en", "English"))
"""Each language by its own name: who looks for it does not read the other."""
SCHEME_NAMES = (
    (Scheme.SYSTEM, N_("Comme l'ordinateur")),
    (Scheme.LIGHT, N_("Clair")),
    (Scheme.DARK, N_("Sombre")),
    (Scheme.CONTRAST, N_("Contraste élevé")),
)
_STEP = 10


class TextSize(QWidget):
    """A slider from 100 to 200 %, and its figure beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(100 // _STEP, 200 // _STEP)
        self.slider.setPageStep(2)
        self.slider.setMinimumHeight(32)
        self.figure = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S12)
        row.addWidget(self.slider, 1)
        row.addWidget(self.figure)
        self.setFocusProxy(self.slider)

    @property
    def percent(self) -> int:
        return self.slider.value() * _STEP

    def put(self, percent: int) -> None:
        """Show a size that nobody chose here."""
        self.slider.blockSignals(True)
        self.slider.setValue(round(percent / _STEP))
        self.slider.blockSignals(False)
        self.say()

    def say(self) -> None:
        """Write the figure."""
        words = f"{self.percent}{NBSP}%"
        self.figure.setText(words)
        self.slider.setAccessibleDescription(words)


class LookSection(Section):
    """Applied to the whole window while one chooses."""

    name = "look"
    about = N_("Ce poste seulement : chaque ordinateur garde les siens.")
    settings = (
        Setting(
            "language",
            N_("Langue de la fenêtre"),
            N_("Tout change aussitôt, sans rien fermer ni perdre de ce qui est saisi."),
            N_("français anglais english french langage traduction"),
        ),
        Setting(
            "paper_language",
            N_("Langue des conventions"),
            N_("Celle des conventions et des reçus du bureau, sur tous ses postes."),
            N_("français anglais papier imprimer document"),
        ),
        Setting(
            "scheme",
            N_("Couleurs"),
            N_("Claires, sombres ou très contrastées ; par défaut, comme l'ordinateur."),
            N_("thème sombre clair nuit contraste apparence"),
        ),
        Setting(
            "text_size",
            N_("Taille des textes"),
            N_("De 100 à 200 %. Ctrl + et Ctrl − font de même, partout."),
            N_("zoom agrandir police loupe lisible grand"),
        ),
    )
    tables = ("office",)

    def build(self) -> None:
        theme = self.context.theme
        languages, papers, schemes = Choice(), Choice(), Choice()
        for code, own_name in LANGUAGE_NAMES:
            languages.addItem(own_name, code)
            papers.addItem(own_name, code)
        for scheme, words in SCHEME_NAMES:
            schemes.addItem(_(words), str(scheme))
        self.add("language", languages, self.context.language_wanted.emit)
        self.add("scheme", schemes, lambda chosen: theme.choose(Scheme(chosen)))
        self.text_size = TextSize()
        self.add("text_size", self.text_size)
        self.text_size.slider.setAccessibleName(_("Taille des textes"))
        self.text_size.slider.valueChanged.connect(self._scale)
        self.add("paper_language", papers, self._speak_on_paper)
        theme.changed.connect(self._follow)
        self._follow()

    def read(self, session: Session) -> Any:
        office = session.get_one(Office, self.context.desk.office_id)
        return own_language(session), as_language(office.language)

    def show_values(self, values: Any) -> None:
        language, on_paper = values
        self.put("language", language)
        self.put("paper_language", on_paper)

    def _follow(self) -> None:
        self.put("scheme", str(self.context.theme.scheme))
        self.text_size.put(self.context.theme.text_percent)

    def _scale(self, _value: int) -> None:
        self.text_size.say()
        self.context.theme.scale_text(self.text_size.percent)

    def _speak_on_paper(self, language: str) -> None:
        desk = self.context.desk
        self.apply("paper_language", lambda: set_office(desk, {"paper_language": language}))
