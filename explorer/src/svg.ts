// The view as SVG: a surface that writes down what is drawn on it.
import { svg } from "./dom.ts";
import type { Surface } from "./shapes.ts";
import { legal } from "./xml.ts";

const SPACE = "http://www.w3.org/2000/svg";

const round = (n: number): string => String(Math.round(n * 10) / 10);

export class SvgSurface implements Surface {
  fillStyle: Surface["fillStyle"] = "#000";
  strokeStyle: Surface["strokeStyle"] = "#000";
  lineWidth = 1;
  font = "";
  textAlign: CanvasTextAlign = "start";
  textBaseline: CanvasTextBaseline = "alphabetic";
  lineJoin: CanvasLineJoin = "miter";
  lineCap: CanvasLineCap = "butt";
  globalAlpha = 1;
  private readonly root: SVGElement;
  private readonly pen = document.createElement("canvas").getContext("2d")!;
  private path = "";
  private dashes: number[] = [];

  constructor(width: number, height: number) {
    this.root = svg("svg", { xmlns: SPACE, viewBox: `0 0 ${width} ${height}`, width, height });
  }

  beginPath(): void { this.path = ""; }
  moveTo(x: number, y: number): void { this.path += `M${round(x)} ${round(y)}`; }
  lineTo(x: number, y: number): void { this.path += `L${round(x)} ${round(y)}`; }
  quadraticCurveTo(a: number, b: number, x: number, y: number): void { this.path += `Q${round(a)} ${round(b)} ${round(x)} ${round(y)}`; }
  closePath(): void { this.path += "Z"; }

  /** Full circles only: that is all the drawing has. */
  arc(x: number, y: number, r: number): void {
    this.path += `M${round(x + r)} ${round(y)}A${round(r)} ${round(r)} 0 1 1 ${round(x - r)} ${round(y)}A${round(r)} ${round(r)} 0 1 1 ${round(x + r)} ${round(y)}`;
  }

  setLineDash(dashes: Iterable<number>): void { this.dashes = [...dashes]; }
  fill(): void { this.root.append(svg("path", { d: this.path, fill: String(this.fillStyle), opacity: this.globalAlpha })); }

  stroke(): void {
    const dashes = this.dashes.length ? { "stroke-dasharray": this.dashes.join(" ") } : {};
    const style = { stroke: String(this.strokeStyle), "stroke-width": round(this.lineWidth), opacity: this.globalAlpha, fill: "none" };
    this.root.append(svg("path", { d: this.path, ...style, ...dashes }));
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.root.append(svg("rect", { x, y, width, height, fill: String(this.fillStyle), opacity: this.globalAlpha }));
  }

  fillText(text: string, x: number, y: number): void { this.text(text, x, y, { fill: String(this.fillStyle) }); }

  strokeText(text: string, x: number, y: number): void {
    this.text(text, x, y, { fill: "none", stroke: String(this.strokeStyle), "stroke-width": this.lineWidth, "stroke-linejoin": "round" });
  }

  measureText(text: string): TextMetrics {
    this.pen.font = this.font;
    return this.pen.measureText(text);
  }

  toString(): string {
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(this.root)}\n`;
  }

  private text(text: string, x: number, y: number, style: Record<string, string | number>): void {
    const { font } = this;
    const [, slant = "normal", size = "12", family = "sans-serif"] = /^(italic)?\s*([\d.]+)px (.*)$/.exec(font) ?? [];
    const place = { x: round(x), y: round(y), "text-anchor": "middle", "dominant-baseline": "central" };
    const element = svg("text", { ...place, ...style, "font-style": slant, "font-size": size, "font-family": family });
    element.textContent = legal(text);
    this.root.append(element);
  }
}
