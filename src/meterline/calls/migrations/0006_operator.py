"""Operators of branches, and the right to take calls."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Whose calls a person sees."""

    dependencies = (
        ("calls", "0005_messages"),
        ("customers", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )

    operations = (
        migrations.AlterModelOptions(
            name="call",
            options={
                "ordering": ("-started",),
                "permissions": (("take_call", "Может принимать звонки, переданные оператору"),),
                "verbose_name": "звонок",
                "verbose_name_plural": "звонки",
            },
        ),
        migrations.CreateModel(
            name="Operator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.branch",
                        verbose_name="филиал",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="сотрудник",
                    ),
                ),
            ],
            options={
                "verbose_name": "оператор",
                "verbose_name_plural": "операторы филиалов",
                "ordering": ("branch__name", "user__username"),
            },
        ),
        migrations.AddConstraint(
            model_name="operator",
            constraint=models.UniqueConstraint(
                fields=("user", "branch"),
                name="operator_once_a_branch",
                violation_error_message="Этот сотрудник уже принимает звонки филиала",
            ),
        ),
    )
