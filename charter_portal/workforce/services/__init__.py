"""What can be done with the peer workforce: profiles, posts, people, milestones, the circle, clocks."""

from charter_portal.workforce.services.access import name_for_circle, settle, take_from_circle
from charter_portal.workforce.services.clock import remind_of_clocks
from charter_portal.workforce.services.erasing import (
    ask_to_erase,
    confirm_erasure,
    decline_erasure,
    take_back_erasure,
    what_erasing_takes,
)
from charter_portal.workforce.services.imports import (
    MOST_ROWS,
    ImportProblems,
    import_milestones,
    import_posts,
    note_export,
)
from charter_portal.workforce.services.keeping import anonymise_the_gone, let_go_of_the_log
from charter_portal.workforce.services.log import (
    EntryFacts,
    change_entry,
    close_entry,
    erase_entry,
    open_entry,
    reopen_entry,
    start_work,
)
from charter_portal.workforce.services.log_import import (
    MOST_LOG_ROWS,
    LogImported,
    import_log,
    note_log_export,
)
from charter_portal.workforce.services.log_notes import (
    ChosenNote,
    TrainingNote,
    open_from_notes,
    take_over_note,
)
from charter_portal.workforce.services.log_parts import (
    add_try,
    link_action,
    link_statement,
    plan_action,
    remove_try,
    unlink_action,
    unlink_statement,
)
from charter_portal.workforce.services.log_reminders import remind_of_reviews
from charter_portal.workforce.services.log_sharing import share_entry, take_back_share, words_to_share
from charter_portal.workforce.services.milestones import (
    MilestoneFacts,
    UnusualOrder,
    correct_milestone,
    record_milestone,
    remove_milestone,
)
from charter_portal.workforce.services.people import (
    add_person,
    change_person,
    plan_exit,
)
from charter_portal.workforce.services.posts import PostFacts, add_post, change_post, end_post
from charter_portal.workforce.services.profiles import SHIPPED as SHIPPED_PROFILES
from charter_portal.workforce.services.profiles import (
    add_own_profile,
    change_own_profile,
    change_scheme_profile,
    load_profiles,
    load_shipped_profiles,
)

__all__ = [
    "MOST_LOG_ROWS",
    "MOST_ROWS",
    "SHIPPED_PROFILES",
    "ChosenNote",
    "EntryFacts",
    "ImportProblems",
    "LogImported",
    "MilestoneFacts",
    "PostFacts",
    "TrainingNote",
    "UnusualOrder",
    "add_own_profile",
    "add_person",
    "add_post",
    "add_try",
    "anonymise_the_gone",
    "ask_to_erase",
    "change_entry",
    "change_own_profile",
    "change_person",
    "change_post",
    "change_scheme_profile",
    "close_entry",
    "confirm_erasure",
    "correct_milestone",
    "decline_erasure",
    "end_post",
    "erase_entry",
    "import_log",
    "import_milestones",
    "import_posts",
    "link_action",
    "plan_action",
    "let_go_of_the_log",
    "link_statement",
    "load_profiles",
    "load_shipped_profiles",
    "name_for_circle",
    "note_export",
    "note_log_export",
    "open_entry",
    "open_from_notes",
    "take_over_note",
    "plan_exit",
    "record_milestone",
    "remind_of_clocks",
    "remind_of_reviews",
    "remove_milestone",
    "remove_try",
    "reopen_entry",
    "settle",
    "share_entry",
    "start_work",
    "take_back_erasure",
    "take_back_share",
    "take_from_circle",
    "unlink_action",
    "unlink_statement",
    "what_erasing_takes",
    "words_to_share",
]
