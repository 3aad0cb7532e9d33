// Reads what the page carries and starts it: first the graph, then, when it is drawn, the sentences.
import { App } from "./app.ts";
import { type EvidenceColumns, Graph, type GraphColumns, unpack } from "./data.ts";
import { byId } from "./dom.ts";
import { Evidence } from "./evidence.ts";

interface Page { ready: boolean; complete: boolean; app: App | null; evidence: Evidence | null }

const page: Page = { ready: false, complete: false, app: null, evidence: null };
Object.assign(window, { page });

/** Until the next frame stands. */
async function frame(): Promise<void> {
  await new Promise((done) => { requestAnimationFrame(() => setTimeout(done, 0)); });
}

async function start(): Promise<void> {
  const app = new App(new Graph(await unpack<GraphColumns>(byId("data-graph"))));
  page.app = app;
  await frame();
  page.ready = true;
  const evidence = new Evidence(app.graph, await unpack<EvidenceColumns>(byId("data-evidence")));
  page.evidence = evidence;
  app.ready(evidence);
  page.complete = true;
}

start().catch((error: unknown) => {
  byId("empty").hidden = false;
  byId("empty").textContent = `This page cannot be shown: ${String(error)}`;
  throw error;
});
