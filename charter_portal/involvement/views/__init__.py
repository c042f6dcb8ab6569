"""Pages of involvement: an organisation's own, and the feedback forms that are open to everybody."""

from flask import Blueprint

blueprint = Blueprint("involvement", __name__)
