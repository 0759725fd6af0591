import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import type { SevenZipModule, SevenZipModuleOptions } from "7z-wasm";
import sevenZip from "7z-wasm";

/** What 7-Zip made of its words. */
export interface SevenZipRun {
  /** 0 done, 1 done with warnings, 2 failed, 7 wrong words, 8 no memory. */
  readonly code: number;
  readonly stderr: string;
  /** It asked for something, and the only thing it ever asks for is a password. */
  readonly asked: boolean;
}

/** Where the one file that 7-Zip sees lies in its world. */
export const archivePath = "/archive";

/**
 * Runs 7-Zip once over a file, in an instance of its own: nothing that a hostile archive does to its memory outlives
 * the call. Its whole world is that one file, read where it is asked for and never written; there is no folder
 * beside it and no way to a real disk.
 *
 * @param words as on its command line
 * @param take gets what it writes to stdout, in views that hold only during the call; may throw to end it
 * @throws what `take` throws; anything else is a fault inside 7-Zip
 */
export async function runSevenZip(
  path: string | Buffer,
  words: readonly string[],
  take: (chunk: Uint8Array) => void,
): Promise<SevenZipRun> {
  const file = openSync(path, "r");
  try {
    const stderr: number[] = [];
    let asked = false;
    const options: Options = {
      instantiateWasm,
      print: () => {},
      stderr: (byte) => {
        if (stderr.length < longestWords) stderr.push(byte);
      },
      stdin: () => {
        asked = true;
        return null;
      },
    };
    // Its own types leave out what Emscripten gives every program.
    const module = (await sevenZip(options as unknown as SevenZipModuleOptions)) as unknown as Module;
    showOnlyFile(module, file);
    pourInto(module, take);
    let code: number;
    try {
      code = module.callMain([...words]);
    } catch (thrown) {
      // A C++ exception that nothing in it catches: of headers that are damaged, or of a password it was not given.
      if (typeof thrown !== "number") throw thrown;
      stderr.push(...Buffer.from("Headers Error"));
      code = 2;
    }
    return { code, stderr: Buffer.from(stderr).toString(), asked };
  } finally {
    closeSync(file);
  }
}

/** Longer complaints help nobody, bytes. */
const longestWords = 16_384;

type Options = Omit<Partial<SevenZipModuleOptions>, "stdin"> & {
  instantiateWasm: typeof instantiateWasm;
  stdin: () => null;
};

/** Emscripten's file system, as far as it is used here. */
interface Module extends Omit<SevenZipModule, "FS" | "callMain"> {
  readonly FS: {
    writeFile(path: string, data: Uint8Array): void;
    lookupPath(path: string): { node: FileNode };
    getStream(descriptor: number): { stream_ops: StreamOperations };
    readonly ErrnoError: new (code: number) => Error;
  };
  callMain(words: string[]): number;
}

interface FileNode {
  node_ops: { readonly getattr: (node: FileNode) => { size: number } };
  stream_ops: StreamOperations;
}

interface StreamOperations {
  readonly read?: (s: unknown, buffer: Int8Array, offset: number, length: number, at: number) => number;
  readonly write?: (s: unknown, buffer: Int8Array, offset: number, length: number) => number;
  readonly llseek?: (stream: { position: number }, offset: number, whence: number) => number;
}

/** Emscripten's number for "permission denied". */
const notPermitted = 63;

let compiled: WebAssembly.Module | undefined;

/** Compiled once a process (60 ms); an instance takes 3 ms. */
function instantiateWasm(
  imports: ConstructorParameters<typeof WebAssembly.Instance>[1],
  done: (instance: WebAssembly.Instance) => void,
) {
  compiled ??= new WebAssembly.Module(readFileSync(Bun.resolveSync("7z-wasm/7zz.wasm", import.meta.dir)));
  const instance = new WebAssembly.Instance(compiled, imports);
  done(instance);
  return instance.exports;
}

/** Puts the file into 7-Zip's world without copying it. */
function showOnlyFile({ FS }: Module, file: number): void {
  const { size } = fstatSync(file);
  FS.writeFile(archivePath, new Uint8Array());
  const { node } = FS.lookupPath(archivePath);
  const { getattr } = node.node_ops;
  node.node_ops = { ...node.node_ops, getattr: (of) => ({ ...getattr(of), size }) };
  node.stream_ops = {
    ...node.stream_ops,
    read: (_stream, buffer, offset, length, at) =>
      at >= size ? 0 : readSync(file, buffer, offset, Math.min(length, size - at), at),
    write: () => {
      throw new FS.ErrnoError(notPermitted);
    },
    llseek: ({ position }, offset, whence) => offset + (whence === 1 ? position : whence === 2 ? size : 0),
  };
}

/** Its stdout, chunk by chunk. */
function pourInto({ FS }: Module, take: (chunk: Uint8Array) => void): void {
  const stdout = FS.getStream(1);
  stdout.stream_ops = {
    ...stdout.stream_ops,
    write: (_stream, buffer, offset, length) => {
      take(new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length));
      return length;
    },
  };
}
