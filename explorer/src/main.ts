// Reads what the page carries and starts it: first the graph, then, when it is drawn, the sentences.
import { App } from "./app.ts";
import { Controls } from "./controls.ts";
import { type EvidenceColumns, Graph, type GraphColumns, inflated, unpack } from "./data.ts";
import { byId } from "./dom.ts";
import { Evidence } from "./evidence.ts";
import { Engine } from "./sparql/engine.ts";
import { type Queries, QueryPanel } from "./sparql/panel.ts";

interface Page { ready: boolean; complete: boolean; answers: boolean; app: App | null; evidence: Evidence | null }

/** What a page carries that answers queries. */
interface Sparql extends Queries { script: string; wasm: string; quads: string }

const page: Page = { ready: false, complete: false, answers: false, app: null, evidence: null };
Object.assign(window, { page });

/** Until the next frame stands. */
async function frame(): Promise<void> {
  await new Promise((done) => { requestAnimationFrame(() => setTimeout(done, 0)); });
}

async function start(): Promise<void> {
  const app = new App(new Graph(await unpack<GraphColumns>(byId("data-graph"))));
  new Controls(app);
  page.app = app;
  await frame();
  page.ready = true;
  const evidence = new Evidence(app.graph, await unpack<EvidenceColumns>(byId("data-evidence")));
  page.evidence = evidence;
  app.ready(evidence);
  page.complete = true;
  await startQueries(app);
}

/** The engine for queries, where the page carries one, is started when all else is there. */
async function startQueries(app: App): Promise<void> {
  const element = document.getElementById("data-sparql");
  if (!element) return;
  const { script, wasm, quads, queries, prefixes } = await unpack<Sparql>(element);
  const engine = new Engine({
    script: await inflated(script).text(), wasm: new Uint8Array(await inflated(wasm).arrayBuffer()), quads: await inflated(quads).text(),
  });
  const panel = new QueryPanel(app.graph, { queries, prefixes }, engine, {
    follow: (nodes, edges) => app.select({ type: "set", nodes, edges }, true),
    copy: (text) => app.copied(text, "The answer"),
  });
  await panel.open();
  page.answers = true;
}

start().catch((error: unknown) => {
  byId("empty").hidden = false;
  byId("empty").textContent = `This page cannot be shown: ${String(error)}`;
  throw error;
});
