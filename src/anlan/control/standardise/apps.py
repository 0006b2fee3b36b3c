"""The Django application of decisions about standardisation."""

from django.apps import AppConfig


class StandardiseConfig(AppConfig):
    """Registers the models under the label ``standardise``."""

    name = "anlan.control.standardise"
    label = "standardise"
    verbose_name = "标准化"
    default_auto_field = "django.db.models.BigAutoField"
