/** The page: asks for the overview, hears of what is new, and shows it. Every value becomes a text node. */
import { render } from "preact";
import { App } from "./app.tsx";

const root = document.getElementById("page");
if (root !== null) render(<App />, root);
