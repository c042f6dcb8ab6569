"""Pure rules of involvement: question files, comparing two audits, what is due, what a form may ask."""
