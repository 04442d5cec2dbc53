"""Google's own discovery documents, as judges of requests and answers."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import googleapiclient
from jsonschema import Draft202012Validator

from cashstage.emulator.field_mask import Mask, parse_mask

_DOCUMENTS = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"
_KEPT = {"type", "properties", "items", "enum", "additionalProperties"}


@cache
def document(name: str) -> dict[str, Any]:
    """A discovery document such as `sheets.v4`."""
    parsed: dict[str, Any] = json.loads((_DOCUMENTS / f"{name}.json").read_text(encoding="utf-8"))
    return parsed


def answer_problems(name: str, schema: str, answer: object) -> list[str]:
    """What in an answer the schema does not allow; unknown names count."""
    return [f"{found.json_path}: {found.message}" for found in _validator(name, schema, answer)]


def request_problems(
    name: str,
    path: str,
    query: dict[str, list[str]],
    *,
    verb: str = "GET",
    body: object | None = None,
) -> list[str]:
    """What in a request no method of the API allows; `fields` is checked name by name."""
    method = _method_of(document(name), path, verb)
    if method is None:
        return [f"no method for {path}"]
    allowed = method.get("parameters", {}) | document(name)["parameters"]
    problems = [f"{path}: unknown parameter {key}" for key in query if key not in allowed]
    for key, values in query.items():
        choices = allowed.get(key, {}).get("enum")
        problems += [f"{key}={value}" for value in values if choices and value not in choices]
    if body is not None:
        problems += answer_problems(name, method["request"]["$ref"], body)
    for mask in query.get("fields", []):
        problems += _mask_problems(name, method["response"]["$ref"], parse_mask(mask))
    return problems


def _validator(name: str, schema: str, answer: object) -> list[Any]:
    definitions = {key: _json_schema(value) for key, value in document(name)["schemas"].items()}
    judge = Draft202012Validator({"$ref": f"#/$defs/{schema}", "$defs": definitions})
    return list(judge.iter_errors(answer))


def _json_schema(node: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in node:
        return {"$ref": f"#/$defs/{node['$ref']}"}
    schema = {key: value for key, value in node.items() if key in _KEPT}
    if schema.get("type") == "any":
        return {}
    if "properties" in schema:
        schema["properties"] = {
            key: _json_schema(value) for key, value in schema["properties"].items()
        }
        schema["additionalProperties"] = False
    elif isinstance(schema.get("additionalProperties"), dict):
        schema["additionalProperties"] = _json_schema(schema["additionalProperties"])
    if "items" in schema:
        schema["items"] = _json_schema(schema["items"])
    return schema


def _method_of(node: dict[str, Any], path: str, verb: str) -> dict[str, Any] | None:
    found: list[dict[str, Any]] = []
    for resource in node.get("resources", {}).values():
        found += resource.get("methods", {}).values()
        inner = _method_of(resource, path, verb)
        if inner is not None:
            return inner
    for method in found:
        pattern = re.sub(
            r"\\\{\w+\\\}", "[^/:]+", re.escape(method.get("flatPath", method["path"]))
        )
        if method["httpMethod"] == verb and re.fullmatch(pattern, path):
            return method
    return None


def _mask_problems(name: str, schema: str, mask: Mask) -> list[str]:
    properties = document(name)["schemas"][schema]["properties"]
    problems: list[str] = []
    for key, below in mask.items():
        node = properties.get(key)
        if node is None:
            problems.append(f"{schema} has no {key}")
            continue
        target = node.get("$ref") or node.get("items", {}).get("$ref")
        if below and target is None:
            problems.append(f"{schema}.{key} has nothing below it")
        elif below:
            problems += _mask_problems(name, target, below)
    return problems
