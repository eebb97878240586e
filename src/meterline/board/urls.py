"""Addresses of the board."""

from django.urls import path

from meterline.board import views

app_name = "board"

urlpatterns = [
    path("", views.page, name="page"),
    path("stream", views.stream, name="stream"),
]
