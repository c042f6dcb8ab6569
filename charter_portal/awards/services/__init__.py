"""What can be done with decisions and awards."""

from charter_portal.awards.services.actions import plan_lift
from charter_portal.awards.services.decisions import confirm_decision, propose_decision, send_back
from charter_portal.awards.services.documents import printed_certificate, printed_feedback, request_documents
from charter_portal.awards.services.release import release_decisions
from charter_portal.awards.services.withdrawal import withdraw_award

__all__ = [
    "confirm_decision",
    "plan_lift",
    "printed_certificate",
    "printed_feedback",
    "propose_decision",
    "release_decisions",
    "request_documents",
    "send_back",
    "withdraw_award",
]
