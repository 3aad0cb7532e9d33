// Walking through the graph with the arrow keys: to the neighbour that lies in that direction.
import type { Graph } from "./data.ts";

const WAYS: ReadonlyMap<string, readonly [number, number]> = new Map([
  ["ArrowLeft", [-1, 0]], ["ArrowRight", [1, 0]], ["ArrowUp", [0, -1]], ["ArrowDown", [0, 1]],
]);

/** The seen neighbour nearest to the direction of an arrow key; -1 where there is none that way, or it is another key. */
export function step(graph: Graph, seen: Uint8Array, from: number, key: string): number {
  const way = WAYS.get(key);
  if (!way) return -1;
  let best = { node: -1, cost: Infinity };
  for (const edge of graph.edgesAt(from)) {
    const node = graph.other(edge, from);
    if (!seen[edge] || node === from) continue;
    const dx = graph.x[node]! - graph.x[from]!;
    const dy = graph.y[node]! - graph.y[from]!;
    const length = Math.hypot(dx, dy) || 1;
    const ahead = (dx * way[0] + dy * way[1]) / length;
    const cost = length * (2.5 - ahead);
    if (ahead > 0.3 && cost < best.cost) best = { node, cost };
  }
  return best.node;
}
