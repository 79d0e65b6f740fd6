import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("hierarchy", "0003_population"),
        ("incentives", "0004_late_hours"),
        ("rules", "0001_documents_and_days"),
        ("volunteers", "0011_late_entries"),
    ]

    operations = [
        migrations.CreateModel(
            name="PostingRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("county", models.CharField(blank=True, max_length=6, verbose_name="县（空为通用）")),
                ("effective", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期")),
                (
                    "notice_days",
                    models.PositiveSmallIntegerField(
                        default=3,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="公示几个工作日",
                    ),
                ),
                (
                    "answer_days",
                    models.PositiveSmallIntegerField(
                        default=3,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="意见几个工作日内答复",
                    ),
                ),
                (
                    "days_back",
                    models.PositiveSmallIntegerField(
                        default=180,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="几天以内的事才记",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="rules.ruledocument", verbose_name="依据"
                    ),
                ),
            ],
            options={
                "verbose_name": "张榜规则",
                "verbose_name_plural": "张榜规则",
            },
        ),
        migrations.CreateModel(
            name="StatutoryBenefit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("county", models.CharField(blank=True, max_length=6, verbose_name="县（空为通用）")),
                ("effective", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期")),
                ("code", models.SlugField(max_length=30, verbose_name="代码")),
                ("name", models.CharField(max_length=40, verbose_name="待遇")),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None, verbose_name="规则里怎么叫它"
                    ),
                ),
                ("sentence", models.CharField(max_length=150, verbose_name="为什么不能挂钩")),
                ("source", models.CharField(max_length=120, verbose_name="出处")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="rules.ruledocument", verbose_name="依据"
                    ),
                ),
            ],
            options={
                "verbose_name": "法定待遇",
                "verbose_name_plural": "法定待遇",
            },
        ),
        migrations.CreateModel(
            name="ProofFile",
            fields=[
                (
                    "manual",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="file",
                        serialize=False,
                        to="incentives.manualentry",
                    ),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="格式")),
                ("body", models.BinaryField(verbose_name="内容")),
                ("at", models.DateTimeField(verbose_name="几时交的")),
            ],
            options={
                "verbose_name": "证明材料",
                "verbose_name_plural": "证明材料",
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("title", models.CharField(max_length=40, verbose_name="名称")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "凑一批"),
                            ("posted", "张榜公示"),
                            ("settled", "已入账"),
                            ("withdrawn", "撤下了"),
                        ],
                        default="draft",
                        max_length=9,
                        verbose_name="状态",
                    ),
                ),
                ("drafted_at", models.DateTimeField(verbose_name="几时凑的")),
                ("met_on", models.DateField(blank=True, null=True, verbose_name="哪天评的")),
                ("who_met", models.CharField(blank=True, max_length=200, verbose_name="评的人")),
                ("posted_at", models.DateTimeField(blank=True, null=True, verbose_name="张榜时间")),
                ("notice_until", models.DateTimeField(blank=True, null=True, verbose_name="公示到")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="榜单校验码")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="入账时间")),
                ("reason", models.CharField(blank=True, max_length=100, verbose_name="为什么撤下")),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁凑的",
                    ),
                ),
                (
                    "posted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁张的榜",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incentives.postingrule",
                        verbose_name="依据",
                    ),
                ),
            ],
            options={
                "verbose_name": "榜单",
                "verbose_name_plural": "榜单",
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="manualentry",
            name="manual_states",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="manualentry",
            name="manual_born_proposed",
        ),
        migrations.RemoveConstraint(
            model_name="manualentry",
            name="manual_posted_has_its_entry",
        ),
        migrations.AddField(
            model_name="manualentry",
            name="code",
            field=models.SlugField(blank=True, max_length=30, verbose_name="事项代码"),
        ),
        migrations.AddField(
            model_name="manualentry",
            name="happened_on",
            field=models.DateField(blank=True, null=True, verbose_name="哪天的事"),
        ),
        migrations.AddField(
            model_name="manualentry",
            name="takes",
            field=models.BooleanField(default=False, verbose_name="是扣分"),
        ),
        migrations.AddField(
            model_name="manualrule",
            name="holder",
            field=models.CharField(
                choices=[("person", "个人"), ("household", "家庭")],
                default="person",
                max_length=10,
                verbose_name="记给谁",
            ),
        ),
        migrations.AddField(
            model_name="manualrule",
            name="must_post",
            field=models.BooleanField(default=False, verbose_name="要先张榜"),
        ),
        migrations.AddField(
            model_name="manualrule",
            name="takes",
            field=models.BooleanField(default=False, verbose_name="是扣分"),
        ),
        migrations.AddField(
            model_name="pointrule",
            name="coefficient",
            field=models.DecimalField(decimal_places=2, default=1, max_digits=3, verbose_name="系数"),
        ),
        migrations.AlterField(
            model_name="manualentry",
            name="status",
            field=models.CharField(
                choices=[
                    ("proposed", "等另一位同事审"),
                    ("posted", "已记账"),
                    ("kept", "记下了，没有分可扣"),
                    ("refused", "没有通过"),
                    ("reversed", "记了又退回"),
                ],
                default="proposed",
                max_length=8,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="manualrule",
            name="cap_month",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="一人（户）每月最多积分"
            ),
        ),
        migrations.AddConstraint(
            model_name="manualrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("takes", False), models.Q(("holder", "household"), ("must_post", False)), _connector="OR"
                ),
                name="only_households_lose_and_in_private",
            ),
        ),
        migrations.AddConstraint(
            model_name="pointrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("coefficient__gt", 0), ("coefficient__lte", 5), ("per_hour__gte", 0)),
                name="point_rule_in_reason",
            ),
        ),
        migrations.AddField(
            model_name="manualentry",
            name="posting",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="incentives.posting",
                verbose_name="在哪张榜上",
            ),
        ),
        migrations.AddIndex(
            model_name="manualentry",
            index=models.Index(
                condition=models.Q(("status", "proposed")), fields=["proposed_at"], name="manual_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="manualentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("entry__isnull", True), ("status", "proposed")),
                    models.Q(
                        ("decided_by__isnull", False), ("entry__isnull", True), ("status__in", ("refused", "kept"))
                    ),
                    models.Q(
                        ("decided_by__isnull", False), ("entry__isnull", False), ("status__in", ("posted", "reversed"))
                    ),
                    _connector="OR",
                ),
                name="manual_posted_has_its_entry",
            ),
        ),
        migrations.AddConstraint(
            model_name="manualentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("takes", False), ("posting", None), _connector="OR"), name="a_minus_is_never_posted"
            ),
        ),
        migrations.AddConstraint(
            model_name="manualentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("takes", True), models.Q(("status", "kept"), _negated=True), _connector="OR"),
                name="only_a_minus_is_only_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="manualentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("rule__isnull", False), ("status__in", ("proposed", "posted", "kept"))),
                fields=("account", "code", "happened_on"),
                name="one_event_is_booked_once",
            ),
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(max_length=200, verbose_name="意见")),
                ("at", models.DateTimeField(verbose_name="几时提的")),
                ("due_at", models.DateTimeField(verbose_name="几时前答")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "还没答复"), ("kept", "不改"), ("changed", "改了，这笔不记")],
                        default="open",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="几时答的")),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="怎么答的")),
                ("shown", models.CharField(blank=True, max_length=200, verbose_name="榜上怎么写这条意见")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁答的",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁提的",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="incentives.manualentry",
                        verbose_name="对哪一笔",
                    ),
                ),
            ],
            options={
                "verbose_name": "榜上的意见",
                "verbose_name_plural": "榜上的意见",
            },
        ),
        migrations.AddIndex(
            model_name="objection",
            index=models.Index(condition=models.Q(("status", "open")), fields=["due_at"], name="objection_open"),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(fields=("entry", "by"), name="one_objection_each"),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "open"),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="an_objection_gets_an_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(("answered_by", models.F("by")), _negated=True), name="nobody_answers_himself"
            ),
        ),
        migrations.AddConstraint(
            model_name="postingrule",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("county", "="), ("effective", "&&")], name="posting_rule_no_overlap"
            ),
        ),
        migrations.AddConstraint(
            model_name="postingrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_days__gte", 1), ("notice_days__gte", 1)), name="posting_rule_gives_days"
            ),
        ),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(fields=["county", "status"], name="posting_by_county"),
        ),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(fields=["township", "status"], name="posting_by_township"),
        ),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(fields=["division", "status"], name="posting_by_village"),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ("draft", "withdrawn")),
                    models.Q(
                        ("met_on__isnull", False),
                        ("posted_at__isnull", False),
                        ("posted_by__isnull", False),
                        ("rule__isnull", False),
                        ("notice_until__gt", models.F("posted_at")),
                        models.Q(("digest", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_list_hangs_for_some_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "settled"), _negated=True),
                    ("settled_at__gte", models.F("notice_until")),
                    _connector="OR",
                ),
                name="a_list_is_booked_after_its_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), ("status", "withdrawn"), _negated=True),
                name="a_list_goes_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="statutorybenefit",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("county", "="),
                    (django.db.models.functions.comparison.Coalesce(models.F("code"), models.Value("")), "="),
                    ("effective", "&&"),
                ],
                name="statutory_benefit_no_overlap",
            ),
        ),
        migrations.RunSQL(
            sql="\nUPDATE incentives_manualentry m SET code = r.code FROM incentives_manualrule r WHERE r.id = m.rule_id;\nUPDATE incentives_manualentry SET takes = TRUE WHERE shortfall_id IS NOT NULL;\n",
            reverse_sql="",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="manualentry",
            trigger=pgtrigger.compiler.Trigger(
                name="manual_states",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{posted:reversed,proposed:kept,proposed:posted,proposed:refused}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="e73c62ec8bf08caec9a8dcd0a01c480b86b651f5",
                    operation="UPDATE",
                    pgid="pgtrigger_manual_states_19aad",
                    table="incentives_manualentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="manualentry",
            trigger=pgtrigger.compiler.Trigger(
                name="manual_stays_as_proposed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."account_id" IS DISTINCT FROM (NEW."account_id") OR OLD."rule_id" IS DISTINCT FROM (NEW."rule_id") OR OLD."shortfall_id" IS DISTINCT FROM (NEW."shortfall_id") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."takes" IS DISTINCT FROM (NEW."takes") OR OLD."happened_on" IS DISTINCT FROM (NEW."happened_on") OR OLD."points" IS DISTINCT FROM (NEW."points") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."proof" IS DISTINCT FROM (NEW."proof") OR OLD."proposed_by_id" IS DISTINCT FROM (NEW."proposed_by_id") OR OLD."proposed_at" IS DISTINCT FROM (NEW."proposed_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="9971f0ddf3a2a1183271c0f17ebbcfdf46555767",
                    operation="UPDATE",
                    pgid="pgtrigger_manual_stays_as_proposed_db7d4",
                    table="incentives_manualentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="manualentry",
            trigger=pgtrigger.compiler.Trigger(
                name="manual_as_its_rule",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF NEW.shortfall_id IS NOT NULL AND NOT NEW.takes\n   OR NEW.rule_id IS NOT NULL AND NOT EXISTS (\n        SELECT 1 FROM public.incentives_manualrule r JOIN public.incentives_account a ON a.id = NEW.account_id\n         WHERE r.id = NEW.rule_id AND r.code = NEW.code AND r.takes = NEW.takes AND r.holder = a.kind\n           AND NEW.points <= r.most AND r.county IN ('', a.county))\nTHEN RAISE EXCEPTION 'points by hand follow their rule' USING ERRCODE = 'check_violation';\nEND IF;\nRETURN NEW;",
                    hash="95e4c7fd6cc01d942dd63c6386face6f8813b7aa",
                    operation="INSERT",
                    pgid="pgtrigger_manual_as_its_rule_2cb39",
                    table="incentives_manualentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="manualentry",
            trigger=pgtrigger.compiler.Trigger(
                name="manual_hangs_first",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF NEW.posting_id IS DISTINCT FROM OLD.posting_id AND (OLD.status <> 'proposed' OR EXISTS (\n     SELECT 1 FROM public.incentives_posting p\n      WHERE p.id = NEW.posting_id AND p.status <> 'draft'\n         OR p.id = OLD.posting_id AND p.status NOT IN ('draft', 'withdrawn')))\nTHEN RAISE EXCEPTION 'a list that hangs stays as it is' USING ERRCODE = 'check_violation';\nEND IF;\nIF OLD.status = 'proposed' AND NEW.status = 'posted' AND (\n     EXISTS (SELECT 1 FROM public.incentives_objection o WHERE o.entry_id = NEW.id AND o.status = 'open')\n     OR NEW.posting_id IS NULL AND EXISTS (\n          SELECT 1 FROM public.incentives_manualrule r WHERE r.id = NEW.rule_id AND r.must_post)\n     OR NEW.posting_id IS NOT NULL AND NOT EXISTS (\n          SELECT 1 FROM public.incentives_posting p\n           WHERE p.id = NEW.posting_id AND p.status = 'posted' AND p.notice_until <= NEW.decided_at))\nTHEN RAISE EXCEPTION 'it hangs first' USING ERRCODE = 'check_violation';\nEND IF;\nRETURN NEW;",
                    hash="77f2077d4138ae14d1283f5b41320e0a2a26e0ca",
                    operation="UPDATE",
                    pgid="pgtrigger_manual_hangs_first_1564a",
                    table="incentives_manualentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="manualentry",
            trigger=pgtrigger.compiler.Trigger(
                name="manual_born_proposed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status <> 'proposed' OR NEW.posting_id IS NOT NULL)",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;",
                    hash="44f882eadaa6fbe979897b09a0e9a945f422e4ee",
                    operation="INSERT",
                    pgid="pgtrigger_manual_born_proposed_bc817",
                    table="incentives_manualentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="manualentry",
            trigger=pgtrigger.compiler.Trigger(
                name="manual_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="5cc0d5819b75e3bbbe5a334adec2dae2196dbfa0",
                    operation="DELETE",
                    pgid="pgtrigger_manual_kept_167fc",
                    table="incentives_manualentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="manualrule",
            trigger=pgtrigger.compiler.Trigger(
                name="rule_is_not_edited",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."document_id" IS DISTINCT FROM (NEW."document_id") OR OLD."county" IS DISTINCT FROM (NEW."county") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."holder" IS DISTINCT FROM (NEW."holder") OR OLD."takes" IS DISTINCT FROM (NEW."takes") OR OLD."must_post" IS DISTINCT FROM (NEW."must_post") OR OLD."most" IS DISTINCT FROM (NEW."most") OR OLD."cap_month" IS DISTINCT FROM (NEW."cap_month") OR OLD."proof" IS DISTINCT FROM (NEW."proof"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="746aa8125ae7845ef77c317e9b9ae7b4d2e275b2",
                    operation="UPDATE",
                    pgid="pgtrigger_rule_is_not_edited_b3d9e",
                    table="incentives_manualrule",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="manualrule",
            trigger=pgtrigger.compiler.Trigger(
                name="rule_only_ends",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF lower(NEW.effective) IS DISTINCT FROM lower(OLD.effective)\n   OR (NOT upper_inf(OLD.effective) AND (upper_inf(NEW.effective) OR upper(NEW.effective) > upper(OLD.effective)))\nTHEN RAISE EXCEPTION 'a rule may only be ended' USING ERRCODE = 'check_violation';\nEND IF;\nRETURN NEW;",
                    hash="4b69ad0ab61f041663d94174eb6e17beb649eecb",
                    operation="UPDATE",
                    pgid="pgtrigger_rule_only_ends_9e509",
                    table="incentives_manualrule",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="manualrule",
            trigger=pgtrigger.compiler.Trigger(
                name="rule_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="25fbfb9834ba8b76900ed8d0994a83ea1e357141",
                    operation="DELETE",
                    pgid="pgtrigger_rule_stays_9fc5e",
                    table="incentives_manualrule",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="manualrule",
            trigger=pgtrigger.compiler.Trigger(
                name="what_is_due_by_law_hangs_on_nothing",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF EXISTS (SELECT 1 FROM public.incentives_statutorybenefit b, unnest(b.words) word\n            WHERE b.county IN ('', NEW.county)\n              AND position(word IN regexp_replace(NEW.name, '\\s', '', 'g')) > 0)\nTHEN RAISE EXCEPTION 'what is due by law hangs on no points' USING ERRCODE = 'check_violation';\nEND IF;\nRETURN NEW;",
                    hash="765e58cfef4da13b88637ba512b5b0b152afebc8",
                    operation="INSERT",
                    pgid="pgtrigger_what_is_due_by_law_hangs_on_nothing_66652",
                    table="incentives_manualrule",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pointrule",
            trigger=pgtrigger.compiler.Trigger(
                name="rule_is_not_edited",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."document_id" IS DISTINCT FROM (NEW."document_id") OR OLD."county" IS DISTINCT FROM (NEW."county") OR OLD."kind_id" IS DISTINCT FROM (NEW."kind_id") OR OLD."per_hour" IS DISTINCT FROM (NEW."per_hour") OR OLD."coefficient" IS DISTINCT FROM (NEW."coefficient") OR OLD."cap_day" IS DISTINCT FROM (NEW."cap_day") OR OLD."cap_month" IS DISTINCT FROM (NEW."cap_month") OR OLD."valid_months" IS DISTINCT FROM (NEW."valid_months") OR OLD."rounding" IS DISTINCT FROM (NEW."rounding"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="74b5367eda1904cf9fdffdd3c36b68613952b397",
                    operation="UPDATE",
                    pgid="pgtrigger_rule_is_not_edited_fca65",
                    table="incentives_pointrule",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pointrule",
            trigger=pgtrigger.compiler.Trigger(
                name="rule_only_ends",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF lower(NEW.effective) IS DISTINCT FROM lower(OLD.effective)\n   OR (NOT upper_inf(OLD.effective) AND (upper_inf(NEW.effective) OR upper(NEW.effective) > upper(OLD.effective)))\nTHEN RAISE EXCEPTION 'a rule may only be ended' USING ERRCODE = 'check_violation';\nEND IF;\nRETURN NEW;",
                    hash="60c7f21e5de9f5abb86989332e4cf49f0cc33976",
                    operation="UPDATE",
                    pgid="pgtrigger_rule_only_ends_f2a6d",
                    table="incentives_pointrule",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pointrule",
            trigger=pgtrigger.compiler.Trigger(
                name="rule_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="4dc00e8be02b3a77115e615b14c2467c1565f386",
                    operation="DELETE",
                    pgid="pgtrigger_rule_stays_13302",
                    table="incentives_pointrule",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="objection_states",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{open:changed,open:kept}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="492d84cedbbeb68b06caf75e2bde633b1197c32b",
                    operation="UPDATE",
                    pgid="pgtrigger_objection_states_4c663",
                    table="incentives_objection",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="objection_born_open",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NOT (NEW.\"status\" = 'open'))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;",
                    hash="4eab351616b2a186a11c68a475c3c63526d1fd3f",
                    operation="INSERT",
                    pgid="pgtrigger_objection_born_open_3cf7e",
                    table="incentives_objection",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="objection_words_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."due_at" IS DISTINCT FROM (NEW."due_at") OR OLD."entry_id" IS DISTINCT FROM (NEW."entry_id") OR OLD."words" IS DISTINCT FROM (NEW."words"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="501e6fa07496c90cc92a6a9c2f30e355e949362d",
                    operation="UPDATE",
                    pgid="pgtrigger_objection_words_stay_fdd3c",
                    table="incentives_objection",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="objection_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="d560c8650031742b867c73e3ead1f32d9c81b207",
                    operation="DELETE",
                    pgid="pgtrigger_objection_stays_8d092",
                    table="incentives_objection",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="posting",
            trigger=pgtrigger.compiler.Trigger(
                name="posting_states",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{draft:posted,draft:withdrawn,posted:settled,posted:withdrawn}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="10c22af5454e17b41c0405dbb35f4ba36e1d910c",
                    operation="UPDATE",
                    pgid="pgtrigger_posting_states_f7eb5",
                    table="incentives_posting",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="posting",
            trigger=pgtrigger.compiler.Trigger(
                name="posting_born_draft",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NOT (NEW.\"status\" = 'draft'))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;",
                    hash="3b629ba8d1714e38896b151a18101c1b09665a49",
                    operation="INSERT",
                    pgid="pgtrigger_posting_born_draft_d9f84",
                    table="incentives_posting",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="posting",
            trigger=pgtrigger.compiler.Trigger(
                name="posting_hangs_as_it_was",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.status <> 'draft' AND (OLD.title IS DISTINCT FROM NEW.title OR OLD.posted_by_id IS DISTINCT FROM NEW.posted_by_id OR OLD.posted_at IS DISTINCT FROM NEW.posted_at OR OLD.notice_until IS DISTINCT FROM NEW.notice_until OR OLD.digest IS DISTINCT FROM NEW.digest OR OLD.met_on IS DISTINCT FROM NEW.met_on OR OLD.who_met IS DISTINCT FROM NEW.who_met))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="de9ae8519f47c843f92cd17343114b47dbc79bee",
                    operation="UPDATE",
                    pgid="pgtrigger_posting_hangs_as_it_was_939a2",
                    table="incentives_posting",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="posting",
            trigger=pgtrigger.compiler.Trigger(
                name="posting_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="8fb8d0f2f93d55c23fd67e2eeb3d29fea2a98f63",
                    operation="DELETE",
                    pgid="pgtrigger_posting_stays_98822",
                    table="incentives_posting",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statutorybenefit",
            trigger=pgtrigger.compiler.Trigger(
                name="rule_is_not_edited",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."document_id" IS DISTINCT FROM (NEW."document_id") OR OLD."county" IS DISTINCT FROM (NEW."county") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."words" IS DISTINCT FROM (NEW."words") OR OLD."sentence" IS DISTINCT FROM (NEW."sentence") OR OLD."source" IS DISTINCT FROM (NEW."source"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="3b04a2be0ea59f5161bf518a55ae83f42629827f",
                    operation="UPDATE",
                    pgid="pgtrigger_rule_is_not_edited_23cfe",
                    table="incentives_statutorybenefit",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statutorybenefit",
            trigger=pgtrigger.compiler.Trigger(
                name="rule_only_ends",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF lower(NEW.effective) IS DISTINCT FROM lower(OLD.effective)\n   OR (NOT upper_inf(OLD.effective) AND (upper_inf(NEW.effective) OR upper(NEW.effective) > upper(OLD.effective)))\nTHEN RAISE EXCEPTION 'a rule may only be ended' USING ERRCODE = 'check_violation';\nEND IF;\nRETURN NEW;",
                    hash="0342a9a98e28ca2a63817fb7082efd4d45524d64",
                    operation="UPDATE",
                    pgid="pgtrigger_rule_only_ends_a26f8",
                    table="incentives_statutorybenefit",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statutorybenefit",
            trigger=pgtrigger.compiler.Trigger(
                name="rule_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="0b6789c81526d68d05e6f996d6aaaa5bfefb03fe",
                    operation="DELETE",
                    pgid="pgtrigger_rule_stays_94674",
                    table="incentives_statutorybenefit",
                    when="BEFORE",
                ),
            ),
        ),
    ]
