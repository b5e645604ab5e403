"""What the assistant can look up or do: typed arguments in, typed rows out. No LLM library."""
