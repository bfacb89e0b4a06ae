"""The JSON Schema of a playbook, from the same table of keys by which documents are read."""

from typing import Any

from linli.run.playbooks.document import grammar, keys, keys_steps, scalars
from linli.run.playbooks.document.grammar import Kind, Map

_NAMED: dict[str, Kind] = {
    "event": keys_steps.EVENT,
    "step": keys_steps.STEP,
    "question": keys_steps.QUESTION,
    "assign": keys_steps.ASSIGN,
}
Schema = dict[str, Any]


def json_schema() -> Schema:
    """The whole schema; editors complete and check playbooks by it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Linli playbook",
        **_mapping(keys.DOCUMENT),
        "$defs": {name: _of(kind, is_named=True) for name, kind in _NAMED.items()},
    }


def _of(kind: Kind, *, is_named: bool = False) -> Schema:
    for name, named in _NAMED.items():
        if kind is named and not is_named:
            return {"$ref": f"#/$defs/{name}"}
    match kind:
        case Map():
            return _mapping(kind)
        case grammar.Listing(item=item, most=most):
            return {"type": "array", "items": _of(item), "maxItems": most}
        case grammar.Either(plain=plain, mapping=mapping):
            return {"anyOf": [_of(plain), _of(mapping)]}
        case grammar.Words(languages=languages, longest=longest):
            text = _text(longest)
            by_language = {
                "type": "object",
                "properties": dict.fromkeys(languages, text),
                "additionalProperties": False,
                "minProperties": 1,
            }
            return {"anyOf": [text, by_language]}
    return _plain(kind)


def _plain(kind: Kind) -> Schema:
    match kind:
        case grammar.Text(longest=longest):
            return _text(longest)
        case grammar.Word(of=of):
            return {"enum": list(of)}
        case grammar.Name():
            return _pattern(scalars.NAME)
        case grammar.Whole(least=least, most=most):
            return {"type": "integer", "minimum": least, "maximum": most}
        case grammar.Flag():
            return {"type": "boolean"}
        case grammar.Length(is_signed=is_signed):
            return _pattern(scalars.SIGNED_LENGTH if is_signed else scalars.LENGTH)
        case grammar.Clock():
            return _pattern(scalars.CLOCK)
        case grammar.Day():
            return _pattern(r"\d{4}-\d{2}-\d{2}")
        case grammar.Scalar(longest=longest):
            return {"type": ["string", "number", "boolean"], "minLength": 1, "maxLength": longest}
    words = kind.words if isinstance(kind, grammar.Zone) else ()
    return _pattern("|".join([*words, scalars.ZONE]))


def _text(longest: int) -> Schema:
    return {"type": "string", "pattern": r"\S", "maxLength": longest}


def _pattern(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^({pattern})$"}


def _mapping(kind: Map) -> Schema:
    found: Schema = {
        "type": "object",
        "properties": {name: _described(key) for name, key in kind.keys.items()},
        "additionalProperties": False,
    }
    if required := [name for name, key in kind.keys.items() if key.is_required]:
        found["required"] = required
    if kind.others is not None:
        found["patternProperties"] = {f"^({kind.pattern})$": _of(kind.others)}
    if kind.one_of:
        found["oneOf"] = [{"required": [name]} for name in kind.one_of]
    return found


def _described(key: grammar.Key) -> Schema:
    found = _of(key.kind)
    return {**found, "description": key.about} if key.about else found
