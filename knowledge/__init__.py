"""Documents to look things up in, from the version on that searches playbooks and policies.

Empty until then.
"""
