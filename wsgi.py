"""The door for a WSGI server: `gunicorn wsgi:app`."""

from charter_portal import create_app
from charter_portal.core.settings import SettingsProblem

try:
    app = create_app()
except SettingsProblem as problem:
    raise SystemExit(f"The portal did not start. {problem}") from None
