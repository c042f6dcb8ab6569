"""Home: the landing page, what waits for each person, the menu, and the pages every site owes. Floor 10."""
