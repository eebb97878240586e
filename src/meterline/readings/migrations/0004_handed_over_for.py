from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("readings", "0003_guards")]

    # Only the column's name on pages changes: the table, and with it its triggers, stays.
    operations = [
        migrations.AlterField(
            model_name="reading",
            name="period",
            field=models.DateField(verbose_name="передано за месяц"),
        )
    ]
