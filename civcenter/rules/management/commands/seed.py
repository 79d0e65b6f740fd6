from django.core.management.base import BaseCommand

from civcenter.rules.seed import seed


class Command(BaseCommand):
    help = "装入默认规则、节假日、服务类别等基础数据；可以重复运行，县里改过的不动。"

    def handle(self, *args, **options):
        seed()
        self.stdout.write("基础数据已装好。")
