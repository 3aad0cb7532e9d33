// Bundles the sources into kg/page/assets/, where the Python package finds them, with the licences of what is inside.
import { copyFile, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "../kg/page/assets");

/** Names of the packages whose files went into a bundle. */
function packages(metafile) {
  const found = Object.keys(metafile.inputs).map((file) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]);
  return [...new Set(found.filter(Boolean))].sort();
}

async function licence(name) {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  // A package without a licence file has its text in licences/; the build fails where neither is there.
  const text = await readFile(file ? join(folder, file) : join(here, "licences", `${name}.txt`), "utf8");
  return `${name} ${version} (${license})\n\n${text.replaceAll("\r\n", "\n").trim()}\n`;
}

const { metafile } = await build({
  entryPoints: { explorer: join(here, "src/main.ts"), sparql: join(here, "src/sparql/worker.ts") },
  outdir: out,
  absWorkingDir: here,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "ascii",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
  define: { "import.meta.url": '""' },
});
// Not compressed here: zlib gives other bytes from version to version. A wheel is compressed anyway.
await copyFile(join(here, "node_modules/oxigraph/web_bg.wasm"), join(out, "oxigraph.wasm"));
const texts = await Promise.all(packages(metafile).map(licence));
await writeFile(join(out, "LICENSES.txt"), `What explorer.js, sparql.js and oxigraph.wasm contain of others.\n\n${texts.join(`\n${"-".repeat(80)}\n\n`)}`);
