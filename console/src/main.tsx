import "@/app/console.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "@/app/App";

// After an upgrade of the server, a page opened before it asks for code that is gone: load the page again, once.
window.addEventListener("vite:preloadError", () => {
  const last = Number(sessionStorage.getItem("anlan.reloaded") ?? 0);
  if (Date.now() - last < 10_000) return;
  sessionStorage.setItem("anlan.reloaded", String(Date.now()));
  window.location.reload();
});

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
