import os
import secrets

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from civcenter.accounts.actions import appoint, open_account
from civcenter.accounts.models import User
from civcenter.accounts.roles import Role
from civcenter.hierarchy.models import Division
from civcenter.kit.errors import RuleBroken
from civcenter.kit.verbs import verb


class Command(BaseCommand):
    help = "开一个工作人员账号并任职；账号已有的只任职。没给密码就生成一个，只印这一次。"

    def add_arguments(self, parser):
        parser.add_argument("username", help="登录名")
        parser.add_argument(
            "role", choices=Role.values, help="、".join(f"{value} {label}" for value, label in Role.choices)
        )
        parser.add_argument("code", help="区划代码，6、9 或 12 位")
        parser.add_argument("--name", default="", help="姓名，新账号必填")
        parser.add_argument("--title", default="", help="职务，默认用岗位名")
        parser.add_argument("--password", help="密码；也可放在环境变量 CIV_PASSWORD 里，免得留在命令记录中")

    def handle(self, *, username, role, code, name, title, password, **options):
        division = Division.objects.filter(code=code).first()
        if division is None:
            raise CommandError(f"没有这个区划代码：{code}。先用 load_divisions 装入区划。")
        given = password or os.environ.get("CIV_PASSWORD")
        made = given or secrets.token_urlsafe(12)
        try:
            is_new, post = _do(username, role, division, name, title, made)
        except RuleBroken as broken:
            raise CommandError(broken.sentence) from broken
        self.stdout.write(f"{username}：{division.name} {post.title}，从 {post.starts_on:%Y-%m-%d} 起。")
        if is_new and not given:
            self.stdout.write(f"密码（只显示这一次，进去后请改）：{made}")


@verb
def _do(username, role, division, name, title, password):
    """Account and post together or neither."""
    at = timezone.now()
    user = User.objects.filter(username=username).first()
    if user is None and not name:
        raise RuleBroken("新账号要写姓名：--name 张三")
    is_new = user is None
    user = user or open_account(username=username, name=name, password=password, at=at)
    post = appoint(user, role=role, division=division, starts_on=timezone.localdate(at), title=title)
    return is_new, post
