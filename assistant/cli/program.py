"""All commands with their help. To add one: its module, and a line here."""

from typing import Annotated

import typer

from assistant.cli import (
    anomalies,
    bind,
    customer,
    opening,
    proposals,
    schedules,
    service,
    tasks,
    token,
    user,
    verified,
)
from assistant.cli import knowledge as documents
from assistant.cli.ask import ask
from assistant.cli.audit import list_, seal, verify
from assistant.cli.backup import backup, restore
from assistant.cli.db import status, upgrade
from assistant.cli.demo import demo
from assistant.cli.doctor import doctor
from assistant.cli.eval import eval_
from assistant.cli.export import export
from assistant.cli.importing import import_
from assistant.cli.insight import insight
from assistant.cli.misses import misses, teach
from assistant.cli.serve import serve
from assistant.cli.short import BindGroup, TokenGroup
from assistant.cli.usage import usage
from assistant.cli.worker import worker


def program() -> typer.Typer:
    """Gives the command line."""
    app = typer.Typer(
        name="wendan",
        help="Questions about your orders, in Chinese or English, answered with checked figures.",
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_wendan)
    app.command("demo")(demo)
    app.command("serve")(serve)
    app.command("worker")(worker)
    app.command("import")(import_)
    app.command("ask")(ask)
    app.command("insight")(insight)
    app.command("export")(export)
    app.add_typer(_anomalies(), name="anomalies")
    app.add_typer(_schedules(), name="schedules")
    app.add_typer(_proposals(), name="proposals")
    app.add_typer(_tasks(), name="tasks")
    app.add_typer(_token(), name="token")
    app.add_typer(_user(), name="user")
    app.add_typer(_service(), name="service")
    app.add_typer(_bind(), name="bind")
    app.command("misses")(misses)
    app.command("teach")(teach)
    app.command("usage")(usage)
    app.add_typer(_verified(), name="verified")
    app.add_typer(_customer(), name="customer")
    app.add_typer(_knowledge(), name="knowledge")
    app.add_typer(_audit(), name="audit")
    app.add_typer(_database(), name="db")
    app.command("backup")(backup)
    app.command("restore")(restore)
    app.command("doctor")(doctor)
    app.command("eval")(eval_)
    return app


def _anomalies() -> typer.Typer:
    app = typer.Typer(
        help="Orders that look wrong: look for them, list them, say what they are.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    app.command("scan")(anomalies.scan)
    app.command("list")(anomalies.list_)
    app.command("review")(anomalies.review)
    return app


def _schedules() -> typer.Typer:
    app = typer.Typer(
        help="What is sent to somebody again and again: digests and reminders.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    app.command("list")(schedules.list_)
    app.command("add")(schedules.add)
    app.command("pause")(schedules.pause)
    app.command("resume")(schedules.resume)
    app.command("remove")(schedules.remove)
    app.command("run")(schedules.run)
    app.command("timezone")(schedules.timezone)
    return app


def _proposals() -> typer.Typer:
    app = typer.Typer(
        help="What the assistant would do: look at it, approve, edit or reject it.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    app.command("list")(proposals.list_)
    app.command("show")(proposals.show)
    app.command("approve")(proposals.approve)
    app.command("edit")(proposals.edit)
    app.command("reject")(proposals.reject)
    app.command("send-again")(proposals.send_again)
    app.command("deliver")(proposals.deliver)
    return app


def _tasks() -> typer.Typer:
    app = typer.Typer(
        help="Tasks and reminders: list them, note that one is done.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    app.command("list")(tasks.list_)
    app.command("done")(tasks.done)
    return app


def _token() -> typer.Typer:
    app = typer.Typer(
        cls=TokenGroup,
        help="Let somebody ask over HTTP: `wendan token USER_ID` prints a new token.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    app.command("issue")(token.issue)
    app.command("list")(token.list_)
    app.command("revoke")(token.revoke)
    return app


def _service() -> typer.Typer:
    app = typer.Typer(
        help="Accounts of machines that ask.", no_args_is_help=True, rich_markup_mode=None
    )
    app.command("add")(service.add)
    app.command("list")(service.list_)
    app.command("remove")(service.remove)
    return app


def _user() -> typer.Typer:
    app = typer.Typer(
        help="Keep a user out, or let one in again.", no_args_is_help=True, rich_markup_mode=None
    )
    app.command("lock")(user.lock)
    app.command("unlock")(user.unlock)
    app.command("locked")(user.locked)
    return app


def _bind() -> typer.Typer:
    app = typer.Typer(
        cls=BindGroup,
        help="Whose the accounts in chat apps are: `wendan bind USER_ID` prints a one-time code.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    app.command("code")(bind.code)
    app.command("add")(bind.add)
    app.command("import")(bind.import_)
    app.command("list")(bind.list_)
    app.command("remove")(bind.remove)
    return app


def _verified() -> typer.Typer:
    app = typer.Typer(invoke_without_command=True, rich_markup_mode=None)
    app.callback()(verified.verified)
    app.command("list")(verified.list_)
    app.command("add")(verified.add)
    app.command("confirm")(verified.confirm)
    app.command("remove")(verified.remove)
    return app


def _customer() -> typer.Typer:
    app = typer.Typer(
        help="Give out or erase what is held of one customer.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    app.command("export")(customer.export)
    app.command("erase")(customer.erase)
    app.command("lift")(customer.lift)
    app.command("erased")(customer.erased)
    return app


def _knowledge() -> typer.Typer:
    app = typer.Typer(
        help="Documents to answer from: policies, product sheets, playbooks.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    app.command("add")(documents.add)
    app.command("list")(documents.list_)
    app.command("remove")(documents.remove)
    app.command("search")(documents.search)
    app.command("reindex")(documents.reindex)
    return app


def _audit() -> typer.Typer:
    app = typer.Typer(
        help="Check and read the log of who did what.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    app.command("verify")(verify)
    app.command("list")(list_)
    app.command("seal")(seal)
    return app


def _database() -> typer.Typer:
    app = typer.Typer(
        help="Look after the database's schema.", no_args_is_help=True, rich_markup_mode=None
    )
    app.command("upgrade")(upgrade)
    app.command("status")(status)
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(opening.product_version())
        raise typer.Exit


def _wendan(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Takes the options that stand before a command."""
