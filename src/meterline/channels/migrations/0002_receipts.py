from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="incomingmessage",
            name="receipt",
            field=models.CharField(blank=True, max_length=200, verbose_name="расписка"),
        ),
    ]
