"""Forms of applications, by noun."""
