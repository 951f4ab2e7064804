/** The overview for whoever asks from another machine: names, states and counts, as `/api/status` tells them, and no value. */
import type { Condition } from "../model/alerts.ts";
import type { Overview, Setting, StageOverview } from "../page/overview.ts";

export function withoutValues(overview: Overview): Overview {
  const { drift, problems, apis } = overview;
  return {
    ...overview,
    values: false,
    drift: {
      open: drift.open.map(conditionWithout),
      past: drift.past.map(({ condition, endedAt }) => ({ condition: conditionWithout(condition), endedAt })),
    },
    problems: problems.map(conditionWithout),
    apis: apis.map((api) => ({ ...api, stages: api.stages.map(stageWithout) })),
  };
}

/** Nor who it was: a person's name and address are nobody's business from afar. */
function conditionWithout({ changes, actor: _, ...condition }: Condition): Condition {
  return changes === undefined ? condition : { ...condition, changes: changes.map(({ path }) => ({ path })) };
}

function stageWithout(stage: StageOverview): StageOverview {
  const targets = stage.targets.map((target) => ({
    ...target,
    environment: target.environment?.map(settingWithout) ?? null,
  }));
  const canary = stage.canary && { ...stage.canary, variables: stage.canary.variables.map(settingWithout) };
  return { ...stage, canary, variables: stage.variables.map(settingWithout), targets };
}

function settingWithout(setting: Setting): Setting {
  return { ...setting, value: null };
}
