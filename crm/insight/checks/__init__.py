"""One check a kind of flag: what is unusual about an order, beside what was known before it."""
