"""The Django application of master data."""

from django.apps import AppConfig


class MasterConfig(AppConfig):
    """Registers the models under the label ``master``."""

    name = "anlan.control.master"
    label = "master"
    verbose_name = "主数据"
    default_auto_field = "django.db.models.BigAutoField"
