"""Bases of made-up customers: as many as asked for, near the pack's own, always the same."""

import csv
from pathlib import Path

import pytest

from meterline.bench.made_up import TABLES, write_base
from meterline.bench.pack import Pack, read_pack

DEMO = Path(__file__).parents[2] / "src" / "meterline" / "demo"
EXTRA = 3000

Rows = dict[str, list[dict[str, str]]]


def read_tables(folder: Path) -> Rows:
    tables = {}
    for name in TABLES:
        with (folder / name).open(encoding="utf-8-sig", newline="") as lines:
            tables[name.removesuffix(".csv")] = list(csv.DictReader(lines, delimiter=";"))
    return tables


@pytest.fixture(scope="module")
def pack() -> Pack:
    return read_pack(DEMO)


@pytest.fixture(scope="module")
def own() -> Rows:
    return read_tables(DEMO)


@pytest.fixture(scope="module")
def filled(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    folder = tmp_path_factory.mktemp("base")
    write_base(pack, EXTRA, folder)
    return read_tables(folder)


def is_near(account: str, other: str) -> bool:
    """Whether one digit differs, or two neighbouring ones are swapped."""
    if len(account) != len(other):
        return False
    places = [i for i, (a, b) in enumerate(zip(account, other, strict=True)) if a != b]
    if len(places) == 1:
        return True
    swapped = len(places) == 2 and places[1] == places[0] + 1
    return swapped and account[places[0]] == other[places[1]]


def test_without_extra_customers_the_base_is_the_packs(
    pack: Pack, own: Rows, tmp_path: Path
) -> None:
    write_base(pack, 0, tmp_path)
    assert read_tables(tmp_path) == own


def test_the_packs_own_rows_come_first_and_unchanged(own: Rows, filled: Rows) -> None:
    for name, rows in own.items():
        assert filled[name][: len(rows)] == rows


def test_as_many_customers_as_asked_for_each_with_another_account(own: Rows, filled: Rows) -> None:
    accounts = [row["account"] for row in filled["customers"]]
    assert len(accounts) == len(set(accounts)) == len(own["customers"]) + EXTRA


def test_near_neighbours_of_the_packs_accounts_are_among_them(own: Rows, filled: Rows) -> None:
    added = [row["account"] for row in filled["customers"][len(own["customers"]) :]]
    for row in own["customers"][:20]:
        assert any(is_near(row["account"], account) for account in added)


def test_each_has_a_meter_of_his_own_and_history_for_all_its_registers(
    own: Rows, filled: Rows
) -> None:
    added = filled["meters"][len(own["meters"]) :]
    assert len(added) == EXTRA
    serials = [row["serial"] for row in filled["meters"]]
    assert len(set(serials)) == len(serials)
    history: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in filled["readings"][len(own["readings"]) :]:
        history.setdefault((row["account"], row["serial"]), []).append(row)
    for meter in added:
        rows = history[meter["account"], meter["serial"]]
        assert len(rows) == 2 * int(meter["zones"])
        assert all(int(row["value"]) < 10 ** int(meter["digits"]) for row in rows)


def test_accounts_are_as_long_as_their_branch_wants(filled: Rows) -> None:
    digits = {row["key"]: int(row["account_digits"]) for row in filled["branches"]}
    assert all(len(row["account"]) == digits[row["branch"]] for row in filled["customers"])


def test_history_never_falls_and_ends_with_the_packs_last_month(own: Rows, filled: Rows) -> None:
    last = max(row["month"] for row in own["readings"])
    added = filled["readings"][len(own["readings"]) :]
    for earlier, later in zip(added[::2], added[1::2], strict=True):
        assert earlier["month"] < later["month"] == last
        assert int(earlier["value"]) <= int(later["value"])


def test_the_same_seed_makes_the_same_base(pack: Pack, filled: Rows, tmp_path: Path) -> None:
    again, other = tmp_path / "again", tmp_path / "other"
    for folder, seed in ((again, 1), (other, 2)):
        folder.mkdir()
        write_base(pack, EXTRA, folder, seed)
    assert read_tables(again) == filled
    assert read_tables(other) != filled
