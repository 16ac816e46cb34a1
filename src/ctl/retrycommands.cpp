// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batchtext.h"
#include "commands.h"
#include "core/whenfinished.h"
#include "holds.h"
#include "rowsjson.h"
#include "workoff.h"

namespace ctl {

namespace {

using pipeline::Workspace;

//! What is known of a retry when it ends.
struct Retried
{
    pipeline::Plan plan;
    std::optional<db::BatchRow> batch; //!< absent for a dry run
    std::vector<db::HostRow> holding;
    bool isDryRun = false;
};

void printText(const Retried &retried)
{
    printPlan(retried.plan);
    if (retried.isDryRun)
        printShares(retried.plan);
    if (retried.batch)
        printProgressOf(*retried.batch);
    printHolds(retried.holding);
}

void print(Session &session, const Retried &retried)
{
    if (session.json) {
        QJsonObject object = toJson(retried.plan, retried.batch);
        object.insert(QStringLiteral("held_by"), toJson(retried.holding));
        printJson(object);
    } else {
        printText(retried);
    }
    for (const pipeline::PlanExclusion &exclusion : retried.plan.excluded) {
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

//! The gates that hold work of this batch.
std::optional<std::vector<db::HostRow>> gatesHolding(Session &session, Workspace *workspace,
                                                     const Retried &retried)
{
    if (retried.batch->held == 0)
        return std::vector<db::HostRow>();
    const auto gates = session.take(workspace->hosts());
    if (!gates)
        return std::nullopt;
    auto holding = holdingGates(*gates);
    std::erase_if(holding, [&retried](const db::HostRow &gate) {
        return std::none_of(retried.plan.items.begin(), retried.plan.items.end(), [&gate](const auto &item) {
            return item.host == gate.host && item.step == gate.step;
        });
    });
    return holding;
}

void finishRetry(Session &session, Workspace *workspace, Retried retried, const QString &batchId,
                 const std::optional<core::Error> &error)
{
    retried.batch = session.take(workspace->batch(batchId));
    if (!retried.batch)
        return;
    const auto holding = gatesHolding(session, workspace, retried);
    if (!holding)
        return;
    retried.holding = *holding;
    print(session, retried);
    if (error)
        session.fail(*error);
    else
        session.finish(exitCodeFor(retried.plan, *retried.batch));
}

//! The batch is stored: leaves it to the worker, or works it off.
void follow(Session &session, Workspace *workspace, const Retried &retried, const RetryOptions &options,
            const QString &batchId)
{
    if (!options.wait) {
        Retried started = retried;
        started.batch = session.take(workspace->batch(batchId));
        if (!started.batch)
            return;
        print(session, started);
        session.finish(exitCodeFor(retried.plan, {}));
        return;
    }
    pipeline::WorkerOptions worker = options.worker;
    worker.patienceSeconds = qMax(worker.patienceSeconds, options.batch.undoWindowSeconds);
    workOff(workspace, worker, batchId,
            [&session, workspace, retried, batchId](const pipeline::WorkerReport &report) {
                finishRetry(session, workspace, retried, batchId, report.error);
            });
}

} // namespace

void retry(Session &session, const RetryOptions &options)
{
    Workspace *workspace = session.open();
    if (!workspace)
        return;
    const auto plan =
        session.take(options.improved ? workspace->planParseFailures() : workspace->plan(options.plan));
    if (!plan)
        return;
    const Retried retried{*plan, std::nullopt, {}, options.dryRun};
    if (options.dryRun || plan->items.empty()) {
        print(session, retried);
        session.finish(exitCodeFor(*plan, {}));
        return;
    }
    const auto started =
        options.improved ? workspace->requeueParseFailures() : workspace->startBatch(*plan, options.batch);
    core::whenFinished(started, workspace,
                       [&session, workspace, retried, options](const core::Result<QString> &batchId) {
                           if (batchId)
                               follow(session, workspace, retried, options, *batchId);
                           else
                               session.fail(batchId.error());
                       });
}

namespace {

void printReport(Session &session, const pipeline::WorkerReport &report,
                 const std::vector<db::HostRow> &holding)
{
    if (session.json) {
        QJsonObject object = toJson(report);
        object.insert(QStringLiteral("held_by"), toJson(holding));
        printJson(object);
        return;
    }
    printLine(QCoreApplication::translate("ctl", "%1 succeeded, %2 failed, %3 held, %4 handed back")
                  .arg(report.succeeded)
                  .arg(report.failed)
                  .arg(report.held)
                  .arg(report.released));
    printHolds(holding);
}

void printWhatStays(const db::QueueStatus &status)
{
    const qint64 open = status.pending + status.held + status.running;
    if (open > 0)
        printLine(QCoreApplication::translate("ctl", "%1 step(s) stay queued").arg(open));
    for (const auto &[reason, count] : status.waits) {
        if (isParked(reason))
            printLine(QCoreApplication::translate("ctl", "  %1 parked: %2").arg(count).arg(waitText(reason)));
    }
}

//! What is held is what waits for its host now, whoever found out.
void finishWorker(Session &session, Workspace *workspace, pipeline::WorkerReport report)
{
    const auto status = workspace->queueStatus().takeResult();
    const auto gates = workspace->hosts().takeResult();
    if (status)
        report.held = status->held;
    printReport(session, report, gates ? holdingGates(*gates) : std::vector<db::HostRow>());
    if (report.error || !status || !gates) {
        session.fail(report.error ? *report.error : !status ? status.error() : gates.error());
        return;
    }
    if (!session.json)
        printWhatStays(*status);
    const bool open = status->pending + status->held + status->running > 0;
    session.finish(report.failed > 0 || open ? SomeFailed : Done);
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
