// The canvas: keeps a picture that is larger than what is seen, moves and scales it while the reader drags or zooms, and paints
// it anew in slices of a few milliseconds. So a frame costs the same for a hundred nodes and for twenty thousand.
import { quadtree, type Quadtree } from "d3-quadtree";
import { select } from "d3-selection";
import { type D3ZoomEvent, type ZoomTransform, zoom, zoomIdentity } from "d3-zoom";

import { type Point, distance } from "./lines.ts";
import { type Frame, type Scene, linesIn, paint, paintFocus, place, radius, ring } from "./paint.ts";

const MARGIN = 240;
const SLICE = 7;
const CALM = 90;
/** A picture that took less than this is painted anew in each frame, so that it is always sharp. */
const QUICK = 9;
const LIMITS: [number, number] = [0.02, 8];

export interface Hit { node: number; line: number }
export const NOTHING: Hit = { node: -1, line: -1 };

/** What stands out: a marked node, the nodes and lines that are shown over the veil, and what lies under the pointer. */
export interface Focus { marked: number; nodes: Int32Array; lines: Int32Array }

interface Picture { canvas: HTMLCanvasElement; context: CanvasRenderingContext2D; at: Frame | null }

export class View {
  private readonly context: CanvasRenderingContext2D;
  private front: Picture = picture();
  private back: Picture = picture();
  private job: Generator<void> | null = null;
  private spent = 0;
  private cost = Infinity;
  private transform: ZoomTransform = zoomIdentity;
  private moved = 0;
  private stale = true;
  private waiting = 0;
  private width = 0;
  private height = 0;
  private ratio = 1;
  private tree: Quadtree<number> = quadtree<number>();
  private focus: Focus | null = null;
  private hover: Hit = NOTHING;
  private readonly behaviour = zoom<HTMLCanvasElement, unknown>();
  /** Called when the picture shows what it should. */
  onSettled: () => void = () => undefined;
  onMoved: () => void = () => undefined;

  constructor(private readonly canvas: HTMLCanvasElement, private scene: Scene) {
    this.context = context(canvas);
    this.behaviour.scaleExtent(LIMITS).on("zoom", (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
      this.transform = event.transform;
      this.moved = performance.now();
      this.onMoved();
      this.request();
    });
    select(canvas).call(this.behaviour).on("dblclick.zoom", null);
    new ResizeObserver(() => this.resize()).observe(canvas.parentElement!);
    this.resize();
  }

  /** What is drawn from now on. */
  show(scene: Scene): void {
    this.scene = scene;
    this.tree = quadtree<number>().x((n) => scene.graph.x[n]!).y((n) => scene.graph.y[n]!).addAll(Array.from(scene.nodes));
    this.stale = true;
    this.request();
  }

  highlight(focus: Focus | null): void {
    this.focus = focus;
    this.request();
  }

  point(hover: Hit): void {
    if (hover.node === this.hover.node && hover.line === this.hover.line) return;
    this.hover = hover;
    this.request();
  }

  /** Where the graph stands on the canvas. */
  frame(): Frame {
    const { x, y, k } = this.transform;
    return { x, y, k, width: this.width, height: this.height };
  }

  moveTo(x: number, y: number, k: number): void {
    this.behaviour.transform(select(this.canvas), zoomIdentity.translate(x, y).scale(Math.min(LIMITS[1], Math.max(LIMITS[0], k))));
  }

  zoomBy(factor: number): void {
    this.behaviour.scaleBy(select(this.canvas), factor);
  }

