"""`meterline models`: what an administrator sees when models are listed, fetched and checked."""

import hashlib
import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tiny_models import tiny_gigaam, tiny_t_one
from typer.testing import CliRunner, Result

from meterline.cli import main
from meterline.cli.model_choice import chosen_model
from meterline.ears.acoustic.bundled import BundledModel
from meterline.ears.acoustic.registry import load_model
from meterline.ears.acoustic.sessions import ModelUnreadable
from meterline.ears.workers.parts import standard_parts
from meterline.errors import Mendable

PACK = Path(__file__).parent.parent / "data" / "turns"


@dataclass
class Site:
    """A web server with one file: ranges, ETag; it can break off and forget its ETag."""

    content: bytes
    tag: str | None = '"first"'
    breaks_after: int | None = None
    ranges: list[str | None] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    address: str = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        asked = handler.headers["Range"]
        self.ranges.append(asked)
        self.paths.append(handler.path)
        confirmed = asked and handler.headers["If-Range"] == self.tag
        at = int(asked.removeprefix("bytes=").rstrip("-")) if asked and confirmed else 0
        if handler.path.endswith("/none.onnx") or (at and at >= len(self.content)):
            handler.send_error(416 if at else 404)
            return
        handler.send_response(206 if at else 200)
        handler.send_header("Content-Length", str(len(self.content) - at))
        if self.tag:
            handler.send_header("ETag", self.tag)
        handler.end_headers()
        handler.wfile.write(self.content[at:][: self.breaks_after])


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_t_one(tmp_path_factory.mktemp("published") / "model.onnx")


@pytest.fixture
def site(graph: Path) -> Iterator[Site]:
    site = Site(graph.read_bytes())

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    site.address = f"http://127.0.0.1:{server.server_port}"
    yield site
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(main.app, ["models", *words, "--home", str(home)])


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def installed(home: Path) -> Path:
    return home / "models" / "t-one" / "model.onnx"


def left_over(home: Path) -> list[str]:
    return sorted(path.name for path in installed(home).parent.glob("*.part*"))


def test_the_list_says_what_there_is_and_where(home: Path, graph: Path) -> None:
    run(home, "fetch", "t-one", "--from", str(graph))
    shown = run(home, "list")
    assert shown.exit_code == 0
    rows = {line.split()[0]: line for line in shown.output.splitlines()[1:]}
    assert set(rows) == {"letters-ru-8k", "t-one", "gigaam-v2-ctc", "gigaam-v3-ctc"}
    assert "in the package" in rows["letters-ru-8k"]
    assert str(installed(home)) in rows["t-one"]
    assert "Apache-2.0" in rows["t-one"]
    assert rows["gigaam-v3-ctc"].rstrip().endswith("-")


def test_a_file_whose_place_is_empty_is_listed_as_gone(home: Path, graph: Path) -> None:
    run(home, "fetch", "t-one", "--from", str(graph))
    installed(home).unlink()
    assert "the file is gone" in run(home, "list").output


@pytest.mark.parametrize("place", ["model.onnx", ".", "models"])
def test_a_model_is_taken_from_a_file_or_a_folder(
    home: Path, graph: Path, tmp_path: Path, place: str
) -> None:
    folder = tmp_path / "disk" / "models" / "t-one"
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(graph.read_bytes())
    source = {"model.onnx": folder / "model.onnx", ".": folder, "models": folder.parent}[place]
    shown = run(home, "fetch", "t-one", "--from", str(source))
    assert shown.exit_code == 0, shown.output
    assert digest(graph) in shown.output
    assert installed(home).read_bytes() == graph.read_bytes()
    assert load_model(chosen_model("t-one", home)).name == "t-one"


@pytest.mark.parametrize("path", ["/some/place.onnx", "/mirror", "/mirror/"])
def test_a_model_is_downloaded_from_an_address(home: Path, site: Site, path: str) -> None:
    shown = run(home, "fetch", "t-one", "--from", site.address + path)
    assert shown.exit_code == 0, shown.output
    assert installed(home).read_bytes() == site.content
    assert site.paths == ["/some/place.onnx" if "place" in path else "/mirror/t-one/model.onnx"]
    assert left_over(home) == []


