"""Addresses of the app's pages."""

from django.urls import path

from meterline.checkout.views import account, amount, bank, following, notices

app_name = "checkout"

urlpatterns = [
    path("", account.page, name="start"),
    path("sum/", amount.page, name="amount"),
    path("notices/yookassa/", notices.yookassa, name="yookassa"),
    path("bank/<uuid:key>/", bank.page, name="bank"),
    path("<uuid:key>/", following.state, name="state"),
    path("<uuid:key>/go/", following.go, name="go"),
]
