"""The review of counterparts: what one workbook is made for."""

from __future__ import annotations

from enum import StrEnum


class ReviewSplit(StrEnum):
    """What one file holds."""

    NONE = "none"
    """Everything."""
    BUSINESS = "business"
    GROUP = "group"
    """One グループ of one business."""
    DEPARTMENT = "department"
    """The businesses of one department, as the survey of the current systems says."""
