import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hierarchy", "0003_population"),
        ("residents", "0005_consent_withdrawn"),
        ("rules", "0001_documents_and_days"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CardRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("county", models.CharField(blank=True, max_length=6, verbose_name="县（空为通用）")),
                ("effective", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期")),
                ("tries", models.PositiveSmallIntegerField(default=5, verbose_name="密码能试错几次")),
                ("lock_hours", models.PositiveSmallIntegerField(default=24, verbose_name="锁几小时")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="rules.ruledocument", verbose_name="依据"
                    ),
                ),
            ],
            options={
                "verbose_name": "连心卡规则",
                "verbose_name_plural": "连心卡规则",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("county", "="), ("effective", "&&")], name="card_rule_no_overlap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lock_hours__gt", 0), ("tries__gt", 0)), name="card_rule_locks"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactCard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "township",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Left("division", 9),
                        output_field=models.CharField(max_length=9),
                    ),
                ),
                (
                    "county",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Left("division", 6),
                        output_field=models.CharField(max_length=6),
                    ),
                ),
                ("number", models.CharField(max_length=10, unique=True, verbose_name="卡号")),
                ("pin_hash", models.CharField(blank=True, editable=False, max_length=64)),
                ("salt", models.CharField(blank=True, editable=False, max_length=16)),
                ("pin_set_at", models.DateTimeField(blank=True, null=True, verbose_name="设密码时间")),
                ("wrong", models.PositiveSmallIntegerField(default=0, verbose_name="试错次数")),
                ("locked_until", models.DateTimeField(blank=True, null=True, verbose_name="锁到")),
                ("issued_at", models.DateTimeField(verbose_name="发卡时间")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="作废时间")),
                (
                    "division",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="hierarchy.division",
                        verbose_name="区划",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to="residents.household",
                        verbose_name="哪一户的卡",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁发的",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to="residents.person",
                        verbose_name="谁的卡",
                    ),
                ),
                (
                    "pin_set_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="密码在谁面前设的",
                    ),
                ),
            ],
            options={
                "verbose_name": "连心卡",
                "verbose_name_plural": "连心卡",
                "indexes": [
                    models.Index(fields=["division"], name="card_by_village"),
                    models.Index(fields=["township"], name="card_by_township"),
                    models.Index(fields=["county"], name="card_by_county"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("household__isnull", True), ("person__isnull", False)),
                            models.Q(("household__isnull", False), ("person__isnull", True)),
                            _connector="OR",
                        ),
                        name="card_has_one_holder",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("cancelled_at", None)), fields=("person",), name="one_live_card_a_person"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("cancelled_at", None)),
                        fields=("household",),
                        name="one_live_card_a_household",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pin_hash", ""),
                            models.Q(("pin_set_at__isnull", False), ("pin_set_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_pin_was_set_before_somebody",
                    ),
                ],
            },
        ),
    ]
