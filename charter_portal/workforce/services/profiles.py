"""Role profiles: the scheme's from a file, and an organisation's own."""

from __future__ import annotations

from sqlalchemy import func, select

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, diff, record
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken, StaleWrite
from charter_portal.core.places import PACKAGE
from charter_portal.organisations.models import Organisation
from charter_portal.workforce.models import RoleProfile
from charter_portal.workforce.permissions import keeps_profiles
from charter_portal.workforce.queries.posts import own_profiles, scheme_profiles
from charter_portal.workforce.rules.profiles_file import HIGHEST, LOWEST, Profile, read_profiles
from charter_portal.workforce.services.gate import hold_for_writing

declare("workforce.profile.added", "workforce.profile.changed")

SHIPPED = PACKAGE / "workforce" / "role_profiles.yaml"
LEVELS = f"Levels go from {LOWEST} to {HIGHEST}, and the lowest comes first."


def load_profiles(text: str, *, by: User | None = None) -> tuple[int, int]:
    """Bring the scheme's profiles to what a file says; returns how many are new and how many changed.

    Profiles that the file does not name stay, since posts may point at them.
    Raises ProfileFileProblems for a file with mistakes.
    """
    present = {profile.key: profile for profile in scheme_profiles()}
    added = changed = 0
    for position, told in enumerate(read_profiles(text), 1):
        profile = present.get(told.key)
        if profile is None:
            profile = RoleProfile(key=told.key, **_words(told), position=position)
            db.session.add(profile)
            record("workforce.profile.added", about=profile, by=by, after=_words(told))
            added += 1
            continue
        before, after = diff({name: getattr(profile, name) for name in _words(told)}, _words(told))
        profile.position = position
        if after:
            _change(profile, after)
            record("workforce.profile.changed", about=profile, by=by, before=before, after=after)
            changed += 1
    db.session.flush()
    return added, changed


def load_shipped_profiles() -> None:
    """The profiles that come with the portal, unless the scheme has some already. First use asks for it."""
    if db.session.scalar(select(func.count()).where(RoleProfile.organisation_id.is_(None))) == 0:
        load_profiles(SHIPPED.read_text("utf-8"))


def change_scheme_profile(
    profile: RoleProfile, *, name: str, level_low: int, level_high: int, version: int, by: User
) -> None:
    """Staff put the scheme's usual levels or words right. Posts keep the level they were given.

    Raises NotAllowed for anybody else, RuleBroken for levels out of order, StaleWrite for an older version.
    """
    if not keeps_profiles(by) or profile.organisation_id is not None:
        raise NotAllowed("The scheme's role profiles are looked after by Career Matters.")
    lock(profile)
    _save(profile, {"name": name, "level_low": level_low, "level_high": level_high}, version, by)


def add_own_profile(
    organisation: Organisation, *, name: str, maps_to: RoleProfile, level_low: int, level_high: int, by: User
) -> RoleProfile:
    """An organisation's own name for a kind of post, mapped to one of the scheme's.

    Raises NotAllowed for those who only read, RuleBroken for levels out of order or a name that is used.
    """
    hold_for_writing(organisation, by=by)
    _check(organisation, name, maps_to, level_low, level_high)
    profile = RoleProfile(
        organisation_id=organisation.id,
        name=name,
        role=maps_to.role,
        maps_to_id=maps_to.id,
        level_low=level_low,
        level_high=level_high,
        position=maps_to.position,
    )
    db.session.add(profile)
    record("workforce.profile.added", about=profile, by=by, after={"name": name, "maps_to": maps_to.id})
    return profile


def change_own_profile(
    profile: RoleProfile,
    organisation: Organisation,
    *,
    name: str,
    maps_to: RoleProfile,
    level_low: int,
    level_high: int,
    version: int,
    by: User,
) -> None:
    """Change it; posts that use it follow. Raises as add_own_profile, and StaleWrite for an older version."""
    hold_for_writing(organisation, by=by)
    lock(profile)
    _check(organisation, name, maps_to, level_low, level_high, but_not=profile)
    wanted = {
        "name": name,
        "maps_to_id": maps_to.id,
        "role": maps_to.role,
        "level_low": level_low,
        "level_high": level_high,
    }
    _save(profile, wanted, version, by)


def _words(told: Profile) -> dict[str, object]:
    return {"name": told.name, "role": told.role, "level_low": told.level_low, "level_high": told.level_high}


def _check(
    organisation: Organisation,
    name: str,
    maps_to: RoleProfile,
    level_low: int,
    level_high: int,
    *,
    but_not: RoleProfile | None = None,
) -> None:
    if maps_to.organisation_id is not None:
        raise RuleBroken("Choose one of the scheme's role profiles.", field="maps_to")
    others = (profile for profile in own_profiles(organisation) if profile is not but_not)
    if any(profile.name.casefold() == name.casefold() for profile in others):
        raise RuleBroken("You have a role profile with this name already.", field="name")
    _check_levels(level_low, level_high)


def _check_levels(low: int, high: int) -> None:
    if not LOWEST <= low <= high <= HIGHEST:
        raise RuleBroken(LEVELS, field="level_high" if low > high else "level_low")


def _save(profile: RoleProfile, wanted: dict[str, object], version: int, by: User) -> None:
    _check_levels(int(str(wanted["level_low"])), int(str(wanted["level_high"])))
    before, after = diff({name: getattr(profile, name) for name in wanted}, wanted)
    if not after:
        return
    if profile.version != version:
        raise StaleWrite(profile)
    _change(profile, after)
    record("workforce.profile.changed", about=profile, by=by, before=before, after=after)


def _change(profile: RoleProfile, wanted: dict[str, object]) -> None:
    for name, value in wanted.items():
        setattr(profile, name, value)
    profile.version += 1
