import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** The server of `anlan serve`, for development with `npm run dev`. */
const server = process.env.ANLAN_SERVER ?? "http://127.0.0.1:8000";

export default defineConfig({
  base: "/",
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { port: 5173, proxy: { "/api": { target: server, changeOrigin: false } } },
  build: {
    outDir: "../src/anlan/api/static/console",
    emptyOutDir: true,
    target: "es2022",
    cssCodeSplit: false,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      // antd marks its files "use client", which means nothing to a bundle without a server.
      onwarn: (warning, warn) => {
        if (warning.code !== "MODULE_LEVEL_DIRECTIVE") warn(warning);
      },
      output: {
        // Libraries change rarely, so they keep cached files of their own; the charts are not needed for the first view.
        codeSplitting: {
          groups: [
            { name: "charts", test: /node_modules[\\/](echarts|zrender)/ },
            { name: "controls", test: /node_modules[\\/](antd|@ant-design|@rc-component)[\\/]/ },
            { name: "framework", test: /node_modules[\\/](react|react-dom|react-router|scheduler|swr|openapi-fetch)[\\/]/ },
          ],
        },
      },
    },
  },
  test: {
    environment: "happy-dom",
    setupFiles: ["./tests/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}", "tests/**/*.test.{ts,tsx}"],
    testTimeout: 15_000,
  },
});
