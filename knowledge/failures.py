"""What can go wrong with documents; every message says what to do."""


class KnowledgeError(Exception):
    """The knowledge base cannot be used; the message says why and what to do."""


class DocumentRefused(Exception):
    """A document cannot be read; the message goes on from its name: "is empty"."""


class NotInstalled(KnowledgeError):
    """A package of the extra `knowledge` is missing."""

    def __init__(self, package: str) -> None:
        super().__init__(
            f"The knowledge base needs the package {package!r}, which is not installed. "
            "Install them all: pip install 'wendan[knowledge]'."
        )
