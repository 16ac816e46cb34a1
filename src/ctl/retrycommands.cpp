// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "core/whenfinished.h"
#include "rowsjson.h"
#include "workoff.h"

namespace ctl {

namespace {

using pipeline::Workspace;

//! More lines than this hide the rest: then the reasons are counted instead.
constexpr std::size_t kMostLines = 20;

void printExclusions(const std::vector<pipeline::PlanExclusion> &excluded)
{
    if (excluded.size() > kMostLines) {
        std::map<pipeline::Exclusion, int> counts;
        for (const pipeline::PlanExclusion &exclusion : excluded)
            ++counts[exclusion.reason];
        for (const auto &[reason, count] : counts)
            printLine(QStringLiteral("  %1 × %2").arg(count).arg(pipeline::exclusionText(reason)));
        return;
    }
    for (const pipeline::PlanExclusion &exclusion : excluded) {
        const QString step = exclusion.step ? QString(u' ' + core::stepName(*exclusion.step)) : QString();
        printLine(QStringLiteral("  %1%2: %3")
                      .arg(exclusion.vehicleId, step, pipeline::exclusionText(exclusion.reason)));
    }
}

QString durationText(qint64 ms)
{
    const qint64 seconds = (ms + 999) / 1000;
    return seconds < 120 ? QCoreApplication::translate("ctl", "%1 s").arg(seconds)
                         : QCoreApplication::translate("ctl", "%1 min").arg((seconds + 59) / 60);
}

void printPlan(const pipeline::Plan &plan, const std::optional<db::BatchRow> &batch)
{
    QString line = QCoreApplication::translate("ctl", "%1 step(s) of %2 vehicle(s), %3 request(s)")
                       .arg(plan.items.size())
                       .arg(plan.vehicles)
                       .arg(plan.requests);
    if (plan.estimatedMs > 0)
        line += QCoreApplication::translate("ctl", ", about %1").arg(durationText(plan.estimatedMs));
    printLine(QCoreApplication::translate("ctl", "%1; %2 left out").arg(line).arg(plan.excluded.size()));
    printExclusions(plan.excluded);
    if (!batch)
        return;
    const bool queued =
        batch->succeeded + batch->skipped + batch->failed() + batch->held == 0 && !batch->hasEnded();
    if (queued) {
        printLine(QCoreApplication::translate("ctl", "batch %1: queued for the worker").arg(batch->id));
        return;
    }
    printLine(QCoreApplication::translate(
                  "ctl", "batch %1: %2 succeeded, %3 failed, %4 held; %5 images stored, %6 failed")
                  .arg(batch->id)
                  .arg(batch->succeeded)
                  .arg(batch->failed())
                  .arg(batch->held)
                  .arg(batch->imagesStored)
                  .arg(batch->imagesFailed));
    if (batch->cancelled > 0)
        printLine(QCoreApplication::translate("ctl", "%1 cancelled or taken over by another process")
                      .arg(batch->cancelled));
}

void printBatch(Session &session, const pipeline::Plan &plan, const std::optional<db::BatchRow> &batch)
{
    if (session.json)
        printJson(toJson(plan, batch));
    else
        printPlan(plan, batch);
    for (const pipeline::PlanExclusion &exclusion : plan.excluded) {
        if (exclusion.reason == pipeline::Exclusion::UnknownVehicle)
            printError(unknownVehicle(exclusion.vehicleId));
    }
}

//! Everything was done: nothing failed, nothing waits, and nobody was named who does not exist. What another
//! process took over is told by that one.
int exitCodeFor(const pipeline::Plan &plan, const db::BatchRow &batch)
{
    for (const pipeline::PlanExclusion &exclusion : plan.excluded) {
        if (exclusion.reason == pipeline::Exclusion::UnknownVehicle)
            return SomeFailed;
    }
    const bool wasCancelled = batch.state == db::BatchState::Cancelled;
    return wasCancelled || batch.active() + batch.dead > 0 ? SomeFailed : Done;
}

void finishRetry(Session &session, Workspace *workspace, const pipeline::Plan &plan, const QString &batchId,
                 const std::optional<core::Error> &error)
{
    const auto batch = session.take(workspace->batch(batchId));
    if (!batch)
        return;
    printBatch(session, plan, *batch);
    if (error)
        session.fail(*error);
    else
        session.finish(exitCodeFor(plan, *batch));
}

} // namespace

void retry(Session &session, const RetryOptions &options)
{
    Workspace *workspace = session.open();
    if (!workspace)
        return;
    const auto plan = session.take(workspace->plan(options.plan));
    if (!plan)
        return;
    if (options.dryRun || plan->items.empty()) {
        printBatch(session, *plan, std::nullopt);
        session.finish(exitCodeFor(*plan, {}));
        return;
    }
    core::whenFinished(
        workspace->startBatch(*plan, options.batch), workspace,
        [&session, workspace, plan = *plan, options](const core::Result<QString> &batchId) {
            if (!batchId) {
                session.fail(batchId.error());
                return;
            }
            if (!options.wait) {
                const auto batch = session.take(workspace->batch(*batchId));
                if (!batch)
                    return;
                printBatch(session, plan, *batch);
                session.finish(exitCodeFor(plan, {}));
                return;
            }
            pipeline::WorkerOptions worker = options.worker;
            worker.patienceSeconds = qMax(worker.patienceSeconds, options.batch.undoWindowSeconds);
            workOff(workspace, worker, *batchId,
                    [&session, workspace, plan, id = *batchId](const pipeline::WorkerReport &report) {
                        finishRetry(session, workspace, plan, id, report.error);
                    });
        });
}

namespace {

void finishWorker(Session &session, Workspace *workspace, const pipeline::WorkerReport &report)
{
    if (session.json) {
        printJson(toJson(report));
    } else {
        printLine(QCoreApplication::translate("ctl", "%1 succeeded, %2 failed, %3 held, %4 handed back")
                      .arg(report.succeeded)
                      .arg(report.failed)
                      .arg(report.held)
                      .arg(report.released));
    }
    if (report.error) {
        session.fail(*report.error);
        return;
    }
    const auto status = session.take(workspace->queueStatus());
    if (!status)
        return;
    const qint64 open = status->pending + status->held + status->running;
    if (open > 0 && !session.json)
        printLine(QCoreApplication::translate("ctl", "%1 step(s) stay queued").arg(open));
    session.finish(report.failed > 0 || open > 0 ? SomeFailed : Done);
}

} // namespace

void worker(Session &session, const pipeline::WorkerOptions &options)
{
    Workspace *workspace = session.open();
    if (!workspace)
        return;
    showProgress(workspace);
    QObject::connect(workspace, &Workspace::workerStopped, workspace,
                     [&session, workspace](const pipeline::WorkerReport &report) {
                         finishWorker(session, workspace, report);
                     });
    workspace->startWorker(options);
}

} // namespace ctl
