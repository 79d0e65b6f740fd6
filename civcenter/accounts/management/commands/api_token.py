from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from civcenter.accounts.actions import cut_key
from civcenter.accounts.models import User
from civcenter.kit.errors import RuleBroken
from civcenter.kit.secrets import lookup
from civcenter.kit.text import phone_digits

DAYS = 90


class Command(BaseCommand):
    help = "给一个账号开一把程序钥匙；钥匙只印这一次，独占一行。"

    def add_arguments(self, parser):
        parser.add_argument("user", help="登录名或手机号")
        parser.add_argument("--days", type=int, default=DAYS, help="几天后到期，默认 90 天")

    def handle(self, *, user, days, **options):
        found = User.objects.filter(username=user).first() or self.by_phone(user)
        if found is None:
            raise CommandError(f"没有这个账号：{user}")
        try:
            self.stdout.write(cut_key(found, days=days, at=timezone.now()))
        except RuleBroken as broken:
            raise CommandError(broken.sentence) from broken

    def by_phone(self, text):
        digits = phone_digits(text)
        return User.objects.filter(phone_key=lookup(digits)).first() if digits else None
