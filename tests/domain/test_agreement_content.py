"""What was printed is kept as JSON and comes back to the letter (invariant 3)."""

import dataclasses
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from vaetvient.domain.agreement import (
    AgreementContent,
    AgreementLine,
    Clause,
    DepositTerms,
    Part,
    Party,
    ReceiptContent,
    ReceiptLine,
    agreement_from_json,
    receipt_from_json,
    to_json,
)

TEXTS = st.text(max_size=12)
PARTIES = st.builds(Party, TEXTS, TEXTS, st.lists(TEXTS, max_size=2).map(tuple), TEXTS)
PARTS = st.lists(st.builds(Part, TEXTS, st.integers(1, 9), st.integers(0, 9)), max_size=2)
CLAUSES = st.lists(st.builds(Clause, TEXTS, st.lists(TEXTS, max_size=2).map(tuple)), max_size=2)
DEPOSITS = st.builds(DepositTerms, st.integers(0, 10**12), TEXTS, TEXTS)
LINES = st.builds(
    AgreementLine,
    tag=TEXTS,
    label=TEXTS,
    quantity=st.integers(1, 500),
    value_cents=st.none() | st.integers(0, 10**12),
    parts=PARTS.map(tuple),
    mileage_km=st.none() | st.integers(0, 10**6),
    step_free=st.none() | st.booleans(),
)
AGREEMENTS = st.builds(
    AgreementContent,
    number=TEXTS,
    language=st.sampled_from(["fr", "en"]),
    office=PARTIES,
    place=TEXTS,
    made_on=st.dates().map(str),
    out_at=TEXTS,
    due_on=TEXTS,
    borrower=PARTIES,
    minor=st.booleans(),
    lines=st.lists(LINES, max_size=3).map(tuple),
    deposit=DEPOSITS,
    clauses=CLAUSES.map(tuple),
    blank=st.booleans(),
)
RECEIPTS = st.builds(
    ReceiptContent,
    number=TEXTS,
    language=st.sampled_from(["fr", "en"]),
    office=PARTIES,
    place=TEXTS,
    made_at=TEXTS,
    out_at=TEXTS,
    due_on=TEXTS,
    borrower=PARTIES,
    lines=st.lists(
        st.builds(
            ReceiptLine,
            *(TEXTS, TEXTS, TEXTS),
            *(st.integers(0, 9) for _ in range(4)),
            *(TEXTS, TEXTS, TEXTS),
            parts=PARTS.map(tuple),
        ),
        max_size=3,
    ).map(tuple),
    deposit=DEPOSITS,
    complete=st.booleans(),
)


@given(AGREEMENTS)
def test_an_agreement_comes_back_to_the_letter(content: AgreementContent) -> None:
    kept = to_json(content)
    assert agreement_from_json(kept) == content
    assert to_json(agreement_from_json(kept)) == kept


@given(RECEIPTS)
def test_a_receipt_comes_back_to_the_letter(content: ReceiptContent) -> None:
    kept = to_json(content)
    assert receipt_from_json(kept) == content
    assert to_json(receipt_from_json(kept)) == kept


def _example() -> AgreementContent:
    return AgreementContent(
        number="GRE-2026-0042",
        language="fr",
        office=Party("Maison des associations"),
        place="Grenoble",
        made_on="2026-11-23",
        out_at="2026-11-23T10:00",
        due_on="2026-11-30",
        borrower=Party("Les Jardins d'Échirolles", address_lines=("3, rue Thiers", "38130")),
        lines=(AgreementLine("VID-012", "Vidéoprojecteur", parts=(Part("câble", 1),)),),
    )


def test_a_field_of_a_later_version_is_left_out() -> None:
    content = _example()
    kept: dict[str, Any] = json.loads(to_json(content))
    kept["signature"] = "…"
    kept["lines"][0]["weight_g"] = 2400
    assert agreement_from_json(json.dumps(kept)) == content


def test_a_field_that_an_earlier_version_did_not_have_takes_its_default() -> None:
    content = _example()
    kept: dict[str, Any] = json.loads(to_json(content))
    optional = [f.name for f in dataclasses.fields(content) if f.name not in _required(content)]
    for name in optional:
        if name != "lines":
            del kept[name]
    first_layout = dataclasses.replace(content, template=1)
    assert agreement_from_json(json.dumps(kept)) == first_layout


def _required(content: AgreementContent) -> set[str]:
    return {
        f.name
        for f in dataclasses.fields(content)
        if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
    }
