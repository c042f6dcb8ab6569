"""`python -m charter_portal.cli` is the `charter-portal` command."""

from charter_portal.cli.main import main

main()
