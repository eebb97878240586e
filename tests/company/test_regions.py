"""Which branch a number belongs to."""

import gzip
from pathlib import Path

import pytest
from company_made_up import make_branch

from meterline.customers.models import PhoneOverride
from meterline.customers.numbering import BadNumbering, Plan, read_ranges
from meterline.customers.phones import e164
from meterline.customers.regions import SHIPPED, branch_of, install_plan, regions


@pytest.mark.parametrize(
    ("number", "branch", "evidence"),
    [
        ("+73902275004", "khakassia", "landline_range"),
        ("83902275004", "khakassia", "landline_range"),
        ("+79134423435", "khakassia", "mobile_range"),
        ("9134423435", "khakassia", "mobile_range"),
        ("+79230000000", None, "mobile_range"),
        ("+79991234567", None, "mobile_range"),
        ("+73912000000", "krasnoyarsk", "landline_range"),
        ("+73900000000", "khakassia", "code_only"),
        ("+73880000000", "altai-republic", "code_only"),
        ("+73850000000", "altai-krai", "code_only"),
        ("+73010000000", "buryatia", "code_only"),
        ("+73020000000", "zabaykalye", "code_only"),
        ("+73840000000", "kuzbass", "code_only"),
        ("+73810000000", "omsk", "code_only"),
        ("+73820000000", "tomsk", "code_only"),
        ("+73940000000", "tyva", "code_only"),
        ("+74951234567", None, "unknown"),
        ("+15551234567", None, "unknown"),
        ("101", None, "unknown"),
        ("anonymous", None, "unknown"),
        ("", None, "unknown"),
        (None, None, "unknown"),
    ],
)
def test_the_plan(db: None, number: str | None, branch: str | None, evidence: str) -> None:
    found = branch_of(number)
    assert (found.branch, found.evidence.value) == (branch, evidence)


def test_the_mobile_ranges_of_khakassia() -> None:
    ranges = read_ranges(SHIPPED["mobile.csv.gz"])
    khakassia = [one for one in ranges if one.territory == "Республика Хакасия"]
    assert len(khakassia) == 142
    assert sum(one.last - one.first + 1 for one in khakassia) == 2_331_721


def test_districts_of_one_name_stand_under_two_codes() -> None:
    ranges = read_ranges(SHIPPED["landline.csv.gz"])
    assert {one.first // 10**7 for one in ranges} >= {390, 385}
    assert regions().region_of("+73904127000").branch == "khakassia"


def test_an_override_comes_before_the_plan(db: None) -> None:
    PhoneOverride.objects.create(number="8 (913) 442-34-35", branch=make_branch("tyva"))
    found = branch_of("+79134423435")
    assert (found.branch, found.evidence.value) == ("tyva", "override")


HEADER = "АВС/ DEF;От;До;Емкость;Оператор;Регион;Территория ГАР;ИНН\n"


def plan_file(folder: Path, rows: str, header: str = HEADER, name: str = "plan.csv") -> Path:
    path = folder / name
    path.write_text("\ufeff" + header + rows, encoding="utf-8")
    return path


@pytest.fixture
def _no_newer_plan(settings: object, tmp_path: Path) -> None:
    settings.METERLINE_NUMBERING = tmp_path / "numbering"  # type: ignore[attr-defined]


@pytest.mark.usefixtures("_no_newer_plan")
@pytest.mark.parametrize("packed", [False, True])
def test_a_newer_plan_is_used_at_once(db: None, tmp_path: Path, packed: bool) -> None:
    assert branch_of("+79991234567").branch is None
    path = plan_file(tmp_path, "999;1234500;1234599;100;Х;-;Омская область;1\n")
    if packed:
        (tmp_path / "plan.csv.gz").write_bytes(gzip.compress(path.read_bytes()))
        path = tmp_path / "plan.csv.gz"
    assert install_plan(path) == 1
    assert branch_of("+79991234567").branch == "omsk"
    assert branch_of("+73902275004").branch == "khakassia"


@pytest.mark.usefixtures("_no_newer_plan")
@pytest.mark.parametrize(
    ("header", "rows", "reason"),
    [
        (HEADER, "999;x;1;1;Х;-;Омская область;1\n", "строка 2: не диапазон"),
        (HEADER, "999;0000000\n", "строка 2: не диапазон"),
        (HEADER, "999;0000009;0000001;1;Х;-;Омская область;1\n", "строка 2: не диапазон"),
        ("a;b\n", "1;2\n", "нет столбцов АВС/ DEF, От, До, Регион"),
        (HEADER, "", "либо мобильные номера, либо городские"),
        (
            HEADER,
            "999;0000000;0000009;1;Х;-;Омская область;1\n390;0000000;0000009;1;Х;-;Х;1\n",
            "либо мобильные номера, либо городские",
        ),
        (
            HEADER,
            "999;0000000;0000009;1;Х;-;О;1\n999;0000005;0000019;1;Х;-;О;1\n",
            "диапазоны пересекаются",
        ),
    ],
)
def test_a_bad_plan_is_refused_and_the_old_one_stays(
    db: None, tmp_path: Path, header: str, rows: str, reason: str
) -> None:
    with pytest.raises(BadNumbering, match=reason):
        install_plan(plan_file(tmp_path, rows, header))
    assert branch_of("+79134423435").branch == "khakassia"


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(BadNumbering, match="UTF-8"):
        read_ranges(tmp_path / "plan.csv")
    (tmp_path / "plan.csv.gz").write_bytes(b"not gzip")
    with pytest.raises(BadNumbering, match="не читается"):
        read_ranges(tmp_path / "plan.csv.gz")


def test_every_number_is_found_in_its_own_range_and_beside_it_in_none() -> None:
    plan = Plan(read_ranges(SHIPPED["mobile.csv.gz"]))
    for one in plan.ranges[::500]:
        assert plan.find(one.first) is one
        assert plan.find(one.last) is one
    assert plan.find(plan.ranges[0].first - 1) is None
    assert plan.find(plan.ranges[-1].last + 1) is None


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("8 (3902) 27-50-04", "+73902275004"),
        ("79134423435", "+79134423435"),
        ("+7 913 442 34 35", "+79134423435"),
        ("2275", None),
        ("sip:alice", None),
        (None, None),
    ],
)
def test_numbers_are_kept_in_e164(raw: str | None, kept: str | None) -> None:
    assert e164(raw) == kept
