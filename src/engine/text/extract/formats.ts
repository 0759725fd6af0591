import { basename, extname } from "node:path";

/** How a document is read. */
export const documentFormats = [
  "text",
  "markdown",
  "code",
  "json",
  "csv",
  "html",
  "pdf",
  "docx",
  "doc",
  "odt",
  "pptx",
  "xlsx",
  "epub",
  "rtf",
  "eml",
  "msg",
] as const;
export type DocumentFormat = (typeof documentFormats)[number];

const byExtension: Readonly<Record<DocumentFormat, string>> = {
  text: "txt text log srt vtt rst org adoc asciidoc tex bib po strings nfo",
  markdown: "md markdown mdown mkd mdx qmd",
  code:
    "ts tsx mts cts js jsx mjs cjs py pyi rb go rs java kt kts scala groovy gradle c h cc cpp cxx hpp hh cs fs vb php " +
    "swift m mm dart lua pl pm r jl ex exs erl hs ml clj lisp el vim sh bash zsh fish ps1 bat cmd sql graphql proto " +
    "yaml yml toml ini cfg conf properties env css scss less vue svelte astro xml xsl xsd svgz tf nix cmake make mk",
  json: "json jsonl ndjson geojson ipynb",
  csv: "csv tsv",
  html: "html htm xhtml",
  pdf: "pdf",
  docx: "docx docm dotx",
  doc: "doc dot",
  odt: "odt ott odp ods",
  pptx: "pptx pptm ppsx",
  xlsx: "xlsx xlsm",
  epub: "epub",
  rtf: "rtf",
  eml: "eml",
  msg: "msg",
};

const formats = new Map<string, DocumentFormat>(
  documentFormats.flatMap((format) =>
    byExtension[format].split(" ").map((extension) => [extension, format] as const),
  ),
);

/** Files without an extension that are text by custom. */
const named = new Map<string, DocumentFormat>([
  ["readme", "markdown"],
  ["license", "text"],
  ["licence", "text"],
  ["copying", "text"],
  ["notice", "text"],
  ["authors", "text"],
  ["changelog", "text"],
  ["makefile", "code"],
  ["dockerfile", "code"],
]);

/** The format that a file's name promises; undefined: lote does not read such files. */
export function formatOfName(path: string): DocumentFormat | undefined {
  const extension = extname(path).slice(1).toLowerCase();
  return extension === "" ? named.get(basename(path).toLowerCase()) : formats.get(extension);
}

/** What lote reads instead of formats of Office before 2007 for which no library is kept well. */
const successors: Readonly<Record<string, string>> = {
  ...{ xls: "xlsx", xlt: "xlsx", xlsb: "xlsx" },
  ...{ ppt: "pptx", pps: "pptx", pot: "pptx" },
};

/** The format to save a document in for lote to read it; undefined where its name says nothing of the kind. */
export function successorOf(path: string): string | undefined {
  const extension = extname(path).slice(1).toLowerCase();
  return Object.hasOwn(successors, extension) ? successors[extension] : undefined;
}
