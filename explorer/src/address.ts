// The view's state in the address: what is selected and filtered survives a reload, and can be sent to somebody.
import type { Graph } from "./data.ts";
import { type Filters, noFilters } from "./filters.ts";
import { NONE, type Selection } from "./selection.ts";

export interface State {
  selection: Selection;
  filters: Filters;
  byCommunity: boolean;
  table: boolean;
  /** Whether all nodes are shown, not only the core. */
  all: boolean;
  /** Middle of the view in the graph and its scale; null is what fits. */
  place: { x: number; y: number; k: number } | null;
}

const SETS = ["groups", "kinds"] as const;
const TEXTS = ["since", "until", "publisher"] as const;
const DATE = /^\d{4}(-\d\d){0,2}$/;
const NUMBERS = ["score", "origins"] as const;

/** Names of edges and nodes are those of the graph, so that an address holds for a newer page too. */
function edgeName(graph: Graph, edge: number): string {
  const { slug } = graph.data.nodes;
  const { term, label } = graph.relation(edge);
  return JSON.stringify([slug[graph.subject[edge]!], term || label, slug[graph.object[edge]!], graph.kind(edge).name]);
}

export function toHash(graph: Graph, state: State): string {
  const out = new URLSearchParams();
  const { selection, filters, place } = state;
  if (selection.type === "node") out.set("node", graph.data.nodes.slug[selection.node]!);
  if (selection.type === "edges" && selection.edges.length <= 20) for (const edge of selection.edges) out.append("edge", edgeName(graph, edge));
  for (const name of SETS) if (filters[name].size) out.set(name, [...filters[name]].sort((a, b) => a - b).join("."));
  for (const relation of [...filters.relations].sort((a, b) => a - b)) out.append("without", graph.data.relations[relation]!.label);
  for (const name of TEXTS) if (filters[name]) out.set(name, filters[name]);
  for (const name of NUMBERS) if (filters[name]) out.set(name, String(filters[name]));
  if (filters.article >= 0) out.set("article", graph.data.articles.source[filters.article]!);
  if (state.byCommunity) out.set("colour", "community");
  if (state.table) out.set("table", "1");
  if (state.all) out.set("all", "1");
  if (place) out.set("at", [place.x.toFixed(0), place.y.toFixed(0), place.k.toFixed(3)].join("_"));
  return out.toString();
}

/** The state that an address tells of; what the graph does not know is left out. */
export function fromHash(graph: Graph, hash: string): State {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const filters = noFilters();
  const limits = { groups: graph.data.groups.length, kinds: graph.data.kinds.length };
  for (const name of SETS) {
    for (const part of (given.get(name) ?? "").split(".")) if (/^\d+$/.test(part) && Number(part) < limits[name]) filters[name].add(Number(part));
  }
  const off = new Set(given.getAll("without"));
  graph.data.relations.forEach(({ label }, i) => { if (off.has(label)) filters.relations.add(i); });
  for (const name of TEXTS) filters[name] = given.get(name) ?? "";
  for (const name of ["since", "until"] as const) if (!DATE.test(filters[name])) filters[name] = "";
  for (const name of NUMBERS) filters[name] = Number(given.get(name)) || 0;
  filters.article = given.has("article") ? graph.data.articles.source.indexOf(given.get("article")!) : -1;
  const at = (given.get("at") ?? "").split("_").map(Number);
  return {
    selection: selected(graph, given), filters,
    byCommunity: given.get("colour") === "community", table: given.has("table"), all: given.has("all"),
    place: at.length === 3 && at.every(Number.isFinite) && at[2]! > 0 ? { x: at[0]!, y: at[1]!, k: at[2]! } : null,
  };
}

function selected(graph: Graph, given: URLSearchParams): Selection {
  const node = given.has("node") ? graph.data.nodes.slug.indexOf(given.get("node")!) : -1;
  if (node >= 0) return { type: "node", node };
  const wanted = new Set(given.getAll("edge"));
  if (!wanted.size) return NONE;
  const edges = Array.from({ length: graph.edgeCount }, (_, edge) => edge).filter((edge) => wanted.has(edgeName(graph, edge)));
  return edges.length ? { type: "edges", edges } : NONE;
}
