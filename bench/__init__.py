"""Measurements, each against something that others use."""
