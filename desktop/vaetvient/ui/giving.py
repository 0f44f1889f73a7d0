"""Where a file that is given out goes: asked in one way, in the folder that was last chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

FOLDER = "folders/given"
"""Where files were last given out, among the settings of the lists."""


TAKEN = "folders/taken"
"""Where the last file that was taken in stood."""


def given_folder(settings: QSettings, name: str = FOLDER) -> Path:
    """The folder that was last chosen; the user's own where there is none, or it is gone."""
    kept = str(settings.value(name, ""))
    folder = Path(kept) if kept else Path.home()
    try:
        return folder if folder.is_dir() else Path.home()
    except OSError:  # a stick that does not answer
        return Path.home()


def remember_given(settings: QSettings, folder: Path, name: str = FOLDER) -> None:
    """A file was given out in `folder`, or taken from it: the next is proposed there."""
    settings.setValue(name, str(folder))


def ask_where(
    parent: QWidget,
    settings: QSettings,
    title: str,
    name: str,
    kinds: Mapping[str, str],
    act: Callable[[Path], object],
) -> QFileDialog:
    """Ask where to write a file; `act` is called with the place once it is chosen.

    `name` is proposed, without its ending. `kinds` gives the ending, without the dot, of each kind
    of file in the words of the dialog, the usual one first. A name that says no kind gets the
    ending of the kind that was chosen, and is asked again where a file has it already.
    """
    endings = list(kinds.values())
    words = {f"{said} (*.{ending})": ending for said, ending in kinds.items()}
    dialog = QFileDialog(parent, title, str(given_folder(settings) / f"{name}.{endings[0]}"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(list(words))
    dialog.setDefaultSuffix(endings[0])
    dialog.filterSelected.connect(lambda said: dialog.setDefaultSuffix(words[said]))

    def chosen(said: str) -> None:
        path = Path(said)
        if path.suffix.lower().removeprefix(".") in endings:
            act(path)
            return
        whole = path.with_name(f"{path.name}.{dialog.defaultSuffix()}")
        if whole.exists():
            remember_given(settings, whole.parent)
            ask_where(parent, settings, title, path.name, kinds, act)
        else:
            act(whole)

    dialog.fileSelected.connect(chosen)
    dialog.open()
    return dialog
