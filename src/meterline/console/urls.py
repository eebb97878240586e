"""Addresses of the site's pages."""

from django.urls import path

from meterline.console import views

app_name = "console"

urlpatterns = [
    path("", views.page, name="page"),
    path("call/offer", views.offer, name="offer"),
    path("call/<uuid:key>/log", views.log, name="log"),
]
