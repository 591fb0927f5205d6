"""Specs in the forms that other tools read: data contract, Table Schema, JSON Schema, DDL; and back without loss."""
