"""The Django application of kept harvests."""

from django.apps import AppConfig


class HarvestConfig(AppConfig):
    """Registers the models under the label ``harvest``."""

    name = "anlan.control.harvest"
    label = "harvest"
    verbose_name = "数据采集目录"
    default_auto_field = "django.db.models.BigAutoField"
