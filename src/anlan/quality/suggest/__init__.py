"""Rules and wrong cells of a table nobody has described: proposed from the table itself, without labels."""
