"""Addresses of the site's pages."""

from django.urls import path

from meterline.console import views

app_name = "console"

urlpatterns = [
    path("", views.page, name="page"),
    path("offer", views.offer, name="offer"),
    path("<uuid:key>/log", views.log, name="log"),
]
