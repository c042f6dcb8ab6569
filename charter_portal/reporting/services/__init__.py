"""Verbs of reporting: make a national picture, once."""

from charter_portal.reporting.services.national import (
    PICTURE_JOB,
    latest_request,
    make_picture,
    request_picture,
)

__all__ = ["PICTURE_JOB", "latest_request", "make_picture", "request_picture"]
