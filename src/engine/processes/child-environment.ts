const passed =
  /^(PATH|HOME|TMPDIR|LANG|LC_|LD_|DYLD_|XDG_|CUDA|NVIDIA|VK_|MESA|DRI_|WAYLAND_DISPLAY$|DISPLAY$)/;

/** What of the environment a child that only computes gets to see: paths and drivers, and no key of any service. */
export function childEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => passed.test(entry[0]) && entry[1] !== undefined,
  );
  return { ...Object.fromEntries(kept), NODE_ENV: "production" };
}
