"""Floor 0: the few mechanisms every slice stands on. It knows nothing of the charter.

The list of modules is closed: a newcomer needs two slices that want it.
"""
