"""Groups of commands of which the most usual one may be left out: `wendan token U02`."""

from typing import Any, ClassVar

from typer.core import TyperGroup


class ShortForm(TyperGroup):
    """A group that takes whatever is none of its commands as arguments of its usual one.

    So a user who is called like a command, `list`, needs the long form: `wendan token issue list`.
    """

    usual: ClassVar[str]

    # typer keeps the name of its context's type to itself.
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Puts the usual command in front where none is named."""
        if args and args[0] not in {*self.commands, "--help"}:
            args = [self.usual, *args]
        return super().parse_args(ctx, args)


class TokenGroup(ShortForm):
    """`wendan token USER_ID` is `wendan token issue USER_ID`."""

    usual = "issue"


class BindGroup(ShortForm):
    """`wendan bind USER_ID` is `wendan bind code USER_ID`."""

    usual = "code"