def test_the_variable_says_where_models_come_from(
    home: Path, graph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("METERLINE_MODELS_FROM", str(graph.parent))
    assert run(home, "fetch", "t-one").exit_code == 0


def test_a_download_that_broke_off_goes_on(home: Path, site: Site) -> None:
    site.breaks_after = 700
    broken = run(home, "fetch", "t-one", "--from", site.address)
    assert broken.exit_code == 2
    assert "start the command again, it goes on" in broken.stderr
    assert not installed(home).exists()
    site.breaks_after = None
    assert run(home, "fetch", "t-one", "--from", site.address).exit_code == 0
    assert site.ranges == [None, "bytes=700-"]
    assert installed(home).read_bytes() == site.content


def test_a_file_that_has_changed_meanwhile_is_downloaded_anew(home: Path, site: Site) -> None:
    site.breaks_after = 700
    run(home, "fetch", "t-one", "--from", site.address)
    site.breaks_after, site.tag = None, '"second"'
    assert run(home, "fetch", "t-one", "--from", site.address).exit_code == 0
    assert site.ranges == [None, "bytes=700-"]
    assert installed(home).read_bytes() == site.content


def test_what_nobody_can_name_is_downloaded_anew(home: Path, site: Site) -> None:
    site.breaks_after, site.tag = 700, None
    run(home, "fetch", "t-one", "--from", site.address)
    site.breaks_after = None
    assert run(home, "fetch", "t-one", "--from", site.address).exit_code == 0
    assert site.ranges == [None, None]


def test_a_download_that_was_whole_already_is_begun_anew(home: Path, site: Site) -> None:
    site.breaks_after = 700
    run(home, "fetch", "t-one", "--from", site.address)
    site.breaks_after = None
    (installed(home).parent / "model.onnx.part").write_bytes(site.content)
    assert run(home, "fetch", "t-one", "--from", site.address).exit_code == 0
    assert site.ranges == [None, f"bytes={len(site.content)}-", None]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["t-one"], "nobody said where t-one comes from"),
        (["t-one", "--from", "no/such/file.onnx"], "no model.onnx at no/such/file.onnx"),
        (["two", "--from", "x"], "no letter model two"),
        (["letters-ru-8k", "--from", "x"], "letters-ru-8k is in the package"),
        (["t-one", "--from", "{site}/none.onnx"], "404"),
        (["t-one", "--from", "http://127.0.0.1:1/model.onnx"], "broke off after 0.0 MB"),
        (["t-one", "--from", "{site}", "--sha256", "0" * 64], "SHA-256"),
    ],
)
def test_what_cannot_be_fetched_is_two_lines(
    home: Path, site: Site, words: list[str], said: str
) -> None:
    shown = run(home, "fetch", *(word.format(site=site.address) for word in words))
    assert shown.exit_code == 2
    problem, mend = shown.stderr.splitlines()
    assert problem.startswith("meterline: ")
    assert said in problem
    assert mend.startswith("mend: ")
    assert not installed(home).exists()


def test_a_checksum_is_compared(home: Path, graph: Path) -> None:
    shown = run(home, "fetch", "t-one", "--from", str(graph), "--sha256", digest(graph).upper())
    assert shown.exit_code == 0
    assert run(home, "fetch", "t-one", "--from", str(graph), "--sha256", "12").exit_code == 2


def test_the_first_fetch_fixes_the_checksum(home: Path, graph: Path, tmp_path: Path) -> None:
    run(home, "fetch", "t-one", "--from", str(graph))
    other = tiny_t_one(tmp_path / "model.onnx", samples=5)
    refused = run(home, "fetch", "t-one", "--from", str(other))
    assert refused.exit_code == 2
    assert f"--sha256 {digest(other)}" in refused.stderr
    assert digest(installed(home)) == digest(graph)
    agreed = run(home, "fetch", "t-one", "--from", str(other), "--sha256", digest(other))
    assert agreed.exit_code == 0
    assert digest(installed(home)) == digest(other)


