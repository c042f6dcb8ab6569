"""Pages of the peer workforce. A page of an organisation is there only for those in its circle."""

from flask import Blueprint

blueprint = Blueprint("workforce", __name__)
