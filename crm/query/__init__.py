"""Questions to the data: what may be asked, the statements that answer it, and the answer."""
