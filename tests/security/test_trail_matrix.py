"""Every deed leaves its entries, exactly, that say who did what to which thing, from where (bar I1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from charter_portal.audit_trail.enums import ActorKind, Outcome
from charter_portal.core.clock import now
from tests.security import deeds_involvement as involvement
from tests.security import filling_barriers, filling_workforce
from tests.security.filling import Form
from tests.security.ground import Ground, differences

DEEDS = {
    "accounts.accept_invitation": "accounts.invitation.accepted accounts.role.granted",
    "accounts.cancel_invitation": "accounts.invitation.cancelled",
    "accounts.change_address": "accounts.address.change_asked",
    "accounts.change_name": "accounts.person.renamed",
    "accounts.change_password": "accounts.password.changed",
    "accounts.create_account": "accounts.person.registered",
    "accounts.deactivate": "accounts.person.deactivated",
    "accounts.end_role": "accounts.role.ended",
    "accounts.end_session": "accounts.sign_in.ended",
    "accounts.grant_role": "accounts.role.granted",
    "accounts.invite": "accounts.invitation.sent",
    "accounts.reactivate": "accounts.person.reactivated",
    "accounts.reset": "accounts.password.reset",
    "accounts.sign_in": "accounts.sign_in.opened",
    "accounts.sign_out": "accounts.sign_in.ended",
    "accounts.sign_out_everywhere": "accounts.sign_in.ended_everywhere",
    "accounts.use_confirmation": "accounts.person.confirmed",
    "applications.add_figure": "applications.evidence.added",
    "applications.add_file": "applications.evidence.added",
    "applications.add_link": "applications.evidence.added",
    "applications.citation": "applications.citation.changed",
    "applications.cite": "applications.citation.made",
    "applications.cite_upload": "applications.citation.made applications.evidence.added",
    "applications.evidence": "applications.evidence.renamed",
    "applications.name_booking": "applications.booking.named",
    "applications.new": "applications.application.started",
    "applications.remove_evidence": "applications.evidence.removed",
    "applications.return_for_changes": "applications.application.return_for_changes",
    "applications.scope": "applications.application.scope_changed",
    "applications.submit": "applications.application.submit",
    "applications.uncite": "applications.citation.removed",
    "applications.withdraw": "applications.application.withdraw",
    "assessment.agree": "assessment.agreed_level.save",
    "assessment.agree_as_scored": "assessment.agreed_level.save",
    "assessment.allocate": "assessment.allocation.create",
    "assessment.autosave": "assessment.score.save",
    "assessment.complete": "applications.application.finish_assessment",
    "assessment.declare": "assessment.allocation.open",
    "assessment.end_allocation": "assessment.allocation.end",
    "assessment.finish": "assessment.allocation.finish",
    "assessment.profile": "assessment.profile.save",
    "assessment.save": "assessment.score.save",
    "awards.confirm": "applications.application.record_decision awards.decision.confirm",
    "awards.propose": "awards.decision.propose_again",
    "awards.release_now": "applications.application.release_outcome awards.award.made "
    "awards.decision.release cycles.cycle.released",
    "awards.send_back": "awards.decision.send_back",
    "awards.withdraw": "awards.award.withdrawn",
    "cycles.edit": "cycles.cycle.changed",
    "cycles.new": "cycles.cycle.planned",
    "framework.load": "framework.version.loaded",
    "framework.publish": "framework.version.publish",
    "framework.retire": "framework.version.retire",
    "organisations.accept_invitation": "organisations.invitation.accepted organisations.membership.started",
    "organisations.add_contact": "organisations.contact.added",
    "organisations.add_service": "organisations.service.added",
    "organisations.cancel_invitation": "organisations.invitation.cancelled",
    "organisations.close_service": "organisations.service.closed",
    "organisations.edit": "organisations.organisation.edited",
    "organisations.edit_contact": "organisations.contact.changed",
    "organisations.edit_service": "organisations.service.changed",
    "organisations.end_membership": "organisations.membership.ended",
    "organisations.invite": "organisations.invitation.sent",
    "organisations.leave": "organisations.membership.ended",
    "organisations.member": "organisations.membership.role_changed",
    "organisations.new": "organisations.membership.started organisations.organisation.created",
    "organisations.remove_contact": "organisations.contact.removed",
    "organisations.reopen_service": "organisations.service.reopened",
    "awards.plan_action": "involvement.action.added",
    "workforce.take_over_note": "training.barrier_note.moved workforce.barrier.opened",
    "workforce.plan_action": "involvement.action.added workforce.barrier.action_linked",
    **involvement.DEEDS,
    "training.accept": "training.place.accept",
    "training.accept_by_link": "training.place.accept",
    "training.accept_offers": "training.place.accept training.place.accept",
    "training.asked_of_applicants": "training.requirement.set",
    "training.barrier_notes": "training.barrier_note.written",
    "training.book": "applications.booking.named training.booking.made training.place.book",
    "training.book_alone": "training.booking.made training.place.book",
    "training.cancel": "training.needs.purged training.place.cancel",
    "training.cancel_by_link": "training.needs.purged training.place.cancel",
    "training.cancel_day": "training.day.cancel training.place.cancel",
    "training.change": "training.needs.purged training.place.handed_on",
    "training.change_places": "training.day.capacity_changed",
    "training.clone_day": "training.day.planned",
    "training.close_register": "training.day.close_register training.place.mark_absent",
    "training.edit_day": "training.day.changed",
    "training.edit_programme": "training.day.programme_changed",
    "training.end_trainer": "training.trainer.ended",
    "training.mark": "training.place.attend",
    "training.materials": "training.material.added",
    "training.move_day": "training.day.moved",
    "training.needs": "training.needs.changed",
    "training.needs_by_link": "training.needs.changed",
    "training.new_day": "training.day.planned",
    "training.new_room": "training.room.added",
    "training.new_series": "training.day.planned",
    "training.new_template": "training.template.added",
    "training.new_trainer": "training.trainer.added",
    "training.new_venue": "training.venue.added",
    "training.publish_day": "training.day.publish",
    "training.remove_barrier_note": "training.barrier_note.removed",
    "training.remove_material": "training.material.removed",
    "training.room": "training.room.changed",
    "training.room_state": "training.room.closed",
    "training.take_door_list": "training.day.door_list_taken",
    "training.template": "training.template.changed",
    "training.template_state": "training.template.closed",
    "training.trainer": "training.trainer.changed",
    "training.venue": "training.venue.changed",
    "training.venue_state": "training.venue.closed",
    "training.walk_in": "training.place.walked_in",
} | filling_workforce.DEEDS | filling_barriers.DEEDS
"""What each form leaves in the trail when its button is pressed once."""
UNTOLD = {
    *("applications.save_statement", "applications.autosave"),
    *("applications.prepare_pdf", "awards.prepare_documents", "reporting.make_picture"),
    *("accounts.confirm_again", "accounts.forgotten", "workforce.share_barrier", "training.feedback"),
    *involvement.UNTOLD,
}
"""Drafts are private and their versions count themselves; a paper, a mail to whoever owns an address, or a
first look at what would be shared, changes nothing that the trail looks after; and feedback without a name
leaves no line."""
BY_ANOTHER = {"accounts.role.granted", "training.needs.purged", "training.place.book"}
"""Recorded in the name of whoever invited, or of the portal, which shares out places by itself."""


def entries_since(ground: Ground) -> list[dict[str, Any]]:
    """What the trail has gained, oldest first."""
    gained = differences(ground.beginning, ground.picture())
    return [row for key, row in sorted(gained.items(), key=repr) if key[0] == "audit_entry" and row]


def events(entries: list[dict[str, Any]]) -> list[str]:
    """The names of what the trail has gained, in alphabetical order."""
    return sorted(entry["event"] for entry in entries)


def test_every_form_is_in_the_matrix(forms: dict[str, Form]) -> None:
    assert set(forms) == DEEDS.keys() | UNTOLD


def test_every_deed_leaves_its_entries(ground: Ground, forms: dict[str, Form]) -> None:
    wrong = []
    for endpoint, form in forms.items():
        ground.reset()
        form.send(ground.browser(form.role), form.filled(), environ_base={"REMOTE_ADDR": "192.0.2.7"})
        entries = entries_since(ground)
        if events(entries) != DEEDS.get(endpoint, "").split():
            wrong.append(f"{endpoint}: {events(entries)}")
        for entry in entries:
            assert entry["origin"] == "192.0.2.7" and entry["outcome"] is Outcome.OK, endpoint
            assert entry["subject_type"] and entry["subject_id"], f"{endpoint} names no thing"
            assert abs(entry["at"] - now()) < timedelta(minutes=5)
            assert_names_the_person(ground, form, entry)
    assert wrong == []


def assert_names_the_person(ground: Ground, form: Form, entry: dict[str, Any]) -> None:
    """The entry names whoever pressed the button, unless the deed speaks for somebody else."""
    number = ground.world.people[form.role]
    if entry["event"] in BY_ANOTHER:
        return
    if number is None:
        assert (entry["actor_kind"] is ActorKind.ANONYMOUS) == (entry["actor_id"] is None)
    else:
        assert (entry["actor_kind"], entry["actor_id"]) == (ActorKind.PERSON, number), entry["event"]


ONCE = ("applications.submit", "applications.withdraw", "awards.release_now", "accounts.deactivate")


@pytest.mark.parametrize("endpoint", ONCE)
def test_a_second_press_leaves_no_second_entry(
    ground: Ground, forms: dict[str, Form], endpoint: str
) -> None:
    form = forms[endpoint]
    for _ in range(2):
        form.send(ground.browser(form.role), form.filled())
    assert events(entries_since(ground)) == DEEDS[endpoint].split()


def test_tries_to_sign_in_are_told(ground: Ground, forms: dict[str, Form]) -> None:
    form, wrong = forms["accounts.sign_in"], {"password": "not the right words at all"}
    for address, count in (("known.to.us@example.org", 1), ("nobody@example.org", 2)):
        form.send(ground.browser("stranger"), form.filled() | wrong | {"email": address})
        assert events(entries_since(ground)) == ["accounts.sign_in.refused"] * count
    for _ in range(10):
        form.send(ground.browser("stranger"), form.filled() | wrong)
    told = entries_since(ground)
    assert {entry["event"] for entry in told} == {"accounts.sign_in.refused", "accounts.sign_in.slowed"}
    assert {entry["outcome"] for entry in told} == {Outcome.DENIED}
    assert not any("nobody@" in str(entry) or "not the right" in str(entry) for entry in told)


LOOKS = {
    "applications.staff_show": ("officer", "applications.application.viewed"),
    "applications.staff_download": ("officer", "applications.evidence.viewed"),
    "assessment.room": ("assessor reading", "applications.submission.viewed"),
    "assessment.score": ("assessor reading", "applications.submission.viewed"),
    "assessment.download": ("assessor reading", "applications.evidence.viewed"),
    "assessment.agree": ("officer", "applications.submission.viewed"),
    "awards.decide": ("commissioner", "awards.decision.viewed"),
    "awards.outcome": ("lead", "awards.decision.viewed"),
    "reporting.export": ("officer", "reporting.cycle.exported"),
    "training.needs": ("officer", "training.delegate_needs.viewed"),
} | filling_workforce.LOOKS | filling_barriers.LOOKS
"""Sensitive things that somebody opens, and what the trail says of it."""


@pytest.mark.parametrize("endpoint", LOOKS)
def test_a_look_at_something_sensitive_is_told_once(ground: Ground, endpoint: str) -> None:
    role, event = LOOKS[endpoint]
    rule = next(rule for rule in ground.rules("GET") if rule.endpoint == endpoint)
    address = ground.address(rule)
    if endpoint == "assessment.agree":
        address = next(path for path in ground.more if "/moderation/" in path)
    browser = ground.browser(role)
    for _ in range(1 if event.endswith("exported") else 2):
        assert browser.get(address).status_code == 200
    (entry,) = entries_since(ground)
    assert (entry["event"], entry["actor_id"]) == (event, ground.world.people[role])
    assert entry["subject_id"]


REFUSED = (
    ("lead", "/staff/trail"),
    ("lead of another", "/organisations/1"),
    ("assessor elsewhere", "/assessment/1"),
    ("commissioner", "/staff/cycles/1/edit"),
)


@pytest.mark.parametrize(("role", "address"), REFUSED)
def test_refused_access_is_told_once_each_time(ground: Ground, role: str, address: str) -> None:
    browser = ground.browser(role)
    assert browser.get(address).status_code in {403, 404}
    (entry,) = entries_since(ground)
    assert (entry["event"], entry["outcome"]) == ("core.access.denied", Outcome.DENIED)
    assert entry["actor_id"] == ground.world.people[role]
