"""Addresses of the site."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from meterline.api.interface import api
from meterline.calls.views import message_sound, recording, turn_sound
from meterline.staff.sign_in import sign_out

admin.site.site_header = "Показания по телефону"
admin.site.site_title = "Показания по телефону"
admin.site.index_title = "Данные компании"
# Lists are wide; the way back is in the line above them.
admin.site.enable_nav_sidebar = False

urlpatterns = [
    path("admin/calls/<uuid:call>/recording", recording, name="call-recording"),
    path("admin/calls/<uuid:call>/turns/<int:turn>", turn_sound, name="turn-sound"),
    path("admin/calls/<uuid:call>/message/sound", message_sound, name="message-sound"),
    # One way in for all employees, with the second factor.
    path("admin/login/", RedirectView.as_view(pattern_name="staff:sign-in", query_string=True)),
    path("admin/logout/", sign_out),
    path("admin/operator/", include("meterline.calls.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
    path("", include("meterline.health.urls")),
    path("cabinet/", include("meterline.cabinet.urls")),
    path("pay/", include("meterline.checkout.urls")),
    path("channels/", include("meterline.channels.urls")),
    path("reminders/", include("meterline.reminders.urls")),
    path("desk/", include("meterline.desk.urls")),
    path("board/", include("meterline.board.urls")),
    path("quality/", include("meterline.quality.urls")),
    path("review/", include("meterline.review.urls")),
    path("staff/", include("meterline.staff.urls")),
    path("call/", include("meterline.console.urls")),
    path("", include("meterline.site.urls")),
]
