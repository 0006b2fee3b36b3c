"""The Django application of data quality."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    """Registers the models under the label ``quality``."""

    name = "anlan.control.quality"
    label = "quality"
    verbose_name = "数据质量"
    default_auto_field = "django.db.models.BigAutoField"
