"""Visitors of the site for Locust: each hands over the readings of one account after another.

Run by load_site.py. The accounts come from the file that METERLINE_LOAD_ACCOUNTS names.
"""

import csv
import itertools
import os
import re
import time

from locust import FastHttpUser, constant, task

with open(os.environ["METERLINE_LOAD_ACCOUNTS"], encoding="utf-8") as lines:
    ACCOUNTS = itertools.cycle([(number, name.split()[0]) for number, name in csv.reader(lines)])

VISITORS = itertools.count()
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
VISIT = re.compile(r'name="visit" value="([^"]+)"')
FIELD = re.compile(r'name="(r\d+)".*?<strong>([\d\xa0]+)</strong>', re.DOTALL)
INSIST = re.compile(r'name="insist" value="([^"]+)"')


class Visitor(FastHttpUser):
    """Somebody at the site, coming from an address of his own behind the company's proxy."""

    wait_time = constant(0)

    @task
    def hand_over(self) -> None:
        """The three pages; told to Locust as one submission too."""
        began = time.perf_counter()
        number, surname = next(ACCOUNTS)
        visitor = next(VISITORS)
        address = f"10.{visitor >> 16 & 255}.{visitor >> 8 & 255}.{visitor & 255}"
        headers = {"X-Forwarded-For": address}
        first = self.client.get("/readings/", headers=headers, name="1 account: page").text
        form = {"csrfmiddlewaretoken": TOKEN.findall(first)[0], "account": number}
        second = self._send("/readings/", form | {"proof": surname}, headers, "1 account: sent")
        fields = FIELD.findall(second)
        if not fields:
            return  # no meter of this account is read by its owner
        form = {
            "csrfmiddlewaretoken": TOKEN.findall(second)[0],
            "visit": VISIT.findall(second)[0],
            "email": "",
        } | {name: str(int(last.replace("\xa0", "")) + 1) for name, last in fields}
        third = self._send("/readings/values/", form, headers, "2 values: sent")
        for digest in INSIST.findall(third):
            third = self._send("/readings/values/", form | {"insist": digest}, headers, "insisted")
        self._tell(began, third)

    def _send(self, address: str, form: dict[str, str], headers: dict[str, str], name: str) -> str:
        """Send a form; the text of the page that it leads to."""
        answer = self.client.post(
            address, data=form, headers=headers, name=name, allow_redirects=False
        )
        if answer.status_code != 302:
            return str(answer.text)
        onwards = str(answer.headers["Location"])
        return str(self.client.get(onwards, headers=headers, name=f"{name}, answer").text)

    def _tell(self, began: float, page: str) -> None:
        done = "Номер обращения" in page
        self.environment.events.request.fire(
            request_type="",
            name="whole submission",
            response_time=1000 * (time.perf_counter() - began),
            response_length=len(page),
            exception=None if done else RuntimeError(re.sub(r"\s+", " ", page)[-600:]),
            context={},
        )
