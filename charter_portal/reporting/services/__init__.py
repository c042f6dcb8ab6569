"""Verbs of reporting: make a national picture once, and print reports for Partnership Boards."""

from charter_portal.reporting.services.board import (
    BOARD_JOB,
    full_report,
    latest_board_job,
    make_board_report,
    request_board_report,
)
from charter_portal.reporting.services.national import (
    PICTURE_JOB,
    latest_request,
    make_picture,
    request_picture,
)

__all__ = [
    "BOARD_JOB",
    "PICTURE_JOB",
    "full_report",
    "latest_board_job",
    "latest_request",
    "make_board_report",
    "make_picture",
    "request_board_report",
    "request_picture",
]
