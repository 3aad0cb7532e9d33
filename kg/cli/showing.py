"""Commands that show a whole: the graph as a file, the ontology."""

from typing import Annotated

import typer

from kg.cli.app import Json, Output, app, store_path
from kg.cli.inputs import check_choice
from kg.cli.output import destination, print_json, print_table, say
from kg.cli.parameters import relation_names
from kg.errors import OntologyError

__all__ = ["export", "ontology"]

FORMATS = ("csv", "graphml", "jsonl", "jsonld", "nquads", "trig", "tsv", "turtle")

Term = dict[str, object]
LOGIC = ("symmetric", "transitive", "functional")


@app.command()
def export(
    ctx: typer.Context,
    form: Annotated[
        str, typer.Option("--format", "-f", help=f"{', '.join(FORMATS)}.", autocompletion=lambda: list(FORMATS))
    ] = "turtle",
    output: Output = None,
) -> None:
    """Write the whole graph in another format; the same graph always gives the same bytes."""
    from kg.export import write
    from kg.store import Store

    check_choice("format", form, FORMATS)
    with Store.open(store_path(ctx), read_only=True) as store, destination(output) as file:
        write(store, form, file)


@app.command()
def ontology(
    name: Annotated[
        str | None,
        typer.Argument(help="A class or relation; all of them where none is named.", autocompletion=relation_names),
    ] = None,
    json: Json = False,
) -> None:
    """Print the classes and relations: what may be said of whom."""
    from kg.ontology import Ontology, describe

    known = describe(Ontology.load())
    if name:
        found = term_named(name, known)
        print_json(found) if json else print_term(found)
    elif json:
        print_json(known)
    else:
        print_table(["class", "is a", "definition"], map(class_row, known["classes"]))
        say()
        print_table(["relation", "is a", "from", "to", "logic"], map(relation_row, known["relations"]))


def term_named(name: str, known: dict[str, list[Term]]) -> Term:
    """The class or relation of that name.

    Raises:
        OntologyError: if there is none; names the nearest.
    """
    from kg.ontology import nearest

    terms = {str(term["name"]): term for part in known.values() for term in part}
    if name not in terms:
        raise OntologyError(f"{name!r} is neither a class nor a relation{nearest(name, terms)}")
    return terms[name]


def class_row(term: Term) -> list[str]:
    """A class as a row."""
    return [str(term["name"]), joined(term["parents"]), str(term["definition"])]


def relation_row(term: Term) -> list[str]:
    """A relation as a row."""
    logic = ", ".join(word for word in LOGIC if term[word])
    return [str(term["name"]), joined(term["parents"]), joined(term["domain"]), joined(term["range"]), logic]


def print_term(term: Term) -> None:
    """Print all that is known of a class or relation, a line each."""
    print_table(["name", str(term["name"])], ([k, joined(v)] for k, v in term.items() if k != "name" and v))


def joined(value: object) -> str:
    """A value of plain data as one line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(joined, value)) if isinstance(value, list | tuple) else str(value)
