"""Questions about the peer workforce, split by noun."""
