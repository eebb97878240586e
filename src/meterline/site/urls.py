"""Addresses of the app's pages."""

from django.urls import path

from meterline.site.views import pages, readings

app_name = "site"

urlpatterns = [
    path("", pages.home, name="home"),
    path("offices/", pages.offices, name="offices"),
    path("meters/", pages.meters, name="meters"),
    path("readings/", readings.start, name="start"),
    path("readings/values/", readings.values, name="values"),
    path("readings/check/", readings.check, name="check"),
    path("readings/receipt/", readings.receipt, name="receipt"),
    path("readings/finish/", readings.finish, name="finish"),
]
