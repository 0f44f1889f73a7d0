"""Receipts of payments: numbered without gaps, frozen when first asked for, the same ever after."""

from __future__ import annotations

import base64
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from vaetvient.desk.desk import Desk
from vaetvient.desk.numbering import RECEIPTS
from vaetvient.desk.papers import member_party, office_party
from vaetvient.domain.agreement import Party, build_receipt, to_json
from vaetvient.domain.cash import KIND_WORDS, METHOD_WORDS, words_of
from vaetvient.domain.cash_book import CashEntry, CashPayer, CashReceipt
from vaetvient.domain.cash_paper import (
    BookClosing,
    BookLine,
    BookSum,
    CashBookPaper,
    PaidLine,
    PaymentReceipt,
)
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.member import Member
from vaetvient.domain.office import Office
from vaetvient.language import _, as_language, show_date, speaking
from vaetvient.storage.queries.cash import CASH, CashAsked, closings, totals_asked
from vaetvient.storage.queries.listing import Order
from vaetvient.storage.queries.spans import EVER

MOST_PRINTED = 20_000
"""Entries of a printed book: some four hundred pages."""


def payment_receipt(desk: Desk, payment_id: UUID) -> PaymentReceipt:
    """The receipt of a payment: numbered when first asked for, to the letter ever after.

    Raises NotFoundError.
    """
    with desk.database.reading() as session:
        known = _kept(session, payment_id)
        if known is not None:
            return known
    with desk.gesture("print_cash_receipt") as gesture:
        session = gesture.session
        known = _kept(session, payment_id)
        if known is not None:
            return known
        row = session.get(CashReceipt, payment_id)
        if row is None:
            row = _number(session, desk, payment_id)
        content = _compose(session, desk, payment_id, row.number)
        payer = session.get(CashPayer, payment_id)
        if payer is None:
            payer = CashPayer(id=payment_id)
            session.add(payer)
        payer.receipt = to_json(content)
        gesture.say(number=row.number, payment=str(payment_id))
        return content


def _kept(session: Session, payment_id: UUID) -> PaymentReceipt | None:
    payer = session.get(CashPayer, payment_id)
    if payer is None or not payer.receipt:
        return None
    made: PaymentReceipt = build_receipt(PaymentReceipt, payer.receipt)
    return made


def _number(session: Session, desk: Desk, payment_id: UUID) -> CashReceipt:
    """The next number of the office's year; rolling back gives it back."""
    now = desk.clock()
    series = RECEIPTS.following(session, desk, desk.day_of(now).year)
    row = CashReceipt(id=payment_id, office_id=desk.office_id, issued_at=now, **series)
    session.add(row)
    session.flush()
    return row


def _compose(session: Session, desk: Desk, payment_id: UUID, number: str) -> PaymentReceipt:
    entries = session.scalars(
        select(CashEntry).where(CashEntry.payment_id == payment_id).order_by(CashEntry.id)
    ).all()
    if not entries:
        raise NotFoundError(what=str(payment_id))
    first = entries[0]
    office = session.get_one(Office, desk.office_id, options=[undefer(Office.logo)])
    payer = session.get(CashPayer, payment_id)
    language = as_language(office.language)
    with speaking(language):
        party = Party()
        if payer is not None:
            member = session.get(Member, payer.member_id) if payer.member_id else None
            party = Party(name=payer.name)
            if member is not None:
                party = member_party(member, desk.day_of(first.at))
        return PaymentReceipt(
            number=number,
            language=language,
            office=office_party(office),
            place=office.commune_name,
            made_at=_local(desk, first.at),
            payer=party,
            lines=tuple(
                PaidLine(words_of(e.kind, e.label), e.quantity, e.amount_cents) for e in entries
            ),
            method=_(METHOD_WORDS[first.method]),
            reference=payer.reference if payer is not None else "",
            who=first.who,
            logo=base64.b64encode(office.logo).decode() if office.logo else "",
        )


def _local(desk: Desk, moment: datetime) -> str:
    return moment.astimezone(desk.zone).replace(tzinfo=None).isoformat(timespec="minutes")


def cash_book(desk: Desk, asked: CashAsked) -> CashBookPaper:
    """The entries that answer, the oldest first, their sums and the closings of the period."""
    with desk.database.reading() as session:
        office = session.get_one(Office, desk.office_id)
        language, name = as_language(office.language), office.name
        rows = list(CASH.all_rows(session, asked, Order("at"), most=MOST_PRINTED))
        sums = totals_asked(session, asked)
        counted = closings(session, desk.office_id, limit=MOST_PRINTED)
    with speaking(language):
        span = asked.when
        return CashBookPaper(
            language=language,
            office=name,
            period=_period(asked),
            made_at=_local(desk, desk.clock()),
            lines=tuple(
                BookLine(
                    at=_local(desk, row.at),
                    what=_what(row.words, row.reason),
                    payer=row.payer,
                    method=_(METHOD_WORDS[row.method]),
                    receipt=row.receipt,
                    amount_cents=row.amount_cents,
                )
                for row in rows
            ),
            by_method=tuple(BookSum(_(METHOD_WORDS[m]), c) for m, c in sums.by_method.items()),
            by_kind=tuple(BookSum(_(KIND_WORDS[k]), c) for k, c in sums.by_kind.items()),
            earned_cents=sums.earned_cents,
            closings=tuple(
                BookClosing(
                    at=_local(desk, closing.at),
                    who=closing.who,
                    counts=tuple(
                        (_(METHOD_WORDS[c.method]), c.expected_cents, c.counted_cents)
                        for c in closing.counts
                    ),
                    note=closing.note,
                )
                for closing in reversed(counted)
                if (span.first is None or desk.day_of(closing.at) >= span.first)
                and (span.last is None or desk.day_of(closing.at) <= span.last)
            ),
        )


def _what(words: str, reason: str) -> str:
    if not reason:
        return words
    return _("{what} – annulé : {reason}").format(what=words, reason=reason)


def _period(asked: CashAsked) -> str:
    span = asked.when
    if span == EVER:
        return _("depuis le début")
    if span.first is not None and span.first == span.last:
        return show_date(span.first, "full")
    if span.first is None:
        assert span.last is not None
        return _("jusqu'au {day}").format(day=show_date(span.last))
    if span.last is None:
        return _("depuis le {day}").format(day=show_date(span.first))
    return _("du {first} au {last}").format(first=show_date(span.first), last=show_date(span.last))
