"""`python -m meterline`: the same as the `meterline` command."""

from meterline.cli.main import app

app(prog_name="meterline")
