from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("control", "0001_initial")]

    operations = [
        migrations.AddField("correction", "note", models.CharField(blank=True, default="", max_length=500)),
        migrations.AddField(
            "correction",
            "also",
            models.CharField(blank=True, default="", max_length=20, verbose_name="句中另外成立的类型"),
        ),
        migrations.AddField("correction", "released_at", models.DateTimeField(null=True)),
    ]
