from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from civcenter.accounts.actions import reset_totp
from civcenter.accounts.models import User


class Command(BaseCommand):
    help = "重置一个工作账号绑的手机（动态码）：手机丢了用。下次登录重新绑。"

    def add_arguments(self, parser):
        parser.add_argument("username", help="登录名")

    def handle(self, *args, username, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"没有登录名是 {username} 的账号。")
        if not reset_totp(user, by=None, at=timezone.now()):
            self.stdout.write(f"{username} 没有绑过手机，不用重置。")
            return
        self.stdout.write(f"{username} 绑的手机重置了，下次登录重新绑。")
