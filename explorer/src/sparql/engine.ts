// The worker as the page sees it: a question, and an answer that may be waited for.
import type { Answer, Reply, Request } from "./messages.ts";

export interface Source { script: string; wasm: Uint8Array<ArrayBuffer>; quads: string }

export class Engine {
  private worker: Worker | undefined;
  private opened: Promise<number> | undefined;
  private asked = 0;
  private stopWaiting: (() => void) | undefined;

  constructor(private readonly source: Source) {}

  /** How many triples there are, once they are read. */
  open(): Promise<number> {
    this.opened ??= new Promise((done, fail) => {
      const address = URL.createObjectURL(new Blob([this.source.script], { type: "text/javascript" }));
      const worker = new Worker(address);
      this.worker = worker;
      worker.onerror = (event) => fail(new Error(event.message || "the query engine could not be started"));
      worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
        if (data.type !== "open") return;
        URL.revokeObjectURL(address);
        done(data.size);
      });
      this.send({ type: "open", wasm: this.source.wasm.slice().buffer, quads: this.source.quads });
    });
    return this.opened;
  }

  async ask(text: string): Promise<Answer> {
    await this.open();
    const id = ++this.asked;
    return new Promise((done, fail) => {
      const hear = ({ data }: MessageEvent<Reply>): void => {
        if (data.type === "open" || data.id !== id) return;
        this.worker?.removeEventListener("message", hear);
        this.stopWaiting = undefined;
        if (data.type === "answer") done(data.answer);
        else fail(new Error(data.message));
      };
      this.stopWaiting = () => fail(new Error("stopped"));
      this.worker!.addEventListener("message", hear);
      this.send({ type: "query", id, text });
    });
  }

  /** End whatever runs; the next question starts anew. */
  stop(): void {
    this.worker?.terminate();
    this.worker = undefined;
    this.opened = undefined;
    this.stopWaiting?.();
  }

  private send(request: Request): void {
    this.worker!.postMessage(request);
  }
}
