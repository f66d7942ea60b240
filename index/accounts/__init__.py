"""Accounts: what was offered and what became of it, and which articles are copies of each other."""
