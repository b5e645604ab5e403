"""Customer value: who buys how often, who is leaving, what comes next, each with its figures."""
