"""Lists written to files: one module a format, behind one interface (`formats.py`)."""
