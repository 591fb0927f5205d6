"""A conversion of which only Parquet was written (`convert run --form parquet`): whoever reads it says so."""

from __future__ import annotations

from migrate.model.delivery import DeliveryForm, Manifest
from migrate.model.finding import Finding, Place, Severity
from migrate.workspace.folder import Workspace

CODE = "MIG-CNV-096"


def form(workspace: Workspace, business: str, csv: bool) -> DeliveryForm | None:
    """How the CSV files of a run are to be written; None where there are to be none."""
    return workspace.project.output.of(business) if csv else None


def said(business: str) -> tuple[Finding, ...]:
    """The finding of a conversion without CSV."""
    return (Finding(code=CODE, severity=Severity.WARNING, place=Place(business=business)),)


def said_of(business: str, manifest: Manifest) -> tuple[Finding, ...]:
    """The finding where ``manifest`` is that of a conversion without CSV."""
    return () if manifest.csv else said(business)
