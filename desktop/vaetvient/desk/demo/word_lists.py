"""The words that demonstration data is made of, read from resources/demo/."""

from __future__ import annotations

import tomllib
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any, Generic, TypeVar

from vaetvient.paths import resources

Choice = TypeVar("Choice")


@cache
def word_list(name: str) -> dict[str, Any]:
    """The contents of resources/demo/NAME.toml."""
    with (resources() / "demo" / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def for_kind(words: dict[str, list[str]], prefix: str) -> list[str]:
    """What can be said of a thing with this tag prefix: its own words, else everybody's."""
    return words.get(prefix, []) + words["any"]


class Weighted(Generic[Choice]):
    """Things of which some come up more often than others."""

    def __init__(self, choices: list[Choice], weights: list[float]) -> None:
        self._choices = choices
        self._upto = list(accumulate(weights))

    def pick(self, rng: Random) -> Choice:
        """One of them."""
        return rng.choices(self._choices, cum_weights=self._upto)[0]
