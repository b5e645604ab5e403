"""Why a lesson is not taken, in both languages."""


class Refused(Exception):
    """A word cannot be taught so; the message says why and what would be accepted."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en
