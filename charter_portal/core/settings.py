"""Settings: one frozen record read from the environment, once, at the start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

PUBLIC_SECRET = "change-this-before-anyone-else-can-reach-the-portal"
"""The key in `.env.example`: everybody knows it."""


class SettingsProblem(RuntimeError):
    """A setting is missing or cannot be used; the message says which and what to do."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What one running portal was told from outside.

    A field has a default only where that value is right for production and fit to be public.
    """

    profile: str
    secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    base_url: str
    data_folder: Path
    mail_from: str
    mail_server: str = ""
    mail_port: int = 587
    mail_username: str = ""
    mail_password: str = field(default="", repr=False)
    mail_tls: bool = True
    mail_folder: Path | None = None
    extra_hosts: tuple[str, ...] = ()
    trusted_proxies: int = 0
    contact_email: str = ""
    contact_phone: str = ""
    applicant_idle_minutes: int = 120
    staff_idle_minutes: int = 30
    session_hours: int = 12
    application_quota_bytes: int = 500_000_000
    evidence_file_bytes: int = 25_000_000
    password_cost: str = "full"

    @property
    def secure_cookies(self) -> bool:
        """True when the portal is reached over https; browsers then get `__Host-` cookies."""
        return urlsplit(self.base_url).scheme == "https"

    @property
    def hosts(self) -> list[str]:
        """The host names this portal answers to; any other Host header is refused."""
        own = urlsplit(self.base_url).netloc
        return [own, *self.extra_hosts]

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read and check the settings.

        Raises SettingsProblem when a needed value is missing or has the wrong shape.
        """
        read = _Reader(os.environ if environment is None else environment)
        profile = read.text("CHARTER_PROFILE", "production")
        if profile not in {"production", "demo", "test"}:
            raise SettingsProblem("CHARTER_PROFILE must be production, demo or test.")
        settings = cls(
            profile=profile,
            secret_key=read.secret("CHARTER_SECRET_KEY"),
            database_url=read.needed("CHARTER_DATABASE_URL"),
            base_url=read.needed("CHARTER_BASE_URL").rstrip("/"),
            data_folder=Path(read.needed("CHARTER_DATA_FOLDER")).absolute(),
            mail_from=read.needed("CHARTER_MAIL_FROM"),
            mail_server=read.text("CHARTER_MAIL_SERVER"),
            mail_port=read.number("CHARTER_MAIL_PORT", 587),
            mail_username=read.text("CHARTER_MAIL_USERNAME"),
            mail_password=read.text("CHARTER_MAIL_PASSWORD"),
            mail_tls=read.flag("CHARTER_MAIL_TLS", True),
            mail_folder=read.folder("CHARTER_MAIL_FOLDER"),
            extra_hosts=read.names("CHARTER_EXTRA_HOSTS"),
            trusted_proxies=read.number("CHARTER_TRUSTED_PROXIES", 0),
            contact_email=read.text("CHARTER_CONTACT_EMAIL"),
            contact_phone=read.text("CHARTER_CONTACT_PHONE"),
            applicant_idle_minutes=read.number("CHARTER_APPLICANT_IDLE_MINUTES", 120),
            staff_idle_minutes=read.number("CHARTER_STAFF_IDLE_MINUTES", 30),
            session_hours=read.number("CHARTER_SESSION_HOURS", 12),
            application_quota_bytes=read.number("CHARTER_APPLICATION_QUOTA_MB", 500) * 1_000_000,
            evidence_file_bytes=read.number("CHARTER_EVIDENCE_FILE_MB", 25) * 1_000_000,
            password_cost=read.text("CHARTER_PASSWORD_COST", "full"),
        )
        settings.check()
        return settings

    def check(self) -> None:
        """Refuse a combination that would not be safe to run. Raises SettingsProblem."""
        address = urlsplit(self.base_url)
        if address.scheme not in {"http", "https"} or not address.netloc:
            raise SettingsProblem(
                "CHARTER_BASE_URL must be a full address such as https://portal.example.org."
            )
        if not self.mail_server and self.mail_folder is None:
            raise SettingsProblem("Set CHARTER_MAIL_SERVER, or CHARTER_MAIL_FOLDER to keep mail in a folder.")
        if self.profile != "production":
            return
        if address.scheme != "https":
            raise SettingsProblem("CHARTER_BASE_URL must start with https:// in production.")
        if len(self.secret_key) < 32:
            raise SettingsProblem("CHARTER_SECRET_KEY needs at least 32 characters in production.")
        if self.secret_key == PUBLIC_SECRET:
            raise SettingsProblem(
                "CHARTER_SECRET_KEY is still the one from .env.example, which everybody knows. Make your own."
            )
        if self.password_cost != "full":
            raise SettingsProblem("CHARTER_PASSWORD_COST must be full in production.")


class _Reader:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment

    def text(self, name: str, default: str = "") -> str:
        return self.environment.get(name, "").strip() or default

    def needed(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise SettingsProblem(f"{name} is not set. See .env.example for what it means.")
        return value

    def secret(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise SettingsProblem(
                f"{name} is not set, so the portal cannot start. Make one with: "
                'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
            )
        return value

    def number(self, name: str, default: int) -> int:
        value = self.text(name)
        if not value:
            return default
        if not value.isdecimal():
            raise SettingsProblem(f"{name} must be a whole number, but it is “{value}”.")
        return int(value)

    def flag(self, name: str, default: bool) -> bool:
        value = self.text(name).lower()
        if value not in {"", "yes", "no"}:
            raise SettingsProblem(f"{name} must be yes or no, but it is “{value}”.")
        return default if not value else value == "yes"

    def folder(self, name: str) -> Path | None:
        value = self.text(name)
        return Path(value).absolute() if value else None

    def names(self, name: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.text(name).split(",") if part.strip())
