"""The samples of docs/exchange.md are files that are taken."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from files_made_up import AT
from tables_made_up import make_company, take

from meterline.customers.models import Account, GisMeter, Meter
from meterline.importing.formats import CUSTOMERS, REGISTRY
from meterline.importing.map_files import map_of
from meterline.importing.registry import import_registry
from meterline.importing.services import Manner

DOCS = Path(__file__).parents[2] / "docs" / "exchange.md"
SAMPLES = re.findall(r"```(\w*)\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)


def sample(language: str, holds: str) -> str:
    (found,) = [text for kind, text in SAMPLES if kind == language and holds in text]
    return found


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Path:
    """The company of the samples: its three-tariff meter is № 5512."""
    make_company(tmp_path)
    meter = Meter.objects.get(serial="T3")
    meter.serial = "5512"
    meter.save()
    return tmp_path


def test_the_map_of_customers_is_a_map() -> None:
    found = map_of(tomllib.loads(sample("toml", "[values.kind]")), CUSTOMERS.all)
    assert found.columns["ФИО"] == "name"
    assert (found.delimiter, found.header, found.month) == ("\t", 3, "%m.%Y")


def test_the_bank_s_file_is_taken_by_its_map(folder: Path) -> None:
    columns = map_of(tomllib.loads(sample("toml", "header = 0")), REGISTRY.all)
    path = folder / "bank.txt"
    path.write_text(sample("", "П1;"), encoding="cp1251")
    done = import_registry(path, AT, Manner(columns=columns))
    assert (done.file.problems, done.accepted) == ([], 2)


@pytest.mark.parametrize("kind", ["readings", "charges"])
def test_the_records_of_1c_are_taken(folder: Path, kind: str) -> None:
    path = folder / f"{kind}.json"
    path.write_text(sample("json", f"meterline-{kind}"), encoding="utf-8")
    assert len(json.loads(path.read_text(encoding="utf-8"))[kind]) == 1
    report = take(kind, path)
    assert (report.problems, report.added > 0) == ([], True)


def test_the_request_of_the_state_s_system_is_taken(folder: Path) -> None:
    (folder / "ids.csv").write_text(sample("", "account;serial;house;device"), encoding="utf-8")
    assert take("gis-ids", folder / "ids.csv").added == 1
    path = folder / "gis.xml"
    path.write_text(sample("xml", "FIASHouseGuid"), encoding="utf-8")
    assert import_registry(path, AT).accepted == 1
    assert GisMeter.objects.get().meter.account == Account.objects.get(number="000123456")
