#!/usr/bin/env python3
"""Submits a meter's reading to meterline, repeats safely, and shows that it was accepted.

    METERLINE_TOKEN=ml_... python submit_reading.py https://readings.example 10310
    METERLINE_TOKEN=ml_... python submit_reading.py https://readings.example 20410 --night 5210

Needs Python alone. A home automation can run it as it is: the key of the submission is the
billing period with the values, so running it again, after a lost connection or every hour,
stores nothing twice and prints the same receipt. Ends with 0 when the reading is accepted,
1 when it was refused (the reason is printed), 2 when the line could not be reached.
"""

import argparse
import json
import os
import sys
import time
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

TRIES = 5


class Line:
    """The interface of one company, for one account."""

    def __init__(self, site: str, token: str) -> None:
        self._root = f"{site.rstrip('/')}/api/v1/own"
        self._token = token

    def account(self) -> dict:
        """The account, its meters, and the state of the month."""
        return self._ask("GET", "/account")

    def submit(self, key: str, values: list[dict]) -> dict:
        """The receipt, however often this is called with the same key and values."""
        return self._ask("POST", "/readings", {"values": values}, {"Idempotency-Key": key})

    def _ask(
        self, method: str, path: str, body: dict | None = None, headers: dict | None = None
    ) -> dict:
        """One question, tried again where the network or the server fails."""
        data = json.dumps(body).encode() if body else None
        request = Request(self._root + path, data, method=method)
        sent = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        for name, value in {**sent, **(headers or {})}.items():
            request.add_header(name, value)
        for attempt in range(1, TRIES + 1):
            try:
                with urlopen(request, timeout=15) as answer:
                    return json.load(answer)
            except HTTPError as error:
                if error.code < 500 and error.code != 429:
                    raise
                failure = error
            except (URLError, TimeoutError, ConnectionError) as error:
                failure = error
            if attempt < TRIES:
                time.sleep(2**attempt)
        raise failure


def values_of(options: argparse.Namespace) -> list[dict]:
    """One value of a single register, or day and night."""
    if options.night is None:
        return [{"value": options.value}]
    return [{"zone": "day", "value": options.value}, {"zone": "night", "value": options.night}]


def run(options: argparse.Namespace, token: str) -> int:
    """Submit, then tell what the line says of the month."""
    line = Line(options.site, token)
    month = line.account()["month"]
    values = values_of(options)
    key = "-".join([month["period"], *(str(one["value"]) for one in values)])
    receipt = line.submit(key, values)
    state = line.account()["month"]
    print(f"Расписка № {receipt['receipt']}, учтено за {receipt['counted_for'][:7]}")
    if receipt["consumption"] is not None:
        print(f"Расход {receipt['consumption']} кВт·ч")
    print("Показания за месяц приняты" if state["submitted"] else "Показания на проверке")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Submit a meter's reading.")
    parser.add_argument("site", help="address of the company's site")
    parser.add_argument("value", type=int, help="what the meter shows, or its day register")
    parser.add_argument("--night", type=int, help="what the night register shows")
    options = parser.parse_args()
    token = os.environ.get("METERLINE_TOKEN")
    if not token:
        parser.error("put the token into METERLINE_TOKEN")
    try:
        return run(options, token)
    except HTTPError as refusal:
        print(f"Не принято: {told(refusal)}", file=sys.stderr)
        return 1
    except OSError as failure:
        print(f"Линия недоступна: {failure}", file=sys.stderr)
        return 2


def told(refusal: HTTPError) -> str:
    """The reason that the line gives, with what may be meant."""
    body = json.loads(refusal.read() or b"{}")
    proposals = [
        f"{one['value']} → {one['proposal']}?"
        for one in body.get("findings", [])
        if one["proposal"] is not None
    ]
    return " ".join([body.get("message") or str(body.get("detail", refusal)), *proposals])


if __name__ == "__main__":
    sys.exit(main())
