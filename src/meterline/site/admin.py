"""Where the company keeps its offices."""

from django.contrib import admin

from meterline.customers.admin.base import Pages
from meterline.site.models import Office


@admin.register(Office)
class OfficeAdmin(Pages):
    """Offices that the site shows."""

    list_display = ("town", "address", "branch", "phone", "hours")
    list_filter = ("branch",)
    list_select_related = ("branch",)
    search_fields = ("town", "address")