def test_a_page_instead_of_a_model_is_not_installed(home: Path, site: Site) -> None:
    site.content = b"<html>Log in first</html>"
    shown = run(home, "fetch", "t-one", "--from", site.address)
    assert shown.exit_code == 2
    assert "cannot be run" in shown.stderr
    assert not installed(home).exists()
    assert left_over(home) == []


def test_a_model_of_another_kind_is_not_installed(home: Path, tmp_path: Path) -> None:
    shown = run(home, "fetch", "t-one", "--from", str(tiny_gigaam(tmp_path / "model.onnx")))
    assert shown.exit_code == 2
    assert "it is not T-one" in shown.stderr


def test_a_check_shows_speed_contract_and_that_thresholds_are_not_tuned(
    home: Path, graph: Path, tmp_path: Path
) -> None:
    run(home, "fetch", "t-one", "--from", str(graph))
    figures = tmp_path / "figures.json"
    shown = run(home, "check", "t-one", "--json", str(figures))
    assert shown.exit_code == 0, shown.output
    assert "The thresholds were tuned for letters-ru-8k, not for t-one" in shown.output
    assert "Accuracy was not measured" in shown.output
    told = json.loads(figures.read_text(encoding="utf-8"))
    assert told["broken_promises"] == []
    assert told["core_seconds_per_audio_second"] > 0
    assert told["frames_a_second"] == pytest.approx(100 / 3)


def test_a_check_on_a_pack_counts_what_was_understood(home: Path, tmp_path: Path) -> None:
    figures, pack = tmp_path / "figures.json", tmp_path / "pack"
    shutil.copytree(PACK, pack)
    first, _, _ = (pack / "calls.jsonl").read_text(encoding="utf-8").partition("\n")
    (pack / "calls.jsonl").write_text(first + "\n", encoding="utf-8")
    shown = run(home, "check", "letters-ru-8k", "--pack", str(pack), "--json", str(figures))
    assert shown.exit_code == 0, shown.output
    assert "Accuracy was not measured" not in shown.output
    assert "thresholds were tuned" not in shown.output
    understood = json.loads(figures.read_text(encoding="utf-8"))["understanding"]
    assert understood["turns"] == sum(row["n"] for row in understood["by_role"].values()) > 0


def test_a_check_of_a_file_that_was_changed_says_so(home: Path, graph: Path) -> None:
    run(home, "fetch", "t-one", "--from", str(graph))
    installed(home).write_bytes(graph.read_bytes() + b"\0")
    shown = run(home, "check", "t-one")
    assert shown.exit_code == 2
    assert "is not the file that was fetched" in shown.stderr


def test_a_check_of_what_is_not_there_says_how_to_fetch_it(home: Path) -> None:
    shown = run(home, "check", "gigaam-v3-ctc")
    assert shown.exit_code == 2
    assert "mend: meterline models fetch gigaam-v3-ctc" in shown.stderr


def test_a_model_is_chosen_by_name_or_by_file(home: Path, graph: Path) -> None:
    run(home, "fetch", "t-one", "--from", str(graph))
    assert chosen_model(None, home) is None
    assert chosen_model("letters-ru-8k", home) is None
    assert chosen_model("t-one", home) == home / "models" / "t-one"
    assert chosen_model(str(graph), home) == graph
    with pytest.raises(Mendable, match="neither installed nor a file") as raised:
        chosen_model("gigaam-v2-ctc", home)
    assert "meterline models fetch gigaam-v2-ctc" in raised.value.mend


def test_workers_hear_with_the_chosen_model(home: Path, graph: Path) -> None:
    run(home, "fetch", "t-one", "--from", str(graph))
    assert standard_parts(chosen_model("t-one", home)).model.name == "t-one"
    assert standard_parts(None).model.name == BundledModel().name


@pytest.mark.parametrize(
    "note",
    ["", "[]", '{"model": "t-one"}', '{"model": "two", "file": "m", "sha256": "", "size": 1}'],
)
def test_a_note_that_says_nothing_useful_is_unreadable(home: Path, note: str) -> None:
    folder = home / "models" / "t-one"
    folder.mkdir(parents=True)
    (folder / "installed.json").write_text(note, encoding="utf-8")
    with pytest.raises(ModelUnreadable):
        load_model(folder)
