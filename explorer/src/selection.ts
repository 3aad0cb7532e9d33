// What the reader has chosen: a node, statements, or a set of both (a path, the answers to a query).
import type { Graph } from "./data.ts";

export type Selection =
  | { type: "none" }
  | { type: "node"; node: number }
  | { type: "edges"; edges: number[] }
  | { type: "set"; nodes: number[]; edges: number[] };

export const NONE: Selection = { type: "none" };

/** The statements that a choice is about, of those that are seen. */
export function edgesOf(graph: Graph, selection: Selection, seen: Uint8Array): number[] {
  switch (selection.type) {
    case "none": return [];
    case "node": return [...new Set(graph.edgesAt(selection.node))].filter((edge) => seen[edge]);
    case "edges": return selection.edges;
    case "set": return selection.edges;
  }
}

/** The nodes that a choice is about: the ends of its statements, and those named by themselves. */
export function nodesOf(graph: Graph, selection: Selection, edges: readonly number[]): number[] {
  const alone = selection.type === "node" ? [selection.node] : selection.type === "set" ? selection.nodes : [];
  return [...new Set([...alone, ...edges.flatMap((edge) => [graph.subject[edge]!, graph.object[edge]!])])];
}

/** The choice in words, for the live region. */
export function spoken(graph: Graph, selection: Selection, edges: readonly number[]): string {
  const count = `${edges.length} statement${edges.length === 1 ? "" : "s"}`;
  switch (selection.type) {
    case "none": return "Nothing selected";
    case "node": return `${graph.name(selection.node)}, ${graph.className(selection.node)}, ${count}`;
    case "edges": return edges.map((edge) => `${graph.sentence(edge)}, ${graph.kind(edge).label}`).join("; ");
    case "set": return `Selected: ${selection.nodes.map((node) => graph.name(node)).slice(0, 12).join(", ")}; ${count}`;
  }
}
