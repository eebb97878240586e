"""`meterline demo`: demo customers, robot, site and letters, ready to be tried."""

import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import typer

from meterline.cli.checks import udp_port_free
from meterline.cli.demo_charges import charge_demo
from meterline.cli.home import HOME_OPTION, set_up
from meterline.cli.web import require_free_port
from meterline.errors import Mendable

NUMBER = "88003000"
ADMIN = "demo"
BILLED = "998137585847"
"""An account with a linked e-mail and a bill by true prices."""

READY_SECONDS = 180.0
"""The first start after an installation compiles the search, which takes a minute."""

STOP_SECONDS = 40.0
LOOPBACK = "127.0.0.1"


def demo(
    sip_port: int = typer.Option(5060, help="Port for SIP."),
    web_port: int = typer.Option(8000, help="Port of the site."),
    browser_port: int = typer.Option(8043, help="Loopback port between site and robot."),
    home: Path = HOME_OPTION,
) -> None:
    """Set up demo data if need be, run everything, and say how to try it."""
    os.environ["METERLINE_DEMO"] = "1"
    os.environ["METERLINE_SIGNALLING_URL"] = f"http://{LOOPBACK}:{browser_port}"
    udp_port_free(LOOPBACK, sip_port)
    require_free_port(LOOPBACK, web_port)
    require_free_port(LOOPBACK, browser_port)
    home = set_up(home)
    password = _prepare(home)
    _run(home, sip_port, web_port, browser_port, password)


def _prepare(home: Path) -> str:
    """Database, demo customers and an administrator; his password."""
    from meterline.charging.sheet_services import import_built_in  # noqa: PLC0415 - needs Django
    from meterline.cli.database import migrate  # noqa: PLC0415
    from meterline.cli.snapshot import newest_snapshot, write_snapshot  # noqa: PLC0415
    from meterline.customers.models import Account  # noqa: PLC0415
    from meterline.importing.services import import_folder  # noqa: PLC0415
    from meterline.site.offices import load_offices  # noqa: PLC0415

    migrate()
    if not Account.objects.exists():
        typer.echo("Loading demo customers ...")
        report = import_folder(_pack_folder(), _now())
        if not report.ok:
            raise Mendable(str(report.problems[0]), "reinstall the package")
        write_snapshot(home, _now())
    elif newest_snapshot(home) is None:
        write_snapshot(home, _now())
    import_built_in(ADMIN, _now())
    charge_demo(ADMIN, _now())
    load_offices()
    return _administrator(home)


def _administrator(home: Path) -> str:
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - needs Django set up

    kept = home / "demo-password"
    users = get_user_model().objects
    if kept.exists() and users.filter(username=ADMIN).exists():
        return kept.read_text(encoding="ascii")
    password = secrets.token_urlsafe(9)
    users.filter(username=ADMIN).delete()
    users.create_superuser(ADMIN, password=password)
    kept.touch(mode=0o600)
    kept.write_text(password, encoding="ascii")
    return password


def _run(home: Path, sip_port: int, web_port: int, browser_port: int, password: str) -> None:
    # Whoever stops the demo while it starts leaves none of its programs behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    robot = ["robot", "--sip-port", str(sip_port), "--browser-port", str(browser_port)]
    robot += ["--now", _now().isoformat()]
    site = f"http://{LOOPBACK}:{web_port}/"
    robot_process = _start(home, robot)
    web_process = _start(home, ["web", "--port", str(web_port)])
    post_process = _start(home, ["post"])
    processes = [robot_process, web_process, post_process]
    try:
        _wait_ready(robot_process, web_process, site)
        _tell(home, site, f"sip:{NUMBER}@{LOOPBACK}:{sip_port}", password)
        _wait_until_one_ends(processes)
    except KeyboardInterrupt:
        pass
    finally:
        _stop(processes)


def _start(home: Path, words: Sequence[str]) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "meterline", *words, "--home", str(home)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)


def _wait_ready(robot: "subprocess.Popen[str]", web: "subprocess.Popen[str]", site: str) -> None:
    ready = threading.Event()
    threading.Thread(target=_watch, args=(robot, ready), daemon=True).start()
    deadline = time.monotonic() + READY_SECONDS
    while not (ready.is_set() and _answers(site)):
        if robot.poll() is not None or web.poll() is not None or time.monotonic() > deadline:
            raise Mendable(
                "the demo did not start", "see the lines above, or run: meterline doctor"
            )
        time.sleep(0.1)


def _watch(robot: "subprocess.Popen[str]", ready: threading.Event) -> None:
    """Pass on what the robot prints, and notice that it is ready."""
    for line in robot.stdout or ():
        if "ready" in line:
            ready.set()
        else:
            typer.echo(line, nl=False)


def _answers(site: str) -> bool:
    try:
        with urllib.request.urlopen(site, timeout=1) as page:  # noqa: S310 - our own address
            return bool(page.status == 200)
    except OSError:
        return False


def _tell(home: Path, site: str, sip: str, password: str) -> None:
    program = Path(sys.executable).parent / "meterline"
    typer.echo(
        f"""
meterline is running, on {_now():%d.%m.%Y} as the demo data has it.

  Site                    {site}   hand over: account 426002592, surname Потапова
  Letters                 {home / "outbox"}   what the site and the cabinet write
  Call from the browser   {site}call/
  Cabinet                 {site}cabinet/   account {BILLED} has a bill; the code comes by letter
  Payment                 {site}pay/   a bank of the demo: no money is taken
  Desk, board, review     {site}desk/   user {ADMIN}, password {password}
  Call by SIP             {sip}   any softphone on this machine, no registration
  A sample call           {program} call --to {sip} --pack {_pack_folder()} --home {home}

  Try account 426002592: «Потапова, лицевой счёт четыре два шесть ноль ноль два пять девять два,
  показания две тысячи девятьсот восемь».

Stop with Ctrl+C.
"""
    )


def _wait_until_one_ends(processes: "Sequence[subprocess.Popen[str]]") -> None:
    while all(process.poll() is None for process in processes):
        time.sleep(0.5)
    raise Mendable("a part of the demo has ended", "see the lines above, then start it again")


def _stop(processes: "Sequence[subprocess.Popen[str]]") -> None:
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def _pack_folder() -> Path:
    return Path(str(files("meterline") / "demo"))


def _now() -> datetime:
    """The moment at which the demo data plays."""
    clock = json.loads((_pack_folder() / "pack.json").read_text(encoding="utf-8"))
    return datetime.fromisoformat(clock["now"])
