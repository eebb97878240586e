"""A mailbox and a mail server, both real, both on this machine alone."""

import getpass
import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from mail_programs import prepare
from mail_servers import Dovecot, MailServer, free_port

CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
first_valid_uid = 1
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def is_root() -> bool:
    return os.geteuid() == 0


def unprivileged() -> pwd.struct_passwd:
    """Who the server runs as: never the administrator."""
    return pwd.getpwnam("nobody" if is_root() else getpass.getuser())


def wait_for(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until somebody listens; fails with the server's log."""
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(log.read_text() if log.exists() else "dovecot does not start")


@pytest.fixture(scope="session")
def dovecot_server() -> Iterator[tuple[int, str]]:
    """Port and password of an IMAP server of Debian; every user name has a mailbox of its own."""
    who, port, password = unprivileged(), free_port(), "пароль"
    folder = Path(tempfile.mkdtemp(prefix="meterline-mail-"))
    path = folder / "dovecot.conf"
    path.write_text(
        CONFIGURATION.format(
            folder=folder,
            user=who.pw_name,
            group=grp.getgrgid(who.pw_gid).gr_name,
            uid=who.pw_uid,
            gid=who.pw_gid,
            password=password,
            port=port,
        )
    )
    for one in (folder, path):
        shutil.chown(one, who.pw_uid, who.pw_gid)
    program = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "dovecot is missing: scripts/system-packages.sh installs it"
    server = subprocess.Popen(
        [program, "-F", "-c", str(path)],
        **({"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if is_root() else {}),
    )
    try:
        wait_for(port, server, folder / "log")
        yield port, password
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(folder)


@pytest.fixture
def mailbox(dovecot_server: tuple[int, str]) -> Dovecot:
    """An empty mailbox."""
    port, password = dovecot_server
    return Dovecot(port, f"user-{uuid4().hex}", password)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with twenty made-up accounts, to be copied."""
    folder = tmp_path_factory.mktemp("prepared")
    prepare(folder, 20)
    return folder


@pytest.fixture
def company_home(prepared: Path, tmp_path: Path) -> Path:
    """A data folder of a test's own for programs: accounts 100000001 to 100000020."""
    return Path(shutil.copytree(prepared, tmp_path / "company"))


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """An SMTP server that takes letters for everybody."""
    with MailServer() as server:
        yield server
