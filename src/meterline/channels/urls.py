"""Addresses of the entrances for messages."""

from django.urls import path

from meterline.channels.messages.sms import sms_entrance
from meterline.channels.messages.telegram import telegram_entrance
from meterline.channels.understanding import understand

app_name = "channels"

urlpatterns = [
    path("sms/<slug:gateway>", sms_entrance(understand), name="sms"),
    path("telegram/", telegram_entrance(understand), name="telegram"),
]
