"""Addresses of the app's pages."""

from django.contrib.auth.views import PasswordChangeView, PasswordResetConfirmView
from django.urls import path, reverse_lazy

from meterline.staff import pages, sign_in

app_name = "staff"

set_password = PasswordResetConfirmView.as_view(
    template_name="staff/password.html", success_url=reverse_lazy("staff:sign-in")
)
change_password = PasswordChangeView.as_view(
    template_name="staff/password.html", success_url=reverse_lazy("staff:home")
)

urlpatterns = [
    path("", pages.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/code/", sign_in.code, name="sign-in-code"),
    path("sign-in/enrol/", sign_in.enrol, name="sign-in-enrol"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("password/", change_password, name="password"),
    path("password/<uidb64>/<token>/", set_password, name="password-set"),
    path("recovery-codes/", pages.recovery_codes, name="recovery-codes"),
    path("audit/", pages.audit_log, name="audit"),
    path("people/", pages.employees, name="employees"),
    path("people/<int:pk>/", pages.employee, name="employee"),
    path("people/<int:pk>/roles/", pages.add_role, name="add-role"),
    path("people/<int:pk>/roles/<int:role>/remove/", pages.remove_role, name="remove-role"),
    path("people/<int:pk>/password/", pages.new_password_page, name="new-password"),
    path("people/<int:pk>/factor/", pages.drop_factor, name="drop-factor"),
    path("people/<int:pk>/dismiss/", pages.dismiss, name="dismiss"),
    path("people/<int:pk>/take-back/", pages.take_back, name="take-back"),
]
