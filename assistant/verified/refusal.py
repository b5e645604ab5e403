"""Why a question cannot be verified, in both languages."""


class NotVerifiable(Exception):
    """A turn cannot be kept as a pattern and a plan; the message says why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en
