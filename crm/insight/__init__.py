"""Insight: what is unusual about orders, computed from them alone."""
