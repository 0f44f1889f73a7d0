"""The rows of a portion of a list that are new members, made column by column."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import Any

from vaetvient.desk.member_columns import MemberColumns
from vaetvient.desk.member_marks import AskedMember, KeptMember, PortionMarks


class Strangers:
    """The rows of a portion that are someone new, surely or perhaps."""

    def __init__(
        self,
        first: int,
        columns: MemberColumns,
        marks: PortionMarks,
        names: Sequence[str],
        keys: Sequence[bytes],
        perhaps: set[int],
    ) -> None:
        """Someone new in the first row would stand at `first`; `names` are keys of names, `keys`
        those that the new ones get, `perhaps` the rows that may be somebody who is known."""
        self.first, self.marks, self.keys, self.perhaps = first, marks, keys, perhaps
        self.sure: Sequence[int] = ()
        self.others: Sequence[int] = ()
        """The rows that are to be looked at one by one."""
        self._read, self._names = columns, names
        said, own = columns.get, columns.own
        self.numbers = list(said("number"))
        self._columns: Sequence[Sequence[Any]] = (
            range(first, first + len(columns)), keys, columns.kinds, self.numbers,
            _or_none(said("card")), columns.labels(), _or_none(said("email")),
            _or_none(said("phone")), _or_none(said("mobile")), said("address"), *columns.places,
            columns.new_notes(), said("tags"), *(own[column] for column in KeptMember._fields[-7:]),
        )  # fmt: skip

    def is_sure(self, row: int) -> bool:
        """Whether nothing gives the row away."""
        place = bisect_left(self.sure, row)
        return place < len(self.sure) and self.sure[place] == row

    def member(self, row: int) -> KeptMember:
        """The one that a row makes."""
        return KeptMember._make(column[row] for column in self._columns)

    def asked(self, row: int) -> AskedMember:
        """What a row says of whom it speaks."""
        return self._read.asked(row, self._names[row])

    def all_of_them(self, more: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        """Those who are surely new, `more` after the columns of each."""
        columns = self._columns
        if len(self.sure) < len(self._names):
            columns = [[column[row] for row in self.sure] for column in columns]
        return zip(*columns, *map(repeat, more))  # noqa: B905  (the last ones are endless)


def _or_none(column: Sequence[Any]) -> list[Any]:
    return [said or None for said in column]
