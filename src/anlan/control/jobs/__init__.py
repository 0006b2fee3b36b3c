"""Schedules on a working calendar and durable jobs: what is due runs once, and says why where it does not."""
