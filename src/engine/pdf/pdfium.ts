import { closeSync, openSync, readFileSync } from "node:fs";
import { PDFiumModule } from "@hyzyla/pdfium";
import { LoteError } from "../errors/lote-error.ts";
import { plainText } from "../text/plain.ts";
import { fileForWasm, onlyPath, type WasmImports } from "./file-for-wasm.ts";

/** PDFium's numbers: public/fpdfview.h. */
const errors = { format: 3, password: 4, security: 5 } as const;
const bitmapOfRgb = 2;
const renderFlags = { annotations: 0x01, rgbOrder: 0x10 } as const;
const opaqueWhite = 0xffffffff;

/** Of what a file says of itself, no more is looked at, bytes. */
const longestRead = 4096;

/** A page drawn: RGB, three bytes a pixel. */
export interface DrawnPage {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * A PDF opened by PDFium, in an instance of its own that sees no other file. It is used by the names of its C
 * interface: the package's wrapper needs the whole file in memory.
 */
export class PdfDocument {
  readonly #exports: Readonly<Record<string, unknown>>;
  readonly #document: number;
  readonly #file: number;

  /** @throws LoteError `document-encrypted`, `document-broken`; the system's error where it cannot be opened */
  static async open(path: string | Buffer): Promise<PdfDocument> {
    const file = openSync(path, "r");
    try {
      return new PdfDocument(await instantiate(file), file);
    } catch (error) {
      closeSync(file);
      throw error;
    }
  }

