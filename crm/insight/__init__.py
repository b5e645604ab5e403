"""Insight: what the orders tell beyond their sums, computed from them alone."""
