import { defineConfig } from "vite";

export default defineConfig({
  build: { outDir: "dist", sourcemap: false, chunkSizeWarningLimit: 20_000, reportCompressedSize: false },
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "error",
});
