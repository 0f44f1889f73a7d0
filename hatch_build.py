"""Build hook: turns each translation catalogue (.po) into what gettext reads (.mo).

Runs for wheels and for editable installs alike, so that a clone speaks English after
``make setup`` without a step of its own. Without a catalogue it does nothing.
"""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(locale_folder: Path) -> list[Path]:
    """Write a .mo next to every vaetvient.po under ``locale_folder``; return those written."""
    written = []
    for source in sorted(locale_folder.glob("*/LC_MESSAGES/vaetvient.po")):
        language = source.parent.parent.name
        with source.open("rb") as text:
            catalogue = read_po(text, locale=language, abort_invalid=True)
        compiled = source.with_suffix(".mo")
        with compiled.open("wb") as binary:
            write_mo(binary, catalogue)
        written.append(compiled)
    return written


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    """Called by hatchling before it collects the files of the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_catalogues(Path(self.root) / "resources" / "locale")