  /** All nodes in view, with room for their names. */
  fit(nodes: ArrayLike<number> = this.scene.nodes, limit = 1.6): void {
    const { graph } = this.scene;
    if (!nodes.length || !this.width) return;
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < nodes.length; i += 1) {
      left = Math.min(left, graph.x[nodes[i]!]!);
      right = Math.max(right, graph.x[nodes[i]!]!);
      top = Math.min(top, graph.y[nodes[i]!]!);
      bottom = Math.max(bottom, graph.y[nodes[i]!]!);
    }
    const side = Math.min(100, this.width * 0.13);
    const k = Math.min((this.width - 2 * side) / (right - left || 1), (this.height - 130) / (bottom - top || 1), limit);
    this.moveTo(this.width / 2 - (k * (left + right)) / 2, (this.height - 10) / 2 - (k * (top + bottom)) / 2, k);
  }

  /** Bring nodes into view, if one of them is not. */
  reveal(nodes: readonly number[]): void {
    const hidden = nodes.some((node) => {
      const { x, y } = place(this.scene.graph, node, this.frame());
      return x < 40 || y < 40 || x > this.width - 40 || y > this.height - 40;
    });
    if (hidden) this.fit(nodes, Math.max(this.transform.k, 0.5));
  }

  /** What lies at a point of the canvas: a node, else the nearest line. */
  hit(at: Point): Hit {
    const { graph, lines } = this.scene;
    const frame = this.frame();
    const near = this.tree.find((at.x - frame.x) / frame.k, (at.y - frame.y) / frame.k, 24 / frame.k);
    if (near !== undefined) {
      const { x, y } = place(graph, near, frame);
      if (Math.hypot(x - at.x, y - at.y) <= radius(graph, near, frame.k) + 5) return { node: near, line: -1 };
    }
    let best = { line: -1, far: 6 };
    const focused = this.focus?.lines.length ? this.focus.lines : this.scene.shown;
    for (const line of linesIn({ ...this.scene, shown: focused }, frame)) {
      const far = distance(at, place(graph, lines.from[line]!, frame), place(graph, lines.to[line]!, frame), lines.bend[line]!);
      if (far < best.far) best = { line, far };
    }
    return { node: -1, line: best.line };
  }

  /** Whether the picture shows what it should. */
  get settled(): boolean {
    return !this.job && !this.stale && !this.waiting;
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.canvas.parentElement!;
    const { x, y, k } = this.transform;
    if (this.width && this.height) { // what stood in the middle stays there
      this.moveTo(x + (clientWidth - this.width) / 2, y + (clientHeight - this.height) / 2, k);
    }
    this.width = clientWidth;
    this.height = clientHeight;
    this.ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(clientWidth * this.ratio);
    this.canvas.height = Math.round(clientHeight * this.ratio);
    for (const { canvas } of [this.front, this.back]) {
      canvas.width = Math.round((clientWidth + 2 * MARGIN) * this.ratio);
      canvas.height = Math.round((clientHeight + 2 * MARGIN) * this.ratio);
    }
    this.front.at = null;
    this.stale = true;
    this.request();
  }

  private request(): void {
    if (!this.waiting) this.waiting = requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    this.waiting = 0;
    if (!this.width || !this.height) return;
    const begun = performance.now();
    if (this.due(begun)) this.begin();
    if (this.job) this.advance(this.front.at && this.cost > QUICK ? SLICE : Infinity);
    this.compose();
    if (this.job || this.stale || this.blurred()) this.request();
    else if (!this.waiting) this.onSettled();
  }

  /** Whether to paint anew: now if it is quick or nothing is there yet, else when the reader pauses or runs out of picture. */
  private due(now: number): boolean {
    if (!this.front.at || this.stale) return true;
    if (this.job || !this.blurred()) return false;
    return this.cost <= QUICK || now - this.moved > CALM || this.bare();
  }

  private blurred(): boolean {
    const { at } = this.front;
    const { x, y, k } = this.transform;
    return !at || at.k !== k || Math.abs(at.x - MARGIN - x) > MARGIN / 2 || Math.abs(at.y - MARGIN - y) > MARGIN / 2;
  }

  private bare(): boolean {
    const at = this.front.at!;
    const { x, y, k } = this.transform;
    return at.k === k && (Math.abs(at.x - MARGIN - x) > MARGIN * 0.6 || Math.abs(at.y - MARGIN - y) > MARGIN * 0.6);
  }

  private begin(): void {
    const { x, y, k } = this.transform;
    const at = { x: x + MARGIN, y: y + MARGIN, k, width: this.width + 2 * MARGIN, height: this.height + 2 * MARGIN };
    this.back.at = at;
    this.back.context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.job = paint(this.back.context, this.scene, at);
    this.spent = 0;
    this.stale = false;
  }

  private advance(limit: number): void {
    const begun = performance.now();
    let done = false;
    while (!done && performance.now() - begun < limit) {
      done = this.job!.next().done === true;
      // Strokes wait in a list until somebody looks at them: look now, so that the work is done in this slice.
      if (limit < Infinity || done) this.back.context.getImageData(0, 0, 1, 1);
    }
    this.spent += performance.now() - begun;
    if (!done) return;
    [this.front, this.back] = [this.back, this.front];
    this.job = null;
    this.cost = this.spent;
  }

  private compose(): void {
    const { at, canvas } = this.front;
    const { context: c, ratio, scene } = this;
    const { x, y, k } = this.transform;
    c.setTransform(1, 0, 0, 1, 0, 0);
    if (at) {
      const scale = k / at.k;
      const left = Math.round((x - at.x * scale) * ratio);
      const top = Math.round((y - at.y * scale) * ratio);
      if (scale < 1 || left > 0 || top > 0) {
        c.fillStyle = scene.theme.ground;
        c.fillRect(0, 0, this.canvas.width, this.canvas.height);
      }
      c.imageSmoothingEnabled = scale !== 1;
      c.drawImage(canvas, left, top, canvas.width * scale, canvas.height * scale);
    }
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    const frame = this.frame();
    if (this.focus) paintFocus(c, scene, frame, this.focus.nodes, this.focus.lines, this.focus.marked);
    if (this.hover.node >= 0) ring(c, scene, frame, this.hover.node);
    if (this.hover.line >= 0) this.underline(frame);
  }

  /** The line under the pointer, broad and soft. */
  private underline(frame: Frame): void {
    const { graph, lines, theme } = this.scene;
    const line = this.hover.line;
    const a = place(graph, lines.from[line]!, frame);
    const b = place(graph, lines.to[line]!, frame);
    const c = this.context;
    c.beginPath();
    c.moveTo(a.x, a.y);
    const bend = lines.bend[line]!;
    c.quadraticCurveTo((a.x + b.x) / 2 - 2 * bend * (b.y - a.y), (a.y + b.y) / 2 + 2 * bend * (b.x - a.x), b.x, b.y);
    c.strokeStyle = theme.accent;
    c.globalAlpha = 0.35;
    c.lineWidth = 8;
    c.stroke();
    c.globalAlpha = 1;
  }
}

function picture(): Picture {
  const canvas = document.createElement("canvas");
  return { canvas, context: context(canvas), at: null };
}

function context(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  // Read often means: drawn by the processor, which costs the same on every machine.
  const found = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  if (!found) throw new Error("this browser draws no canvas");
  return found;
}
