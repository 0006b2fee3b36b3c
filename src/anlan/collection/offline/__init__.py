"""Offline tables as people send them: layouts proposed and remembered, files of many layouts read into one table."""
