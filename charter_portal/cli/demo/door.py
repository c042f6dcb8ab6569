"""The door that gunicorn opens for the demo."""

from charter_portal import create_app

app = create_app()
