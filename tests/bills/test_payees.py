"""The company's bank details: by branch, and never wrong ones."""

from pathlib import Path
from typing import Any

import pytest
from bills_made_up import REAL, payee

from meterline.bills.payees import DEMO, payee_of, read_payee
from meterline.errors import Mendable


def test_a_branch_has_its_own_details_and_the_companys_others(tmp_path: Path) -> None:
    own, other = payee(tmp_path), payee(tmp_path, branch="tyva")
    assert (own.name, other.name) == ("АО «Энергосбыт», Хакасия", "АО «Энергосбыт»")
    assert own.account == other.account


@pytest.mark.parametrize(
    ("account", "bic", "corr_account"),
    [
        ("40702810455000024248", "044030653", "30101810500000000653"),
        ("40702810938000000001", "044525225", "30101810400000000225"),
    ],
)
def test_accounts_of_public_examples_fit_their_banks(
    tmp_path: Path, account: str, bic: str, corr_account: str
) -> None:
    text = REAL.replace("40702810800000000001", account).replace("049514001", bic)
    assert payee(tmp_path, text.replace("30101810000000000001", corr_account)).bic == bic


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("40702810800000000001", "40702810800000000002", "не подходит к БИК"),
        ("30101810000000000001", "30101810000000000011", "не подходит к БИК"),
        ("40702810800000000001", "4070281080000000001", "account"),
        ("049514001", "04951400O", "bic"),
        ('inn = "1901000001"', "", "inn"),
        ('contact = "8', 'fax = "8', "contact, fax"),
        ("Банк «Северный»", " ", "bank"),
        ("[company]", "[company", "не читается"),
    ],
)
def test_details_that_cannot_be_right_are_refused(
    tmp_path: Path, right: str, wrong: str, told: str
) -> None:
    with pytest.raises(Mendable, match=told):
        payee(tmp_path, REAL.replace(right, wrong))


def test_only_a_demo_has_made_up_details(tmp_path: Path, settings: Any) -> None:
    settings.METERLINE_PAYEES, settings.METERLINE_DEMO = tmp_path / "payees.toml", False
    assert payee_of("khakassia") is None
    settings.METERLINE_DEMO = True
    assert payee_of("khakassia") == read_payee(DEMO, "khakassia")
    payee(tmp_path)
    told = payee_of("khakassia")
    assert told
    assert told.name == "АО «Энергосбыт», Хакасия"


def test_the_demos_details_say_that_they_are_none() -> None:
    made_up = read_payee(DEMO, "khakassia")
    assert "НЕ ПЛАТИТЬ" in made_up.name
    assert set(made_up.account + made_up.bic + made_up.inn) == {"0"}
