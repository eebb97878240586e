"""Addresses for programs that watch the site."""

from django.urls import path

from meterline.health import views

app_name = "health"

urlpatterns = [
    path("health", views.health, name="health"),
    path("metrics", views.metrics, name="metrics"),
]
