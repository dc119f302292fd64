/** Files for Prometheus and Grafana that were written. */
import type { prometheusAlerts, prometheusDashboard } from '../../app/operations/prometheus.ts';
import { tableText } from '../table-text.ts';
import type { View } from '../view.ts';
import type { Answer } from './answer.ts';
import { sentence, shownPath } from './lines.ts';

export const prometheusAlertsView: View<Answer<typeof prometheusAlerts>> = ({ alerts, output }, screen) => {
  const rows = alerts.map(({ name, severity, summary }) => [name, severity, summary]);
  return [
    tableText([{ head: 'alert' }, { head: 'severity' }, { head: 'fires when', flexible: true }], rows, screen),
    sentence('name it under rule_files in prometheus.yml', screen),
    shownPath(output),
  ].join('\n');
};

export const prometheusDashboardView: View<Answer<typeof prometheusDashboard>> = ({ output }, screen) =>
  `${sentence('import it in Grafana: Dashboards, New, Import', screen)}\n${shownPath(output)}`;
