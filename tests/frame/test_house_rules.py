"""The rules of CONTRIBUTING.md that no linter knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted(
    path
    for folder in ("src", "tests", "scripts")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
TEXT = [
    path
    for folder in ("src", "tests", "scripts", "docs", "changelog.d", ".ci")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".md", ".toml", ".sh", ".html", ".js", ".css", ".yaml", ".tsv", ""}
    and path.is_file()
] + [path for path in sorted(ROOT.glob("*.*")) if path.is_file()]

FILE_LINES = 500
FUNCTION_LINES = 50

LOG_METHODS = {"debug", "info", "warning", "error", "exception", "critical", "bind", "msg"}
PERSONAL = {
    *("account", "accounts", "caller", "customer", "dialled", "email", "heard", "name"),
    *("owner", "passport", "password", "patronymic", "phone", "surname", "text", "transcript"),
    *("values", "words", "address"),
}
"""Names that carry who called or what was said; masked they may be logged."""


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def personal(node: ast.AST) -> Iterator[str]:
    """Names of personal data in an expression, except under a call of a masking function."""
    if isinstance(node, ast.Call) and "mask" in ast.unparse(node.func):
        return
    # len(values) and the like tell nothing about anybody.
    if isinstance(node, ast.Call) and ast.unparse(node.func) in {"len", "type", "bool"}:
        return
    if isinstance(node, ast.Name) and node.id in PERSONAL:
        yield node.id
    if isinstance(node, ast.Attribute) and node.attr in PERSONAL:
        yield node.attr
    for child in ast.iter_child_nodes(node):
        yield from personal(child)


def logged_personal_data(source: str) -> list[str]:
    """Where `source` logs personal data, as "line: name"."""
    return [
        f"{node.lineno}: {name}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in LOG_METHODS
        and re.search(r"(^|[._])log(ger|ging)?($|[.(])", ast.unparse(node.func.value))
        for part in [*node.args, *[keyword.value for keyword in node.keywords]]
        for name in personal(part)
    ]


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= FILE_LINES
    for function in functions(ast.parse(text)):
        assert (function.end_lineno or 0) - function.lineno < FUNCTION_LINES, function.name


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("log.info('call', phone=call.phone)", ["1: phone"]),
        ("logger.error(f'no account {account}')", ["1: account"]),
        ("logging.getLogger(__name__).warning('heard %s', turn.text)", ["1: text"]),
        ("self._log.info('x', who=customer.surname)", ["1: surname", "1: customer"]),
        ("log.info('call', account=mask_numbers(account))", []),
        ("log.info('stored', values=len(values))", []),
        ("company.log(call, account)", []),
        ("dialog.info(account)", []),
    ],
)
def test_the_search_for_logged_personal_data_finds_it(source: str, found: list[str]) -> None:
    assert logged_personal_data(source) == found


def test_no_personal_data_is_logged() -> None:
    found = {
        str(path.relative_to(ROOT)): places
        for path in CODE
        if path.is_relative_to(ROOT / "src")
        and (places := logged_personal_data(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_no_two_tests_have_one_name() -> None:
    """Python keeps one module of a name: the other file would not be collected."""
    files = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(set(files)) == sorted(files)


def test_nothing_is_marked_unfinished() -> None:
    mark = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X"]) + r")\b")
    found = [str(path) for path in CODE if mark.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_no_path_of_one_machine_is_named() -> None:
    folders = "|".join(["ro" + "ot", "wo" + "rk", "home"])
    machine = re.compile(rf"(?<![\w.~/-])/({folders})/\w")
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in TEXT
        for match in machine.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def states_licence(folder: Path) -> bool:
    """Whether the folder has a licence file, or a README that carries the licence."""
    return any(folder.glob("LICEN[CS]E*")) or any(
        "licence" in readme.read_text(encoding="utf-8").lower() for readme in folder.glob("README*")
    )


def test_every_recording_and_model_has_its_licence_beside_it() -> None:
    foreign = {".onnx", ".opus", ".wav", ".pcap", ".ogg", ".mp3"}
    without = {
        str(path.parent.relative_to(ROOT))
        for folder in ("src", "tests", "docs")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in foreign and not states_licence(path.parent)
    }
    assert without == set()


def test_every_folder_with_a_licence_of_its_own_is_named_in_notice() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    licences = (path.relative_to(ROOT) for path in (ROOT / "src").rglob("LICEN[CS]E*"))
    unnamed = {
        str(path) for path in licences if not any(f"({each})" in notice for each in path.parents)
    }
    assert unnamed == set()
