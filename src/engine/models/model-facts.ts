import { z } from "zod";

/** A file in a models folder. */
export const modelFileName = z.string().regex(/^\w[\w.-]*$/);

/** A model, as flags and the manifest name it. */
export const modelName = z.string().regex(/^[a-z0-9][a-z0-9-]*$/);

/** What the manifest says of every model, whatever it is for. */
export const modelFacts = {
  name: modelName,
  description: z.string(),
  /** One of the manifest's `files`. */
  file: modelFileName,
  precision: z.enum(["fp32", "fp16", "int8"]),
  /** Models that this one does not work without: pulled with it. */
  needs: z.array(modelName).readonly().optional(),
};
