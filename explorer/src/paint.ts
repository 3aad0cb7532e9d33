// Draws the graph on a surface, piece by piece, so that whoever calls may do something else in between.
import type { Graph } from "./data.ts";
import { type Label, ROW, Taken, placeCaption, placeLabel } from "./labels.ts";
import { type Lines, type Point, along, control } from "./lines.ts";
import { type Surface, outline } from "./shapes.ts";
import type { Theme } from "./theme.ts";

/** What there is to draw: positions of the nodes and lines that are seen. */
export interface Scene {
  graph: Graph;
  lines: Lines;
  /** Those with the most edges first. */
  nodes: Int32Array;
  /** The faintest first. */
  shown: Int32Array;
  theme: Theme;
}

/** A point of the graph stands at `k` times its place, plus `x` and `y`; the surface begins at 0, 0. */
export interface Frame { x: number; y: number; k: number; width: number; height: number }

export const FACE = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif';
const NAME = `12px ${FACE}`;
const CAPTION = `italic 10.5px ${FACE}`;
const BATCH = 400;
/** More lines than that in view are drawn thin, without arrows and dashes. */
const FINE = 3000;
const MAX_LABELS = 260;
const MAX_TRIES = 1600;
/** From which scale on lines bear the names of relations: all of them, where they are few, and those that the reader looks at. */
const CAPTIONS_FROM = { all: 0.5, few: 0.25, focus: 0.15 };
const FEW = 300;
const MAX_CAPTIONS = 90;

export function radius(graph: Graph, node: number, k: number): number {
  const zoomed = Math.min(1.6, Math.max(0.16, k ** 0.55));
  return Math.min(17, 4.6 + 1.5 * Math.sqrt(graph.degree[node]!)) * zoomed;
}

export function place(graph: Graph, node: number, frame: Frame): Point {
  return { x: graph.x[node]! * frame.k + frame.x, y: graph.y[node]! * frame.k + frame.y };
}

/** Everything in view, from the lines up to the names; each step takes a few milliseconds at most. */
export function* paint(surface: Surface, scene: Scene, frame: Frame): Generator<void> {
  surface.fillStyle = scene.theme.ground;
  surface.fillRect(0, 0, frame.width, frame.height);
  const lines = linesIn(scene, frame);
  yield;
  yield* paintLines(surface, scene, frame, lines, lines.length > FINE);
  const nodes = scene.nodes.filter((node) => inside(place(scene.graph, node, frame), frame, 24));
  yield* paintNodes(surface, scene, frame, nodes);
  yield* paintNames(surface, scene, frame, nodes, lines, lines.length > FEW ? CAPTIONS_FROM.all : CAPTIONS_FROM.few);
}

function inside(p: Point, frame: Frame, margin: number): boolean {
  return p.x > -margin && p.y > -margin && p.x < frame.width + margin && p.y < frame.height + margin;
}

export function linesIn({ graph, lines, shown }: Scene, frame: Frame): Int32Array {
  const left = -frame.x / frame.k;
  const top = -frame.y / frame.k;
  const right = (frame.width - frame.x) / frame.k;
  const bottom = (frame.height - frame.y) / frame.k;
  return shown.filter((line) => {
    const a = lines.from[line]!;
    const b = lines.to[line]!;
    return (
      Math.max(graph.x[a]!, graph.x[b]!) >= left && Math.min(graph.x[a]!, graph.x[b]!) <= right &&
      Math.max(graph.y[a]!, graph.y[b]!) >= top && Math.min(graph.y[a]!, graph.y[b]!) <= bottom
    );
  });
}

/** Strokes of one kind go into one path, a few hundred at a time: that is what a canvas draws fastest. */
export function* paintLines(surface: Surface, scene: Scene, frame: Frame, lines: Int32Array, coarse: boolean): Generator<void> {
  const { graph, theme } = scene;
  let arrows: Arrow[] = [];
  let begin = 0;
  const crowd = Math.min(1, Math.max(0, (lines.length - 250) / 1500));
  surface.lineCap = "butt";
  while (begin < lines.length) {
    const kind = scene.lines.kind[lines[begin]!]!;
    let end = begin;
    surface.beginPath();
    while (end < lines.length && end < begin + BATCH && scene.lines.kind[lines[end]!] === kind) {
      const arrow = coarse ? straight(surface, scene, frame, lines[end]!) : curved(surface, scene, frame, lines[end]!);
      if (arrow) arrows.push(arrow);
      end += 1;
    }
    const style = graph.data.kinds[kind]!;
    surface.strokeStyle = theme.kind(kind);
    surface.globalAlpha = coarse ? 0.3 : 0.9 - 0.5 * crowd;
    surface.lineWidth = coarse ? 0.6 : Math.max(0.7, style.width * Math.min(1, 0.55 + 0.4 * frame.k) * (1 - 0.45 * crowd));
    surface.setLineDash(coarse ? [] : style.dashes);
    surface.stroke();
    paintArrows(surface, arrows, theme.kind(kind));
    arrows = [];
    begin = end;
    yield;
  }
  surface.setLineDash([]);
  surface.globalAlpha = 1;
}

