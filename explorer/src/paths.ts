// The shortest ways between two nodes, whatever the direction of the arrows (Yen 1971, doi:10.1287/mnsc.17.11.712).
import type { Graph } from "./data.ts";

/** Nodes from one end to the other. */
export type Way = readonly number[];

/** Up to `k` ways without circles, the shortest first, over edges that are seen. */
export function shortestWays(graph: Graph, seen: Uint8Array, from: number, to: number, k: number): Way[] {
  const next = neighbours(graph, seen);
  const first = shortest(next, from, to, new Set(), new Set());
  if (!first || from === to) return [];
  const found: Way[] = [first];
  const candidates = new Map<string, Way>();
  while (found.length < k) {
    const last = found[found.length - 1]!;
    for (let i = 0; i < last.length - 1; i += 1) {
      const root = last.slice(0, i + 1);
      const banned = new Set(found.filter((way) => root.every((node, at) => way[at] === node)).map((way) => way[i + 1]!));
      const rest = shortest(next, last[i]!, to, new Set(root.slice(0, -1)), banned);
      if (rest) {
        const way = [...root.slice(0, -1), ...rest];
        candidates.set(way.join(" "), way);
      }
    }
    for (const way of found) candidates.delete(way.join(" "));
    const best = [...candidates.values()].sort((a, b) => a.length - b.length || strength(graph, b) - strength(graph, a))[0];
    if (!best) break;
    found.push(best);
  }
  return found;
}

function neighbours(graph: Graph, seen: Uint8Array): (node: number) => number[] {
  const known = new Map<number, number[]>();
  return (node) => {
    let found = known.get(node);
    if (!found) {
      found = [...new Set(graph.edgesAt(node).filter((edge) => seen[edge]).map((edge) => graph.other(edge, node)))];
      known.set(node, found);
    }
    return found;
  };
}

/** A shortest way that avoids nodes, and does not take some first steps. */
function shortest(next: (node: number) => number[], from: number, to: number, avoid: Set<number>, banned: Set<number>): Way | undefined {
  const before = new Map<number, number>([[from, -1]]);
  let layer = [from];
  while (layer.length && !before.has(to)) {
    const further: number[] = [];
    for (const node of layer) {
      for (const other of next(node)) {
        if (before.has(other) || avoid.has(other) || (node === from && banned.has(other))) continue;
        before.set(other, node);
        further.push(other);
      }
    }
    layer = further;
  }
  if (!before.has(to)) return undefined;
  const way = [to];
  while (way[0] !== from) way.unshift(before.get(way[0]!)!);
  return way;
}

/** Among ways of one length, those over well-known nodes tell more. */
function strength(graph: Graph, way: Way): number {
  return way.reduce((sum, node) => sum + graph.degree[node]!, 0);
}

/** Edges that are seen between two neighbours on a way. */
export function hop(graph: Graph, seen: Uint8Array, a: number, b: number): number[] {
  return [...new Set(graph.edgesAt(a))].filter((edge) => seen[edge] && graph.other(edge, a) === b);
}
