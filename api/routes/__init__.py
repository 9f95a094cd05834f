"""Endpoints; each translates HTTP to a question or a job and holds no rules of its own."""
