"""The shape of the house, held by tests: who may import whom, how long a file is, what a template holds."""
