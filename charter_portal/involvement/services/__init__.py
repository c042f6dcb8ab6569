"""What can be done: audits, activities, the action plan, the board and feedback forms."""

from charter_portal.involvement.services.actions import (
    ActionWords,
    add_action,
    add_note,
    begin_action,
    change_action,
    drop_action,
    finish_action,
    take_up_again,
)
from charter_portal.involvement.services.activities import (
    ActivityWords,
    add_activity,
    change_activity,
    remove_activity,
)
from charter_portal.involvement.services.audits import finish_audit, reopen_audit, save_answer, start_audit
from charter_portal.involvement.services.board import (
    MeetingWords,
    action_from_decision,
    add_decision,
    add_meeting,
    change_decision,
    change_meeting,
    remove_decision,
)
from charter_portal.involvement.services.feedback import (
    close_feedback_form,
    give_feedback,
    open_feedback_form,
)
from charter_portal.involvement.services.keeping import let_go_of_words

__all__ = [
    "ActionWords",
    "ActivityWords",
    "MeetingWords",
    "action_from_decision",
    "add_action",
    "add_activity",
    "add_decision",
    "add_meeting",
    "add_note",
    "begin_action",
    "change_action",
    "change_activity",
    "change_decision",
    "change_meeting",
    "close_feedback_form",
    "drop_action",
    "finish_action",
    "finish_audit",
    "give_feedback",
    "let_go_of_words",
    "open_feedback_form",
    "remove_activity",
    "remove_decision",
    "reopen_audit",
    "save_answer",
    "start_audit",
    "take_up_again",
]
