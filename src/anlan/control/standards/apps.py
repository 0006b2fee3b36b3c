"""The Django application of the standards."""

from django.apps import AppConfig


class StandardsConfig(AppConfig):
    """Registers the models under the label ``standards``."""

    name = "anlan.control.standards"
    label = "standards"
    verbose_name = "数据标准"
    default_auto_field = "django.db.models.BigAutoField"
