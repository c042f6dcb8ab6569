"""What the world has of reporting: a national picture with its files, and a meeting to report on."""

from __future__ import annotations

from typing import Any

from tests.factories.national import a_shared_round, an_unprinted_picture

Values = dict[str, dict[str, Any]]


def reporting_of_the_world(known: Values) -> Values:
    """The values of the addresses, by endpoint; `known` are those of the slices below."""
    picture = an_unprinted_picture(a_shared_round("Pictured round", closed_days_ago=90))
    without = a_shared_round("Unpictured round", closed_days_ago=500)
    meeting = {"meeting_id": known["involvement"]["meeting_id"]}
    return {
        "reporting.make_picture": {"cycle_id": without.id},
        "reporting.picture_workbook": {"cycle_id": picture.cycle_id},
        "reporting.picture_report": {"cycle_id": picture.cycle_id},
        "reporting.board_report": meeting,
        "reporting.board_report_pdf": meeting,
        "reporting.prepare_board_report": meeting,
    }
