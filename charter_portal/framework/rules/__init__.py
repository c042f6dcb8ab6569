"""Rules of the framework slice that need neither a session nor Flask.

`award_rule` turns levels into a tier and explains it; `charter_file` turns a YAML file into a checked
charter. Both are pure: the same words in give the same answer out, on any machine. They import only each
other, the standard library and PyYAML, and every storey above may use them.
"""
