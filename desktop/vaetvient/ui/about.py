"""About the program: versions, whose work it is made of, where the data is, a report to copy."""

from __future__ import annotations

import platform
import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from PySide6.QtCore import QSize, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout

from vaetvient import __version__
from vaetvient.language import N_, _, spoken
from vaetvient.paths import LOG_NAME, resources
from vaetvient.storage.schema import REVISION
from vaetvient.ui.placing import FRAME
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S8, S16, S24
from vaetvient.ui.widgets.panes import Facts, Scrolled, Section, button, label

_OWN_LICENCE = "GPL-3.0-or-later"
_UNSAID = {"pyrage": "MIT"}
"""Of packages whose metadata names no licence: what their licence file says."""
_RESOURCES = (
    (N_("Caractères Inter"), "OFL-1.1", "fonts/OFL.txt"),
    (N_("Icônes Lucide"), "ISC", "icons/LICENSE"),
    (N_("Communes de France (INSEE, DGCL, La Poste)"), "Etalab-2.0", "communes/LICENCE.txt"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """Something the program is made of: what, which version, under which licence."""

    name: str
    version: str
    licence: str


def libraries() -> list[Part]:
    """The packages that are needed to run, as they are installed."""
    try:
        needed = metadata.requires("vaetvient") or []
    except metadata.PackageNotFoundError:
        needed = []
    out = []
    for requirement in needed:
        if "extra ==" in requirement:
            continue
        found = re.match(r"[\w.-]+", requirement)
        part = None if found is None else _installed(found[0])
        if part is not None:
            out.append(part)
    return sorted(out, key=lambda part: part.name.lower())


def _installed(name: str) -> Part | None:
    try:
        known = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    said = (*_all(known, "License-Expression"), _classified(known), *_all(known, "License"))
    licence = next((words.strip() for words in said if words.strip()), _UNSAID.get(name, "?"))
    return Part(str(known["Name"]), str(known["Version"]), licence.splitlines()[0][:60])


def _all(known: metadata.PackageMetadata, field: str) -> list[str]:
    return [str(value) for value in known.get_all(field) or []]


def _classified(known: metadata.PackageMetadata) -> str:
    said = [c for c in _all(known, "Classifier") if c.startswith("License ::")]
    return ", ".join(c.rsplit("::", 1)[-1].strip() for c in said)


def own_licence() -> str:
    """The program's own, as its package says."""
    part = _installed("vaetvient")
    return _OWN_LICENCE if part is None or part.licence == "?" else part.licence


def report(folder: Path) -> str:
    """What helps whoever helps: versions and places, nothing of the data."""
    lines = [
        f"Va-et-vient {__version__} ({REVISION})",
        f"{platform.platform()} · Python {platform.python_version()} · Qt {qVersion()}",
        f"{_screens()} · {spoken()}",
        f"{folder}",
        "",
        *(f"{part.name} {part.version}" for part in libraries()),
    ]
    return "\n".join(lines)


def _screens() -> str:
    return ", ".join(
        f"{s.size().width()}×{s.size().height()} @{s.devicePixelRatio():g}"
        for s in QGuiApplication.screens()
    )


class AboutWindow(QDialog):
    """Read once, and when someone asks which version it is."""

    def __init__(self, theme: Theme, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self.setWindowTitle(_("À propos de Va-et-vient"))
        scrolled = Scrolled()
        column = scrolled.column
        column.setContentsMargins(S24, S24, S24, S8)
        column.setSpacing(S16)
        column.addWidget(label(f"Va-et-vient {__version__}", "title"))
        column.addWidget(
            label(
                _(
                    "Prêter du matériel entre associations. Logiciel libre : vous pouvez "
                    "l'utiliser, l'étudier, le changer et le donner."
                ),
                "muted",
            )
        )
        facts = Facts()
        facts.show_facts(
            [
                (_("Licence"), own_licence()),
                (_("Données"), str(folder)),
                (_("Journal"), str(folder / LOG_NAME)),
                ("Python", platform.python_version()),
                ("Qt", str(qVersion())),
            ]
        )
        column.addWidget(facts)
        made_of = Section(_("Fait avec"))
        for name, licence in [(_(name), licence) for name, licence, _file in _RESOURCES] + [
            (f"{part.name} {part.version}", part.licence) for part in libraries()
        ]:
            made_of.body.addWidget(label(f"{name} · {licence}"))
        column.addWidget(made_of)
        self.text = QPlainTextEdit(report(folder), readOnly=True)
        self.text.setAccessibleName(_("Rapport à copier"))
        self.text.setFixedHeight(theme.pixels(120))
        copying = Section(_("Rapport à copier"))
        copying.body.addWidget(label(_("Aucun nom, rien de vos données."), "small"))
        copying.body.addWidget(self.text)
        column.addWidget(copying)
        column.addStretch(1)
        self.copy_button = button(theme, _("Copier le rapport"), "copy", act=self._copy)
        close = button(theme, _("Fermer"), kind="primary", act=self.accept)
        row = QHBoxLayout()
        row.setContentsMargins(S24, S8, S24, S24)
        row.setSpacing(S8)
        row.addStretch(1)
        row.addWidget(self.copy_button)
        row.addWidget(close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled, 1)
        whole.addLayout(row)
        room = QGuiApplication.primaryScreen().availableGeometry().size() - FRAME
        self.resize(QSize(theme.pixels(600), theme.pixels(640)).boundedTo(room))
        close.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())


def licence_files() -> list[Path]:
    """The licences that come with what others made."""
    return [resources() / file for _name, _licence, file in _RESOURCES]
