// Bundles the page that benchmarks/page.py measures sigma with: node bench/build.mjs OUTFILE
import { build } from "esbuild";

const [outfile] = process.argv.slice(2);
await build({ entryPoints: [new URL("sigma.ts", import.meta.url).pathname], outfile, bundle: true, minify: true, format: "iife", logLevel: "warning" });
