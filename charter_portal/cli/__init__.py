"""Commands: thin, each opens a unit of work around one service. Floor 11, the top."""
