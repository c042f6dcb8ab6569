"""How a service involves people and hears them: audits, activities, one action plan, the board, feedback.

Everything here belongs to one organisation: only its members see a row. It stands below applications, so
that the floors above can add actions and read what changed in a period.
"""
