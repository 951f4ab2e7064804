/** What is left of AWS's request quotas, of those that calls were made under. */
import type { Overview } from "../overview.ts";
import { Section } from "./parts.tsx";

export function Quotas({ quotas }: Pick<Overview, "quotas">) {
  return (
    <Section id="quotas" title="Request quotas">
      {quotas.length === 0 ? (
        <p class="empty">No quota of AWS has come into play yet.</p>
      ) : (
        <table class="quotas">
          <thead>
            <tr>
              <th scope="col">Quota</th>
              <th scope="col" class="number">
                Calls left at once
              </th>
              <th scope="col" class="number">
                Calls a second
              </th>
            </tr>
          </thead>
          <tbody>
            {quotas.map(({ name, left, perSecond, target }) => (
              <tr key={`${target ?? ""} ${name}`}>
                <th scope="row">
                  {target === undefined ? "" : `${target}: `}
                  <code>{name}</code>
                </th>
                <td class="number">{numberText(left)}</td>
                <td class="number">{numberText(perSecond)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

function numberText(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: 1 });
}
