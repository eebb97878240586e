from django.db import migrations, models

TRIGRAMS = (
    ("customers_account", "number"),
    ("customers_account", "address_folded"),
    ("customers_customer", "name_folded"),
    ("customers_contract", "number_folded"),
    ("customers_meter", "serial"),
    ("customers_linkedphone", "number"),
    ("customers_linkedemail", "address"),
)


def add_trigrams(apps, schema_editor):
    """PostgreSQL finds any part of a text by its trigrams; SQLite reads its tables through."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        for table, column in TRIGRAMS:
            schema_editor.execute(
                f"CREATE INDEX {table}_{column}_trgm ON {table} USING gin ({column} gin_trgm_ops)"
            )


def drop_trigrams(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table, column in TRIGRAMS:
            schema_editor.execute(f"DROP INDEX {table}_{column}_trgm")


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0004_importrun"),
    ]

    operations = [
        migrations.AddField(
            model_name="contract",
            name="number_folded",
            field=models.CharField(db_index=True, default="", editable=False, max_length=30),
            preserve_default=False,
        ),
        migrations.RunPython(add_trigrams, drop_trigrams),
    ]
