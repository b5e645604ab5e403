"""Backups: one file that holds a whole deployment, made while it runs, for either database.

What a file looks like: `manifest.py`. Making one: `saving.py`. Reading one back: `restoring.py`.
"""
