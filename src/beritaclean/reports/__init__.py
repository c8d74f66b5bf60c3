"""Accounts of what was cut: for the terminal, as a diff, as JSON lines, as a page for a browser."""
