"""What may be done by whom: roles, actions, and the table that joins them."""

from collections.abc import Mapping
from enum import Enum, auto

from django.db import models


class Role(models.TextChoices):
    """What somebody is to the company; held in one branch or in all."""

    CLERK = "clerk", "сотрудник офиса"
    REVIEWER = "reviewer", "проверяющий"
    OPERATOR = "operator", "оператор"
    SUPERVISOR = "supervisor", "руководитель смены"
    BILLING = "billing", "расчётчик"
    ADMINISTRATOR = "administrator", "администратор"
    AUDITOR = "auditor", "аудитор"


class Action(models.TextChoices):
    """What is allowed or refused, and what the audit log says was done."""

    SEE_ACCOUNTS = "see_accounts", "искать и смотреть абонентов"
    ENTER_READINGS = "enter_readings", "вносить показания"
    CORRECT_READINGS = "correct_readings", "исправлять и отменять показания"
    ENTER_CONTROL = "enter_control", "вносить контрольные показания и акты"
    REPLACE_METERS = "replace_meters", "заменять счётчики"
    TAKE_PAYMENTS = "take_payments", "принимать оплату"
    SEE_MONEY = "see_money", "смотреть начисления и платежи"
    REFUND_PAYMENTS = "refund_payments", "возвращать оплату"
    LOAD_REGISTRIES = "load_registries", "загружать реестры банков"
    RUN_CHARGES = "run_charges", "рассчитывать начисления"
    REVIEW = "review", "решать о сомнительных показаниях"
    TAKE_CALLS = "take_calls", "принимать звонки"
    HEAR_RECORDINGS = "hear_recordings", "слушать записи разговоров"
    WATCH_BOARD = "watch_board", "смотреть табло звонков"
    SEE_QUALITY = "see_quality", "смотреть качество"
    SCORE_CALLS = "score_calls", "оценивать звонки"
    EDIT_COMPANY = "edit_company", "менять филиалы, часы, фразы и тарифы"
    ERASE_DATA = "erase_data", "удалять персональные данные"
    MANAGE_STAFF = "manage_staff", "заводить сотрудников и роли"
    SEE_AUDIT = "see_audit", "смотреть журнал действий"


class Reach(Enum):
    """How far a role's leave goes."""

    OWN = auto()
    """The branches in which the role is held."""
    ALL = auto()
    """Every branch, wherever the role is held."""


_CLERK, _REVIEWER, _OPERATOR, _SUPERVISOR = (
    *(Role.CLERK, Role.REVIEWER),
    *(Role.OPERATOR, Role.SUPERVISOR),
)
_BILLING, _ADMINISTRATOR, _AUDITOR = Role.BILLING, Role.ADMINISTRATOR, Role.AUDITOR
_OWN, _ALL = Reach.OWN, Reach.ALL


def _own(*roles: Role) -> dict[Role, Reach]:
    return dict.fromkeys(roles, _OWN)


GRANTS: Mapping[Action, Mapping[Role, Reach]] = {
    # A call may come from any region, so who answers calls finds every account; changing
    # it stays with its own branch.
    Action.SEE_ACCOUNTS: {
        **_own(_CLERK, _REVIEWER, _BILLING, _ADMINISTRATOR, _AUDITOR),
        **{_OPERATOR: _ALL, _SUPERVISOR: _ALL},
    },
    Action.ENTER_READINGS: _own(_CLERK, _REVIEWER, _OPERATOR, _SUPERVISOR, _BILLING),
    Action.CORRECT_READINGS: _own(_CLERK, _REVIEWER, _SUPERVISOR, _BILLING),
    Action.ENTER_CONTROL: _own(_CLERK, _BILLING),
    Action.REPLACE_METERS: _own(_CLERK, _BILLING),
    Action.TAKE_PAYMENTS: _own(_CLERK),
    Action.SEE_MONEY: _own(_CLERK, _OPERATOR, _BILLING, _AUDITOR),
    # Who takes money does not give it back.
    Action.REFUND_PAYMENTS: _own(_BILLING),
    Action.LOAD_REGISTRIES: _own(_BILLING),
    Action.RUN_CHARGES: _own(_BILLING),
    Action.REVIEW: _own(_REVIEWER, _SUPERVISOR),
    Action.TAKE_CALLS: _own(_OPERATOR, _SUPERVISOR),
    Action.HEAR_RECORDINGS: _own(_REVIEWER, _OPERATOR, _SUPERVISOR, _AUDITOR),
    Action.WATCH_BOARD: {**_own(_AUDITOR), _OPERATOR: _ALL, _SUPERVISOR: _ALL},
    Action.SEE_QUALITY: {**_own(_AUDITOR), _SUPERVISOR: _ALL},
    Action.SCORE_CALLS: _own(_SUPERVISOR),
    Action.EDIT_COMPANY: _own(_ADMINISTRATOR),
    Action.ERASE_DATA: _own(_ADMINISTRATOR),
    Action.MANAGE_STAFF: _own(_ADMINISTRATOR),
    Action.SEE_AUDIT: _own(_ADMINISTRATOR, _AUDITOR),
}
"""Who may do what. A pair that is not here is refused; a superuser may do everything."""
