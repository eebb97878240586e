from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0002_receipts"),
    ]

    operations = [
        migrations.AddField(
            model_name="outgoingmessage",
            name="unsubscribe",
            field=models.URLField(blank=True, max_length=300, verbose_name="адрес отказа"),
        ),
    ]
