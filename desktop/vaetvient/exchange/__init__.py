"""Other programs' files, in and out. Nothing here knows the database's writes: what is read comes
out as plain rows, what is written comes in as plain rows."""
