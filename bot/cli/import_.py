"""`codingbot import`: a classification's edition from a file."""

import typer

app = typer.Typer(help="Import a classification's edition.", no_args_is_help=True)