interface Arrow { tip: Point; dx: number; dy: number; size: number }

function straight(surface: Surface, { graph, lines }: Scene, frame: Frame, line: number): undefined {
  const a = lines.from[line]!;
  const b = lines.to[line]!;
  surface.moveTo(graph.x[a]! * frame.k + frame.x, graph.y[a]! * frame.k + frame.y);
  surface.lineTo(graph.x[b]! * frame.k + frame.x, graph.y[b]! * frame.k + frame.y);
}

/** A line up to the rim of the node that it leads to, and the arrow that ends it. */
function curved(surface: Surface, { graph, lines }: Scene, frame: Frame, line: number): Arrow | undefined {
  const from = place(graph, lines.from[line]!, frame);
  const to = place(graph, lines.to[line]!, frame);
  const bend = lines.bend[line]!;
  if (lines.from[line] === lines.to[line]) {
    const r = radius(graph, lines.from[line]!, frame.k);
    surface.moveTo(from.x + r, from.y - 1.6 * r);
    surface.arc(from.x, from.y - 1.6 * r, r, 0, 2 * Math.PI);
    return undefined;
  }
  const pull = control(from, to, bend);
  const length = Math.hypot(to.x - pull.x, to.y - pull.y) || 1;
  const dx = (to.x - pull.x) / length;
  const dy = (to.y - pull.y) / length;
  const size = lines.symmetric[line] ? 0 : Math.min(9, 4.5 + 4 * frame.k);
  const gap = radius(graph, lines.to[line]!, frame.k) + 1.5;
  const tip = { x: to.x - dx * gap, y: to.y - dy * gap };
  surface.moveTo(from.x, from.y);
  if (bend) surface.quadraticCurveTo(pull.x, pull.y, tip.x - dx * size * 0.8, tip.y - dy * size * 0.8);
  else surface.lineTo(tip.x - dx * size * 0.8, tip.y - dy * size * 0.8);
  return size ? { tip, dx, dy, size } : undefined;
}

function paintArrows(surface: Surface, arrows: readonly Arrow[], colour: string): void {
  if (!arrows.length) return;
  surface.beginPath();
  for (const { tip, dx, dy, size } of arrows) {
    surface.moveTo(tip.x, tip.y);
    surface.lineTo(tip.x - dx * size - dy * size * 0.42, tip.y - dy * size + dx * size * 0.42);
    surface.lineTo(tip.x - dx * size + dy * size * 0.42, tip.y - dy * size - dx * size * 0.42);
    surface.closePath();
  }
  surface.fillStyle = colour;
  surface.fill();
}

/** Nodes of one colour and shape go into one path, small ones are dots. */
export function* paintNodes(surface: Surface, scene: Scene, frame: Frame, nodes: Int32Array): Generator<void> {
  const { graph, theme } = scene;
  const batches = new Map<string, number[]>();
  for (const node of nodes) {
    const key = `${theme.node(node)} ${graph.group[node]}`;
    const batch = batches.get(key);
    if (batch) batch.push(node);
    else batches.set(key, [node]);
  }
  for (const batch of batches.values()) {
    const { shape } = graph.data.groups[graph.group[batch[0]!]!]!;
    for (let begin = 0; begin < batch.length; begin += BATCH) {
      surface.beginPath();
      for (const node of batch.slice(begin, begin + BATCH)) {
        const { x, y } = place(graph, node, frame);
        const r = radius(graph, node, frame.k);
        outline(surface, r < 3.2 ? "square" : shape, x, y, r);
      }
      surface.fillStyle = theme.node(batch[0]!);
      surface.fill();
      surface.strokeStyle = theme.ground;
      surface.lineWidth = 1.2;
      if (frame.k > 0.3) surface.stroke();
      yield;
    }
  }
}

function* paintNames(surface: Surface, scene: Scene, frame: Frame, nodes: Int32Array, lines: Int32Array, captionsFrom: number): Generator<void> {
  const taken = new Taken();
  const names = nameLabels(surface, scene, frame, nodes, taken);
  yield;
  surface.font = NAME;
  for (let i = 0; i < names.length; i += 40) {
    write(surface, names.slice(i, i + 40), scene.theme.ink, scene.theme.ground);
    yield;
  }
  if (frame.k < captionsFrom || lines.length > FINE) return;
  surface.font = CAPTION;
  for (const caption of captions(surface, scene, frame, lines, taken)) {
    write(surface, [caption], scene.theme.kind(scene.lines.kind[caption.item]!), scene.theme.ground);
  }
  yield;
}

