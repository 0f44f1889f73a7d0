"""How fast, each figure against a named floor or peer measured in the same run: `make bench`."""
