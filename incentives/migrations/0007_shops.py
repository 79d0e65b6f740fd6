import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import civcenter.kit.secrets


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("hierarchy", "0003_population"),
        ("incentives", "0006_honours"),
        ("residents", "0006_cards"),
        ("rules", "0001_documents_and_days"),
    ]

    operations = [
        migrations.CreateModel(
            name="ForbiddenGoods",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="rules.ruledocument", verbose_name="依据"
                    ),
                ),
                ("county", models.CharField(blank=True, max_length=6, verbose_name="县（空为通用）")),
                ("effective", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期")),
                ("word", models.CharField(max_length=20, verbose_name="不许有的字")),
                ("why", models.CharField(max_length=40, verbose_name="为什么")),
            ],
            options={
                "verbose_name": "不许兑换的东西",
                "verbose_name_plural": "不许兑换的东西",
            },
        ),
        migrations.CreateModel(
            name="GoodsKind",
            fields=[
                ("code", models.SlugField(max_length=20, primary_key=True, serialize=False, verbose_name="代码")),
                ("name", models.CharField(max_length=20, verbose_name="名称")),
                ("icon", models.CharField(max_length=20, verbose_name="图")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="次序")),
            ],
            options={
                "verbose_name": "商品类别",
                "verbose_name_plural": "商品类别",
                "ordering": ["order", "code"],
            },
        ),
        migrations.CreateModel(
            name="ShopRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="rules.ruledocument", verbose_name="依据"
                    ),
                ),
                ("county", models.CharField(blank=True, max_length=6, verbose_name="县（空为通用）")),
                ("effective", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期")),
                ("keep_days", models.PositiveSmallIntegerField(default=7, verbose_name="留几天")),
                ("undo_hours", models.PositiveSmallIntegerField(default=24, verbose_name="几小时内本人能撤")),
                ("wrong_tries", models.PositiveSmallIntegerField(default=10, verbose_name="柜台一小时能输错几次")),
                (
                    "yuan_a_point",
                    models.DecimalField(decimal_places=2, default=1, max_digits=6, verbose_name="一分抵几元"),
                ),
                (
                    "funded",
                    models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name="另有买货的钱（元）"),
                ),
            ],
            options={
                "verbose_name": "积分超市规则",
                "verbose_name_plural": "积分超市规则",
            },
        ),
        migrations.CreateModel(
            name="Shop",
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
                (
                    "outpost",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shops",
                        to="hierarchy.outpost",
                        verbose_name="在哪个站",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("points", "积分超市"), ("women", "巾帼积分超市")],
                        default="points",
                        max_length=8,
                        verbose_name="类型",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("opening_hours", models.CharField(max_length=60, verbose_name="开门时间")),
                ("delivers", models.BooleanField(default=False, verbose_name="可以送上门")),
                ("is_open", models.BooleanField(default=True, verbose_name="在用")),
                ("opened_at", models.DateTimeField(verbose_name="开张时间")),
                (
                    "keepers",
                    models.ManyToManyField(
                        blank=True, related_name="shops_kept", to=settings.AUTH_USER_MODEL, verbose_name="店员"
                    ),
                ),
            ],
            options={
                "verbose_name": "积分超市",
                "verbose_name_plural": "积分超市",
            },
        ),
        migrations.CreateModel(
            name="ShopItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="incentives.shop",
                        verbose_name="哪家店",
                    ),
                ),
                ("name", models.CharField(max_length=30, verbose_name="叫什么")),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="incentives.goodskind", verbose_name="类别"
                    ),
                ),
                ("price", models.DecimalField(decimal_places=2, max_digits=8, verbose_name="要几分")),
                (
                    "worth",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="市价（元）"
                    ),
                ),
                ("stock", models.IntegerField(default=0, verbose_name="还剩")),
                ("safety_stock", models.PositiveIntegerField(default=0, verbose_name="剩几件就该补货")),
                ("limit", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="一人最多换几件")),
                ("limit_days", models.PositiveSmallIntegerField(default=30, verbose_name="多少天内")),
                ("best_before", models.DateField(blank=True, null=True, verbose_name="保质到")),
                ("is_offered", models.BooleanField(default=True, verbose_name="上架")),
            ],
            options={
                "verbose_name": "商品",
                "verbose_name_plural": "商品",
            },
        ),
        migrations.CreateModel(
            name="StockCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counts",
                        to="incentives.shopitem",
                        verbose_name="什么",
                    ),
                ),
                ("expected", models.PositiveIntegerField(verbose_name="账上")),
                ("counted", models.PositiveIntegerField(verbose_name="实数")),
                ("reason", models.CharField(blank=True, max_length=100, verbose_name="差在哪里")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("even", "数目相符"),
                            ("proposed", "有差，等另一位同事核"),
                            ("booked", "核过，已记账"),
                            ("refused", "要重数"),
                        ],
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                (
                    "counted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁数的",
                    ),
                ),
                ("counted_at", models.DateTimeField(verbose_name="什么时候数的")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁核的",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="什么时候核的")),
            ],
            options={
                "verbose_name": "盘点",
                "verbose_name_plural": "盘点",
            },
        ),
        migrations.CreateModel(
            name="StockMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="incentives.shopitem",
                        verbose_name="什么",
                    ),
                ),
                ("quantity", models.IntegerField(verbose_name="几件（出为负）")),
                (
                    "why",
                    models.CharField(
                        choices=[("supply", "进货"), ("reserve", "换出"), ("back", "退回"), ("count", "盘点差额")],
                        max_length=8,
                        verbose_name="为什么",
                    ),
                ),
                ("source", models.CharField(max_length=80, unique=True, verbose_name="来由")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "库存流水",
                "verbose_name_plural": "库存流水",
            },
        ),
        migrations.CreateModel(
            name="Supply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplies",
                        to="incentives.shopitem",
                        verbose_name="什么",
                    ),
                ),
                ("quantity", models.PositiveIntegerField(verbose_name="几件")),
                (
                    "kind",
                    models.CharField(
                        choices=[("purchase", "购买"), ("donation", "捐赠"), ("paired", "结对单位给的")],
                        max_length=8,
                        verbose_name="怎么来的",
                    ),
                ),
                ("voucher_no", models.CharField(max_length=40, verbose_name="凭证号")),
                ("giver", models.CharField(max_length=60, verbose_name="谁给的、在哪买的")),
                ("worth", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="一共值多少元")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁收的",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "进货",
                "verbose_name_plural": "进货",
            },
        ),
        migrations.CreateModel(
            name="CounterTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "keeper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("hour", models.DateTimeField()),
                ("wrong", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "verbose_name": "柜台输错",
                "verbose_name_plural": "柜台输错",
            },
        ),
        migrations.RemoveConstraint(
            model_name="account",
            name="account_has_its_holder",
        ),
        migrations.RemoveConstraint(
            model_name="account",
            name="one_house_account_a_county",
        ),
        migrations.AlterField(
            model_name="account",
            name="kind",
            field=models.CharField(
                choices=[
                    ("person", "个人"),
                    ("household", "家庭"),
                    ("shop", "积分超市"),
                    ("issue", "发放"),
                    ("expired", "到期"),
                ],
                max_length=10,
                verbose_name="类型",
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="shop",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="points_account",
                to="incentives.shop",
                verbose_name="积分超市",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("household__isnull", True),
                        ("kind", "person"),
                        ("person__isnull", False),
                        ("shop__isnull", True),
                    ),
                    models.Q(
                        ("household__isnull", False),
                        ("kind", "household"),
                        ("person__isnull", True),
                        ("shop__isnull", True),
                    ),
                    models.Q(
                        ("household__isnull", True), ("kind", "shop"), ("person__isnull", True), ("shop__isnull", False)
                    ),
                    models.Q(
                        models.Q(("kind__in", ("person", "household", "shop")), _negated=True),
                        ("household__isnull", True),
                        ("person__isnull", True),
                        ("shop__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="account_has_its_holder",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ("person", "household", "shop")), _negated=True),
                fields=("county", "kind"),
                name="one_house_account_a_county",
            ),
        ),
        migrations.CreateModel(
            name="Redemption",
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
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redemptions",
                        to="incentives.shop",
                        verbose_name="哪家店",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redemptions",
                        to="incentives.shopitem",
                        verbose_name="什么",
                    ),
                ),
                ("quantity", models.PositiveSmallIntegerField(verbose_name="几件")),
                ("points", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="扣几分")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redemptions",
                        to="incentives.account",
                        verbose_name="从谁的分里扣",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redemptions",
                        to="residents.person",
                        verbose_name="谁换的",
                    ),
                ),
                (
                    "card",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="residents.contactcard",
                        verbose_name="凭哪张卡",
                    ),
                ),
                ("source", models.CharField(max_length=80, unique=True, verbose_name="来由")),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redemption",
                        to="incentives.entry",
                        verbose_name="扣分的流水",
                    ),
                ),
                ("code", civcenter.kit.secrets.EncryptedField(verbose_name="取货码")),
                ("code_key", models.CharField(editable=False, max_length=32)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("reserved", "留着，等着取"),
                            ("collected", "取走了"),
                            ("returning", "要退，等另一位同事点头"),
                            ("undone", "撤了"),
                            ("lapsed", "过期没取，退回了"),
                            ("returned", "退了"),
                        ],
                        default="reserved",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("reserved_at", models.DateTimeField(verbose_name="留的时间")),
                ("undo_until", models.DateTimeField(verbose_name="撤到什么时候")),
                ("keep_until", models.DateField(verbose_name="留到哪天")),
                ("proxy", civcenter.kit.secrets.EncryptedField(blank=True, verbose_name="请谁代取")),
                (
                    "taken",
                    models.CharField(
                        blank=True,
                        choices=[("self", "本人"), ("proxy", "代取"), ("delivered", "送上门")],
                        max_length=10,
                        verbose_name="谁取的",
                    ),
                ),
                (
                    "collected_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁交的货",
                    ),
                ),
                ("collected_at", models.DateTimeField(blank=True, null=True, verbose_name="取货时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="退回时间")),
                ("return_reason", models.CharField(blank=True, max_length=100, verbose_name="为什么退")),
                (
                    "return_asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁提的退货",
                    ),
                ),
                (
                    "return_decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁定的退货",
                    ),
                ),
            ],
            options={
                "verbose_name": "兑换",
                "verbose_name_plural": "兑换",
            },
        ),
        migrations.AddConstraint(
            model_name="countertry",
            constraint=models.UniqueConstraint(fields=("keeper", "hour"), name="one_tally_a_keeper_and_hour"),
        ),
        migrations.AddConstraint(
            model_name="forbiddengoods",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("county", "="),
                    (django.db.models.functions.comparison.Coalesce(models.F("word"), models.Value("")), "="),
                    ("effective", "&&"),
                ],
                name="forbidden_goods_no_overlap",
            ),
        ),
        migrations.AddIndex(
            model_name="shop",
            index=models.Index(fields=["division"], name="shop_by_village"),
        ),
        migrations.AddIndex(
            model_name="shop",
            index=models.Index(fields=["township"], name="shop_by_township"),
        ),
        migrations.AddIndex(
            model_name="shop",
            index=models.Index(fields=["county"], name="shop_by_county"),
        ),
        migrations.AddConstraint(
            model_name="shop",
            constraint=models.UniqueConstraint(fields=("outpost", "kind"), name="one_shop_of_a_kind_an_outpost"),
        ),
        migrations.AddConstraint(
            model_name="shopitem",
            constraint=models.UniqueConstraint(fields=("shop", "name"), name="one_item_of_a_name_a_shop"),
        ),
        migrations.AddConstraint(
            model_name="shopitem",
            constraint=models.CheckConstraint(condition=models.Q(("stock__gte", 0)), name="stock_not_negative"),
        ),
        migrations.AddConstraint(
            model_name="shopitem",
            constraint=models.CheckConstraint(condition=models.Q(("price__gt", 0)), name="goods_cost_points"),
        ),
        migrations.AddConstraint(
            model_name="shopitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("limit", None), models.Q(("limit__gt", 0), ("limit_days__gt", 0)), _connector="OR"),
                name="limit_lets_one",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="shopitem",
            trigger=pgtrigger.compiler.Trigger(
                name="shelf_born_empty",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (NOT (NEW."stock" = 0))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;",
                    hash="c79d754daab4b6c7e6cedae818a7c7382c7ee294",
                    operation="INSERT",
                    pgid="pgtrigger_shelf_born_empty_2ab03",
                    table="incentives_shopitem",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="shopitem",
            trigger=pgtrigger.compiler.Trigger(
                name="item_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="6d34609ec7dd8eb2e3b8df2caf82afdd73fdf1c1",
                    operation="DELETE",
                    pgid="pgtrigger_item_kept_da540",
                    table="incentives_shopitem",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="shoprule",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("county", "="), ("effective", "&&")], name="shop_rule_no_overlap"
            ),
        ),
        migrations.AddConstraint(
            model_name="shoprule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("funded__gte", 0), ("keep_days__gt", 0), ("wrong_tries__gt", 0), ("yuan_a_point__gt", 0)
                ),
                name="shop_rule_can_be",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockcount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "proposed")), fields=("item",), name="one_open_count_an_item"
            ),
        ),
        migrations.AddConstraint(
            model_name="stockcount",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_by", models.F("counted_by")), _negated=True),
                name="a_difference_needs_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockcount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("counted", models.F("expected")), ("status", "even")),
                    models.Q(
                        models.Q(("counted", models.F("expected")), _negated=True),
                        models.Q(("reason", ""), _negated=True),
                        ("decided_by__isnull", True),
                        ("status", "proposed"),
                    ),
                    models.Q(
                        models.Q(("counted", models.F("expected")), _negated=True),
                        ("decided_by__isnull", False),
                        ("status__in", ["booked", "refused"]),
                    ),
                    _connector="OR",
                ),
                name="a_difference_has_its_reason",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stockcount",
            trigger=pgtrigger.compiler.Trigger(
                name="count_states",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{proposed:booked,proposed:refused}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="fd7d4b6fca4f50a886e514b19175095515f50db5",
                    operation="UPDATE",
                    pgid="pgtrigger_count_states_5d018",
                    table="incentives_stockcount",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stockcount",
            trigger=pgtrigger.compiler.Trigger(
                name="count_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="0c5012a6ca5a05ecb36ba15af59396c0b402bf44",
                    operation="DELETE",
                    pgid="pgtrigger_count_kept_c52cd",
                    table="incentives_stockcount",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="stockmove",
            index=models.Index(fields=["item", "-at"], name="moves_by_item"),
        ),
        migrations.AddConstraint(
            model_name="stockmove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("quantity__gt", 0), ("why__in", ["supply", "back"])),
                    models.Q(("quantity__lt", 0), ("why", "reserve")),
                    models.Q(models.Q(("quantity", 0), _negated=True), ("why", "count")),
                    _connector="OR",
                ),
                name="goods_move_the_way_they_say",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stockmove",
            trigger=pgtrigger.compiler.Trigger(
                name="move_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="75d32873eab02f94f192fa2839dc57f8eac7f1a1",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_move_stays_c5859",
                    table="incentives_stockmove",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stockmove",
            trigger=pgtrigger.compiler.Trigger(
                name="move_fills_the_shelf",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nWITH moved AS (SELECT item_id AS id, sum(quantity) AS delta FROM posted GROUP BY item_id),\n    locked AS (SELECT i.id, m.delta FROM public.incentives_shopitem i JOIN moved m USING (id)\n                ORDER BY i.id FOR NO KEY UPDATE OF i)\nUPDATE public.incentives_shopitem i SET stock = i.stock + l.delta FROM locked l WHERE i.id = l.id;\nRETURN NULL;",
                    hash="77ce233c1d407c054b7b250ffbbaa4c899107a1b",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_move_fills_the_shelf_a474d",
                    referencing="REFERENCING NEW TABLE AS posted ",
                    table="incentives_stockmove",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="supply",
            constraint=models.UniqueConstraint(fields=("item", "voucher_no"), name="one_supply_a_voucher_and_item"),
        ),
        migrations.AddConstraint(
            model_name="supply",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0), ("worth__gte", 0)), name="supply_brings_something"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supply",
            trigger=pgtrigger.compiler.Trigger(
                name="supply_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a557d89f85f68f37a4a8d4aca565f904021ebcab",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_supply_stays_9f682",
                    table="incentives_supply",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="redemption",
            index=models.Index(fields=["shop", "-reserved_at"], name="redemption_by_shop"),
        ),
        migrations.AddIndex(
            model_name="redemption",
            index=models.Index(fields=["account", "-reserved_at"], name="redemption_by_account"),
        ),
        migrations.AddIndex(
            model_name="redemption",
            index=models.Index(
                condition=models.Q(("status", "reserved")), fields=["keep_until"], name="redemption_to_lapse"
            ),
        ),
        migrations.AddIndex(
            model_name="redemption",
            index=models.Index(fields=["division"], name="redemption_by_village"),
        ),
        migrations.AddIndex(
            model_name="redemption",
            index=models.Index(fields=["township"], name="redemption_by_township"),
        ),
        migrations.AddIndex(
            model_name="redemption",
            index=models.Index(fields=["county"], name="redemption_by_county"),
        ),
        migrations.AddConstraint(
            model_name="redemption",
            constraint=models.CheckConstraint(
                condition=models.Q(("points__gt", 0), ("quantity__gt", 0)), name="redemption_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="redemption",
            constraint=models.CheckConstraint(
                condition=models.Q(("return_asked_by", models.F("return_decided_by")), _negated=True),
                name="a_return_needs_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="redemption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("collected_by__isnull", True), ("status__in", ["reserved", "undone", "lapsed"])),
                    models.Q(("collected_by__isnull", False), ("status", "collected")),
                    models.Q(
                        ("collected_by__isnull", False), ("return_asked_by__isnull", False), ("status", "returning")
                    ),
                    models.Q(
                        ("return_asked_by__isnull", False), ("return_decided_by__isnull", False), ("status", "returned")
                    ),
                    _connector="OR",
                ),
                name="each_state_has_who_did_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="redemption",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("status", "reserved")),
                expressions=[("shop", "="), ("code_key", "="), ("account", "<>")],
                name="one_code_opens_one_account",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="redemption",
            trigger=pgtrigger.compiler.Trigger(
                name="redemption_states",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{collected:returning,reserved:collected,reserved:lapsed,reserved:undone,returning:collected,returning:returned}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="7222b0b069b53dfffa96ae914b7335ff3b5979a0",
                    operation="UPDATE",
                    pgid="pgtrigger_redemption_states_4aa0c",
                    table="incentives_redemption",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="redemption",
            trigger=pgtrigger.compiler.Trigger(
                name="redemption_born_reserved",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NOT (NEW.\"status\" = 'reserved'))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;",
                    hash="c265fb433a3235390b1c848f8fb333f6b5d3dad6",
                    operation="INSERT",
                    pgid="pgtrigger_redemption_born_reserved_804a2",
                    table="incentives_redemption",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="redemption",
            trigger=pgtrigger.compiler.Trigger(
                name="redemption_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="119fe069ddab21d0c1cdf8bcc9ffe821b4cd5b32",
                    operation="DELETE",
                    pgid="pgtrigger_redemption_kept_90f88",
                    table="incentives_redemption",
                    when="BEFORE",
                ),
            ),
        ),
    ]