const widths = new Map<string, number>();

function width(surface: Surface, text: string): number {
  const key = `${surface.font} ${text}`;
  let known = widths.get(key);
  if (known === undefined) {
    known = (surface as Partial<CanvasRenderingContext2D>).measureText?.(text).width ?? text.length * 6.4;
    widths.set(key, known);
  }
  return known;
}

/** Names of the nodes with the most edges, as many as have room. */
export function nameLabels(surface: Surface, scene: Scene, frame: Frame, nodes: Int32Array, taken: Taken): Label[] {
  const { graph } = scene;
  surface.font = NAME;
  const around = nodes.length <= 2 * MAX_LABELS ? nodes : nodes.subarray(0, MAX_LABELS);
  for (const node of around) {
    const { x, y } = place(graph, node, frame);
    const r = radius(graph, node, frame.k);
    taken.take({ left: x - r, right: x + r, top: y - r, bottom: y + r });
  }
  const labels: Label[] = [];
  for (const node of nodes.subarray(0, MAX_TRIES)) {
    if (labels.length >= MAX_LABELS) break;
    const rows = graph.label(node).split("\n");
    const wide = Math.max(...rows.map((row) => width(surface, row)));
    const label = placeLabel(taken, node, rows, wide, place(graph, node, frame), radius(graph, node, frame.k));
    if (label) labels.push(label);
  }
  return labels;
}

/** What stands on a line: the relations that it is drawn for, in the words of its kind. */
export function captionOf({ graph, lines }: Scene, line: number): string {
  const edges = lines.edges.rows.subarray(lines.edges.start[line], lines.edges.start[line + 1]);
  const names = [...new Set(Array.from(edges, (edge) => graph.relation(edge).label))];
  const few = names.length > 2 ? `${names.slice(0, 2).join(", ")} +${names.length - 2}` : names.join(", ");
  return graph.data.kinds[lines.kind[line]!]!.caption.split("{}").join(few);
}

/** Names of relations, on the lines that have room for them. */
export function captions(surface: Surface, scene: Scene, frame: Frame, lines: Int32Array, taken: Taken): Label[] {
  const { graph } = scene;
  surface.font = CAPTION;
  const found: Label[] = [];
  for (const line of lines.slice().reverse()) {
    if (found.length >= MAX_CAPTIONS) break;
    const from = place(graph, scene.lines.from[line]!, frame);
    const to = place(graph, scene.lines.to[line]!, frame);
    const text = captionOf(scene, line);
    const wide = width(surface, text);
    if (Math.hypot(to.x - from.x, to.y - from.y) < wide + 40) continue;
    const points = [0.5, 0.42, 0.58].map((share) => along(from, to, scene.lines.bend[line]!, share));
    const label = placeCaption(taken, line, text, wide, points.filter((p) => inside(p, frame, 0)));
    if (label) found.push(label);
  }
  return found;
}

/** Write labels, with a rim in the colour of the ground that keeps lines away from the letters. */
export function write(surface: Surface, labels: readonly Label[], colour: string, ground: string): void {
  surface.textAlign = "center";
  surface.textBaseline = "middle";
  surface.lineJoin = "round";
  surface.lineWidth = 3.5;
  surface.strokeStyle = ground;
  surface.fillStyle = colour;
  for (const { rows, x, y } of labels) {
    rows.forEach((row, i) => surface.strokeText(row, x, y + i * ROW));
    rows.forEach((row, i) => surface.fillText(row, x, y + i * ROW));
  }
}

/** What the reader looks at, drawn over a veil that lets the rest fade: nodes, lines between them, their names. */
export function paintFocus(surface: Surface, scene: Scene, frame: Frame, nodes: Int32Array, lines: Int32Array, marked: number): void {
  surface.globalAlpha = 0.72;
  surface.fillStyle = scene.theme.ground;
  surface.fillRect(0, 0, frame.width, frame.height);
  surface.globalAlpha = 1;
  drain(paintLines(surface, scene, frame, lines, lines.length > FINE));
  drain(paintNodes(surface, scene, frame, nodes));
  if (marked >= 0) ring(surface, scene, frame, marked);
  drain(paintNames(surface, scene, frame, nodes, lines, CAPTIONS_FROM.focus));
}

/** A ring around a node. */
export function ring(surface: Surface, scene: Scene, frame: Frame, node: number): void {
  const { x, y } = place(scene.graph, node, frame);
  surface.beginPath();
  outline(surface, "dot", x, y, radius(scene.graph, node, frame.k) + 4);
  surface.strokeStyle = scene.theme.accent;
  surface.lineWidth = 2.5;
  surface.stroke();
}

function drain(steps: Generator<void>): void {
  while (!steps.next().done) { /* all at once */ }
}
