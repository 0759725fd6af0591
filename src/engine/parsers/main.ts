import { serveConfined } from "../confined/serve.ts";

// The program of the confined children that read archives and documents: see open-parsers.ts, which starts it.
await serveConfined({
  "seven-zip": async () => (await import("../archives/seven-zip/parser.ts")).sevenZipParser,
  document: async () => (await import("../text/document-parser.ts")).documentParser,
  pdf: async () => (await import("../pdf/parser.ts")).pdfParser,
});
