"""One turn of a conversation: from a question to a checked reply."""
