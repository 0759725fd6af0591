import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { Parser, type ReadEntry } from "tar";
import { z } from "zod";
import { LoteError, toLoteError } from "../errors/lote-error.ts";
import { download, forgetPart } from "../net/download.ts";
import type { Fetcher } from "../net/fetcher.ts";
import type { NpmSettings } from "./npm-settings.ts";
import type { PackageSource } from "./sources.ts";

/** What is read of a registry's description of a package. */
const packumentSchema = z.object({
  versions: z.record(
    z.string(),
    z.object({ dist: z.object({ tarball: z.string(), integrity: z.string().optional() }) }),
  ),
});

/** As npm asks: without readmes. */
const packumentType = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*";

export interface PackageFileOptions {
  readonly fetcher: Fetcher;
  readonly npm: NpmSettings;
  /** Where the file is put; beside it the unfinished tarball. */
  readonly part: string;
  readonly onProgress: (done: number, total: number | null) => void;
  /** Of the tarball, and of all that it unpacks to. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
  /** Other files of the same package that are wanted too, and where they are put: one tarball for all. */
  readonly alongside?: readonly { readonly path: string; readonly part: string }[];
}

/**
 * Gets one file out of a package's tarball, from the registry of the person's npm. An unfinished tarball is gone on
 * with.
 *
 * @throws LoteError as `download`; `model-broken` where the package has no such version or file, or is another one
 */
export async function downloadPackageFile(source: PackageSource, options: PackageFileOptions): Promise<void> {
  const { fetcher, npm, part, onProgress, maxBytes, signal, alongside = [] } = options;
  const registry = npm.registryOf(source.package);
  const stop = signal ? { signal } : {};
  const packument = packumentSchema.safeParse(
    await fetcher.json({
      ...{ url: `${registry}${source.package.replace("/", "%2f")}`, base: registry, ...stop },
      headers: { accept: packumentType, ...npm.authorisation(registry) },
    }),
  );
  const dist = packument.data?.versions[source.version]?.dist;
  if (!dist) throw wrong(source, `${new URL(registry).host} has no ${source.package}@${source.version}`);
  const tarball = `${part}.tgz`;
  const url = atRegistry(dist.tarball, registry);
  const request = {
    url,
    base: registry,
    headers: npm.authorisation(url),
    expect: "data",
    maxBytes,
    ...stop,
  } as const;
  await download(fetcher, request, { part: tarball, onProgress });
  try {
    await assertIntegrity(tarball, source.integrity ?? dist.integrity, source);
    const wanted = new Map([
      ...alongside.map(({ path, part }) => [path, part] as const),
      [source.path, part],
    ]);
    const found = await unpack(tarball, wanted, maxBytes);
    if (!found.has(source.path)) throw wrong(source, `it has no ${source.path}`);
  } catch (error) {
    // Of a full disk the tarball is not to blame.
    if (toLoteError(error).code !== "disk-full") await forgetPart(tarball);
    throw error;
  }
  await forgetPart(tarball);
}

/** A mirror may hand on npm's own addresses; npm, too, asks the registry it was told of instead. */
function atRegistry(tarball: string, registry: string): string {
  const url = URL.parse(tarball);
  if (url?.hostname !== "registry.npmjs.org") return tarball;
  const { protocol, host } = new URL(registry);
  return `${protocol}//${host}${url.pathname}${url.search}`;
}

async function assertIntegrity(
  tarball: string,
  integrity: string | undefined,
  source: PackageSource,
): Promise<void> {
  const wanted = /\bsha512-(\S+)/.exec(integrity ?? "")?.[1];
  if (wanted === undefined) return;
  const hasher = new Bun.CryptoHasher("sha512");
  for await (const chunk of Bun.file(tarball).stream()) hasher.update(chunk);
  if (hasher.digest("base64") !== wanted) throw wrong(source, "its tarball is another one (SHA-512)");
}

/** Writes files of a tarball to their targets; which of them there were. Nothing else of it touches the disk. */
async function unpack(
  tarball: string,
  wanted: ReadonlyMap<string, string>,
  maxBytes: number,
): Promise<ReadonlySet<string>> {
  for (const target of wanted.values()) await rm(target, { force: true });
  const written = new Map<string, Promise<void>>();
  let unpacked = 0;
  const done = Promise.withResolvers<void>();
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry: ReadEntry) => {
      unpacked += entry.size;
      // The first folder is called `package` by npm, and anything by others.
      const inside = entry.path.slice(entry.path.indexOf("/") + 1);
      const target = entry.type === "File" && !written.has(inside) ? wanted.get(inside) : undefined;
      if (unpacked > maxBytes) parser.abort(new Error("it unpacks to more than a package may hold"));
      else if (target === undefined) entry.resume();
      else
        written.set(
          inside,
          pipeline(entry, createWriteStream(target)).catch((error) => parser.abort(error)),
        );
    },
  });
  parser.on("end", done.resolve);
  parser.on("error", done.reject);
  createReadStream(tarball).on("error", done.reject).pipe(parser);
  try {
    await done.promise;
    await Promise.all(written.values());
  } catch (error) {
    const known = toLoteError(error, { path: tarball });
    if (known.code !== "bug") throw known;
    throw new LoteError("model-broken", { model: tarball, detail: known.message }, { cause: error });
  }
  return new Set(written.keys());
}

function wrong({ package: name, version }: PackageSource, detail: string): LoteError {
  return new LoteError("model-broken", { model: `${name}@${version}`, detail });
}
