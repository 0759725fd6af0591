import { type ErrorCode, type ErrorEntry, errorCatalogue } from "./catalogue.ts";

/** What fills the `{name}` places of a message. */
export type ErrorData = Readonly<Record<string, string | number>>;

export interface LoteErrorOptions {
  readonly cause?: unknown;
  /** When the service that refused said when to come back: milliseconds from now. */
  readonly retryAfterMs?: number;
}

/**
 * The one error class of lote. What is thrown anywhere else becomes one at the edge, by {@link toLoteError}.
 *
 * @example
 * throw new LoteError("not-found", { path });
 */
export class LoteError extends Error {
  override readonly name = "LoteError";
  readonly code: ErrorCode;
  readonly data: ErrorData;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, data: ErrorData = {}, options: LoteErrorOptions = {}) {
    super(describeError(code, data, "en").message, { cause: options.cause });
    this.code = code;
    this.data = data;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** `transient` is tried again with back-off; `permanent` is not. */
  get retry(): ErrorEntry["retry"] {
    return errorCatalogue[this.code].retry;
  }

  /** Would every other item of the run meet it too? Then the run is paused instead of failing them one by one. */
  get stopsRun(): boolean {
    const entry: ErrorEntry = errorCatalogue[this.code];
    return entry.stopsRun ?? false;
  }

  /** The exit code of a command that this error ends. */
  get exitCode(): number {
    return errorCatalogue[this.code].exit;
  }
}

/** Message and hint of a code in one language, with its places filled; a place without data is left empty. */
export function describeError(
  code: ErrorCode,
  data: ErrorData,
  language: "en" | "es",
): { message: string; hint: string } {
  const { message, hint } = errorCatalogue[code][language];
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => String(data[name] ?? ""));
  return { message: fill(message), hint: fill(hint) };
}

/** Makes a {@link LoteError} of anything thrown: system errors keep their meaning, the rest is a `bug`. */
export function toLoteError(thrown: unknown, data: ErrorData = {}): LoteError {
  if (thrown instanceof LoteError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = codeOf(error);
  return new LoteError(code, { detail: error.message, ...data, ...dataOf(error) }, { cause: thrown });
}

function codeOf(error: Error): ErrorCode {
  const code = (error as { code?: unknown }).code;
  if (typeof code === "string" && code in errorCatalogue) return code as ErrorCode;
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
    case "SQLITE_FULL":
      return "disk-full";
    case "ENOENT":
      return "not-found";
    case "EACCES":
    case "EPERM":
    case "EISDIR":
    case "ENOTDIR":
    case "EIO":
    case "ELOOP":
    case "ENAMETOOLONG":
      return "unreadable";
    case "EROFS":
      return "unwritable";
    case "SQLITE_BUSY":
    case "SQLITE_LOCKED":
    case "EMFILE":
    case "ENFILE":
      return "store-busy";
    case "SQLITE_CORRUPT":
    case "SQLITE_NOTADB":
      return "store-corrupt";
    case "ENOMEM":
      return "out-of-memory";
    default:
      return "bug";
  }
}

/** A store's own errors carry `data` for the same code; a system error names its path. */
function dataOf(error: Error): ErrorData {
  const { data, path } = error as { data?: ErrorData; path?: unknown };
  return { ...(typeof path === "string" ? { path } : {}), ...data };
}
