"""Documents to look things up in: policies, product sheets, playbooks, questions and answers.

A document's way: `folder.py` finds it and who may read it, `formats/` turns it into blocks,
`passages.py` cuts those into passages, `library.py` keeps the passages and their words, `index.py`
their vectors; `ingest.py` does all of that, for what changed. A question's way: `search.py`.

Nobody finds, counts or ranks by what they may not read: see `access.py`. This package knows neither
orders nor the terminal nor HTTP, and imports what is heavy (chromadb, the encoder, the readers of
file formats) only when it is used.
"""
