/**
 * The arrows between folders: ui → engine → stores, and who may open a store.
 * Checked by `bun run arrows`, which `bun run verify` runs.
 */
const entries = "^src/(ui/main[.]ts|worker[.]ts|library[.]ts)$";

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment: "Two modules that need each other are one module, or lack a third one.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "stores-know-nobody",
      comment: "What is kept does not depend on who keeps it: stores import neither engine, ui nor demo.",
      severity: "error",
      from: { path: "^src/stores/" },
      to: { path: "^src/", pathNot: "^src/stores/" },
    },
    {
      name: "engine-knows-no-terminal",
      comment: "The engine imports only itself and the stores: no terminal, no demo, no entry.",
      severity: "error",
      from: { path: "^src/engine/" },
      to: { path: "^src/", pathNot: "^src/(engine|stores)/" },
    },
    {
      name: "engine-uses-no-terminal-library",
      severity: "error",
      from: { path: "^src/(engine|stores)/" },
      to: { path: "node_modules/(react|ink|ink-table|commander)/" },
    },
    {
      name: "demo-knows-no-ui",
      comment: "The samples and loopback services may use engine and stores.",
      severity: "error",
      from: { path: "^src/demo/" },
      to: { path: "^src/", pathNot: "^src/(demo|engine|stores)/" },
    },
    {
      name: "demo-is-loaded-lazily",
      comment: "Only `lote demo` pays for the demo: ui imports it by import().",
      severity: "error",
      from: { path: "^src/(ui/|worker[.]ts|library[.]ts)" },
      to: { path: "^src/demo/", dependencyTypesNot: ["dynamic-import"] },
    },
    {
      name: "nobody-imports-ui",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/ui/" },
      to: { path: "^src/ui/" },
    },
    {
      name: "workflows-are-strangers",
      comment: "What two workflows share belongs to the engine.",
      severity: "error",
      from: { path: "^src/engine/workflows/([^/]+)/" },
      to: { path: "^src/engine/workflows/[^/]+/", pathNot: "^src/engine/workflows/$1/" },
    },
    {
      name: "imported-people-feed-no-faces",
      comment: "People whose pictures are imported were not asked: no other workflow reads them.",
      severity: "error",
      from: { path: "^src/engine/", pathNot: "^src/engine/workflows/characters/" },
      to: { path: "^src/stores/(sqlite/)?characters" },
    },
    {
      name: "face-tables-have-one-door",
      comment:
        "Vectors of faces are no part of the stores that every workflow gets: nobody but their own workflow, and what a person starts, can reach them.",
      severity: "error",
      from: {
        path: "^src/",
        pathNot: "^src/(engine/workflows/faces/|stores/|ui/(commands|terminal)/|demo/)",
      },
      to: {
        path: "^src/stores/(sqlite/faces/|mysql/face-embeddings)",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "stores-keep-their-file-to-themselves",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/stores/" },
      to: { path: "^src/stores/sqlite/databases[.]ts$" },
    },
    {
      name: "entries-open-the-store",
      comment: "Everybody else receives an opened store, and imports at most its type.",
      severity: "error",
      from: { path: "^src/", pathNot: `${entries}|^src/demo/` },
      to: { path: "^src/stores/sqlite/open[.]ts$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "one-way-to-the-network",
      comment:
        "Only the safe fetcher connects to servers. (Biome forbids fetch and its like elsewhere in src/.)",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/engine/net/" },
      to: { path: "^(node:)?(http|https|http2|net|tls|dgram|dns|dns/promises|undici|ws)$" },
    },
    {
      name: "one-way-to-onnxruntime",
      comment: "It sends telemetry unless its process was started with that off: load-runtime.ts sees to it.",
      severity: "error",
      from: { path: "^(src|scripts|test)/", pathNot: "^src/engine/models/host/load-runtime[.]ts$" },
      to: { path: "node_modules/onnxruntime-node/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-tests-in-the-product",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(test|scripts)/" },
    },
    {
      name: "resolvable",
      comment: "An import that nothing answers to, or a package that package.json does not name.",
      severity: "error",
      from: { path: "^(src|test|scripts)/" },
      to: { couldNotResolve: true, pathNot: "^bun(:|$)" },
    },
    {
      name: "no-development-packages-in-the-product",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["bun", "import", "types", "default"],
    },
  },
};
