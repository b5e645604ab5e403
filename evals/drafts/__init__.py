"""How true drafts are: sixty requests for messages, each held against the raw files."""
