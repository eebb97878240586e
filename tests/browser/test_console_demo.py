"""The customers that a visitor of the demo may play."""

import pytest
from customers_made_up import customer

from meterline.console.demo import DemoCaller, RegisterShown, demo_callers, grouped
from meterline.customers.models import LinkedPhone

HOLD = "\N{NO-BREAK SPACE}"


@pytest.mark.django_db
def test_one_of_each_kind_with_plausible_values() -> None:
    phone = customer("426002592", "person", "Потапова Марина Натановна", {"single": (100, 280)})
    LinkedPhone.objects.create(number="+79130001122", account=phone)
    customer("426002600", "person", "Симонов Фирс Эдгарович", {"day": (10, 30), "night": (5, 9)})
    customer("426002700", "organisation", "Аптека «Алтай»", {"single": (500, 900)})
    assert [(caller.phone, caller.sentence) for caller in demo_callers()] == [
        ("+79130001122", f"Потапова, лицевой счёт 426{HOLD}002{HOLD}592, показание 460"),
        ("", f"Симонов, лицевой счёт 426{HOLD}002{HOLD}600, день 50, ночь 13"),
        ("", f"Аптека «Алтай», лицевой счёт 426{HOLD}002{HOLD}700, показание 1300"),
    ]


@pytest.mark.django_db
def test_customers_without_history_are_not_offered() -> None:
    customer("426002592", "organisation", "Новая", {"single": (100,)})
    customer("426002593", "organisation", "Стоит", {"single": (100, 100)})
    customer("426002594", "organisation", "Через ноль", {"single": (99000, 99900)})
    assert demo_callers() == []


def test_phone_and_values_as_people_read_them() -> None:
    registers = (RegisterShown("day", 4510, 200), RegisterShown("night", 2210, 80))
    caller = DemoCaller("Симонов Фирс", "722818662011", "+79130001122", False, registers)
    assert caller.phone_shown == "+7 913 000-11-22"
    assert caller.last_shown == "день 4510, ночь 2210"


@pytest.mark.parametrize(
    ("digits", "groups"),
    [
        ("426002592", ["426", "002", "592"]),
        ("1454207447", ["145", "420", "74", "47"]),
        ("22140460187", ["221", "404", "601", "87"]),
        ("7", ["7"]),
    ],
)
def test_accounts_are_grouped_without_a_lonely_digit(digits: str, groups: list[str]) -> None:
    assert grouped(digits) == HOLD.join(groups)
