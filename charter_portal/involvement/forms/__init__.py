"""Forms of involvement."""
