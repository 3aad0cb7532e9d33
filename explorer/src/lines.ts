// Edges of the same ends and kind are drawn as one line; lines between the same two nodes bend apart.
import { type Graph, type Index, index } from "./data.ts";

const BEND = 0.2;

export interface Point { x: number; y: number }

export interface Lines {
  count: number;
  from: Int32Array;
  to: Int32Array;
  kind: Uint8Array;
  /** How far the middle is from the straight line, in lengths of it; positive to the right of the way. */
  bend: Float32Array;
  /** 1 where all edges hold in both directions: no arrow. */
  symmetric: Uint8Array;
  /** The edges of each line. */
  edges: Index;
  /** The line of each edge. */
  of: Int32Array;
}

export function linesOf(graph: Graph): Lines {
  const { size, edgeCount, subject, object } = graph;
  const { kind, relation } = graph.data.edges;
  const kinds = graph.data.kinds.length;
  const known = new Map<number, number>();
  const of = new Int32Array(edgeCount);
  const first: number[] = [];
  for (let edge = 0; edge < edgeCount; edge += 1) {
    const key = (subject[edge]! * size + object[edge]!) * kinds + kind[edge]!;
    let line = known.get(key);
    if (line === undefined) {
      line = first.length;
      known.set(key, line);
      first.push(edge);
    }
    of[edge] = line;
  }
  const count = first.length;
  const symmetric = new Uint8Array(count).fill(1);
  for (let edge = 0; edge < edgeCount; edge += 1) if (!graph.data.relations[relation[edge]!]!.symmetric) symmetric[of[edge]!] = 0;
  const from = Int32Array.from(first, (edge) => subject[edge]!);
  const to = Int32Array.from(first, (edge) => object[edge]!);
  return {
    count, from, to, symmetric, of,
    kind: Uint8Array.from(first, (edge) => kind[edge]!),
    bend: bends(size, from, to),
    edges: index(count, of),
  };
}

function bends(size: number, from: Int32Array, to: Int32Array): Float32Array {
  const between = new Map<number, number[]>();
  const out = new Float32Array(from.length);
  for (let line = 0; line < from.length; line += 1) {
    const a = Math.min(from[line]!, to[line]!);
    const key = a * size + Math.max(from[line]!, to[line]!);
    const members = between.get(key);
    if (members) members.push(line);
    else between.set(key, [line]);
  }
  for (const members of between.values()) {
    members.forEach((line, rank) => {
      const bend = BEND * (rank - (members.length - 1) / 2);
      out[line] = from[line] === from[members[0]!] ? bend : -bend;
    });
  }
  return out;
}

/** The point that pulls a line from `a` to `b` aside, as a quadratic curve has it. */
export function control(a: Point, b: Point, bend: number): Point {
  return { x: (a.x + b.x) / 2 - 2 * bend * (b.y - a.y), y: (a.y + b.y) / 2 + 2 * bend * (b.x - a.x) };
}

/** The point at a share (0 to 1) of the way along a line. */
export function along(a: Point, b: Point, bend: number, share: number): Point {
  const c = control(a, b, bend);
  const rest = 1 - share;
  return {
    x: rest * rest * a.x + 2 * rest * share * c.x + share * share * b.x,
    y: rest * rest * a.y + 2 * rest * share * c.y + share * share * b.y,
  };
}

/** How far a point is from a line, roughly: the line is taken for a few straight pieces. */
export function distance(p: Point, a: Point, b: Point, bend: number): number {
  if (!bend) return toPiece(p, a, b);
  let best = Infinity;
  let last = a;
  for (let step = 1; step <= 8; step += 1) {
    const next = along(a, b, bend, step / 8);
    best = Math.min(best, toPiece(p, last, next));
    last = next;
  }
  return best;
}

function toPiece(p: Point, a: Point, b: Point): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length = dx * dx + dy * dy;
  const share = length ? Math.max(0, Math.min(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / length)) : 0;
  return Math.hypot(p.x - a.x - share * dx, p.y - a.y - share * dy);
}
