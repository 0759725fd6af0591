import { LoteError } from "../errors/lote-error.ts";

/** What a disk or a network that is away for a moment says: it is worth another try. */
const passing = new Set([
  "EAGAIN",
  "EBUSY",
  "ECONNRESET",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "EINTR",
  "EIO",
  "EMFILE",
  "ENETDOWN",
  "ENETUNREACH",
  "ENFILE",
  "ENOTCONN",
  "ESTALE",
  "ETIMEDOUT",
]);

/**
 * Runs a step that is to change the person's file at `path`, and says what the system says against it in words about
 * that file.
 *
 * @throws LoteError `disk-full`, `file-gone`, `file-unreachable` (worth another try), `file-unwritable`; what is no
 * error of the system as it is
 */
export async function inFile<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    if (!(cause instanceof Error) || !("code" in cause) || !("syscall" in cause)) throw cause;
    const code = String(cause.code);
    const detail = cause.message.split(",", 1)[0] ?? code;
    throw new LoteError(codeOf(code), { path, detail }, { cause });
  }
}

function codeOf(code: string) {
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") return "disk-full";
  if (code === "ENOENT" || code === "ENOTDIR") return "file-gone";
  return passing.has(code) ? "file-unreachable" : "file-unwritable";
}
