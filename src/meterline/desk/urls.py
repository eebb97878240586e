"""Addresses of the app's pages."""

from django.urls import path

from meterline.desk import (
    account_page,
    batch_page,
    held,
    meter_pages,
    payment_page,
    reading_page,
    receipts,
    search_page,
)

app_name = "desk"

urlpatterns = [
    path("", search_page.search, name="search"),
    path("batch/", batch_page.batch, name="batch"),
    path("scan/", payment_page.scan, name="scan"),
    path("accounts/<str:number>/", account_page.account, name="account"),
    path("accounts/<str:number>/readings/", account_page.enter_readings, name="enter"),
    path("accounts/<str:number>/payment/", payment_page.payment, name="payment"),
    path("accounts/<str:number>/meters/<int:pk>/replace/", meter_pages.replace, name="replace"),
    path("accounts/<str:number>/meters/<int:pk>/control/", meter_pages.control, name="control"),
    path("readings/<int:pk>/", reading_page.reading, name="reading"),
    path("readings/<int:pk>/correct/", reading_page.correct, name="correct"),
    path("readings/<int:pk>/cancel/", reading_page.cancel, name="cancel"),
    path("held/", held.held_rows, name="held"),
    path("held/row/", held.held_row, name="held-row"),
    path("receipts/<str:number>/", receipts.receipt, name="receipt"),
    path("payments/<int:pk>/", payment_page.paid, name="paid"),
]
