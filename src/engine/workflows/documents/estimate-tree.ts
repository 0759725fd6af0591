import { relative, sep } from "node:path";
import type { SourceFile } from "../../sources/walk.ts";
import type { DocumentFormat } from "../../text/extract/formats.ts";

/** A source, or a folder in it, and what its documents will take. */
export interface TreeLine {
  /** The source as it was named; a folder by its name alone. */
  readonly name: string;
  /** 0 for a source, 1 for its folders. */
  readonly depth: number;
  readonly files: number;
  readonly tokens: number;
  readonly usd: number;
}

/** What a byte of a format comes to. */
export type TokensOfByte = ReadonlyMap<DocumentFormat, number>;

/** More folders of a source are not told apart. */
const mostFolders = 200;

interface Sum {
  files: number;
  readonly bytes: Map<DocumentFormat, number>;
}

/** Sums the files of sources by their uppermost folders, while they are walked. */
export class EstimateTree {
  readonly #sources: readonly {
    readonly path: string;
    readonly sum: Sum;
    readonly folders: Map<string, Sum>;
  }[];

  constructor(paths: readonly string[]) {
    this.#sources = paths.map((path) => ({ path, sum: newSum(), folders: new Map() }));
  }

  add({ path, size }: SourceFile, format: DocumentFormat): void {
    const source = this.#sources.find((one) => path === one.path || path.startsWith(withEnd(one.path)));
    if (!source) return;
    count(source.sum, size, format);
    const inside = relative(source.path, path).split(sep);
    const [folder = ""] = inside;
    if (inside.length < 2) return;
    const known = source.folders.get(folder);
    if (!known && source.folders.size >= mostFolders) return;
    const sum = known ?? newSum();
    source.folders.set(folder, sum);
    count(sum, size, format);
  }

  /** Each source with its folders, those with the most tokens first. */
  lines(tokensOfByte: TokensOfByte, usdPerToken: number): TreeLine[] {
    const line = (name: string, depth: number, { files, bytes }: Sum): TreeLine => {
      const tokens = Math.ceil(
        [...bytes].reduce((sum, [format, size]) => sum + size * (tokensOfByte.get(format) ?? 0), 0),
      );
      return { name, depth, files, tokens, usd: tokens * usdPerToken };
    };
    return this.#sources.flatMap(({ path, sum, folders }) => [
      line(path, 0, sum),
      ...[...folders]
        .map(([folder, inside]) => line(folder, 1, inside))
        .toSorted((one, other) => other.tokens - one.tokens),
    ]);
  }
}

function newSum(): Sum {
  return { files: 0, bytes: new Map() };
}

function count(sum: Sum, size: number, format: DocumentFormat): void {
  sum.files++;
  sum.bytes.set(format, (sum.bytes.get(format) ?? 0) + size);
}

function withEnd(path: string): string {
  return path.endsWith(sep) ? path : path + sep;
}
