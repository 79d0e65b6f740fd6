from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "civcenter.accounts"
    label = "accounts"
    verbose_name = "账号和任职"
