"""The parameters of saved queries as options of `kg query`: with help, and completed by the shell, from the query's header."""

import inspect
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from typer.core import TyperCommand

from kg.cli.app import store_path
from kg.errors import QueryError

if TYPE_CHECKING:
    from kg.queries import Parameter, Query

__all__ = ["QueryCommand", "entity_names", "relation_names", "saved_names", "values_of"]

GIVEN: Final = "kg.cli.parameters"
"""Where a call's context keeps what was given for parameters."""
OFFERED: Final = 50
"""Names that the shell is offered at most."""


class QueryCommand(TyperCommand):
    """A command that also has the parameters of the saved query, or file, that the call names as options."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 — typer's own context, named differently from version to version
        """Read the arguments, those of the query among them."""
        ctx.meta[GIVEN] = {}
        try:
            ctx.meta[QueryCommand] = self.query_in(args)
        except QueryError:
            if not ctx.resilient_parsing:  # the shell asks while somebody types
                raise
        return super().parse_args(ctx, args)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 — likewise
        """Write below the options what the query gives, and an example."""
        if query := ctx.meta.get(QueryCommand):
            with formatter.section(f"{query.name}: {query.title}"):
                formatter.write_text(query.description)
                formatter.write_text(f"Example: {query.example}")

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401 — likewise
        """All options, those of the query first."""
        mine = {p.name for p in self.params}
        own = [p for p in options(ctx.meta.get(QueryCommand)) if p.name.removesuffix("_") not in mine]
        arguments = [p for p in self.params if p.param_type_name == "argument"]
        return [*arguments, *own, *(p for p in super().get_params(ctx) if p not in arguments)]

    def query_in(self, args: Iterable[str]) -> "Query | None":
        """The query that arguments name, None if they name none with parameters."""
        valued = {name for p in self.params if p.nargs and not getattr(p, "is_flag", False) for name in p.opts}
        rest = iter(args)
        for argument in rest:
            if argument in valued:
                next(rest, None)
            elif not argument.startswith("-") and (found := described(argument)) and found.title:
                return found
        return None


def described(name: str) -> "Query | None":
    """The query of that name, None if there is none, or if its header is wrong: running it will say so."""
    from kg.queries import find

    try:
        return find(name)
    except QueryError:
        return None


def options(query: "Query | None") -> list[Any]:
    """The options of a query's parameters, as typer makes them of a function's signature."""
    if query is None or not query.parameters:
        return []

    def call(**_: str) -> None: ...

    typed = {argument(p): option(p) for p in query.parameters}
    kind, empty = inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.empty
    signature = [
        inspect.Parameter(argument(p), kind, default=empty if p.required else None, annotation=typed[argument(p)])
        for p in query.parameters
    ]
    call.__signature__ = inspect.Signature(signature)  # type: ignore[attr-defined]
    call.__annotations__ = typed
    app = typer.Typer(add_completion=False)
    app.command()(call)
    return [p for p in typer.main.get_command(app).params if p.name in typed]


def argument(parameter: "Parameter") -> str:
    """The name of a parameter in Python, where `from` and its like are no names."""
    return f"{parameter.name}_"


def option(parameter: "Parameter") -> Any:  # noqa: ANN401 — an annotation
    """The annotation of a parameter's option."""
    what = f"{parameter.help}; {parameter.default} by default" if parameter.default else parameter.help
    details = typer.Option(
        f"--{parameter.name.replace('_', '-')}",
        help=what,
        metavar=parameter.type.upper(),
        expose_value=False,
        callback=keep,
        autocompletion=completion(parameter),
    )
    return Annotated[str if parameter.required else str | None, details]


def keep(ctx: typer.Context, param: typer.CallbackParam, value: str | None) -> str | None:
    """Note what was given for a parameter."""
    if value is not None and param.name:
        values_of(ctx)[param.name.removesuffix("_")] = value
    return value


def values_of(ctx: typer.Context) -> dict[str, str]:
    """What was given for a query's parameters."""
    given: dict[str, str] = ctx.meta[GIVEN]
    return given


def completion(parameter: "Parameter") -> Any:  # noqa: ANN401 — a function whose parameters typer looks at
    """What completes a parameter's value: names of the graph's entities, or of relations."""
    from kg.queries import ParameterType

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        if parameter.type is ParameterType.ENTITY:
            return list(entity_names(ctx, incomplete))
        return relation_names(incomplete) if parameter.type is ParameterType.RELATION else []

    return complete


def entity_names(ctx: typer.Context, incomplete: str) -> Iterator[str]:
    """Names of the graph's entities that begin so."""
    from kg.errors import KgError
    from kg.rdf.names import labels
    from kg.store import Store

    try:
        with Store.open(store_path(ctx), read_only=True) as store:
            yield from sorted(name for name in labels(store.quads) if name.startswith(incomplete))[:OFFERED]
    except KgError:  # the shell asks while somebody types: there is nobody to read an error
        return


def relation_names(incomplete: str) -> list[str]:
    """Relations that begin so."""
    from kg.ontology import Ontology

    return sorted(name for name in Ontology.load().relations if name.startswith(incomplete))


def saved_names(incomplete: str) -> list[str]:
    """Names of saved queries that begin so, for the shell's completion."""
    from kg.queries import saved_files

    return [name for name in saved_files() if name.startswith(incomplete)]
