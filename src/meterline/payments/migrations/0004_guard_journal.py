from django.db import migrations

from meterline.payments.guards import guard, unguard


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_online")]

    operations = [migrations.RunPython(guard, unguard)]
