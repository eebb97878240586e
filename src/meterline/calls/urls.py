"""Addresses of the operator's pages."""

from django.urls import path

from meterline.calls import handover_pages as pages

urlpatterns = [
    path("", pages.queue, name="handovers"),
    path("<uuid:call>/", pages.handover, name="handover"),
    path("<uuid:call>/recording", pages.recording, name="handover-recording"),
]
