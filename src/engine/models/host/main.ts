import { serveModel } from "./serve.ts";

// The program of a model host: see model-host.ts, which starts it.
await serveModel();
