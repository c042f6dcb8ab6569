"""What a good password, a name and an address are: pure questions, without a session or a request."""
