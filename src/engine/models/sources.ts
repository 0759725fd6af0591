import { z } from "zod";

/** A file inside a package's tarball, from the registry that the person's npm is configured for. */
const packageSourceSchema = z.strictObject({
  package: z.string().regex(/^(@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*$/),
  version: z.string().regex(/^\d+\.\d+\.\d+[\w.+-]*$/),
  /** As npm writes it: `sha512-…`. */
  integrity: z
    .string()
    .regex(/^sha512-[A-Za-z0-9+/]{86}==$/)
    .optional(),
  /** Inside the tarball, without its first folder. */
  path: z.string().regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$)).+$/),
});
export type PackageSource = z.infer<typeof packageSourceSchema>;

/** Where a model's file comes from; of several, the first that answers. */
export const sourceSchema = z.union([
  /** An https address. */
  z.strictObject({ url: z.url({ protocol: /^https$/ }) }),
  /** A file that lote itself carries, in its models folder; `madeBy`: the script of this repository that wrote it. */
  z.strictObject({ carried: z.literal(true), madeBy: z.string() }),
  packageSourceSchema,
  /** Nobody offers the file: what it is made of, for who puts it in place by hand. */
  z.strictObject({ byHand: z.string() }),
]);

/** What the manifest says of a file: how to get it, how to know it, and what may be done with it. */
export const modelFileSchema = z.strictObject({
  sources: z.array(sourceSchema).min(1),
  /** Bytes; about so many where there is no `sha256`. */
  size: z.number().int().positive(),
  /** Absent where nobody has published it: then the first file that is pulled is the one from then on. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /** SPDX identifier, or what upstream says. */
  licence: z.string(),
  commercialUse: z.boolean(),
});
export type ModelFile = z.infer<typeof modelFileSchema>;
