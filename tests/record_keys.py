"""A plug-in of mypy: to ask a typed record for a key that its schema does not have is an error, however it is asked.

mypy itself turns down `value["typo"]`, but lets `value.get("typo")` and `"typo" in value` pass.
"""

from __future__ import annotations

from collections.abc import Callable

from mypy.errorcodes import TYPEDDICT_ITEM
from mypy.plugin import MethodContext, Plugin
from mypy.plugins.common import try_getting_str_literals
from mypy.plugins.default import typed_dict_get_callback
from mypy.types import Type, TypedDictType


class RecordKeys(Plugin):
    """Looks at each key that a typed mapping is asked for."""

    def get_method_hook(self, fullname: str) -> Callable[[MethodContext], Type] | None:
        """What looks at a call of one of a mapping's two questions."""
        return {"typing.Mapping.get": _got, "typing.Mapping.__contains__": _contained}.get(fullname)


def _got(context: MethodContext) -> Type:
    for key in _strangers(context):
        _tell(context, key)
    return typed_dict_get_callback(context)


def _contained(context: MethodContext) -> Type:
    """`in` is tried first as a question to a container, and an error there only means to try it as one to a list."""
    errors = context.api.msg.errors
    watching, errors._watchers = errors._watchers, []
    for key in _strangers(context):
        _tell(context, key)
    errors._watchers = watching
    return context.default_return_type


def _strangers(context: MethodContext) -> list[str]:
    """The keys asked for that the mapping cannot have, where they can be told from the text."""
    if not isinstance(context.type, TypedDictType):
        return []
    asked = try_getting_str_literals(context.args[0][0], context.arg_types[0][0]) or []
    return [key for key in asked if key not in context.type.items]


def _tell(context: MethodContext, key: str) -> None:
    context.api.fail(f"no schema has the key {key!r} here", context.context, code=TYPEDDICT_ITEM)


def plugin(_: str) -> type[Plugin]:
    """What mypy loads."""
    return RecordKeys