  private constructor(exports: Readonly<Record<string, unknown>>, file: number) {
    this.#exports = exports;
    this.#file = file;
    this.#call("FPDF_InitLibrary");
    this.#document = this.#call("FPDF_LoadDocument", this.#text(onlyPath), 0);
    if (this.#document !== 0) return;
    const reason = this.#call("FPDF_GetLastError");
    if (reason === errors.password || reason === errors.security) throw new LoteError("document-encrypted");
    const detail = reason === errors.format ? "no PDF, or damaged" : `PDFium: ${reason}`;
    throw new LoteError("document-broken", { detail });
  }

  get pageCount(): number {
    return this.#call("FPDF_GetPageCount", this.#document);
  }

  /** What the file says of itself, such as `Title`; "" where it says nothing. */
  about(key: "Title" | "Author"): string {
    const tag = this.#text(key);
    const length = this.#call("FPDF_GetMetaText", this.#document, tag, 0, 0);
    if (length <= 2) return "";
    // PDFium writes all of it or nothing, however long it is.
    const words = this.#call("malloc", length);
    if (words === 0) throw new Error(`out of memory for the ${key} of a PDF`);
    this.#call("FPDF_GetMetaText", this.#document, tag, words, length);
    // It ends with a zero of two bytes.
    const bytes = new Uint8Array(this.#memory, words, Math.min(length - 2, longestRead));
    return plainText(new TextDecoder("utf-16le").decode(bytes));
  }

  /**
   * Draws a page on white, with its annotations, so that it fits into a square of `edge` pixels.
   *
   * @throws LoteError `document-broken` where there is no such page
   */
  draw(index: number, edge: number): DrawnPage {
    const page = this.#call("FPDF_LoadPage", this.#document, index);
    if (page === 0) throw new LoteError("document-broken", { detail: `page ${index + 1}` });
    const [across, down] = [
      this.#call("FPDF_GetPageWidthF", page),
      this.#call("FPDF_GetPageHeightF", page),
    ] as const;
    const scale = Math.min(edge / across, edge / down);
    if (!Number.isFinite(scale) || scale <= 0) {
      throw new LoteError("document-broken", { detail: `${across} × ${down}` });
    }
    const width = Math.max(1, Math.round(across * scale));
    const height = Math.max(1, Math.round(down * scale));
    const length = width * height * 3;
    const pixels = this.#call("malloc", length);
    const bitmap = this.#call("FPDFBitmap_CreateEx", width, height, bitmapOfRgb, pixels, width * 3);
    if (pixels === 0 || bitmap === 0) throw new Error("out of memory for a bitmap");
    this.#call("FPDFBitmap_FillRect", bitmap, 0, 0, width, height, opaqueWhite);
    const flags = renderFlags.annotations | renderFlags.rgbOrder;
    this.#call("FPDF_RenderPageBitmap", bitmap, page, 0, 0, width, height, 0, flags);
    return { data: new Uint8Array(this.#memory, pixels, length).slice(), width, height };
  }

  /** The text of a page's text layer; "" where it has none, as a scan. @throws LoteError `document-broken` */
  text(index: number): string {
    const page = this.#call("FPDF_LoadPage", this.#document, index);
    if (page === 0) throw new LoteError("document-broken", { detail: `page ${index + 1}` });
    const layer = this.#call("FPDFText_LoadPage", page);
    try {
      const count = layer === 0 ? 0 : this.#call("FPDFText_CountChars", layer);
      if (count <= 0) return "";
      // Some characters are two units of UTF-16, and it ends with a zero.
      const length = (count * 2 + 1) * 2;
      const units = this.#call("malloc", length);
      if (units === 0) throw new Error("out of memory for the text of a page");
      try {
        const written = this.#call("FPDFText_GetText", layer, 0, count, units);
        const bytes = new Uint8Array(this.#memory, units, Math.max(0, written - 1) * 2);
        return new TextDecoder("utf-16le").decode(bytes.slice());
      } finally {
        this.#call("free", units);
      }
    } finally {
      if (layer !== 0) this.#call("FPDFText_ClosePage", layer);
      this.#call("FPDF_ClosePage", page);
    }
  }

  /** Its memory is given back with the instance. */
  close(): void {
    closeSync(this.#file);
  }

  get #memory(): ArrayBuffer {
    return memoryOf(this.#exports);
  }

  #call(name: string, ...words: readonly number[]): number {
    const called = this.#exports[name];
    if (typeof called !== "function") throw new Error(`PDFium has no ${name}`);
    return Number(called(...words) ?? 0);
  }

  /** A text in PDFium's memory. */
  #text(text: string): number {
    const bytes = Buffer.from(`${text}\0`);
    const pointer = this.#call("malloc", bytes.length);
    new Uint8Array(this.#memory, pointer, bytes.length).set(bytes);
    return pointer;
  }
}

let compiled: WebAssembly.Module | undefined;

/** Compiled once a process (80 ms); an instance takes 4 ms. */
async function instantiate(file: number): Promise<Readonly<Record<string, unknown>>> {
  compiled ??= new WebAssembly.Module(
    readFileSync(Bun.resolveSync("@hyzyla/pdfium/pdfium.wasm", import.meta.dir)),
  );
  const module = compiled;
  let exports: Readonly<Record<string, unknown>> = {};
  await PDFiumModule({
    instantiateWasm: (given: WasmImports, done: (instance: WebAssembly.Instance) => void) => {
      const own = fileForWasm(file, () => memoryOf(exports));
      const imports = Object.fromEntries(
        Object.entries(given).map(([name, calls]) => [name, { ...calls, ...own[name] }]),
      );
      const { emscripten_resize_heap: grow } = imports.env ?? {};
      // PDFium answers a refusal with abort(), which does not say why.
      const orSay = (bytes: number) => {
        const grown = typeof grow === "function" && grow(bytes);
        if (!grown) throw new Error(`out of memory at ${bytes} B`);
        return grown;
      };
      imports.env = { ...imports.env, emscripten_resize_heap: orSay };
      const instance = new WebAssembly.Instance(module, imports);
      exports = instance.exports;
      done(instance);
      return instance.exports;
    },
  });
  return exports;
}

function memoryOf({ memory }: Readonly<Record<string, unknown>>): ArrayBuffer {
  if (!(memory instanceof WebAssembly.Memory)) throw new Error("PDFium has no memory");
  return memory.buffer;
}
