"""Settings: read once, refused with a sentence when they are not safe to run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from charter_portal.core.settings import PUBLIC_SECRET, Settings, SettingsProblem

ROOT = Path(__file__).parents[2]
GOOD = {
    "CHARTER_PROFILE": "production",
    "CHARTER_SECRET_KEY": "k" * 40,
    "CHARTER_DATABASE_URL": "postgresql+psycopg://portal@localhost/portal",
    "CHARTER_BASE_URL": "https://portal.example.org",
    "CHARTER_DATA_FOLDER": "/srv/portal",
    "CHARTER_MAIL_FROM": "portal@example.org",
    "CHARTER_MAIL_SERVER": "mail.example.org",
}


def test_good_settings_are_taken_as_they_are() -> None:
    settings = Settings.from_environment(GOOD | {"CHARTER_EXTRA_HOSTS": "a.example, b.example"})
    assert settings.secure_cookies
    assert settings.hosts == ["portal.example.org", "a.example", "b.example"]
    assert settings.mail_port == 587 and settings.mail_tls


@pytest.mark.parametrize("name", [n for n in GOOD if n not in {"CHARTER_PROFILE", "CHARTER_MAIL_SERVER"}])
def test_each_needed_setting_is_named_when_it_is_missing(name: str) -> None:
    with pytest.raises(SettingsProblem, match=name):
        Settings.from_environment({k: v for k, v in GOOD.items() if k != name})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"CHARTER_PROFILE": "staging"}, "production, demo or test"),
        ({"CHARTER_BASE_URL": "http://portal.example.org"}, "https://"),
        ({"CHARTER_BASE_URL": "portal"}, "full address"),
        ({"CHARTER_SECRET_KEY": "short"}, "32 characters"),
        ({"CHARTER_SECRET_KEY": PUBLIC_SECRET}, "everybody knows"),
        ({"CHARTER_PASSWORD_COST": "cheap"}, "full in production"),
        ({"CHARTER_MAIL_SERVER": ""}, "CHARTER_MAIL_SERVER"),
        ({"CHARTER_MAIL_PORT": "many"}, "whole number"),
        ({"CHARTER_MAIL_TLS": "maybe"}, "yes or no"),
    ],
)
def test_what_is_not_safe_to_run_is_refused(changes: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsProblem, match=words):
        Settings.from_environment(GOOD | changes)


def test_the_example_is_fit_to_try_and_not_to_run() -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    example = dict(line.split("=", 1) for line in lines if line.startswith("CHARTER_"))
    assert Settings.from_environment(example).secret_key == PUBLIC_SECRET
    with pytest.raises(SettingsProblem, match="everybody knows"):
        Settings.from_environment(GOOD | {"CHARTER_SECRET_KEY": example["CHARTER_SECRET_KEY"]})


def test_secrets_stay_out_of_what_is_printed() -> None:
    shown = repr(Settings.from_environment(GOOD | {"CHARTER_MAIL_PASSWORD": "hush-hush"}))
    assert "k" * 40 not in shown and "hush-hush" not in shown and "postgresql" not in shown


def test_the_door_says_a_sentence_and_no_trace() -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CHARTER_")}
    environment |= {k: v for k, v in GOOD.items() if k != "CHARTER_SECRET_KEY"}
    started = subprocess.run(
        [sys.executable, "-c", "import wsgi"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert started.returncode == 1
    assert started.stderr.startswith("The portal did not start. CHARTER_SECRET_KEY is not set")
    assert "Traceback" not in started.stderr
