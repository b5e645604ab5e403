"""The web page: static files that ask over the same HTTP interface as everybody."""
