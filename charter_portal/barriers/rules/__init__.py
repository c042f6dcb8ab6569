"""Pure rules of the library: its file format, and what may be told of where a solution comes from."""
