"""Pages of training, one file an audience and noun."""

from flask import Blueprint

blueprint = Blueprint("training", __name__)
