"""How well the documents answer: the demo's documents, asked questions with known passages."""
