"""Anlan 安澜: one governed resource pool and an early warning of labour-relations risk."""

__version__ = "0.1.0"
