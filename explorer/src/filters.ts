// Which nodes and edges are seen: a pure function of the graph and of what the reader chose.
import { type Graph, rowsOf } from "./data.ts";

export interface Filters {
  /** Positions that are switched off. */
  groups: Set<number>;
  kinds: Set<number>;
  relations: Set<number>;
  since: string;
  until: string;
  score: number;
  origins: number;
  publisher: string;
  article: number;
}

export interface Visible { nodes: Uint8Array; edges: Uint8Array; nodeCount: number; edgeCount: number }

export function noFilters(): Filters {
  return {
    groups: new Set(), kinds: new Set(), relations: new Set(), since: "", until: "", score: 0, origins: 0, publisher: "", article: -1,
  };
}

/** Whether a time, which may be a stretch (`2014/2020`) or open at an end, touches the one from `since` to `until`. */
export function within(time: string, since: string, until: string): boolean {
  if (!since && !until) return true;
  if (!time) return false;
  const slash = time.indexOf("/");
  const first = (slash < 0 ? time : time.slice(0, slash)).replace("..", "");
  const last = (slash < 0 ? time : time.slice(slash + 1)).replace("..", "");
  // Dates are as precise as they are: "2022" begins before and ends after any day of 2022.
  if (until && first && first.slice(0, until.length) > until) return false;
  return !(since && last && last < since.slice(0, last.length));
}

/** Edges that have a witness which the filters let through; an inferred edge needs all that it follows from. */
export function witnessed(graph: Graph, filters: Filters): (edge: number) => boolean {
  const { since, until, publisher, article } = filters;
  if (!since && !until && !publisher && article < 0) return () => true;
  const { articles, witnesses } = graph.data;
  const known = new Map<number, boolean>();
  const heard = (witness: number): boolean => {
    const where = witnesses.article[witness]!;
    if (article >= 0 && where !== article) return false;
    if (publisher && articles.publisher[where] !== publisher) return false;
    return within(graph.time(witness), since, until);
  };
  const holds = (edge: number): boolean => {
    const before = known.get(edge);
    if (before !== undefined) return before;
    known.set(edge, false); // a circle holds nothing up
    const from = graph.premises.get(edge) ?? [];
    const held = rowsOf(graph.witnesses, edge).some(heard) || (from.length > 0 && from.every((e) => e >= 0 && holds(e)));
    known.set(edge, held);
    return held;
  };
  return holds;
}

/** What is seen of the nodes that are `open`: edges that pass all filters, and nodes at their ends. */
export function visible(graph: Graph, open: Uint8Array, filters: Filters): Visible {
  const nodes = new Uint8Array(graph.size);
  const edges = new Uint8Array(graph.edgeCount);
  const { relation, kind, score, origins } = graph.data.edges;
  const holds = witnessed(graph, filters);
  const there = (node: number): boolean => open[node] === 1 && !filters.groups.has(graph.group[node]!);
  let edgeCount = 0;
  for (let edge = 0; edge < graph.edgeCount; edge += 1) {
    const a = graph.subject[edge]!;
    const b = graph.object[edge]!;
    if (
      there(a) && there(b) && !filters.kinds.has(kind[edge]!) && !filters.relations.has(relation[edge]!) &&
      score[edge]! >= filters.score && (origins[edge]! >= filters.origins || graph.premises.has(edge)) && holds(edge)
    ) {
      edges[edge] = nodes[a] = nodes[b] = 1;
      edgeCount += 1;
    }
  }
  let nodeCount = 0;
  for (let node = 0; node < graph.size; node += 1) nodeCount += nodes[node]!;
  return { nodes, edges, nodeCount, edgeCount };
}

/** The nodes that a page of many opens on: those with the most edges. */
export function core(graph: Graph, limit: number, size: number): Uint8Array {
  const open = new Uint8Array(graph.size);
  const shown = graph.size > limit ? graph.byDegree.subarray(0, size) : graph.byDegree;
  for (const node of shown) open[node] = 1;
  return open;
}
