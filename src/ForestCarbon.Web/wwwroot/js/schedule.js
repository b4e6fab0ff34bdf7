// The progress of every run on its way, as it comes; when one begins or ends the page is read again.
const card = document.getElementById('runs');
if (card && card.dataset.live === 'true') {
  const before = new Map();
  const events = new EventSource('/growth/schedule/progress');
  events.onmessage = (event) => {
    for (const run of JSON.parse(event.data)) {
      const row = document.getElementById(`run-${run.runId}`);
      const bar = row?.querySelector('[role=progressbar]');
      if (!row || (before.has(run.runId) && before.get(run.runId) !== run.state)) {
        events.close();
        location.reload();
        return;
      }
      before.set(run.runId, run.state);
      const percent = Math.floor(run.fraction * 100);
      bar?.setAttribute('aria-valuenow', percent);
      bar?.querySelector('rect').setAttribute('width', percent);
    }
  };
}
