import { z } from "zod";
import { modelFacts, modelName } from "./model-facts.ts";
import { normalisationSchema } from "./recipe.ts";

const share = z.number().min(0).max(1);
const side = z.number().int().positive();

/** What a network of faces takes: pictures as bytes, which the model host turns into this. */
const pictureInputSchema = normalisationSchema.extend({
  /** Of the graph's only input. */
  name: z.string(),
});

/** The outputs of a network of faces by what they mean. */
const outputs = z.record(z.string(), z.string());

/** A network that a detector runs beside its own: MTCNN's first two, landmarks. */
export const facePartSchema = z.strictObject({
  purpose: z.literal("face-part"),
  ...modelFacts,
  input: pictureInputSchema,
  outputs,
});

const detection = {
  /** Found from this score on. */
  score: share,
  /** Of two boxes that cover more than this of each other (intersection over union) the better is kept. */
  overlap: share,
};

/** How faces are found with a network. */
const detectionMethodSchema = z.discriminatedUnion("kind", [
  /** Zhang et al., *Joint face detection and alignment* (2016): proposals on a pyramid, refined twice, with points. */
  z.strictObject({
    kind: z.literal("mtcnn"),
    /** Names of its first and second network; the entry itself is the third. */
    proposal: modelName,
    refinement: modelName,
    /** Least scores of the three networks. */
    scores: z.tuple([share, share, share]).readonly(),
    /** Smallest face that is looked for, pixels, and the step of the pyramid. */
    smallest: side,
    step: share,
  }),
  /** Wu et al., *YuNet* (2023): one pass with points, anchors of strides 8, 16 and 32. */
  z.strictObject({ kind: z.literal("yunet"), longest: side, ...detection }),
  /** *Ultra-Light-Fast-Generic-Face-Detector* (RFB): boxes in one pass over a fixed size; points by a second network. */
  z.strictObject({
    kind: z.literal("ultraface"),
    width: side,
    height: side,
    landmarks: modelName,
    ...detection,
  }),
  /** lote's own for drawn faces: a map of how much each place looks like the middle of one. */
  z.strictObject({ kind: z.literal("drawn"), longest: side, score: share }),
]);

/** A detector of faces and five points in each. */
export const faceDetectSchema = z.strictObject({
  purpose: z.literal("face-detect"),
  ...modelFacts,
  input: pictureInputSchema,
  outputs,
  method: detectionMethodSchema,
});

const thresholds = {
  /** Cosine distances: at most this far the same person, at most this far worth showing. */
  strict: z.number().positive().max(2),
  loose: z.number().positive().max(2),
  /** By so much the second person must be farther than the first. */
  margin: z.number().min(0).max(2),
};

/** What a face must reach for its vector to be kept; see `QualityGate`. */
const gate = {
  side: z.number().positive(),
  sharpness: z.number().min(0),
  brightness: z.tuple([z.number(), z.number()]).readonly(),
  clipped: share,
  turn: z.number().positive(),
};

/** A network that turns a face into a vector. */
export const faceEmbedSchema = z.strictObject({
  purpose: z.literal("face-embed"),
  ...modelFacts,
  /** `1`: one face a call, for graphs without a batch dimension. */
  batch: z.union([z.literal("any"), z.literal(1)]),
  input: pictureInputSchema,
  /** The output that holds the vectors, float32 [n, dimensions]; the graph's only one where left out. */
  output: z.strictObject({ name: z.string().optional() }),
  dimensions: z.number().int().positive(),
  width: side,
  height: side,
  /**
   * How a face meets that shape. `five-points`: by a similarity that brings eyes, nose and mouth to ArcFace's places
   * (Deng et al., 2019). `eyes`: turned until the eyes are level, cut out by its box, shown whole on black, as
   * deepface does.
   */
  alignment: z.enum(["five-points", "eyes"]),
  /** The detector that its thresholds were measured with, and that is used where nobody says otherwise. */
  detector: modelName,
  thresholds: z.strictObject(thresholds),
  gate: z.strictObject(gate),
});
