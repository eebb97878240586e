from django.db import migrations

from meterline.readings.guards import guard, unguard


class Migration(migrations.Migration):
    dependencies = [("readings", "0002_journal")]

    operations = [migrations.RunPython(guard, unguard)]
