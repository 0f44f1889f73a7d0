"""What a reader makes of texts that come again and again in a list, worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T")
_MANY = 8_192


class Known(dict[str, T], Generic[T]):
    """By text, what `read` makes of it; forgotten once there are too many."""

    def __init__(self, read: Callable[[str], T]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> T:
        if len(self) >= _MANY:
            self.clear()
        found = self[text] = self._read(text)
        return found

    def of_all(self, texts: Iterable[str]) -> list[T]:
        """What it makes of each of `texts`."""
        return list(map(self.__getitem__, texts))
