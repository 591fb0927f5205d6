"""JSON Schema of the files that hold the answers; it follows from the questions."""

from __future__ import annotations

from typing import Any

from migrate.forms.answer import INCLUDED, MAX_NUMBER, MAX_TEXT, NONE, OPEN, UNKNOWN
from migrate.forms.form import KEY, Form, Kind, Question, SheetForm

_DAY = r"^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"


def _one(question: Question) -> dict[str, Any]:
    head: dict[str, Any] = {"title": question.label}
    if question.help:
        head["description"] = question.help
    match question.kind:
        case Kind.NUMBER:
            number = {"type": "integer", "minimum": 0, "exclusiveMaximum": MAX_NUMBER}
            return head | {"anyOf": [number, {"enum": [UNKNOWN, OPEN]}]}
        case Kind.MONEY:
            yen = {"type": "integer", "exclusiveMinimum": -MAX_NUMBER, "exclusiveMaximum": MAX_NUMBER}
            return head | {"anyOf": [yen, {"enum": [UNKNOWN, OPEN, INCLUDED]}]}
        case Kind.DATE:
            return head | {"anyOf": [{"type": "string", "pattern": _DAY}, {"enum": [UNKNOWN, OPEN, NONE]}]}
        case Kind.CHOICE:
            return head | {"enum": [choice.text for choice in question.choices]}
        case Kind.BUSINESSES:
            return head | {"type": "string", "pattern": "^[0-9]{3}( [0-9]{3})*$"}
        case _:
            return head | {"type": "string", "minLength": 1, "maxLength": MAX_TEXT}


def _sheet(form: Form, sheet: SheetForm) -> dict[str, Any]:
    answers = {
        "type": "object",
        "properties": {question.id: _one(question) for question in sheet.questions},
        "additionalProperties": False,
    }
    key = {"type": "string", "pattern": f"^{KEY.pattern}$"}
    properties: dict[str, Any] = {
        "form": {"const": form.head.id},
        "version": {"type": "integer", "minimum": 1, "maximum": form.head.version},
        "sheet": {"const": sheet.id},
    }
    if sheet.table:
        row = {
            "type": "object",
            "properties": {"key": key, "answers": answers},
            "required": ["key", "answers"],
            "additionalProperties": False,
        }
        properties["rows"] = {"type": "array", "items": row}
    else:
        properties |= {"key": key, "answers": answers}
    return {
        "title": sheet.title,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def schema(form: Form) -> dict[str, Any]:
    """JSON Schema (2020-12) of one file of the form's answers."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": form.head.schema,
        "oneOf": [{"$ref": f"#/$defs/{sheet.id}"} for sheet in form.sheets],
        "$defs": {sheet.id: _sheet(form, sheet) for sheet in form.sheets},
    }
