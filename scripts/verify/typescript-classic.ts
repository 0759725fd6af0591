// Preloaded into dependency-cruiser, which reads TypeScript with the compiler's JavaScript interface. That
// ended with version 6; the project's own `typescript` is the native compiler, so it is given the older one.
import { plugin } from "bun";
import classic from "typescript-classic";
import manifest from "typescript-classic/package.json";

plugin({
  name: "typescript-classic",
  setup(build) {
    build.module("typescript", () => ({ loader: "object", exports: { default: classic } }));
    build.module("typescript/package.json", () => ({ loader: "object", exports: { ...manifest } }));
  },
});
