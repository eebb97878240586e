"""Settings of branches for charging."""

from django.contrib import admin

from meterline.charging.models import BranchPolicy
from meterline.customers.admin.base import Pages


@admin.register(BranchPolicy)
class BranchPolicyAdmin(Pages):
    """What the law leaves to the company, from a month on; a new row leaves the old in force."""

    list_display = (
        "branch",
        "valid_from",
        "true_up",
        "spread",
        "zone_ranges",
        "expired_capped",
    )
    list_filter = ("branch",)
    list_select_related = ("branch",)
