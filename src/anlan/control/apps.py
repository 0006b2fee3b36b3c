"""The Django application of the control floor."""

from django.apps import AppConfig


class ControlConfig(AppConfig):
    """Registers the models under the label ``control``."""

    name = "anlan.control"
    label = "control"
    verbose_name = "安澜控制层"
