"""Good files of every kind, with all their columns."""

from datetime import datetime
from pathlib import Path

from meterline.importing.report import ImportReport
from meterline.importing.services import Manner, import_folder

AT = datetime.fromisoformat("2026-11-22T12:00:00+07:00")

FILES = {
    "branches": (
        "key;name;iana;account_digits;window_from;window_to;operator_sip;dispatcher_sip;"
        "hours_workday;hours_window;name_unconfirmed_allowed;zone_order;dispatcher_number\n"
        "tyva;Тываэнерго;Asia/Krasnoyarsk;9;15;25;;;08:00-17:00;;1;day,night;112\n"
    ),
    "windows": "branch;valid_from;first_day;last_day\ntyva;2018-07;23;26\ntyva;2025-11;20;25\n",
    "days": "branch;day;hours;note\ntyva;2026-08-15;;День республики\n",
    "customers": (
        "account;branch;kind;name;address;phone;residents;rooms;electric_stove;max_power_kw;"
        "contract;tariff_group;electric_heating;max_power_hours;meter_can_be_fitted;email;closed\n"
        "100000001;tyva;person;Ооржак Аяна;Кызыл, Ленина, 1;+79130000001;2;1;1;;"
        ";rural;1;;0;Ayana@Example.ru;0\n"
        "100000002;tyva;organisation;ООО «Уют»;Кызыл, Мира, 2;;;;;12.5;К-1/19;;0;720;1;;0\n"
        "100000003;tyva;organisation;ООО «Уют»;Кызыл, Мира, 4;;;;;;К-1/19;;0;;1;;1\n"
    ),
    "points": (
        "account;name;address;max_power_kw;common_property\n"
        "100000002;Цех;Кызыл, Мира, 2;10;0\n"
        "100000002;Лавка;;2.5;1\n"
    ),
    "meters": (
        "account;serial;zones;digits;installed;verified_until;ratio;"
        "point;automatic;removed;replaces;opening;closing\n"
        "100000001;A2;2;6;2026-05-20;;1;;1;;A1;3,0;\n"
        "100000001;A1;1;5;2015-05-15;2031-06-01;1;;0;2026-05-20;;;99876\n"
        "100000002;B2;1;6;;;30;Цех;0;;;;\n"
    ),
    "acts": "account;serial;kind;day;number;note\n100000001;A1;broken;2026-05-19;7-Н;Не считает\n",
    "readings": "account;serial;month;zone;value;source\n100000002;B2;2026-10;single;5;clerk\n",
}


def header(kind: str) -> str:
    return FILES[kind].splitlines()[0]


def folder_of(folder: Path, **changed: str) -> Path:
    """Good files in a folder, some of them replaced."""
    folder.mkdir(exist_ok=True)
    for kind, text in (FILES | changed).items():
        (folder / f"{kind}.csv").write_text(text, encoding="utf-8")
    return folder


def load(folder: Path, **changed: str) -> ImportReport:
    """Import the good files, some of them replaced, as the clerk Petrova."""
    return import_folder(folder_of(folder, **changed), AT, Manner("petrova"))
