"""Addresses of the app."""

from django.urls import path

from meterline.quality import complaint_pages, listening_pages, views

app_name = "quality"

urlpatterns = [
    path("", views.page, name="page"),
    path("calls/", views.calls, name="calls"),
    path("listen/", listening_pages.drawn, name="drawn"),
    path("listen/<uuid:call>/", listening_pages.hear, name="hear"),
    path("listen/<uuid:call>/sound", listening_pages.sound, name="sound"),
    path("complaints/", complaint_pages.complaints, name="complaints"),
    path("complaints/<int:pk>/outcome", complaint_pages.outcome, name="outcome"),
]
