"""The Django application of the catalogue."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Registers the models under the label ``catalogue``."""

    name = "anlan.control.catalogue"
    label = "catalogue"
    verbose_name = "资源目录"
    default_auto_field = "django.db.models.BigAutoField"
