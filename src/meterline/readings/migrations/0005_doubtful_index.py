from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("readings", "0004_handed_over_for"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(
                condition=models.Q(("status", "under_review")),
                fields=["received_at"],
                name="reading_doubtful",
            ),
        ),
    ]
