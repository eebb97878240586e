from django.db import migrations

from meterline.staff.guards import guard, unguard


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
