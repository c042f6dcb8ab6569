"""What the portal costs, beside a bare floor that shows the same rows: `make bench` prints it.

`seeding` fills the portal's own tables, `floor_tables` copies those rows into small ones, `floor` serves
them with as little as an honest application can have. `__main__` measures both in the same run.
"""
