"""Saved queries: their headers, their parameters, and running them in a process that can be killed."""

from kg.queries.binding import bind, prepare, resolve, run
from kg.queries.saved import Parameter, ParameterType, Query, find, load_queries, parse, saved_files

__all__ = [
    "Parameter",
    "ParameterType",
    "Query",
    "bind",
    "find",
    "load_queries",
    "parse",
    "prepare",
    "resolve",
    "run",
    "saved_files",
]
