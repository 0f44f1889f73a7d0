"""The settings: one module for each section, behind the interface of `section`."""
