"""Forms of the peer workforce, split by noun."""
