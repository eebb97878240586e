"""Addresses of the pages for whoever is reminded."""

from django.urls import path

from meterline.reminders.views import stop_page

app_name = "reminders"

urlpatterns = [path("stop/<str:mark>/", stop_page, name="stop")]
