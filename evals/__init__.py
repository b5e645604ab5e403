"""Evaluation: cases with gold from independent SQL, a checker, a runner, and benchmarks."""
