"""What things are and what is allowed: mapped entities, value types, rules as plain functions.

Nothing here opens a session, a query, a file or a window.
"""
