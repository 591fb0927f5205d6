"""Fit&Gap of functions and forms: what the departments and the vendors answer to the requirements of the standard."""
