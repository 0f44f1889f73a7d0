"""Where things are kept: engine, sessions, migrations, journal, search index, queries, backup."""
