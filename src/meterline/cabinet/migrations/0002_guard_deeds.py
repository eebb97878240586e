from django.db import migrations

from meterline.readings.guards import Guards

DEEDS = Guards("cabinet", ("cabinet_deed",), "deeds of a cabinet are never changed or deleted")


class Migration(migrations.Migration):
    dependencies = [("cabinet", "0001_initial")]

    operations = [migrations.RunPython(DEEDS.guard, DEEDS.unguard)]
