"""The demo company's documents, in both languages and all formats; nobody in them is real."""

from pathlib import Path

FOLDER = Path(__file__).parent
