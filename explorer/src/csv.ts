// Statements as a table for spreadsheets.
import type { Graph } from "./data.ts";

const COLUMNS = ["subject", "subject_type", "relation", "object", "object_type", "status", "score", "evidences", "origins"];

/** The cell so that a spreadsheet takes it for text, not for a formula, quoted where it must be. */
export function cell(text: string): string {
  const harmless = /^[\s"']*[=+\-@|%]/.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

export function csv(graph: Graph, edges: readonly number[]): string {
  const { nodes, classes } = graph.data;
  const type = (node: number): string => classes[nodes.class[node]!]!.term;
  const rows = edges.map((edge) => {
    const [a, b] = [graph.subject[edge]!, graph.object[edge]!];
    const heard = graph.witnesses.start[edge + 1]! - graph.witnesses.start[edge]!;
    return [
      graph.name(a), type(a), graph.relation(edge).term || graph.relation(edge).label, graph.name(b), type(b), graph.kind(edge).name,
      graph.score(edge).toFixed(4), String(heard), String(graph.origins(edge)),
    ];
  });
  return [COLUMNS, ...rows].map((row) => `${row.map(cell).join(",")}\n`).join("");
}
