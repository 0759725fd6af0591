import { dlopen } from "bun:ffi";
import { readFileSync } from "node:fs";

/** Numbers of Linux, the same on all its processors that Bun runs on. */
const linux = { parentDeathSignal: 1, dataLimit: 2, coreLimit: 4, sigkill: 9n } as const;

const cLibraries = ["libc.so.6", `libc.musl-${process.arch === "arm64" ? "aarch64" : "x86_64"}.so.1`];

/**
 * Binds this process, for good: it dies with the parent even in the middle of an endless loop of wasm, which sees no
 * closing pipe; it gets at most `memoryBytes` more than it has now; and it leaves no core file of what it read.
 *
 * The limit is set here rather than by `ulimit -d` in a shell, as Bun reserves gigabytes when it starts: under a
 * limit it starts without its compiler, and wasm runs 13 times slower. Where there is no Linux, nothing is bound:
 * deadline and output cap, which the parent keeps, hold everywhere.
 *
 * @param parent the process that started this one
 */
export function confineSelf(parent: number, memoryBytes: number): void {
  if (process.platform !== "linux") return;
  const { prctl, setrlimit } = openLibrary();
  prctl(linux.parentDeathSignal, linux.sigkill, 0n, 0n, 0n);
  // It may have died before that call.
  if (process.ppid !== parent) process.exit(0);
  const limit = (resource: number, bytes: number) => {
    if (setrlimit(resource, BigUint64Array.of(BigInt(bytes), BigInt(bytes))) !== 0) {
      throw new Error(`the system refuses limit ${resource}`);
    }
  };
  limit(linux.coreLimit, 0);
  limit(linux.dataLimit, dataBytes() + memoryBytes);
}

function openLibrary() {
  const calls = {
    prctl: { args: ["i32", "u64", "u64", "u64", "u64"], returns: "i32" },
    setrlimit: { args: ["i32", "ptr"], returns: "i32" },
  } as const;
  for (const name of cLibraries) {
    try {
      return dlopen(name, calls).symbols;
    } catch {
      // The next one.
    }
  }
  throw new Error(`none of ${cLibraries.join(", ")} can be opened`);
}

/** Memory of the kind that the limit counts: private and writable, used or only reserved. */
function dataBytes(): number {
  const kilobytes = /^VmData:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  if (kilobytes === undefined) throw new Error("/proc/self/status says nothing of VmData");
  return Number(kilobytes) * 1024;
}
