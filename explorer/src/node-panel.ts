// Who a node is: its class, its names, what is said of it by relation, and when.
import { type Graph, rowsOf } from "./data.ts";
import { button, link, make, plural } from "./dom.ts";

export interface NodeActions {
  select: (edges: number[]) => void;
  expand: (node: number) => void;
  collapse: (node: number) => void;
  pathsFrom: (node: number) => void;
  hidden: (node: number) => number;
}

const MANY = 12;

export function about(graph: Graph, node: number, seen: Uint8Array, actions: NodeActions): HTMLElement[] {
  const { nodes } = graph.data;
  const meta = make("p", graph.className(node), "meta");
  const others = nodes.aliases[node]!.filter((alias) => alias !== graph.name(node));
  if (others.length) meta.append(` · also called ${others.join(", ")}`);
  const address = nodes.link[node]!;
  if (address) meta.append(" · ", link(address, elsewhere(address)));
  const edges = [...new Set(graph.edgesAt(node))].filter((edge) => seen[edge]);
  return [make("h2", graph.name(node)), meta, tools(graph, node, actions), ...statements(graph, node, edges, actions), ...timeline(graph, edges, actions)];
}

/** What to call the place that an address leads to. */
function elsewhere(address: string): string {
  return /^https?:\/\/www\.wikidata\.org\//.test(address) ? "Wikidata" : address;
}

function tools(graph: Graph, node: number, actions: NodeActions): HTMLElement {
  const bar = make("p", "", "tools");
  const hidden = actions.hidden(node);
  if (hidden) bar.append(button(`Show ${plural(hidden, "more neighbour")}`, () => actions.expand(node)));
  if (graph.neighbours(node).length) bar.append(button("Hide its neighbours", () => actions.collapse(node)));
  bar.append(button("Find paths from here", () => actions.pathsFrom(node)));
  return bar;
}

/** Statements by relation and direction: what the node does, then what is done to it. */
function statements(graph: Graph, node: number, edges: readonly number[], { select }: NodeActions): HTMLElement[] {
  const groups = new Map<string, number[]>();
  for (const edge of edges) {
    const relation = graph.relation(edge);
    const way = relation.symmetric ? "↔" : graph.subject[edge] === node ? "→" : "←";
    const key = `${relation.label} ${way}`;
    groups.set(key, [...(groups.get(key) ?? []), edge]);
  }
  const ranked = [...groups].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
  return ranked.flatMap(([key, members]) => {
    const list = make("ul", "", "others");
    for (const edge of members) {
      const item = make("li");
      item.append(button(graph.name(graph.other(edge, node)), () => select([edge])));
      const kind = graph.kind(edge);
      if (kind.name !== "asserted") item.append(make("span", kind.label, "note"));
      list.append(item);
    }
    return [make("h3", key), list];
  });
}

/** Dated statements, the latest first. */
function timeline(graph: Graph, edges: readonly number[], { select }: NodeActions): HTMLElement[] {
  const said = new Map<string, { time: string; edge: number }>();
  for (const edge of edges) {
    for (const witness of rowsOf(graph.witnesses, edge)) {
      const time = graph.time(witness);
      if (time) said.set(`${time} ${edge}`, { time, edge });
    }
  }
  const rows = [...said.values()].sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : a.edge - b.edge));
  if (!rows.length) return [];
  const list = make("ol", "", "timeline");
  const add = (from: number, to: number): void => {
    let last = from ? rows[from - 1]!.time : "";
    for (const { time, edge } of rows.slice(from, to)) {
      const item = make("li");
      item.append(make("time", time === last ? "" : time), button(graph.sentence(edge), () => select([edge])));
      last = time;
      list.append(item);
    }
  };
  add(0, MANY);
  const parts: HTMLElement[] = [make("h3", "Timeline"), list];
  if (rows.length > MANY) {
    const more = button(`Show all ${rows.length}`, () => { add(MANY, rows.length); more.remove(); });
    parts.push(more);
  }
  return parts;
}
