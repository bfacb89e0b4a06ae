"""Documents made up along the grammar, whatever they mean."""

import re

from hypothesis import strategies as st

from linli.run.playbooks.document import grammar, keys, keys_steps

WORDS = st.sampled_from(
    ["yes", "on", "1", "21:30", "a: b", "{x}", "- 1", "=1+1", "'q", '"', "邻里", " 两行\n好 ", "#", "null"]
)
TEXTS = st.one_of(WORDS, st.text(min_size=1, max_size=12)).filter(lambda text: text.strip() != "")
NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)


def values(kind):
    """Plain values of a kind, as they stand in a document."""
    match kind:
        case grammar.Map():
            return mappings(kind)
        case grammar.Listing(item=item):
            return st.lists(values(item), max_size=2)
        case grammar.Either(plain=plain, mapping=mapping):
            return st.one_of(values(plain), mappings(mapping))
    return single(kind)


def single(kind):
    """Plain values of a kind that is no mapping and no list; a text may be one by language."""
    match kind:
        case grammar.Words(languages=languages):
            by_language = st.dictionaries(st.sampled_from(languages), TEXTS, min_size=1)
            return st.one_of(TEXTS, by_language)
        case grammar.Word(of=of):
            return st.sampled_from(of)
        case grammar.Name():
            return NAMES
        case grammar.Whole(least=least, most=most):
            return st.integers(least, most)
        case grammar.Flag():
            return st.booleans()
        case grammar.Length():
            return st.sampled_from(["30s", "15m", "24h", "7d"])
        case grammar.Clock():
            return st.sampled_from(["08:30", "21:30", "00:00"])
        case grammar.Day():
            return st.just("2026-12-24")
        case grammar.Zone(words=words):
            return st.sampled_from([*words, "Asia/Shanghai"])
    return TEXTS


@st.composite
def mappings(draw, kind):
    """What has to be there, some of the rest, one of what excludes each other, a free name or two."""
    chosen = draw(st.sampled_from(kind.one_of)) if kind.one_of else None
    found = {}
    for name, key in kind.keys.items():
        is_wanted = name == chosen if name in kind.one_of else key.is_required or draw(st.booleans())
        if is_wanted:
            found[name] = draw(values(key.kind))
    if kind.others is not None:
        pattern = kind.pattern if "profile" in kind.pattern else r"[a-z][a-z0-9_-]{0,6}"
        names = st.from_regex(pattern, fullmatch=True).filter(lambda name: name not in kind.keys)
        found |= draw(st.dictionaries(names, values(kind.others), min_size=1, max_size=2))
    return found


@st.composite
def documents(draw):
    """A document of right form: a head and some steps with ids of their own."""
    head = grammar.Map({name: key for name, key in keys.DOCUMENT.keys.items() if name != "steps"})
    ids = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    steps = [{**draw(mappings(keys_steps.STEP)), "id": id} for id in ids]
    return {**draw(mappings(head)), "steps": steps}


def places(tree, path=()):
    """Every place in a tree."""
    yield path
    inside = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in inside:
        yield from places(value, (*path, key))


def planted(tree, path, value):
    """The tree with another value in a place."""
    if not path:
        return value
    copy = dict(tree) if isinstance(tree, dict) else list(tree)
    copy[path[0]] = planted(copy[path[0]], path[1:], value)
    return copy


def is_valid(value, schema, root):
    """Is a plain value valid by the parts of JSON Schema that Linli's schema uses?"""
    schema = root["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if "anyOf" in schema and not any(is_valid(value, one, root) for one in schema["anyOf"]):
        return False
    if "oneOf" in schema and sum(is_valid(value, one, root) for one in schema["oneOf"]) != 1:
        return False
    if "enum" in schema and (isinstance(value, bool) or value not in schema["enum"]):
        return False
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(_IS[one](value) for one in types):
        return False
    if isinstance(value, str):
        short = schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**9)
        return short and ("pattern" not in schema or re.search(schema["pattern"], value) is not None)
    if isinstance(value, int) and not isinstance(value, bool):
        return schema.get("minimum", value) <= value <= schema.get("maximum", value)
    if isinstance(value, list):
        items = schema.get("items", {})
        return len(value) <= schema.get("maxItems", 10**9) and all(
            is_valid(one, items, root) for one in value
        )
    return not isinstance(value, dict) or _is_valid_mapping(value, schema, root)


def _is_valid_mapping(value, schema, root):
    if any(name not in value for name in schema.get("required", ())):
        return False
    known, free = schema.get("properties", {}), schema.get("patternProperties", {})
    for name, one in value.items():
        own = known.get(name) or next((free[form] for form in free if re.search(form, name)), None)
        if own is None and schema.get("additionalProperties", True) is False:
            return False
        if own is not None and not is_valid(one, own, root):
            return False
    return len(value) >= schema.get("minProperties", 0)


_IS = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
}
