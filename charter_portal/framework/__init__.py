"""The charter itself: versions with their values, themes, statements, criteria and award rule.

This slice answers "what is asked, and what does it take". It owns the framework tables, the file format a
charter is loaded from, the sample charter, and the award rule engine. It lives on floor 5: cycles,
applications, assessment and awards build on it, and it knows none of them.
"""
