"""Intake of monthly reports: files of a folder in, one verdict for each of them and what is to be stored out."""
