"""Places the templates and migrations, which lie beside the package here, inside it when it is installed.

A package list in setup.cfg is either found or written out, and this one is both; all else is in setup.cfg.
"""

from setuptools import find_packages, setup

BESIDE = {"charter_portal.templates": "templates", "charter_portal.migrations": "migrations"}

setup(packages=[*find_packages(include=["charter_portal", "charter_portal.*"]), *BESIDE], package_dir=BESIDE)
