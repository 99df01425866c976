"""Wiring: builds the session and the main window, shows crashes, runs the self-test."""
