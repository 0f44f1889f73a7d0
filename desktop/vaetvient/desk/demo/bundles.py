"""The kits of the demonstration office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vaetvient.desk.demo.catalogue import ModelFacts
from vaetvient.desk.demo.days import Days
from vaetvient.desk.demo.keys import Keys
from vaetvient.desk.demo.word_lists import word_list
from vaetvient.storage.bulk import Row

KIT_COLUMNS = ("id", "revision", "office_id", "name", "description", "tag", "archived_at")
PART_COLUMNS = ("id", "revision", "kit_id", "position", "model_id", "quantity", "required")


class Kits:
    """Names models of the catalogue; keys of their own leave all others as they were."""

    def __init__(
        self, seed: str, days: Days, models: Iterable[ModelFacts], *, office_id: bytes, today: int
    ) -> None:
        self._keys = Keys(f"kits {seed}")
        self._at = days.at(today - 365, 10 * 60)
        self._office = office_id
        self._models = {model.name: model.id for model in models}
        self.parts: list[Row] = []
        """What is in them, known once the kits were dealt out."""

    def rows(self) -> Iterator[Row]:
        """The kits."""
        for words in word_list("catalogue")["kit"]:
            key = self._keys.at(self._at)
            yield key, 1, self._office, words["name"], "", words["tag"], None
            for place, (name, count, required) in enumerate(words["parts"]):
                self.parts.append(
                    (self._keys.at(self._at), 1, key, place, self._models[name], count, required)
                )
