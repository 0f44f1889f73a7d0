"""Qt's own words (« Annuler », names of months) in the language of the program."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from vaetvient.language import N_, Language, _

_LOCALES = {
    "fr": QLocale(QLocale.Language.French, QLocale.Country.France),
    "en": QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom),
}
_NAME = "qt-words"
_GAPS = {
    ("QAbstractFileIconProvider", "Drive"): N_("Lecteur"),
    ("QAbstractFileIconProvider", "Folder"): N_("Dossier"),
    ("QFileDialog", "&Look in:"): N_("&Regarder dans :"),
    ("QFileDialog", "Files of &type:"): N_("&Type de fichier :"),
}
"""What Qt 6 says in its dialogs and its French catalogue does not know, by context and source."""


class _Gaps(QTranslator):
    """Says what Qt's own catalogue does not."""

    def isEmpty(self) -> bool:
        return False

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        known = _GAPS.get((context, source))
        return None if known is None else _(known)  # type: ignore[return-value]  # as Qt asks


def speak_qt(application: QApplication, language: Language) -> None:
    """Make Qt speak `language` from now on."""
    QLocale.setDefault(_LOCALES[language])
    for old in application.findChildren(QTranslator, _NAME):
        application.removeTranslator(old)
        old.deleteLater()
    words = QTranslator(application)
    words.setObjectName(_NAME)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if words.load(f"qtbase_{language}", folder):
        application.installTranslator(words)
    gaps = _Gaps(application)
    gaps.setObjectName(_NAME)
    application.installTranslator(gaps)
