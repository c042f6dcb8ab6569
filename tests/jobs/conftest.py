"""These tests run on the ground floors alone."""

from tests.core_outside.ground import app, database_url, session

__all__ = ["app", "database_url", "session"]
