/** HTTP clients of the prediction server. */

const rowsOfRequest = 10;
const clients = 4;

/** Sends every flight to the server, some clients at a time; returns prediction ids, latencies and the versions that answered. */
export async function replay(url, model, flights, onProgress = () => {}) {
  const requests = Array.from({ length: Math.ceil(flights.length / rowsOfRequest) }, (_, i) =>
    flights.slice(i * rowsOfRequest, (i + 1) * rowsOfRequest),
  );
  const answers = new Array(requests.length);
  const latenciesMs = [];
  let next = 0;
  const client = async () => {
    while (next < requests.length) {
      const at = next++;
      const startedMs = performance.now();
      const answer = await post(`${url}/v1/models/${model}/predict`, { rows: requests[at].map(({ row }) => row) });
      latenciesMs.push(performance.now() - startedMs);
      answers[at] = answer;
      onProgress(Math.min(flights.length, latenciesMs.length * rowsOfRequest));
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const ids = answers.flatMap(({ predictionIds }) => predictionIds);
  return {
    latenciesMs,
    versions: [...new Set(answers.map(({ modelVersion }) => modelVersion))],
    /** The version of each request. */
    answered: answers.map(({ modelVersion }) => modelVersion),
    labels: flights.map(({ late }, i) => ({ prediction_id: ids[i], label: late })),
  };
}

/** Replays flights with their labels until no canary has answered for two rounds, or all were replayed; counts requests by version. */
export async function replayUntilOver(url, model, flights, flightsOfRound = 200) {
  const counts = new Map();
  let calm = 0;
  for (let at = 0; at < flights.length && calm < 2; at += flightsOfRound) {
    const some = flights.slice(at, at + flightsOfRound);
    const { labels, answered } = await replay(url, model, some);
    await sendLabels(url, labels);
    for (const version of answered) counts.set(version, (counts.get(version) ?? 0) + 1);
    calm = new Set(answered).size === 1 && counts.size > 1 ? calm + 1 : 0;
    // Labels are looked at once a second.
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  const requests = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return { requests, ofVersion: (version) => counts.get(version) ?? 0 };
}

/** Asks one question again and again until stopped; counts answers by version, failures, and the instant at which each version first answered. */
export function askWithoutPause(url, model, row) {
  const seen = new Map();
  let failed = 0;
  let running = true;
  const done = (async () => {
    while (running) {
      try {
        const { modelVersion } = await post(`${url}/v1/models/${model}/predict`, { rows: [row] });
        const known = seen.get(modelVersion);
        if (known) known.count++;
        else seen.set(modelVersion, { count: 1, firstMs: Date.now() });
      } catch {
        failed++;
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  })();
  return {
    /** Waits until a version answers; returns the instant of its first answer. */
    async until(version, withinMs = 5_000) {
      const endMs = performance.now() + withinMs;
      while (!seen.has(version) && performance.now() < endMs) await new Promise((resolve) => setTimeout(resolve, 5));
      return seen.get(version)?.firstMs;
    },
    forget: () => seen.clear(),
    async stop() {
      running = false;
      await done;
      return { failed };
    },
  };
}

/** Sends labels, a thousand at a time; returns how many were accepted. */
export async function sendLabels(url, labels) {
  let accepted = 0;
  for (let i = 0; i < labels.length; i += 1000) {
    accepted += (await post(`${url}/v1/labels`, { labels: labels.slice(i, i + 1000) })).accepted;
  }
  return accepted;
}

async function post(url, body) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return await response.json();
}
