"""What the tests stand on: real servers for database, mail and web, a real browser, and a word lint."""
