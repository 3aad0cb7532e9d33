// What the page carries: columns of numbers and tables of texts, written by kg/page/columns.py.

export interface Group { label: string; shape: string; colour: string; dark: string }
export interface Kind extends Omit<Group, "shape"> { name: string; caption: string; note: string; dashes: number[]; width: number }
export interface Relation { label: string; term: string; symmetric: boolean }
export interface Class { term: string; label: string; group: number }

export interface GraphColumns {
  title: string;
  articleCount: number;
  groups: Group[];
  kinds: Kind[];
  classes: Class[];
  relations: Relation[];
  nodes: {
    slug: string[]; name: string[]; label: (string | 0)[]; class: number[]; aliases: string[][]; link: (string | 0)[];
    x: number[]; y: number[]; community: number[];
  };
  edges: {
    subject: number[]; relation: number[]; object: number[]; kind: number[]; score: number[]; origins: number[];
    premises: number[][];
  };
  /** Witnesses stand in the order of their edges; `count` is how many each edge has. */
  witnesses: { count: number[]; article: number[]; when: number[] };
  times: string[];
  articles: { title: string[]; publisher: string[]; published: string[]; source: string[] };
}

export interface EvidenceColumns {
  text: number[];
  /** Of subject, cue and object, a column each. */
  starts: number[][];
  lengths: number[][];
  polarity: number[]; modality: number[]; speaker: number[]; rule: number[];
  confidence: number[];
  sums: number[];
  inferred: [edge: number, rule: number, premises: string[][]][];
  texts: string[];
  words: string[];
  arithmetic: string[];
}

/** Rows that belong to things numbered from 0: those of thing `i` are `rows[start[i]]` to `rows[start[i + 1] - 1]`. */
export interface Index { start: Int32Array; rows: Int32Array }

export function index(count: number, owners: ArrayLike<number>): Index {
  const start = new Int32Array(count + 1);
  for (let i = 0; i < owners.length; i += 1) start[owners[i]! + 1]! += 1;
  for (let i = 0; i < count; i += 1) start[i + 1]! += start[i]!;
  const next = start.slice();
  const rows = new Int32Array(owners.length);
  for (let i = 0; i < owners.length; i += 1) rows[next[owners[i]!]!++] = i;
  return { start, rows };
}

/** The index of rows that stand in the order of what they belong to. */
function inOrder(counts: readonly number[]): Index {
  const start = new Int32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i += 1) start[i + 1] = start[i]! + counts[i]!;
  return { start, rows: Int32Array.from({ length: start[counts.length]! }, (_, i) => i) };
}

export function rowsOf({ start, rows }: Index, i: number): Int32Array {
  return rows.subarray(start[i], start[i + 1]);
}

/** The graph with what is worked out once: degrees, and the edges and witnesses by what they belong to. */
export class Graph {
  readonly size: number;
  readonly edgeCount: number;
  readonly subject: Int32Array;
  readonly object: Int32Array;
  readonly degree: Int32Array;
  /** Nodes, those with the most edges first. */
  readonly byDegree: Int32Array;
  readonly group: Uint8Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly witnesses: Index;
  readonly premises: ReadonlyMap<number, readonly number[]>;
  private readonly out: Index;
  private readonly into: Index;

  constructor(readonly data: GraphColumns) {
    const { nodes, edges, witnesses } = data;
    this.size = nodes.slug.length;
    this.edgeCount = edges.subject.length;
    this.subject = Int32Array.from(edges.subject);
    this.object = Int32Array.from(edges.object);
    this.out = index(this.size, this.subject);
    this.into = index(this.size, this.object);
    this.degree = new Int32Array(this.size);
    for (let e = 0; e < this.edgeCount; e += 1) {
      this.degree[this.subject[e]!]! += 1;
      this.degree[this.object[e]!]! += 1;
    }
    this.byDegree = Int32Array.from({ length: this.size }, (_, i) => i).sort((a, b) => this.degree[b]! - this.degree[a]! || a - b);
    this.group = Uint8Array.from(nodes.class, (c) => data.classes[c]!.group);
    this.x = Float64Array.from(nodes.x);
    this.y = Float64Array.from(nodes.y);
    this.witnesses = inOrder(witnesses.count);
    this.premises = new Map(edges.premises.map(([edge, ...from]) => [edge!, from]));
  }

  /** Edges at a node, those that lead from it first; an edge to itself stands twice. */
  edgesAt(node: number): number[] {
    return [...rowsOf(this.out, node), ...rowsOf(this.into, node)];
  }

  other(edge: number, node: number): number {
    return this.subject[edge] === node ? this.object[edge]! : this.subject[edge]!;
  }

  neighbours(node: number): number[] {
    return [...new Set(this.edgesAt(node).map((edge) => this.other(edge, node)))].filter((other) => other !== node);
  }

  name(node: number): string { return this.data.nodes.name[node]!; }
  label(node: number): string { return this.data.nodes.label[node] || this.name(node); }
  className(node: number): string { return this.data.classes[this.data.nodes.class[node]!]!.label; }
  relation(edge: number): Relation { return this.data.relations[this.data.edges.relation[edge]!]!; }
  kind(edge: number): Kind { return this.data.kinds[this.data.edges.kind[edge]!]!; }
  score(edge: number): number { return this.data.edges.score[edge]!; }
  origins(edge: number): number { return this.data.edges.origins[edge]!; }

  sentence(edge: number): string {
    return `${this.name(this.subject[edge]!)} – ${this.relation(edge).label} – ${this.name(this.object[edge]!)}`;
  }

  /** When a witness says that it was so, else when its article appeared; "" where neither is known. */
  time(witness: number): string {
    const { witnesses, times, articles } = this.data;
    return times[witnesses.when[witness]!] || articles.published[witnesses.article[witness]!]!;
  }
}

/** The data of a script element, which holds them as they are or compressed. */
export async function unpack<T>(element: Element): Promise<T> {
  const data: unknown = JSON.parse(element.textContent ?? "");
  if (typeof data !== "object" || data === null || !("gzip" in data)) return data as T;
  return JSON.parse(await inflated(String(data.gzip)).text()) as T;
}

/** What was compressed by gzip and written as base64. */
export function inflated(text: string): Response {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i += 1) bytes[i] = letters.charCodeAt(i);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}
