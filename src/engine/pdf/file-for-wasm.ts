import { fstatSync, readSync } from "node:fs";

/** Imports of a wasm program, by module and name. */
export type WasmImports = NonNullable<ConstructorParameters<typeof WebAssembly.Instance>[1]>;

/** The path under which the program finds its one file. */
export const onlyPath = "/document";
const onlyDescriptor = 3;

/** Numbers of WASI and of musl, as Emscripten uses them. */
const errno = { badFile: 8, invalid: 28, noEntry: 44, notPermitted: 63, noTerminal: 59 } as const;
const readOnlyFile = 0o100_444;
const statLength = 96;

/**
 * The calls of an Emscripten program to its system, answered with a world of one file that is read where it is asked
 * for: a page of a PDF of 400 MB costs the few hundred kilobytes that it is made of. Nothing can be written, and
 * nothing else exists.
 *
 * @param file descriptor of the file
 * @param memory the program's memory, which moves when it grows
 */
export function fileForWasm(file: number, memory: () => ArrayBuffer): WasmImports {
  const { size } = fstatSync(file);
  const view = () => new DataView(memory());
  let position = 0;

  function pathAt(pointer: number): string {
    const bytes = new Uint8Array(memory(), pointer);
    return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
  }

  function read(descriptor: number, vectors: number, count: number, result: number): number {
    if (descriptor !== onlyDescriptor) return errno.badFile;
    let total = 0;
    for (let index = 0; index < count; index++) {
      const pointer = view().getUint32(vectors + index * 8, true);
      const length = view().getUint32(vectors + index * 8 + 4, true);
      const got = readSync(file, new Uint8Array(memory(), pointer, length), 0, length, position);
      total += got;
      position += got;
      if (got < length) break;
    }
    view().setUint32(result, total, true);
    return 0;
  }

  function seek(descriptor: number, offset: bigint, whence: number, result: number): number {
    if (descriptor !== onlyDescriptor) return errno.badFile;
    const target = Number(offset) + (whence === 1 ? position : whence === 2 ? size : 0);
    if (!Number.isSafeInteger(target) || target < 0) return errno.invalid;
    position = target;
    view().setBigUint64(result, BigInt(target), true);
    return 0;
  }

  function stat(descriptor: number, result: number): number {
    if (descriptor !== onlyDescriptor) return -errno.badFile;
    new Uint8Array(memory(), result, statLength).fill(0);
    view().setUint32(result + 4, readOnlyFile, true);
    view().setBigUint64(result + 24, BigInt(size), true);
    return 0;
  }

  const missing = () => -errno.noEntry;
  const forbidden = () => -errno.notPermitted;
  return {
    env: {
      __syscall_openat: (_folder: number, path: number) => {
        if (pathAt(path) !== onlyPath) return -errno.noEntry;
        position = 0;
        return onlyDescriptor;
      },
      __syscall_fstat64: stat,
      __syscall_stat64: missing,
      __syscall_lstat64: missing,
      __syscall_newfstatat: missing,
      __syscall_getdents64: missing,
      __syscall_fcntl64: () => 0,
      __syscall_ioctl: () => -errno.noTerminal,
      __syscall_ftruncate64: forbidden,
      __syscall_unlinkat: forbidden,
      __syscall_rmdir: forbidden,
    },
    wasi_snapshot_preview1: {
      fd_read: read,
      fd_seek: seek,
      fd_close: () => 0,
      fd_sync: () => 0,
    },
  };
}
