"""Dibao's tests, and the commands that measure its quality."""
