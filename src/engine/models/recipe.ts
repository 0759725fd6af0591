import { z } from "zod";

const side = z.number().int().positive();
const byte = z.number().int().min(0).max(255);
/** One number each for red, green and blue, in this order whatever order the model takes them in. */
const colour = <Value extends z.ZodType<number>>(value: Value) => z.tuple([value, value, value]).readonly();

const picture = {
  width: side,
  height: side,
  /**
   * How the picture meets that shape: `fill` stretches it; `cover` brings its shorter side to the shape's and cuts
   * the rest away evenly (CLIP); `contain` shows all of it with `pad` around.
   */
  fit: z.enum(["fill", "cover", "contain"]),
  /** All but `nearest` with antialias. `cubic` is Catmull-Rom (a = -0.5), which is Pillow's BICUBIC. */
  kernel: z.enum(["nearest", "linear", "cubic", "mitchell", "lanczos2", "lanczos3"]),
  colour: z.literal("srgb"),
  /** What is put around a letterboxed picture: red, green, blue in 0..255. The model's mean where left out. */
  pad: colour(byte).optional(),
};

/** The order of a picture tensor's dimensions: n pictures, h rows, w columns, c channels. The first where left out. */
const pictureAxes = ["nchw", "nhwc", "nwhc"] as const;

const arithmetic = {
  channels: z.enum(["rgb", "bgr"]),
  /** What a byte of 255 counts in `mean` and `std`: CLIP's are published for 1, others for 255. */
  range: z.union([z.literal(1), z.literal(255)]),
  mean: colour(z.number()),
  std: colour(z.number().positive()),
};

/**
 * The arithmetic of a recipe: what becomes of each byte, and in which order the channels follow. `grey` is one channel
 * of luminance (Rec. 601, whole numbers), to which the first of `mean` and `std` belong. `nwhc` is what networks take
 * whose weights once came from column-major Matlab: fed with rows first they answer, plausibly and wrong.
 */
export const normalisationSchema = z.strictObject({
  ...arithmetic,
  channels: z.enum(["rgb", "bgr", "grey"]),
  axes: z.enum(pictureAxes).optional(),
});
export type Normalisation = z.infer<typeof normalisationSchema>;

/**
 * How a picture becomes the numbers that a model takes. It is the whole of what makes two vectors comparable beside
 * the model's file, and so a part of the vector space.
 */
export const recipeSchema = z.discriminatedUnion("layout", [
  /** Bytes in the order height, width, channel; red, green, blue. The graph does the rest: lote's own do. */
  z.strictObject({ ...picture, layout: z.literal("uint8-hwc") }),
  /** Numbers in the order channel, height, width: `(byte * range / 255 - mean) / std`. */
  z.strictObject({ ...picture, layout: z.literal("float32-nchw"), ...arithmetic }),
]);
export type Recipe = z.infer<typeof recipeSchema>;

/** The shape of one picture on its way to the model host, bytes: height, width, channel. */
export function pictureShape({ width, height }: Recipe): readonly [number, number, number] {
  return [height, width, 3];
}

/** The arithmetic that is to be done for a recipe before its graph runs; null where the graph does it. */
export function normalisationOf(recipe: Recipe): Normalisation | null {
  if (recipe.layout === "uint8-hwc") return null;
  const { channels, range, mean, std } = recipe;
  return { channels, range, mean, std };
}
