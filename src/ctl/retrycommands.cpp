// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "core/whenfinished.h"
#include "rowsjson.h"
#include "shutdown.h"

#include <QFile>
#include <QFileInfo>

namespace ctl {

namespace {

using pipeline::Workspace;

constexpr qint64 kMaxTextBytes = 32 * 1024 * 1024;

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

core::Error unknownVehicle(const QString &id)
{
    return {core::ErrorCode::Usage,
            QCoreApplication::translate(
                "ctl", "There is no vehicle \"%1\": \"retrydeskctl failures\" shows the ids there are.")
                .arg(id),
            {}};
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

void showProgress(Workspace *workspace)
{
    QObject::connect(
        workspace, &Workspace::workerProgress, workspace, [](const pipeline::WorkerProgress &progress) {
            printProgress(QCoreApplication::translate("ctl", "%1 done, %2 running, %3 due; %4 images (%5/s)")
                              .arg(progress.done)
                              .arg(progress.running)
                              .arg(progress.due)
                              .arg(progress.images)
                              .arg(progress.imagesPerSecond, 0, 'f', 1));
        });
    QObject::connect(workspace, &Workspace::workerStopped, workspace, [] { printProgress({}); });
    auto *shutdown = new Shutdown(workspace);
    QObject::connect(shutdown, &Shutdown::requested, workspace, &Workspace::stopWorker);
}

//! Works one batch off in this process, then calls done.
void workOff(Workspace *workspace, pipeline::WorkerOptions options, const QString &batchId,
             const std::function<void(const pipeline::WorkerReport &)> &done)
{
    showProgress(workspace);
    options.batchId = batchId;
    options.untilEmpty = true;
    QObject::connect(workspace, &Workspace::workerStopped, workspace, done);
    workspace->startWorker(options);
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
        workspace->startBatch(*plan, {options.undoWindowSeconds}), workspace,
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
            worker.patienceSeconds = qMax(worker.patienceSeconds, options.undoWindowSeconds);
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

namespace {

core::Result<QString> readText(const VinOptions &options)
{
    if (options.textFile.isEmpty())
        return options.text;
    QFile file(options.textFile);
    if (QFileInfo(options.textFile).isDir() || !file.open(QIODevice::ReadOnly)) {
        return core::Error{core::ErrorCode::Usage,
                           QCoreApplication::translate("ctl", "%1 cannot be read: %2.")
                               .arg(options.textFile, file.errorString()),
                           {}};
    }
    return QString::fromUtf8(file.read(kMaxTextBytes));
}

//! The answer of extract-vin-from-vehicle, from what the attempt recorded.
void printVin(Session &session, Workspace *workspace, const QString &vehicleId)
{
    const auto detail = session.take(workspace->vehicle(vehicleId));
    if (!detail)
        return;
    const auto &last = detail->steps.at(static_cast<std::size_t>(core::Step::ExtractVin)).last;
    const QJsonObject evidence = last ? last->metadata : QJsonObject();
    const bool success = last && last->status == core::StepStatus::Success;
    const QString value = evidence.value(QLatin1String("value")).toString();
    const QString kind = evidence.value(QLatin1String("kind")).toString();
    if (session.json) {
        printJson({{QStringLiteral("success"), success},
                   {QStringLiteral("vehicle_id"), vehicleId},
                   {QStringLiteral("found_any"), !value.isEmpty()},
                   {QStringLiteral("found_17"), kind == QLatin1String("vin17")},
                   {QStringLiteral("best_candidate"), value.isEmpty() ? QJsonValue() : QJsonValue(value)},
                   {QStringLiteral("candidate_count"), evidence.value(QLatin1String("candidates")).toInt()},
                   {QStringLiteral("updated_vin"), evidence.value(QLatin1String("updated")).toBool()}});
    } else {
        printLine(value.isEmpty() ? QCoreApplication::translate("ctl", "no VIN found") : value);
    }
    if (last && !last->errorMessage.isEmpty())
        printError({core::ErrorCode::Internal, last->errorMessage, {}});
    session.finish(success ? Done : SomeFailed);
}

} // namespace

void vin(Session &session, const VinOptions &options)
{
    const auto text = readText(options);
    if (!text) {
        session.fail(text.error());
        return;
    }
    Workspace *workspace = session.open();
    if (!workspace)
        return;
    pipeline::PlanRequest request;
    request.vehicleIds = {options.vehicle};
    request.steps = {core::Step::ExtractVin};
    request.extraText = *text;
    request.evenIfPresent = true;
    request.includeFinal = true;
    const auto plan = session.take(workspace->plan(request));
    if (!plan)
        return;
    if (plan->items.empty()) {
        const auto reason =
            plan->excluded.empty() ? pipeline::Exclusion::UnknownVehicle : plan->excluded.front().reason;
        const QString why =
            QString(options.vehicle + QLatin1String(": ") + pipeline::exclusionText(reason) + u'.');
        session.fail(reason == pipeline::Exclusion::UnknownVehicle
                         ? unknownVehicle(options.vehicle)
                         : core::Error{core::ErrorCode::Usage, why, {}});
        return;
    }
    core::whenFinished(workspace->startBatch(*plan, {}), workspace,
                       [&session, workspace, options](const core::Result<QString> &batchId) {
                           if (!batchId) {
                               session.fail(batchId.error());
                               return;
                           }
                           pipeline::WorkerOptions worker;
                           worker.patienceSeconds = 0;
                           workOff(workspace, worker, *batchId,
                                   [&session, workspace, options](const pipeline::WorkerReport &report) {
                                       if (report.error)
                                           session.fail(*report.error);
                                       else
                                           printVin(session, workspace, options.vehicle);
                                   });
                       });
}

} // namespace ctl
