// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/findings.h"

#include "core/clock.h"
#include "db/attachment.h"
#include "db/healthquery.h"
#include "db/workerstore.h"

#include <QCoreApplication>

namespace pipeline {

namespace {

constexpr int kSample = 500;
constexpr char kFirstId[] = "00000000-0000-0000-0000-000000000000";

QString tr(const char *text)
{
    return QCoreApplication::translate("pipeline::Doctor", text);
}

void checkQueue(Findings &findings, db::HealthQuery &query, const core::Settings &settings,
                const QDateTime &now)
{
    const QDateTime started =
        now.addMSecs(-settings.number("queue.max_run_ms") - settings.number("queue.lease_ms"));
    const auto queue = query.queue(now, started);
    if (!queue) {
        findings.failed("queue_leases", queue.error());
        return;
    }
    findings.count("queue_leases", queue->expired, tr("No lease has run out."),
                   tr("%1 steps belong to workers that gave no sign of life."),
                   tr("The next worker takes them over: start one."));
    findings.count("queue_stuck", queue->stuck, tr("No step runs longer than it may."),
                   tr("%1 steps run longer than queue.max_run_ms."),
                   tr("End the worker that runs them: its steps are given to another."));
    findings.count("queue_dead", queue->dead, tr("Nothing was given up."), tr("%1 steps were given up."),
                   tr("\"retrydeskctl causes\" says why; \"retry --include-final\" tries them again."));
    findings.count(
        "queue_orphans", queue->orphans, tr("Every queued step is of a batch that is open, or of none."),
        tr("%1 steps wait for a batch that is not there or has ended."),
        tr("They are worked off all the same; retry their vehicles to put them into a new batch."));
}

void checkWorkers(Findings &findings, db::Connection &connection, const QDateTime &now)
{
    const auto workers = db::WorkerStore(connection).list();
    if (!workers) {
        findings.failed("workers", workers.error());
        return;
    }
    QStringList silent;
    for (const db::WorkerRow &worker : *workers) {
        if (!worker.isAlive(now))
            silent.append(tr("%1 (%2)").arg(worker.name, core::toTimeText(worker.heartbeatAt)));
    }
    if (silent.isEmpty())
        findings.ok("workers", tr("%1 work now.").arg(workers->size()));
    else
        findings.warn("workers", tr("No sign of life from: %1.").arg(silent.join(QStringLiteral(", "))),
                      tr("See whether they run. Their work is taken over when its leases run out."));
}

void checkBreakers(Findings &findings, db::HealthQuery &query)
{
    const auto open = query.openBreakers();
    if (!open)
        findings.failed("breakers", open.error());
    else if (open->isEmpty())
        findings.ok("breakers", tr("All are closed."));
    else
        findings.warn("breakers", tr("Not closed: %1.").arg(open->join(QStringLiteral(", "))),
                      tr("Their work is held until a probe succeeds; \"retrydeskctl hosts\" says more."));
}

} // namespace

void checkWork(Findings &findings, db::Connection &connection, const core::Settings &settings)
{
    db::HealthQuery query(connection);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    checkQueue(findings, query, settings, now);
    checkWorkers(findings, connection, now);
    checkBreakers(findings, query);
}

void checkStates(Findings &findings, db::Connection &connection)
{
    const auto filling = db::fillProgress(connection);
    if (filling && *filling) {
        findings.warn(
            "state",
            tr("%1 of about %2 vehicles are counted.").arg((*filling)->filled).arg((*filling)->vehicles),
            tr("A worker or \"retrydeskctl attach --yes\" counts the rest."));
        return;
    }
    db::HealthQuery query(connection);
    const QString advice =
        tr("Another program may have changed rows with triggers off: updating those vehicles "
           "counts them anew.");
    auto drift = query.states(core::newId(), kSample);
    if (drift && drift->looked < kSample) // the end of the table, or a small one
        drift = query.states(QString::fromLatin1(kFirstId), kSample);
    if (!drift) {
        findings.failed("state", drift.error());
        return;
    }
    if (drift->wrong == 0)
        findings.ok("state", tr("The counts of %1 vehicles are those of their rows.").arg(drift->looked));
    else
        findings.problem(
            "state",
            tr("%1 of %2 vehicles have other counts than their rows.").arg(drift->wrong).arg(drift->looked),
            advice);
    const auto counters = query.counters();
    if (!counters)
        findings.failed("counters", counters.error());
    else if (*counters == 0)
        findings.ok("counters", tr("They are the sums of the vehicles."));
    else
        findings.problem("counters", tr("%1 counters are not the sums of the vehicles.").arg(*counters),
                         advice);
}

} // namespace pipeline
