"""A visitor of the site as tests drive one: fills in forms and reads pages, without JavaScript."""

import re
from html import unescape

from django.http import HttpResponse
from django.test import Client
from lxml import html

from meterline.customers.models import Account


class Visitor:
    """A browser with its cookies, the page that it shows, and the way to it."""

    def __init__(self, **environment: str) -> None:
        self.client = Client(**environment)  # type: ignore[arg-type]
        self.way: list[str] = []
        self._page = html.document_fromstring("<p></p>")
        self.status = 0

    def open(self, address: str) -> "Visitor":
        return self._took(self.client.get(address, follow=True))

    def knock(self, account: str, proof: str) -> "Visitor":
        """The first page, filled in and sent."""
        self.open("/readings/")
        return self._took(
            self.client.post("/readings/", {"account": account, "proof": proof}, follow=True)
        )

    def at(self, account: Account) -> "Visitor":
        """The page with the account's meters."""
        return self.knock(account.number, account.customer.name.split()[0])

    def give(self, *values: str | int, button: str = "", email: str = "") -> "Visitor":
        """Values into the fields in their order, then Enter or the button of that label."""
        pressed = {}
        if button:
            [found] = [one for one in self._page.xpath("//button") if button in _text(one)]
            pressed = {str(found.get("name")): str(found.get("value"))}
        return self.send(self.filled_in(*values) | {"email": email} | pressed)

    def filled_in(self, *values: str | int) -> dict[str, str]:
        """The page's form with values in its fields, before it is sent."""
        return self._form() | dict(zip(self.fields, map(str, values), strict=True))

    def send(self, form: dict[str, str]) -> "Visitor":
        """The form with these fields, the rest as the page has it."""
        fields = self._form() | form
        return self._took(self.client.post("/readings/values/", fields, follow=True))

    def _form(self) -> dict[str, str]:
        return {
            str(field.get("name")): str(field.get("value") or "")
            for field in self._page.xpath("//form[@class='values']//input")
        }

    @property
    def fields(self) -> list[str]:
        """Names of the fields for values."""
        return [str(field.get("name")) for field in self._all("register", "input")]

    @property
    def insisting(self) -> str:
        """What the button sends with which one insists."""
        [button] = self._page.xpath("//button[@name='insist']")
        return str(button.get("value"))

    @property
    def text(self) -> str:
        """What the page's main part says, with single plain spaces."""
        return _text(self._page.xpath("//main")[0])

    @property
    def title(self) -> str:
        return _text(self._page.xpath("//title")[0])

    @property
    def labels(self) -> list[str]:
        return [_text(one) for one in self._all("register", "label")]

    @property
    def buttons(self) -> list[str]:
        return [_text(one) for one in self._all("doubts", "button")]

    @property
    def number(self) -> str:
        """The number of the receipt."""
        return _text(self._all("receipt-number", "strong")[0])

    def _all(self, of_class: str, name: str) -> list[html.HtmlElement]:
        """Elements of that name within those of the class."""
        within = f"//*[contains(concat(' ', @class, ' '), ' {of_class} ')]"
        return list(self._page.xpath(f"{within}//{name}"))

    def _took(self, answer: HttpResponse) -> "Visitor":
        self.status = answer.status_code
        self.way += [address for address, _ in getattr(answer, "redirect_chain", [])]
        self._page = html.document_fromstring(answer.content.decode())
        return self


def _text(element: html.HtmlElement) -> str:
    return " ".join(re.sub(r"\s+", " ", unescape(element.text_content())).split())
