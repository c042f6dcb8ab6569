"""Staff and assessor roles: given, ended, and never without one administrator left."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from charter_portal.accounts.enums import Role
from charter_portal.accounts.models import RoleGrant, User
from charter_portal.accounts.notices import tell_roles_changed
from charter_portal.accounts.permissions import is_administrator
from charter_portal.accounts.queries import live_grants, user_by_address
from charter_portal.accounts.services.links import close_links
from charter_portal.accounts.services.registration import register_person
from charter_portal.accounts.services.sessions import end_sign_ins
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken

declare(
    "accounts.role.granted",
    "accounts.role.ended",
    "accounts.person.deactivated",
    "accounts.person.reactivated",
)


def make_administrator(email: str, name: str, password: str) -> User:
    """The first administrator, by a command; a person who has an account keeps its name and password.

    Raises RuleBroken for a name, an address or a password that will not do.
    """
    person = user_by_address(email) or register_person(name, email, password, confirmed=True)
    lock(person)
    person.confirmed_at = person.confirmed_at or now()
    if not is_administrator(person):
        give_role(person, Role.ADMINISTRATOR, by=None)
    return person


def grant_role(person: User, *, role: Role, by: User) -> None:
    """Give a person a role; they are signed out everywhere and told.

    Raises NotAllowed for anybody but an administrator, RuleBroken when the person cannot hold it now.
    """
    _only_administrators(by)
    lock(person)
    if not person.is_active:
        raise RuleBroken("A role needs an open account with a confirmed address.", field="role")
    give_role(person, role, by=by)
    end_sign_ins(person)
    tell_roles_changed(person)


def give_role(person: User, role: Role, *, by: User | None) -> RoleGrant:
    """Add the grant and its entry in the trail. Raises RuleBroken when the person holds the role already."""
    grant = RoleGrant(user_id=person.id, role=role, granted_by_id=by.id if by else None)
    try:
        with db.session.begin_nested():
            db.session.add(grant)
    except IntegrityError:
        raise RuleBroken("This person holds the role already.", field="role") from None
    record("accounts.role.granted", about=person, by=by, after={"role": role})
    db.session.refresh(person)
    return grant


def end_role(grant: RoleGrant, *, by: User) -> None:
    """Take a role back; the person is signed out everywhere at once and told.

    Raises NotAllowed for anybody but an administrator, RuleBroken for the last administrator.
    """
    _only_administrators(by)
    if grant.role is Role.ADMINISTRATOR:
        _keep_one_administrator(grant.user_id)
    person = lock(db.session.get_one(User, grant.user_id))
    lock(grant)
    if grant.ended_at is not None:
        return
    grant.ended_at = now()
    end_sign_ins(person)
    tell_roles_changed(person)
    record("accounts.role.ended", about=person, by=by, before={"role": grant.role})


def deactivate(person: User, *, by: User) -> None:
    """Close an account: nobody can sign in with it, and every session and link of it ends.

    Raises NotAllowed for anybody but an administrator, RuleBroken for one's own and the last administrator's.
    """
    _only_administrators(by)
    if person.id == by.id:
        raise RuleBroken("You cannot close your own account. Ask another administrator.")
    if is_administrator(person):
        _keep_one_administrator(person.id)
    lock(person)
    if person.deactivated_at is None:
        person.deactivated_at = now()
        end_sign_ins(person)
        close_links(person)
        record("accounts.person.deactivated", about=person, by=by)


def reactivate(person: User, *, by: User) -> None:
    """Open a closed account again, with the roles it had. Raises NotAllowed."""
    _only_administrators(by)
    lock(person)
    if person.deactivated_at is not None:
        person.deactivated_at = None
        record("accounts.person.reactivated", about=person, by=by)


def _only_administrators(by: User) -> None:
    if not is_administrator(by):
        raise NotAllowed("Only an administrator can do this.")


def _keep_one_administrator(leaving_id: int) -> None:
    """Lock each administrator's grant in one order, then count: two who leave at once come one by one."""
    for grant in live_grants(Role.ADMINISTRATOR):
        lock(grant)
    if all(grant.user_id == leaving_id for grant in live_grants(Role.ADMINISTRATOR)):
        raise RuleBroken("The portal needs one administrator. Give the role to somebody else first.")
