"""The Django application of schedules and jobs."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Registers the models under the label ``jobs``."""

    name = "anlan.control.jobs"
    label = "jobs"
    verbose_name = "作业调度"
    default_auto_field = "django.db.models.BigAutoField"
