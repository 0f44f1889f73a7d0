"""Whatever is in the fields, the paper comes out, and every thing lent is on it."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.reading import faults, said, tight
from vaetvient.documents.agreement import compose_agreement
from vaetvient.documents.lettering import Lettering
from vaetvient.documents.press import to_pdf
from vaetvient.documents.receipt import compose_receipt
from vaetvient.domain.agreement import (
    AgreementContent,
    AgreementLine,
    Clause,
    DepositTerms,
    Part,
    Party,
    ReceiptContent,
    ReceiptLine,
)

LETTERS = st.one_of(
    st.characters(exclude_categories=()),
    st.sampled_from("aeéœ -/'\u00a0\u202f\n0123456789WMiil{}%李ع🎉"),
)
TEXT = st.text(LETTERS, max_size=120)
TAG = st.text(LETTERS, min_size=1, max_size=40)
COUNT = st.integers(0, 10**6)
CENTS = st.integers(0, 10**12)
PARTS = st.lists(st.builds(Part, TEXT, COUNT, COUNT), max_size=3).map(tuple)
MANY = st.lists(TEXT, max_size=3).map(tuple)
KINDS = st.sampled_from(["thing", "vehicle", "room", "cold_room", "?"])
ADDRESSES = st.builds(Party, **dict.fromkeys(Party.__slots__, TEXT) | {"address_lines": MANY})
DEPOSITS = st.builds(DepositTerms, CENTS, TEXT, TEXT)


def _any(kind: Any, /, **known: Any) -> st.SearchStrategy[Any]:
    """`kind` with any text in every field that is not given a strategy of its own."""
    hidden = {name: TEXT for name in kind.__slots__ if name not in known}
    return st.builds(kind, **hidden, **known)


LINES = _any(
    AgreementLine,
    tag=TAG,
    quantity=COUNT,
    value_cents=st.none() | CENTS,
    parts=PARTS,
    kind=KINDS,
    mileage_km=st.none() | COUNT,
    fuel=st.none() | st.integers(0, 4),
    seats=st.none() | COUNT,
    step_free=st.none() | st.booleans(),
)
AGREEMENTS = _any(
    AgreementContent,
    office=ADDRESSES,
    borrower=ADDRESSES,
    minor=st.booleans(),
    blank=st.booleans(),
    template=st.integers(1, 3),
    states_value=st.booleans(),
    lines=st.lists(LINES, max_size=4).map(tuple),
    deposit=DEPOSITS,
    fee_cents=CENTS,
    clauses=st.lists(st.builds(Clause, TEXT, MANY), max_size=4).map(tuple),
)
RECEIPTS = _any(
    ReceiptContent,
    office=ADDRESSES,
    borrower=ADDRESSES,
    template=st.integers(2, 3),
    lines=st.lists(
        _any(
            ReceiptLine, tag=TAG, parts=PARTS, lent=COUNT, returned=COUNT, lost=COUNT,
            still_out=COUNT, mileage_out_km=st.none() | COUNT, mileage_in_km=st.none() | COUNT,
            fuel_out=st.none() | st.integers(0, 4), fuel_in=st.none() | st.integers(0, 4),
        ),
        max_size=4,
    ).map(tuple),
    deposit=DEPOSITS,
    deposit_kept_cents=CENTS,
    complete=st.booleans(),
    days_late=st.integers(-5, 10**5),
)  # fmt: skip


def _printed(tag: str) -> str:
    return tight(Lettering().legible(tag))


@given(AGREEMENTS)
def test_an_agreement_comes_out_with_every_tag_and_nothing_overlapping(
    content: AgreementContent,
) -> None:
    document = compose_agreement(content)
    text = said(document)
    assert all(_printed(line.tag) in text for line in content.lines)
    assert faults(document) == []


@given(RECEIPTS)
def test_a_receipt_comes_out_with_every_tag_and_nothing_overlapping(
    content: ReceiptContent,
) -> None:
    document = compose_receipt(content)
    text = said(document)
    assert all(_printed(line.tag) in text for line in content.lines)
    assert faults(document) == []


@given(AGREEMENTS)
@settings(max_examples=15)
def test_any_agreement_can_be_written_as_a_file(content: AgreementContent) -> None:
    assert to_pdf(compose_agreement(content)).startswith(b"%PDF")
