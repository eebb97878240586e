"""Addresses of the cabinet's pages."""

from django.urls import path

from meterline.cabinet.views import charges, own, readings, sign_in

app_name = "cabinet"

urlpatterns = [
    path("", readings.first, name="overview"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("code/", sign_in.code, name="code"),
    path("add/", sign_in.add, name="add"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("<int:account>/readings/", readings.readings, name="readings"),
    path("<int:account>/submit/", readings.submit, name="submit"),
    path("<int:account>/receipts/<slug:number>/", readings.receipt, name="receipt"),
    path("<int:account>/charges/", charges.charges, name="charges"),
    path("<int:account>/charges/<int:year>-<int:month>/", charges.charge, name="charge"),
    path("<int:account>/charges/<int:year>-<int:month>/bill.pdf", charges.bill, name="bill"),
    path("<int:account>/own/", own.own, name="own"),
    path("<int:account>/own/data.zip", own.data, name="data"),
    path("<int:account>/own/erasure/", own.erasure, name="erasure"),
    path("<int:account>/remove/<int:other>/", own.remove, name="remove"),
]
