import "./public-path.ts";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";

const place = document.getElementById("page");
if (!place) throw new Error("index.html has no #page");
createRoot(place).render(<App />);
