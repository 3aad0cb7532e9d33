// What the reader takes away: the view as a picture, the statements as files.
import { csv } from "./csv.ts";
import type { Graph } from "./data.ts";
import { type Frame, type Scene, paint } from "./paint.ts";
import { SvgSurface } from "./svg.ts";
import { turtle } from "./turtle.ts";
import { gexf, graphml } from "./xml.ts";

export const FORMATS: ReadonlyMap<string, { type: string; write: (graph: Graph, nodes: number[], edges: number[]) => string }> = new Map([
  ["ttl", { type: "text/turtle", write: turtle }],
  ["graphml", { type: "application/graphml+xml", write: graphml }],
  ["gexf", { type: "application/gexf+xml", write: gexf }],
  ["csv", { type: "text/csv", write: (graph, _, edges) => csv(graph, edges) }],
]);

/** The view as SVG. */
export function drawing(scene: Scene, frame: Frame): string {
  const surface = new SvgSurface(frame.width, frame.height);
  for (const _ of paint(surface, scene, frame)) { /* all at once */ }
  return surface.toString();
}

/** The view as PNG, twice as fine as on an ordinary screen. */
export async function picture(scene: Scene, frame: Frame): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = frame.width * 2;
  canvas.height = frame.height * 2;
  const context = canvas.getContext("2d")!;
  context.scale(2, 2);
  for (const _ of paint(context, scene, frame)) { /* all at once */ }
  return new Promise((done, fail) => {
    canvas.toBlob((blob) => { if (blob) done(blob); else fail(new Error("the browser gave no picture")); });
  });
}

export function download(name: string, blob: Blob): void {
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(blob);
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
}

/** Put text on the clipboard; pages from a file may lack the newer way. */
export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}
