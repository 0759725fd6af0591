import { z } from "zod";
import { type ValueKind, valueKinds } from "./value-kinds.ts";

const number = z
  .string()
  .regex(/^[+-]?(\d+\.?\d*|\.\d+)$/)
  .transform(Number);
const share = number.pipe(z.number().min(0).max(1));
const wholeNumber = z.string().regex(/^\d+$/).transform(Number).pipe(z.int());

/** How many failures end a run: so many items, or such a share of those seen (0..1). */
const errorLimit = z.union([
  wholeNumber.transform((count) => ({ count })),
  z
    .string()
    .regex(/^[^%]+%$/)
    .transform((text) => text.slice(0, -1))
    .pipe(number)
    .pipe(z.number().gt(0).max(100))
    .transform((percent) => ({ share: percent / 100 })),
]);

const filled = z.string().min(1);

/** How the text of each kind of value is read. Loaded only when a command line holds a value to check. */
export const flagValues = {
  text: z.string(),
  run: filled,
  path: filled,
  file: filled,
  directory: filled,
  cosine: share,
  probability: share,
  count: wholeNumber.pipe(z.int().min(1)),
  upTo10: wholeNumber.pipe(z.int().min(1).max(10)),
  upTo64: wholeNumber.pipe(z.int().min(1).max(64)),
  documentFormat: z.enum(valueKinds.documentFormat.choices),
  upTo100: wholeNumber.pipe(z.int().min(1).max(100)),
  pictureSources: z
    .string()
    .transform((text) => text.split(",").map((one) => one.trim()))
    .pipe(z.array(z.enum(["wikipedia", "duckduckgo", "generate"])).min(1)),
  creditFormat: z.enum(valueKinds.creditFormat.choices),
  characterKind: z.enum(valueKinds.characterKind.choices),
  money: number.pipe(z.number().min(0)),
  errorLimit,
  language: z.enum(valueKinds.language.choices),
  color: z.enum(valueKinds.color.choices),
  ambiguity: z.enum(valueKinds.ambiguity.choices),
  exportFormat: z.enum(valueKinds.exportFormat.choices),
  faceSink: z.enum(valueKinds.faceSink.choices),
  productMode: z.enum(valueKinds.productMode.choices),
  accountTier: z.enum(valueKinds.accountTier.choices),
  documentMode: z.enum(valueKinds.documentMode.choices),
  productRoute: z.enum(valueKinds.productRoute.choices),
  upTo50000: wholeNumber.pipe(z.int().min(1).max(50_000)),
  shell: z.enum(valueKinds.shell.choices),
  configKey: z.enum(valueKinds.configKey.choices),
  configTarget: z.enum(valueKinds.configTarget.choices),
} as const satisfies Record<ValueKind, z.ZodType>;

/** What a value of a kind is, once read. */
export type ValueOf<Kind extends ValueKind> = z.infer<(typeof flagValues)[Kind]>;
