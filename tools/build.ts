/** `npm run build`: the command as it ships, in `dist/`. */
import path from "node:path";
import { bundle } from "./build/bundle.ts";

const root = path.resolve(import.meta.dirname, "..");
const report = await bundle({ root, outdir: path.join(root, "dist") });
console.log(`dist: ${report.files} files, ${Math.round(report.bytes / 1024)} KiB, code of ${report.packages.length} packages`);
