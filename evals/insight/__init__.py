"""How well unusual orders are found, beside others' detectors: `python -m evals.insight`."""
