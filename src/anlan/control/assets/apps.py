"""The Django application of data assets."""

from django.apps import AppConfig


class AssetsConfig(AppConfig):
    """Registers the models under the label ``assets``."""

    name = "anlan.control.assets"
    label = "assets"
    verbose_name = "数据资产"
    default_auto_field = "django.db.models.BigAutoField"
