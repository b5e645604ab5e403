"""Prompts, one Markdown file each, from the version on that has a language-model brain.

Empty until then: the rules brain, which is all of this version, needs none.
"""
