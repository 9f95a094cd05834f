// Copies what the page needs from node_modules into api/page/static/vendor, with the names,
// versions, integrity and licences of everything that is in it. Usage: node vendor.mjs [OUT]
import { build } from "esbuild";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const out = resolve(process.argv[2] ?? join(here, "static/vendor"));
const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;

const COPIES = {
  "swagger-ui-dist": { "swagger-ui-bundle.js": "swagger-ui.js", "swagger-ui.css": "swagger-ui.css" },
  "@fontsource-variable/source-serif-4": fonts("source-serif-4", ["latin", "latin-ext"], "opsz"),
  "@fontsource-variable/source-sans-3": fonts("source-sans-3", ["latin", "latin-ext"], "wght"),
  "@fontsource-variable/noto-naskh-arabic": fonts("noto-naskh-arabic", ["arabic"], "wght"),
};

function fonts(family, subsets, axis) {
  const names = subsets.map((subset) => `${family}-${subset}-${axis}-normal.woff2`);
  return Object.fromEntries(names.map((name) => [`files/${name}`, name]));
}

async function bundle() {
  const result = await build({
    entryPoints: [join(here, "vendor_entry.js")],
    outfile: join(out, "vendor.js"),
    bundle: true, minify: true, format: "esm", target: "es2022",
    legalComments: "none", metafile: true, absWorkingDir: root, logLevel: "warning",
  });
  const inputs = Object.keys(result.metafile.inputs);
  return new Set(inputs.map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]).filter(Boolean));
}

function copy(name, files) {
  for (const [from, to] of Object.entries(files)) {
    // A source map is not shipped, so nothing may ask for one.
    if (/\.(js|css)$/.test(to)) {
      const text = readFileSync(join(root, "node_modules", name, from), "utf8");
      writeFileSync(join(out, to), text.replace(/\n?(\/\/|\/\*)# sourceMappingURL=.*$/m, ""));
    } else {
      copyFileSync(join(root, "node_modules", name, from), join(out, to));
    }
  }
}

function licence(name) {
  const folder = join(root, "node_modules", name);
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)|-bundle\.js\.LICENSE/i.test(file));
  if (!files.length) throw new Error(`${name} brings no licence text`);
  return files.sort().map((file) => readFileSync(join(folder, file), "utf8").trim()).join("\n\n");
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const bundled = await bundle();
for (const [name, files] of Object.entries(COPIES)) copy(name, files);
const names = [...new Set([...bundled, ...Object.keys(COPIES)])].sort();
const manifest = names.map((name) => {
  const { version, integrity, license } = lock[`node_modules/${name}`];
  const files = bundled.has(name) ? ["vendor.js"] : Object.values(COPIES[name]);
  return { name, version, license, integrity, files };
});
writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
const texts = manifest.map(({ name, version, license }) =>
  `${"=".repeat(78)}\n${name} ${version} (${license})\n\n${licence(name)}\n`);
writeFileSync(join(out, "LICENSES.txt"), texts.join("\n"));
