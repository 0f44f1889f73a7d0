"""Every mapped entity at once, so that relationships and metadata are whole."""

from sqlalchemy.orm import configure_mappers

from vaetvient.domain import exchange as _exchange  # noqa: F401  (maps its tables)
from vaetvient.domain.cash_book import CashClosing, CashCount, CashEntry, CashPayer, CashReceipt
from vaetvient.domain.clash import UseAgreement
from vaetvient.domain.consent import Consent
from vaetvient.domain.dossier import DocumentOnFile
from vaetvient.domain.equipment import (
    Accessory,
    BusyTime,
    Category,
    Equipment,
    Item,
    Maintenance,
    Model,
    Photo,
    Stock,
    StockMovement,
)
from vaetvient.domain.feeding import (
    Feed,
    FeedQuestion,
    FeedRecord,
    FeedRun,
    ImportDecision,
)
from vaetvient.domain.gesture import CurrentGesture, Gesture, RecordedChange, Setting
from vaetvient.domain.inventory import InventoryRound, InventorySighting
from vaetvient.domain.kit import Kit, KitPart, RoomPart
from vaetvient.domain.loan import (
    Deposit,
    Incident,
    LinePart,
    LineReturn,
    Loan,
    LoanLine,
    Paper,
)
from vaetvient.domain.member import Association, Member, Membership, Person, Representative
from vaetvient.domain.office import Closure, Office, Site
from vaetvient.domain.office_text import OfficeText
from vaetvient.domain.policy import Policy, PolicyPrice
from vaetvient.domain.request import Request
from vaetvient.domain.reservation import (
    PickUp,
    Reservation,
    ReservationLine,
    ReservationSeries,
)
from vaetvient.domain.sent_letter import Letter, ReservationNotice
from vaetvient.domain.transfer import Transfer, TransferLine
from vaetvient.domain.volunteer import Volunteer
from vaetvient.domain.ware import Ware

configure_mappers()

__all__ = [
    "Accessory",
    "Association",
    "BusyTime",
    "CashClosing",
    "CashCount",
    "CashEntry",
    "CashPayer",
    "CashReceipt",
    "Category",
    "Closure",
    "Consent",
    "CurrentGesture",
    "Deposit",
    "DocumentOnFile",
    "Equipment",
    "Feed",
    "FeedQuestion",
    "FeedRecord",
    "FeedRun",
    "Gesture",
    "ImportDecision",
    "Incident",
    "InventoryRound",
    "InventorySighting",
    "Item",
    "Kit",
    "KitPart",
    "Letter",
    "LinePart",
    "LineReturn",
    "Loan",
    "LoanLine",
    "Maintenance",
    "Member",
    "Membership",
    "Model",
    "Office",
    "OfficeText",
    "Paper",
    "Person",
    "Photo",
    "PickUp",
    "Policy",
    "PolicyPrice",
    "RecordedChange",
    "Representative",
    "Request",
    "Reservation",
    "ReservationLine",
    "ReservationNotice",
    "ReservationSeries",
    "RoomPart",
    "Setting",
    "Site",
    "Stock",
    "StockMovement",
    "Transfer",
    "TransferLine",
    "UseAgreement",
    "Volunteer",
    "Ware",
]
