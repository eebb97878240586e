"""Readings as ГИС ЖКХ exchanges them: one request about one house, checked by our schema.

R: the structure follows importMeteringDeviceValues; the system's own schema has to be
compared before files are sent to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from meterline.importing.report import FileReport
from meterline.importing.table import Unreadable

NAMESPACE = "http://dom.gosuslugi.ru/schema/integration/device-metering/"
ROOT = "importMeteringDeviceValuesRequest"
ROWS_OF_REQUEST = 1000
LARGEST_FILE = 8 << 20
"""Bytes; a thousand rows are less than one MiB."""

REASONS = {
    "SCHEMAV_CVC_PATTERN_VALID": "нужен GUID вида 5e3c1f0a-93b8-4a4c-9c43-2f6f0e8f7a10",
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_1": "значение не того вида",
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_2": "значение не того вида",
    "SCHEMAV_CVC_MININCLUSIVE_VALID": "показание не может быть отрицательным",
    "SCHEMAV_CVC_TOTALDIGITS_VALID": "слишком много цифр",
    "SCHEMAV_CVC_FRACTIONDIGITS_VALID": "слишком много цифр после запятой",
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": "неизвестный атрибут",
}
"""What libxml2 finds → how it is told."""


@dataclass(frozen=True)
class GisValue:
    """A row of a request: what a meter showed on a day; T1, T2 and T3 by their numbers."""

    line: int
    device: str
    transport: str
    day: date
    shown: dict[int, Decimal]


@cache
def schema() -> Any:
    """Our schema of a request."""
    return etree.XMLSchema(etree.parse(Path(__file__).with_name("gis-device-values.xsd")))


def read_request(path: Path, report: FileReport) -> list[GisValue]:
    """The rows of a request. What is against the schema is reported. Raises Unreadable."""
    root = _parse(path)
    if root.tag != _name(ROOT):
        raise Unreadable(1, f"нужен {ROOT} из пространства имён {NAMESPACE}")
    rows = root.findall(_name("MeteringDevicesValues"))
    report.rows = len(rows)
    if len(rows) > ROWS_OF_REQUEST:
        line = rows[ROWS_OF_REQUEST].sourceline
        reason = f"строк {len(rows)}, а в запросе их не больше {ROWS_OF_REQUEST}"
        report.blame(line, "MeteringDevicesValues", "", reason)
    checked = schema()
    if not checked.validate(root):
        for error in checked.error_log:
            _blame(error, root, report)
    return [] if report.problems else [_value(row) for row in rows]


def _parse(path: Path) -> Any:
    """The document's root. Documents that declare anything (DOCTYPE) are refused."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Unreadable(1, f"файл больше {LARGEST_FILE >> 20} МБ")
        tree: Any = etree.parse(path, parser)
    except OSError as error:
        raise Unreadable(1, f"файл не читается ({error.strerror or error})") from error
    except etree.XMLSyntaxError as error:
        raise Unreadable(int(error.lineno or 1), "это не XML, или файл оборван") from error
    if tree.docinfo.doctype:
        raise Unreadable(1, "в файле есть DOCTYPE: такие файлы не читаются")
    return tree.getroot()


def _blame(error: Any, root: Any, report: FileReport) -> None:
    found = root.xpath(error.path) if error.path else []
    if found:
        element = found[0]
        name = etree.QName(element).localname
        value = (element.text or "").strip()[:60]
        reason = REASONS.get(error.type_name, "лишний, пропущенный или не на своём месте элемент")
        told = report.problem(error.line, name, value, reason)
        # A bad value is found twice: by its pattern, and by its type.
        if all((one.line, one.column) != (told.line, told.column) for one in report.problems):
            report.problems.append(told)
    else:
        report.blame(error.line, "", "", "не по схеме")


def _value(row: Any) -> GisValue:
    current = row.find(_name("CurrentValue"))
    return GisValue(
        line=row.sourceline,
        device=_text(row, "MeteringDeviceRootGUID").lower(),
        transport=_text(current, "TransportGUID").lower(),
        day=date.fromisoformat(_text(current, "DateValue")[:10]),
        shown=dict(_shown(current)),
    )


def _shown(current: Any) -> Iterator[tuple[int, Decimal]]:
    for tariff in (1, 2, 3):
        text = current.findtext(_name(f"MeteringValueT{tariff}"))
        if text is not None:
            yield tariff, Decimal(text.strip())


def _text(element: Any, name: str) -> str:
    return (element.findtext(_name(name)) or "").strip()


def _name(local: str) -> str:
    return f"{{{NAMESPACE}}}{local}"


def request_of(house: str, values: list[GisValue]) -> bytes:
    """A request as a file. Raises etree.DocumentInvalid where the schema forbids it."""
    nsmap: Any = {None: NAMESPACE}
    root = etree.Element(_name(ROOT), nsmap=nsmap)
    _add(root, "FIASHouseGuid", house)
    for one in values:
        row = etree.SubElement(root, _name("MeteringDevicesValues"))
        _add(row, "MeteringDeviceRootGUID", one.device)
        current = etree.SubElement(row, _name("CurrentValue"))
        _add(current, "TransportGUID", one.transport)
        _add(current, "DateValue", one.day.isoformat())
        for tariff, value in sorted(one.shown.items()):
            _add(current, f"MeteringValueT{tariff}", f"{value:f}")
    schema().assertValid(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _add(parent: Any, name: str, text: str) -> None:
    etree.SubElement(parent, _name(name)).text = text
