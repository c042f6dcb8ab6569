"""Which of involvement's addresses are no pages, and who else looks at its pages, in which scenes."""

from __future__ import annotations

NOT_PAGES = {
    "involvement.proof",
    "involvement.export_actions",
    "involvement.export_activities",
    "involvement.actions_template",
    "involvement.activities_template",
}
LONG = "word " * 2000
WRONG = {
    "involvement.action": {"words": LONG},
    "involvement.change_decision": {"decision": LONG},
    "involvement.drop_action": {"reason": LONG},
    "involvement.finish_action": {"proof": LONG},
    "involvement.give_feedback": {"answer_better": LONG},
    "involvement.meeting": {"decision": LONG},
}
"""Forms that ask for one thing or for nothing; here is what they cannot take."""
TAKES_ANYTHING = {("involvement.question", 0)}
"""A draft is saved whatever it holds."""
ALSO = (
    ("viewer", "involvement.show"),
    ("viewer", "involvement.audit"),
    ("viewer", "involvement.question"),
    ("viewer", "involvement.action"),
    ("viewer", "involvement.meeting"),
    ("viewer", "involvement.feedback_forms"),
    ("contributor", "involvement.show"),
    ("former member", "involvement.index"),
)
SCENES = (
    ("lead", "involvement.show", "involvement empty"),
    ("lead", "involvement.audits", "involvement empty"),
    ("lead", "involvement.activities", "involvement empty"),
    ("lead", "involvement.actions", "involvement empty"),
    ("lead", "involvement.meetings", "involvement empty"),
    ("lead", "involvement.feedback_forms", "involvement empty"),
    ("lead", "involvement.audit", "involvement finished"),
    ("lead", "involvement.action", "involvement finished"),
    ("lead", "involvement.meeting", "involvement finished"),
    ("lead", "involvement.feedback_form", "involvement finished"),
    ("stranger", "involvement.give_feedback", "involvement finished"),
)
