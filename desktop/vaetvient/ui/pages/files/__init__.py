"""Other programs' files: taken in once, step by step, or followed."""
