"""The banks' column maps that come with the program, on sample files of their layouts."""

from decimal import Decimal
from pathlib import Path

import pytest
from files_made_up import AT
from tables_made_up import make_company

from meterline.customers.models import HeldRow
from meterline.importing.banks import bank_maps, map_named
from meterline.importing.formats import REGISTRY
from meterline.importing.handover import Handover
from meterline.importing.map_files import BadMap
from meterline.importing.registry import import_registry
from meterline.importing.services import Manner
from meterline.payments.models import Payment
from meterline.readings.models import Reading

SAMPLES = Path(__file__).parents[1] / "data" / "registries"
FILES = {
    "sberbank": "2460000000_40702810500000000001_015_1126.txt",
    "savings": "post_20261122.txt",
    "terminals": "terminals-2026-11-22.txt",
}


@pytest.fixture
def company(db: None, tmp_path: Path) -> None:
    make_company(tmp_path)


def taken(bank: str, file: Path | None = None) -> Handover:
    columns = map_named(bank, REGISTRY.all)
    return import_registry(file or SAMPLES / FILES[bank], AT, Manner("petrova", columns=columns))


def paid() -> list[tuple[str, str, Decimal, str]]:
    rows = Payment.objects.order_by("payment_id").values_list(
        "payment_id", "account__number", "amount", "paid_at"
    )
    return [(*one[:3], f"{one[3]:%d.%m %H:%M}") for one in rows]


def given() -> list[tuple[str, int]]:
    rows = Reading.objects.filter(source="registry").order_by("id")
    return list(rows.values_list("register__meter__serial", "value"))


def test_every_map_has_a_sample() -> None:
    assert set(bank_maps()) == set(FILES)
    assert all(len(about) > 20 for about in bank_maps().values())


def test_sberbank(company: None) -> None:
    done = taken("sberbank")
    assert done.file.problems == []
    assert paid() == [
        ("700000000001", "000123456", Decimal("500.00"), "21.11 03:15"),
        ("700000000002", "100000007", Decimal("1000.50"), "21.11 11:40"),
    ]
    assert given() == [("S1", 1290), ("T2", 25)]
    assert [(one.line, one.reason) for one in done.refused] == [(3, "Такого лицевого счёта нет.")]
    held = HeldRow.objects.get()
    assert (held.payment, held.amount, held.payer) == (
        *("700000000003", Decimal("250.00")),
        "МОНГУШ А. К.",
    )
    assert (held.given, held.shown) == ("2026-11-22T09:00:11", {"1": 77})


def test_columns_of_fixed_width_with_kopecks(company: None) -> None:
    done = taken("savings")
    assert (done.file.problems, done.refused, done.empty) == ([], [], 1)
    assert paid() == [
        ("501", "000123456", Decimal("500.00"), "21.11 05:00"),
        ("502", "100000001", Decimal("123.45"), "22.11 05:00"),
    ]
    assert given() == [("S1", 1290)]


def test_terminals_tell_two_meters_of_one_payment(company: None) -> None:
    done = taken("terminals")
    assert (done.file.problems, done.refused) == ([], [])
    assert [one[:3] for one in paid()] == [
        ("a-1", "000123456", Decimal("500.00")),
        ("a-2", "100000007", Decimal("1100.00")),
    ]
    assert given() == [("S1", 1290), ("T3", 310), ("T3", 205), ("T3", 107), ("T2", 25), ("T2", 12)]


@pytest.mark.parametrize("bank", FILES)
def test_again_nothing_comes_of_them(company: None, bank: str) -> None:
    taken(bank)
    counts = [table.objects.count() for table in (Payment, Reading, HeldRow)]
    assert taken(bank).paid == 0
    assert [table.objects.count() for table in (Payment, Reading, HeldRow)] == counts


@pytest.mark.parametrize("bank", FILES)
def test_a_file_cut_off_is_refused(company: None, tmp_path: Path, bank: str) -> None:
    whole = (SAMPLES / FILES[bank]).read_bytes().rstrip(b"\x1a")
    path = tmp_path / FILES[bank]
    path.write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))
    assert "файл оборван" in str(taken(bank, path).file.problems[-1])
    assert (paid(), given()) == ([], [])


@pytest.mark.parametrize("real", ["utf-8", "cp1251", "cp866", "koi8-r"])
@pytest.mark.parametrize("bank", FILES)
def test_a_file_in_another_encoding_is_told(
    company: None, tmp_path: Path, bank: str, real: str
) -> None:
    columns = map_named(bank)
    path = tmp_path / "reencoded.txt"
    text = (SAMPLES / FILES[bank]).read_text(encoding=columns.encoding)
    path.write_text(text, encoding=real, newline="")
    problems = taken(bank, path).file.problems
    if real == columns.encoding:
        assert problems == []
    else:
        (only,) = problems
        assert f"файл не в кодировке {columns.encoding.upper()}, а, похоже, в " in only.reason
        assert real.upper() in only.reason


def test_a_map_that_is_not_there() -> None:
    with pytest.raises(BadMap, match="нет такого файла; карты банков, которые есть: savings"):
        map_named("sberbnk")
