"""The register of processing that every organisation keeps (RGPD, art. 30): what an office fills it
with. What does not vary from one office to the next stands in the document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProcessingFacts:
    """An office's own facts, on one day."""

    office: str
    address: str
    contact: str
    registered: str
    """RNA and SIRET numbers, as they are written."""
    made_at: str
    """ISO 8601, in the office's time."""
    language: str
    retention_years: int
    persons: int
    associations: int
    volunteers: int
    documents: int
    """Certificates and licences on file."""
    shared: int
    """Members who agreed to be seen by the other offices."""
    other_offices: tuple[str, ...]
    """Those that this office exchanges with or knows."""
    annex: str
